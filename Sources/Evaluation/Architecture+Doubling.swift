import Core

extension Architecture {
  /// The architecture with twice as much of a resource; `nil` where that is not possible.
  ///
  /// Every mapping that is legal before is legal after.
  func doubling(_ resource: WhatIf.Resource) -> Architecture? {
    var changed = self
    switch resource {
    case .array: return changed.doubleArrayClock() ? changed : nil
    case .dma: return changed.doubleDMA() ? changed : nil
    case .scratchpadBandwidth:
      return changed.doubleOnChip { level in
        level.ports *= 2
        level.bandwidthBytesPerCycle = level.bandwidthBytesPerCycle.map { $0 * 2 }
        return level.ports <= Self.largestCount && level.bandwidthBytesPerCycle ?? 1 <= Self.largestBandwidth
      } ? changed : nil
    case .scratchpadCapacity:
      return changed.doubleOnChip { level in
        level.capacityBytes = level.capacityBytes.map { $0 * 2 }
        return level.capacityBytes ?? 0 <= Self.largestMemory
      } ? changed : nil
    case .dramBandwidth: return changed.doubleChannels() ? changed : nil
    case .dramLatency: return changed.halveLatency() ? changed : nil
    case .vectorUnit:
      guard let lanes = vectorUnit?.lanes, lanes * 2 <= Self.largestCount else { return nil }
      changed.vectorUnit?.lanes = lanes * 2
      return changed
    case .dram, .controller: return nil
    }
  }

  private static let largestCount = 1 << 16
  private static let largestBandwidth = 1 << 30
  private static let largestMemory = 1 << 40
  private static let largestClock = 1_000_000_000_000

  /// A clock of its own for the array, twice as fast: every tile and fold stays what it was.
  private mutating func doubleArrayClock() -> Bool {
    let hertz = clocks.first { $0.name == array.clock }?.hertz ?? coreHertz
    guard hertz * 2 <= Self.largestClock else { return false }
    array.clock += "-doubled"
    clocks.append(ClockDomain(name: array.clock, hertz: hertz * 2))
    return true
  }

  private mutating func doubleDMA() -> Bool {
    dma.busBytes *= 2
    dma.requestsInFlight *= 2
    dma.requestBytes = max(dma.requestBytes, dma.busBytes)
    if let cache = caches.last, cache.lineBytes % dma.requestBytes != 0 { return false }
    return dma.busBytes <= Self.largestCount && dma.requestsInFlight <= Self.largestCount
  }

  private mutating func doubleOnChip(_ double: (inout StorageLevel) -> Bool) -> Bool {
    var isPossible = true
    for index in levels.indices where levels[index].kind == .sram {
      isPossible = double(&levels[index]) && isPossible
    }
    return isPossible && levels.contains { $0.kind == .sram }
  }

  /// Twice the channels; a single one becomes two that take turns, wherever the mapping has the channel's bits.
  private mutating func doubleChannels() -> Bool {
    guard var memory = try? externalMemory.configuration(), memory.organization.channels <= 512 else { return false }
    if externalMemory.channels == 1 {
      let fields = memory.addressMapping.fields.filter { $0 != .channel } + [.channel]
      externalMemory.addressMapping = fields.map(\.rawValue).joined()
    }
    memory.organization.channels = externalMemory.channels * 2
    guard memory.problems.isEmpty else { return false }
    externalMemory.channels *= 2
    return true
  }

  /// Half the time from a command to its data, of rows opening and closing, and of the way to the chip.
  ///
  /// The bus is as fast as before: bursts, column spacing, activate windows and refresh stay.
  private mutating func halveLatency() -> Bool {
    guard var memory = try? externalMemory.configuration() else { return false }
    func half(_ cycles: Int) -> Int { (cycles + 1) / 2 }
    let latencies: [WritableKeyPath<DRAMTiming, Int>] = [
      \.casLatency, \.casWriteLatency, \.tRCD, \.tRCDWrite, \.tRP, \.tRPAll, \.tRAS, \.tRC, \.tRTP, \.tWR, \.tWTRS,
      \.tWTRL,
    ]
    let skew = memory.timing.casLatency - memory.timing.casWriteLatency
    for latency in latencies { memory.timing[keyPath: latency] = half(memory.timing[keyPath: latency]) }
    // What is left between a read and a write is the gap on the bus.
    let saved = skew - (memory.timing.casLatency - memory.timing.casWriteLatency)
    memory.timing.readToWrite -= saved
    memory.timing.readToWriteOtherRank -= saved
    guard memory.problems.isEmpty else { return false }
    externalMemory.described = DescribedMemory(text: "", configuration: memory)
    dma.latency = half(dma.latency)
    return true
  }
}
