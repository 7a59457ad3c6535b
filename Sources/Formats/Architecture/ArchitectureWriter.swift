package import Core

extension ArchitectureFile {
  /// The resolved document: every attribute written out, defaults included.
  package static func write(_ architecture: Architecture) -> [UInt8] {
    var writer = XMLWriter()
    write(architecture, to: &writer)
    return writer.finish()
  }

  /// Writes the architecture as an element, alone or inside another document.
  package static func write(_ architecture: Architecture, to writer: inout XMLWriter) {
    writer.element(DocumentKind.architecture.root, namespace: DocumentKind.architecture.namespace) { writer in
      writer.attribute("name", architecture.name)
      writer.attribute("summary", architecture.summary)
      writer.attribute("technology", QuantityKind.length.text(architecture.technologyNanometres))
      writer.attribute("leakage", QuantityKind.power.text(architecture.leakageMilliwatts))
      if let table = architecture.costTable { writer.attribute("costs", table.rawValue) }
      writer.origin(of: "architecture", in: architecture)
      for source in architecture.sources { writer.source(source) }
      for clock in architecture.clocks {
        writer.element("clock") { writer in
          writer.attribute("name", clock.name)
          writer.attribute("frequency", QuantityKind.frequency.text(clock.hertz))
          writer.origin(of: clock.name, in: architecture)
        }
      }
      for level in architecture.levels { write(level, of: architecture, to: &writer) }
      write(architecture.array, of: architecture, to: &writer)
      if let unit = architecture.vectorUnit {
        writer.element("vector-unit") { writer in
          writer.attribute("lanes", unit.lanes)
          writer.attribute("energy", QuantityKind.energy.text(unit.energyPerOperation))
          writer.origin(of: "vector-unit", in: architecture)
        }
      }
      write(architecture.controller, of: architecture, to: &writer)
      writeGemmini(of: architecture, to: &writer)
      for constraint in architecture.constraints { write(constraint, to: &writer) }
    }
  }

  private static func write(_ level: StorageLevel, of architecture: Architecture, to writer: inout XMLWriter) {
    switch level.kind {
    case .dram:
      writeDRAM(level, of: architecture, to: &writer)
      writeCaches(of: architecture, to: &writer)
      writeCores(of: architecture, to: &writer)
      write(architecture.dma, of: architecture, to: &writer)
    case .sram: writeMemory(level, of: architecture, to: &writer)
    case .registers: writeRegisters(level, of: architecture, to: &writer)
    }
  }

  private static func writeDRAM(_ level: StorageLevel, of architecture: Architecture, to writer: inout XMLWriter) {
    let memory = architecture.externalMemory
    writer.element("dram") { writer in
      writer.attribute("name", level.name)
      writer.attribute("standard", memory.standard)
      writer.attribute("channels", memory.channels)
      if let ranks = memory.ranks { writer.attribute("ranks", ranks) }
      if let mapping = memory.addressMapping { writer.attribute("mapping", mapping) }
      if let scheduler = memory.scheduler { writer.attribute("scheduler", scheduler.rawValue) }
      writer.bandwidth(level)
      if let energy = memory.energyPerBit {
        writer.attribute("energy", QuantityKind.energyPerByte.text(energy * 8))
      }
      writer.attribute("interface-energy", QuantityKind.energyPerByte.text(memory.interfaceEnergyPerByte))
      writer.origin(of: level.name, in: architecture)
      if let described = memory.described { writer.element("ini") { $0.text(described.text) } }
    }
  }

  private static func write(_ dma: DMA, of architecture: Architecture, to writer: inout XMLWriter) {
    writer.element("dma") { writer in
      writer.attribute("bus-width", QuantityKind.size.text(dma.busBytes))
      writer.attribute("request-size", QuantityKind.size.text(dma.requestBytes))
      writer.attribute("requests-in-flight", dma.requestsInFlight)
      writer.attribute("latency", dma.latency)
      writer.attribute("energy", QuantityKind.energyPerByte.text(dma.energyPerByte))
      writer.origin(of: "dma", in: architecture)
    }
  }

  private static func writeMemory(_ level: StorageLevel, of architecture: Architecture, to writer: inout XMLWriter) {
    writer.element("memory") { writer in
      writer.attribute("name", level.name)
      writer.attribute("keeps", level.keeps.operands.map(\.name).joined(separator: " "))
      writer.attribute("capacity", QuantityKind.size.text(level.capacityBytes ?? 0))
      writer.attribute("instances", level.instances)
      writer.attribute("banks", level.banks)
      writer.ports(of: level)
      writer.bandwidth(level)
      writer.energies(of: level)
      writer.attribute("fan-out-x", level.fanOut.x)
      writer.attribute("fan-out-y", level.fanOut.y)
      writer.attribute("fan-out-dimensions-x", letters(level.fanOut.dimensionsX))
      writer.attribute("fan-out-dimensions-y", letters(level.fanOut.dimensionsY))
      writer.origin(of: level.name, in: architecture)
    }
  }

  private static func writeRegisters(_ level: StorageLevel, of architecture: Architecture, to writer: inout XMLWriter) {
    writer.element("registers") { writer in
      writer.attribute("name", level.name)
      writer.attribute("keeps", level.keeps.operands.map(\.name).joined(separator: " "))
      writer.attribute("capacity-per-element", QuantityKind.size.text((level.capacityBytes ?? 0) / level.instances))
      writer.ports(of: level)
      writer.energies(of: level)
      writer.origin(of: level.name, in: architecture)
    }
  }

  private static func write(_ array: ProcessingArray, of architecture: Architecture, to writer: inout XMLWriter) {
    writer.element("array") { writer in
      writer.attribute("rows", array.rows)
      writer.attribute("columns", array.columns)
      writer.attribute("dataflows", array.dataflows.map(\.rawValue).joined(separator: " "))
      writer.attribute("preload", array.preload.rawValue)
      writer.attribute("partial-sum-cycles-per-row", array.partialSumCyclesPerRow)
      writer.attribute("pipeline-depth", array.pipelineDepth)
      writer.attribute("mac-energy", QuantityKind.energy.text(array.macEnergy))
      writer.attribute("clock", array.clock)
      writer.origin(of: "array", in: architecture)
    }
  }

  private static func write(_ controller: Controller, of architecture: Architecture, to writer: inout XMLWriter) {
    writer.element("controller") { writer in
      writer.attribute("kind", controller.kind.rawValue)
      writer.attribute("spills-partial-sums", controller.spillsPartialSums ? "true" : "false")
      writer.attribute("queue-depth", controller.queueDepth)
      writer.attribute("issue-cycles", controller.issueCycles)
      writer.origin(of: "controller", in: architecture)
    }
  }

  private static func letters(_ dimensions: DimensionSet) -> String {
    dimensions.dimensions.map { String($0.letter) }.joined(separator: " ")
  }
}

extension XMLWriter {
  mutating func origin(of component: String, in architecture: Architecture) {
    guard let origin = architecture.origins.first(where: { $0.component == component }) else { return }
    if !origin.places.isEmpty { attribute("from", origin.places.joined(separator: "; ")) }
    if !origin.estimated.isEmpty { attribute("estimated", origin.estimated.joined(separator: " ")) }
    if !origin.priced.isEmpty { attribute("priced", origin.priced.joined(separator: " ")) }
  }

  fileprivate mutating func ports(of level: StorageLevel) {
    attribute("ports", level.ports)
    attribute("width", QuantityKind.size.text(level.widthBytes))
    attribute("read-latency", level.readLatency)
    attribute("buffering", level.buffering)
  }

  fileprivate mutating func bandwidth(_ level: StorageLevel) {
    if let bandwidth = level.bandwidthBytesPerCycle {
      attribute("bandwidth", QuantityKind.bandwidth.text(bandwidth))
    }
  }

  fileprivate mutating func energies(of level: StorageLevel) {
    attribute("read-energy", QuantityKind.energyPerByte.text(level.readEnergy))
    attribute("write-energy", QuantityKind.energyPerByte.text(level.writeEnergy))
  }
}
