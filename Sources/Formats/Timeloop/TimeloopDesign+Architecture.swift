package import Core

extension TimeloopDesign {
  /// The design as an architecture the simulator and the mapper take.
  ///
  /// Levels that keep nothing only spread copies, which the level above takes over. Capacities and bandwidths become
  /// bytes of all copies. What Timeloop doesn't state (DRAM standard, clock, DMA, vector unit) is that of the built-in
  /// architectures. Use `levels` for Timeloop's own units.
  ///
  /// - Parameter name: The architecture's name.
  /// - Returns: The architecture; a level's spread dimensions are those its constraints leave free.
  /// - Throws: `InvalidInput` when there is no DRAM outside, a level keeps nothing it could, or sizes don't divide.
  package func architecture(name: String) throws(InvalidInput) -> Architecture {
    guard let outermost = levels.first, outermost.isDRAM, let multipliers = levels.last, multipliers.isCompute else {
      throw InvalidInput(.other("the outermost level is no DRAM", remedy: "write class: DRAM first"), at: place)
    }
    var storage: [StorageLevel] = []
    for (index, level) in levels.dropLast().enumerated() {
      let below = levels[index + 1]
      guard below.instances.isMultiple(of: level.instances), below.instances > 0 else {
        throw InvalidInput(
          .other("'\(below.name)' has \(below.instances) copies below \(level.instances)", remedy: "write a multiple"),
          at: place)
      }
      let fanOut = Self.fanOut(from: level, to: below)
      if level.keeps.isEmpty, let above = storage.last {
        storage[storage.count - 1].fanOut = Self.joined(above.fanOut, fanOut)
        continue
      }
      storage.append(Self.storage(level, fanOut: fanOut, isInnermost: index == levels.count - 2))
    }
    if let outside = storage.first, outside.fanOut != .none, storage.count > 1 {
      throw InvalidInput(
        .other(
          "the DRAM feeds \(storage[1].instances) copies of '\(storage[1].name)' directly",
          remedy: "put a level they share between them"),
        at: place)
    }
    let (rows, columns) = Self.sides(storage)
    let bus = Self.busBytes(outermost)
    var memory = ExternalMemory(standard: "DDR4-2400")
    if let energy = storage.first?.readEnergy, energy > 0 { memory.energyPerBit = energy / 8 }
    var architecture = Architecture(
      name: name, summary: "Timeloop architecture of \(multipliers.instances) multipliers",
      clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)], levels: storage, externalMemory: memory,
      dma: DMA(busBytes: bus), array: ProcessingArray(rows: rows, columns: columns, dataflows: [Self.dataflow(storage)])
    )
    architecture.array.macEnergy = multipliers.macEnergy
    architecture.vectorUnit = VectorUnit(lanes: columns)
    return architecture
  }

  private static func fanOut(from level: Level, to below: Level) -> FanOut {
    let copies = below.instances / level.instances
    let along = below.meshX.isMultiple(of: level.meshX) ? below.meshX / level.meshX : copies
    let x = copies.isMultiple(of: max(1, along)) ? max(1, along) : copies
    let y = copies / x
    return FanOut(
      x: x, y: y, dimensionsX: x > 1 ? level.spatial : [], dimensionsY: y > 1 ? level.spatial : [])
  }

  private static func joined(_ outer: FanOut, _ inner: FanOut) -> FanOut {
    FanOut(
      x: outer.x * inner.x, y: outer.y * inner.y, dimensionsX: outer.dimensionsX.union(inner.dimensionsX),
      dimensionsY: outer.dimensionsY.union(inner.dimensionsY))
  }

  private static func storage(_ level: Level, fanOut: FanOut, isInnermost: Bool) -> StorageLevel {
    let wordBytes = max(1, ceilingDivide(level.wordBits, 8))
    var storage = StorageLevel(
      name: level.name, kind: level.isDRAM ? .dram : (isInnermost ? .registers : .sram), keeps: level.keeps,
      capacityBytes: level.entries.map { checkedMultiply($0, wordBytes, level.instances) ?? 1 << 59 },
      instances: level.instances,
      ports: 2, widthBytes: wordBytes, buffering: level.buffering, fanOut: fanOut)
    let words = level.sharedBandwidth ?? level.readBandwidth.map { $0 + (level.writeBandwidth ?? $0) }
    if let words, !isInnermost, words >= 1 {
      storage.bandwidthBytesPerCycle = Int(min(words, 1_048_576)) * wordBytes * level.instances
    }
    let bytes = Double(level.block) * Double(wordBytes)
    storage.readEnergy = level.readEnergy / bytes
    storage.writeEnergy = level.fillEnergy / bytes
    if level.isDRAM {
      // One energy for both ways, and no ports or sizes of its own.
      storage = StorageLevel(
        name: level.name, kind: .dram, keeps: .all, capacityBytes: nil,
        bandwidthBytesPerCycle: storage.bandwidthBytesPerCycle, readEnergy: storage.readEnergy,
        writeEnergy: storage.readEnergy, fanOut: fanOut)
    }
    return storage
  }

  /// The array's sides: the innermost spread goes down the rows, the others along the columns.
  private static func sides(_ storage: [StorageLevel]) -> (rows: Int, columns: Int) {
    let spreads = storage.map(\.fanOut).filter { $0.x * $0.y > 1 }
    guard let last = spreads.last else { return (1, 1) }
    if spreads.count == 1, last.y > 1 { return (last.y, last.x) }
    return (last.x * last.y, spreads.dropLast().reduce(1) { $0 * $1.x * $1.y })
  }

  /// The DRAM's bandwidth as a bus of a power of two of bytes, 16 where none is stated.
  private static func busBytes(_ level: Level) -> Int {
    guard let words = level.sharedBandwidth ?? level.readBandwidth else { return 16 }
    let wanted = min(words, 64) * Double(level.wordBits) / 8
    var bytes = 1
    while Double(bytes) < wanted, bytes < 64 { bytes *= 2 }
    return bytes
  }

  private static func dataflow(_ storage: [StorageLevel]) -> Dataflow {
    switch storage.last?.keeps {
    case OperandSet.outputs: .outputStationary
    case OperandSet.inputs: .inputStationary
    default: .weightStationary
    }
  }
}
