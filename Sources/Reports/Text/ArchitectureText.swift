package import Core

/// An architecture as text for people: its storage levels with capacity and bandwidth, the array, what feeds it.
package enum ArchitectureText {
  /// The description's lines, ended by a newline; deterministic.
  package static func text(_ architecture: Architecture, width: Int = 110) -> String {
    var text = TerminalText.safe(architecture.name)
    if !architecture.summary.isEmpty { text += " – " + TerminalText.safe(architecture.summary) }
    text = TerminalText.wrapped(text, width: width) + "\n\n"
    text += levels(architecture, width: width).text + "\n"
    for (name, value) in properties(architecture) {
      text += TerminalText.wrapped(TerminalText.safe("\(name): \(value)"), width: width) + "\n"
    }
    text += "\n" + CostText.text(architecture, width: width)
    guard !architecture.sources.isEmpty else { return text }
    text += "\nsources\n"
    for source in architecture.sources {
      text += TerminalText.safe("  \(source.key): \(source.title), \(source.reference)") + "\n"
    }
    return text
  }

  private static func levels(_ architecture: Architecture, width: Int) -> TextTable {
    var table = TextTable(
      [
        .init("level", .left), .init("kind", .left), .init("holds", .left), .init("capacity"), .init("copies"),
        .init("banks"), .init("access"), .init("bandwidth"), .init("latency"), .init("read, write energy"),
      ], width: width)
    for level in architecture.levels {
      table.rows.append([
        level.name, level.kind.rawValue, level.keeps.letters, capacity(of: level), "\(level.instances)",
        "\(level.banks)", NumberText.bytes(level.widthBytes), bandwidth(of: level, coreHertz: architecture.coreHertz),
        "\(level.readLatency)",
        "\(NumberText.setting(level.readEnergy * 1e-12, unit: "J")), \(NumberText.setting(level.writeEnergy * 1e-12, unit: "J")) /B",
      ])
    }
    return table
  }

  /// The capacity of a level, and how many copies of a tile share it.
  package static func capacity(of level: StorageLevel) -> String {
    guard let bytes = level.capacityBytes else { return NumberText.missing }
    return NumberText.capacity(bytes) + (level.buffering > 1 ? " /\(level.buffering)" : "")
  }

  /// The bandwidth of a level in bytes a cycle: as stated, else what banks, ports and width allow.
  package static func bandwidth(of level: StorageLevel, coreHertz: Int) -> String {
    if let stated = level.bandwidthBytesPerCycle { return "\(NumberText.integer(stated)) B/cycle" }
    guard level.kind != .dram, let peak = checkedMultiply(level.instances, level.banks, level.ports, level.widthBytes)
    else { return NumberText.missing }
    return "\(NumberText.integer(peak)) B/cycle"
  }

  /// What else there is to say about an architecture, as names and values in words.
  package static func properties(_ architecture: Architecture) -> [(name: String, value: String)] {
    let array = architecture.array
    let peak = ArchitectureFigures(architecture, dramBytesPerSecond: nil).peakMacsPerSecond
    let memory = architecture.externalMemory
    let dma = architecture.dma
    let controller = architecture.controller
    var properties = [
      (
        "array",
        "\(array.rows)×\(array.columns) processing elements, "
          + "\(array.dataflows.map(\.rawValue).joined(separator: " or ")), preload \(array.preload.rawValue), "
          + "peak \(NumberText.engineering(peak, unit: "MAC/s")), "
          + "\(NumberText.setting(array.macEnergy * 1e-12, unit: "J")) per MAC"
      ),
      (
        "clocks",
        architecture.clocks.map { "\($0.name) \(NumberText.setting(Double($0.hertz), unit: "Hz"))" }
          .joined(separator: ", ") + ", \(architecture.technologyNanometres) nm"
      ),
      ("external memory", "\(memory.standard), \(memory.channels) channel\(memory.channels == 1 ? "" : "s")"),
      (
        "DMA",
        "\(dma.busBytes) B/cycle each way, requests of up to \(NumberText.bytes(dma.requestBytes)), "
          + "\(dma.requestsInFlight) in flight, latency \(dma.latency) cycles"
      ),
    ]
    if let unit = architecture.vectorUnit {
      properties.append(("vector unit", "\(unit.lanes) lanes"))
    }
    properties.append(
      (
        "controller",
        "\(controller.kind.rawValue), queues of \(controller.queueDepth), "
          + (controller.issueCycles == 1 ? "a command a cycle, " : "a command every \(controller.issueCycles) cycles, ")
          + (controller.spillsPartialSums ? "spills partial sums" : "never spills partial sums")
      ))
    return properties
  }
}
