import Core

extension Architecture {
  /// What keeps the machine from being built; empty for every architecture read from a file.
  ///
  /// Architectures put together in code have not been through the file's checks, and a size of zero would trap.
  func problemsOfSizes() -> [Problem] {
    var sizes: [(subject: String, attribute: String, value: Int, least: Int)] = [
      ("the core", "clock", coreHertz, 1), ("the array", "rows", array.rows, 1),
      ("the array", "columns", array.columns, 1), ("the DMA", "bus-width", dma.busBytes, 1),
      ("the DMA", "request-size", dma.requestBytes, 1), ("the DMA", "requests-in-flight", dma.requestsInFlight, 1),
      ("the DMA", "latency", dma.latency, 0), ("the controller", "queue-depth", controller.queueDepth, 1),
      ("the controller", "issue-cycles", controller.issueCycles, 0),
    ]
    if let vectorUnit { sizes.append(("the vector unit", "lanes", vectorUnit.lanes, 1)) }
    for clock in clocks { sizes.append(("clock '\(clock.name)'", "frequency", clock.hertz, 1)) }
    for level in levels where level.kind != .dram {
      sizes += [
        ("'\(level.name)'", "capacity", level.capacityBytes ?? 0, 1),
        ("'\(level.name)'", "instances", level.instances, 1),
        ("'\(level.name)'", "banks", level.banks, 1), ("'\(level.name)'", "ports", level.ports, 1),
        ("'\(level.name)'", "width", level.widthBytes, 1), ("'\(level.name)'", "buffering", level.buffering, 1),
        ("'\(level.name)'", "bandwidth", level.bandwidthBytesPerCycle ?? 1, 1),
      ]
    }
    let largest = 1 << 40
    var problems = sizes.filter { !($0.least...largest).contains($0.value) }.map { size in
      Problem.outOfRange(
        subject: size.subject, attribute: size.attribute, found: "\(size.value)",
        expected: "in \(size.least) ... 2^40")
    }
    let channels = externalMemory.channels
    if channels < 1 || channels > 1024 || channels & (channels - 1) != 0 {
      problems.append(
        .outOfRange(
          subject: "the external memory", attribute: "channels", found: "\(channels)",
          expected: "a power of two up to 1024"))
    }
    return problems
  }
}
