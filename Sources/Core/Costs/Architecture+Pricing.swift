extension Architecture {
  /// Puts the cost table's values into every attribute the architecture leaves to it.
  ///
  /// Those are the ones its origins list as priced, so that after any change of a size, a port or a clock the energies
  /// can be worked out again; what the file states is never touched. Without a cost table nothing happens.
  public mutating func price() {
    guard let costTable else { return }
    for index in levels.indices where levels[index].kind != .dram {
      let energies = costTable.energies(of: levels[index], in: self)
      if isPriced(.readEnergy, of: levels[index].name) { levels[index].readEnergy = energies.read }
      if isPriced(.writeEnergy, of: levels[index].name) { levels[index].writeEnergy = energies.write }
    }
    for index in caches.indices where costTable != .dosa40nm {
      let figures = caches[index].sram(cell: costTable.cell, nanometres: technologyNanometres).estimate().figures
      let line = Double(caches[index].lineBytes)
      if isPriced(.readEnergy, of: caches[index].name) { caches[index].readEnergy = figures.readPicojoules / line }
      if isPriced(.writeEnergy, of: caches[index].name) { caches[index].writeEnergy = figures.writePicojoules / line }
    }
    let isPhysical = costTable != .dosa40nm
    if isPriced(.macEnergy, of: "array") {
      array.macEnergy = isPhysical ? logic.macPicojoules : DOSACosts.mac
    }
    if isPriced(.energy, of: "vector-unit") {
      let energy = isPhysical ? coreLogic.macPicojoules : DOSACosts.mac
      vectorUnit?.energyPerOperation = energy
    }
    if isPriced(.energy, of: "dma") { dma.energyPerByte = isPhysical ? coreLogic.movePicojoules : 0 }
    priceExternalMemory(isPhysical: isPhysical)
    if isPriced(.leakage, of: "architecture") {
      leakageMilliwatts = componentCosts().reduce(0) { $0 + ($1.leakageMilliwatts ?? 0) }
    }
  }

  /// The external memory: a constant for each byte, or its standard's energies and an interface for each channel.
  private mutating func priceExternalMemory(isPhysical: Bool) {
    guard let index = levels.firstIndex(where: { $0.kind == .dram }) else { return }
    let isOpen = isPriced(.energy, of: levels[index].name)
    if isPriced(.interfaceEnergy, of: levels[index].name) {
      // An energy the file states for a byte is taken to include the interface.
      externalMemory.interfaceEnergyPerByte = isPhysical && isOpen ? memoryInterface.picojoulesPerBit * 8 : 0
    }
    guard isOpen else { return }
    guard isPhysical else {
      externalMemory.energyPerBit = DOSACosts.dram / 8
      levels[index].readEnergy = DOSACosts.dram
      levels[index].writeEnergy = DOSACosts.dram
      return
    }
    externalMemory.energyPerBit = nil
    guard let configuration = externalMemory.part else { return }
    // For models that count bytes only: rows are opened once and used whole.
    let rowBits = Double(configuration.organization.columns * configuration.organization.busBits)
    let opening = rowBits > 0 ? configuration.energy.activate / rowBits : 0
    let interface = externalMemory.interfaceEnergyPerByte
    levels[index].readEnergy = (configuration.energy.readBit + opening) * 8 + interface
    levels[index].writeEnergy = (configuration.energy.writeBit + opening) * 8 + interface
  }

  /// Whether a component's attribute takes the cost table's value.
  public func isPriced(_ attribute: CostTable.Attribute, of component: String) -> Bool {
    costTable != nil
      && origins.contains { $0.component == component && $0.priced.contains(attribute.rawValue) }
  }

  /// The logic table at the array's clock.
  var logic: LogicTable { logic(at: clocks.first { $0.name == array.clock }?.hertz ?? coreHertz) }

  /// The logic table at the core's clock.
  var coreLogic: LogicTable { logic(at: coreHertz) }

  private func logic(at hertz: Int) -> LogicTable {
    LogicTable(nanometres: technologyNanometres, periodNanoseconds: 1e9 / Double(max(1, hertz)))
  }

  /// The chip's side of the external memory.
  var memoryInterface: MemoryInterface {
    let busBits = externalMemory.part?.organization.busBits ?? 64
    return MemoryInterface(
      channels: externalMemory.channels, busBits: busBits, nanometres: technologyNanometres)
  }
}

extension CostTable {
  /// Picojoules of a byte read from and written to an on-chip level.
  fileprivate func energies(of level: StorageLevel, in architecture: Architecture) -> (read: Double, write: Double) {
    guard self == .dosa40nm else { return physicalEnergies(of: level, in: architecture) }
    let kibibytes = Double(level.capacityBytes ?? 0) / 1024
    let energy: Double =
      if level.kind == .registers {
        DOSACosts.register
      } else if level.keeps == .outputs {
        DOSACosts.accumulator(kibibytes: kibibytes, columns: architecture.array.columns) / 4
      } else {
        DOSACosts.scratchpad(kibibytes: kibibytes)
      }
    return (energy, energy)
  }

  private func physicalEnergies(
    of level: StorageLevel, in architecture: Architecture
  ) -> (read: Double, write: Double) {
    if level.kind == .registers {
      let energy = architecture.logic.registerFilePicojoulesPerByte(level)
      return (energy, energy)
    }
    let figures = level.sram(cell: cell, nanometres: architecture.technologyNanometres).estimate().figures
    let width = Double(level.widthBytes)
    return (figures.readPicojoules / width, figures.writePicojoules / width)
  }
}

extension CacheLevel {
  /// The cache's lines as an SRAM; tags are not counted.
  func sram(cell: SRAMCell, nanometres: Int) -> SRAMArray {
    SRAMArray(bytes: capacityBytes, widthBytes: lineBytes, cell: cell, nanometres: nanometres)
  }
}

extension StorageLevel {
  /// One copy of the level as an SRAM.
  public func sram(cell: SRAMCell, nanometres: Int) -> SRAMArray {
    SRAMArray(
      bytes: (capacityBytes ?? 0) / max(1, instances), widthBytes: widthBytes, banks: banks, ports: ports, cell: cell,
      nanometres: nanometres)
  }
}
