import Core

/// The way to DRAM: crosses between the core's clock and the memory's, and accounts for the memory's cycles.
///
/// A request handed over in core cycle c is seen by the memory at its first clock edge not before c; a completion at
/// memory cycle m is seen by the core at its first edge not before m.
struct MemoryPort {
  /// Whose request it is.
  enum Client: UInt32 {
    case load = 0
    case store = 1
  }

  /// What became of a transaction handed over.
  enum Reception {
    /// The memory's queue has no room for it now.
    case refused
    /// It is under way; its completion will be handed back.
    case accepted
    /// The memory is ideal, and it is done already.
    case done
  }

  private var memory: DRAM
  private let clocks: ClockRatio
  private let isIdeal: Bool
  private var completions: [MemoryCompletion] = []
  private var outstanding = 0
  private let burst: Int64
  private var wake = Int.max
  private var wakeIsKnown = true
  private(set) var activity = Activity()
  private(set) var transactions = 0
  /// Core cycles a read takes from a closed bank when nothing else is going on.
  let unloadedRead: Int
  let transactionBytes: Int

  init(_ configuration: DRAMConfiguration, coreHertz: Int, isIdeal: Bool) {
    memory = DRAM(configuration)
    clocks = ClockRatio(coreHertz: coreHertz, memoryHertz: configuration.clockHertz)
    self.isIdeal = isIdeal
    burst = Int64(configuration.timing.burst)
    unloadedRead = clocks.core(atMemory: Int64(configuration.timing.tRCD + configuration.readLatency))
    transactionBytes = configuration.transactionBytes
    completions.reserveCapacity(64)
  }

  var counts: DRAMCounts { memory.counts }

  /// Whether nothing is under way.
  var isIdle: Bool { outstanding == 0 }

  /// Hands over the transaction at `address` if there is room for it.
  @inline(__always)
  mutating func submit(_ client: Client, tag: Int, address: Int, at now: Int) -> Reception {
    if isIdeal {
      transactions += 1
      return .done
    }
    let request = MemoryRequest(
      id: UInt32(truncatingIfNeeded: tag) << 1 | client.rawValue, address: UInt64(address), isWrite: client == .store)
    guard memory.canAccept(request) else { return .refused }
    if outstanding == 0 { activity.rests(until: now) }
    outstanding += 1
    transactions += 1
    memory.submit(request, at: clocks.memory(notBeforeCore: now))
    wakeIsKnown = false
    return .accepted
  }

  /// The core cycle at which the memory may have something to say; `.max` when nothing is under way.
  @inline(__always)
  mutating func nextWake() -> Int {
    if !wakeIsKnown {
      let next = outstanding == 0 ? .max : memory.nextEventTime
      wake = next == .max ? .max : clocks.core(atMemory: next)
      wakeIsKnown = true
    }
    return wake
  }

  /// Lets the memory come up to `now` and hands each completion to the unit that asked.
  mutating func advance(to now: Int, load: inout LoadUnit, store: inout StoreUnit) {
    guard nextWake() <= now else { return }
    wakeIsKnown = false
    completions.removeAll(keepingCapacity: true)
    memory.advance(to: clocks.memory(notAfterCore: now), &completions)
    for completion in completions {
      outstanding -= 1
      let end = clocks.core(atMemory: completion.time)
      // The data bus carried this one's burst; whatever passed before it was waiting for banks, rows or the bus.
      activity.waits(until: clocks.core(atMemory: completion.time - burst), for: .dram)
      activity.works(until: end)
      let tag = Int(completion.id >> 1)
      if completion.id & 1 == Client.load.rawValue {
        load.complete(tag, at: end)
      } else {
        store.complete(tag, at: end)
      }
    }
  }

  /// Accounts for the cycles after the last completion.
  mutating func rest(until end: Int) {
    activity.rests(until: end)
    memory.advance(to: clocks.memory(notBeforeCore: end), &completions)
  }

  /// Picojoules the memory's devices used in a layer of so many core cycles; none when the memory is ideal.
  func devicePicojoules(cycles: Int) -> Double {
    isIdeal ? 0 : memory.energy(before: clocks.memory(notBeforeCore: cycles)).total
  }
}

/// Two clocks whose frequencies are whole hertz, converted exactly.
struct ClockRatio {
  private let core: Int
  private let memory: Int

  init(coreHertz: Int, memoryHertz: Int) {
    let divisor = greatestCommonDivisor(coreHertz, memoryHertz)
    core = coreHertz / divisor
    memory = memoryHertz / divisor
  }

  /// The first core cycle that begins not before the memory cycle.
  @inline(__always)
  func core(atMemory cycle: Int64) -> Int {
    Int(Self.scale(cycle, by: Int64(core), over: Int64(memory), roundingUp: true))
  }

  /// The first memory cycle that begins not before the core cycle.
  @inline(__always)
  func memory(notBeforeCore cycle: Int) -> Int64 {
    Self.scale(Int64(cycle), by: Int64(memory), over: Int64(core), roundingUp: true)
  }

  /// The last memory cycle that begins not after the core cycle.
  @inline(__always)
  func memory(notAfterCore cycle: Int) -> Int64 {
    Self.scale(Int64(cycle), by: Int64(memory), over: Int64(core), roundingUp: false)
  }

  @inline(__always)
  private static func scale(_ value: Int64, by factor: Int64, over divisor: Int64, roundingUp: Bool) -> Int64 {
    if value <= 0 { return 0 }
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    if !overflow, product < 1 << 62 { return (product + (roundingUp ? divisor - 1 : 0)) / divisor }
    let wide = value.multipliedFullWidth(by: factor)
    let (quotient, remainder) = divisor.dividingFullWidth(wide)
    return roundingUp && remainder > 0 ? quotient + 1 : quotient
  }
}
