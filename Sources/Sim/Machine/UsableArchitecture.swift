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
    sizes.append(("the architecture", "cores", cores.count, 1))
    if let memoryBus { sizes.append(("the memory bus", "width", memoryBus.widthBytes, 1)) }
    for cache in caches {
      sizes += [
        ("cache '\(cache.name)'", "ways", cache.ways, 1), ("cache '\(cache.name)'", "line", cache.lineBytes, 1),
        ("cache '\(cache.name)'", "mshrs", cache.missRegisters, 1),
        ("cache '\(cache.name)'", "capacity", cache.capacityBytes, 1),
        ("cache '\(cache.name)'", "hit-latency", cache.hitLatency.ticks, 0),
        ("cache '\(cache.name)'", "service-time", cache.serviceTime.ticks, 0),
      ]
    }
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
    if cores.count > Cores.limit {
      problems.append(
        .outOfRange(
          subject: "the architecture", attribute: "cores", found: "\(cores.count)", expected: "at most \(Cores.limit)"))
    }
    let channels = externalMemory.channels
    if channels > 1024 || !isPowerOfTwo(channels) {
      problems.append(
        .outOfRange(
          subject: "the external memory", attribute: "channels", found: "\(channels)",
          expected: "a power of two up to 1024"))
    }
    return problems.isEmpty ? problemsOfCaches() : problems
  }

  /// Caches whose addresses don't fall into lines and sets.
  private func problemsOfCaches() -> [Problem] {
    var problems: [Problem] = []
    for (index, cache) in caches.enumerated() {
      let subject = "cache '\(cache.name)'"
      let inner = index + 1 < caches.count ? caches[index + 1].lineBytes : dma.requestBytes
      if !isPowerOfTwo(cache.lineBytes) || cache.lineBytes % inner != 0 {
        problems.append(
          .outOfRange(
            subject: subject, attribute: "line", found: "\(cache.lineBytes)",
            expected: "a power of two and a multiple of \(inner), the bytes of a line or request inside"))
      } else if cache.capacityBytes % (cache.ways * cache.lineBytes) != 0 || !isPowerOfTwo(cache.sets) {
        problems.append(
          .architecture(
            .cacheSets(
              subject: subject, capacity: cache.capacityBytes, ways: cache.ways, line: cache.lineBytes)))
      }
    }
    return problems
  }

  private func isPowerOfTwo(_ value: Int) -> Bool { value > 0 && value & (value - 1) == 0 }
}
