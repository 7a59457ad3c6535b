import Core

/// The DRAM behind its clock: crosses between the core's clock and the memory's, and accounts for the memory's cycles.
///
/// A request handed over in core cycle c is seen by the memory at its first clock edge not before c; a completion at
/// memory cycle m is seen by the core at its first edge not before m.
struct DRAMLink {
  private var memory: DRAM
  private let clocks: ClockRatio
  private var completions: [MemoryCompletion] = []
  private var outstanding = 0
  private let burst: Int64
  private var wake = Int.max
  private var wakeIsKnown = true
  private(set) var activity = Activity()
  /// Transactions handed over.
  private(set) var transactions = 0
  /// Core cycles a read takes from a closed bank when nothing else is going on.
  let unloadedRead: Int

  init(_ configuration: DRAMConfiguration, coreHertz: Int) {
    memory = DRAM(configuration)
    clocks = ClockRatio(coreHertz: coreHertz, memoryHertz: configuration.clockHertz)
    burst = Int64(configuration.timing.burst)
    unloadedRead = clocks.core(atMemory: Int64(configuration.timing.tRCD + configuration.readLatency))
    completions.reserveCapacity(64)
  }

  var counts: DRAMCounts { memory.counts }

  /// Whether nothing is under way.
  var isIdle: Bool { outstanding == 0 }

  /// Hands over a transaction; whether there was room for it.
  @inline(__always)
  mutating func submit(_ token: UInt32, address: Int, isWrite: Bool, at now: Int) -> Bool {
    let request = MemoryRequest(id: token, address: UInt64(address), isWrite: isWrite)
    guard memory.canAccept(request) else { return false }
    if outstanding == 0 { activity.rests(until: now) }
    outstanding += 1
    transactions += 1
    memory.submit(request, at: clocks.memory(notBeforeCore: now))
    wakeIsKnown = false
    return true
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

  /// Lets the memory come up to `now` and hands out each completion with its core cycle.
  @inline(__always)
  mutating func advance(to now: Int, _ complete: (_ token: UInt32, _ isWrite: Bool, _ end: Int) -> Void) {
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
      complete(completion.id, completion.isWrite, end)
    }
  }

  /// Counts cycles of skipped periods in which nothing was under way.
  mutating func skipsIdle(_ cycles: Int) { activity.skipsIdle(cycles) }

  /// Accounts for the cycles after the last completion; `skipped` cycles passed besides.
  mutating func rest(until end: Int, skipped: Int) {
    activity.rests(until: end)
    memory.advance(to: clocks.memory(notBeforeCore: end + skipped), &completions)
  }

  /// Picojoules the memory's devices used in a layer of so many core cycles.
  func devicePicojoules(cycles: Int) -> Double {
    memory.energy(before: clocks.memory(notBeforeCore: cycles)).total
  }
}
