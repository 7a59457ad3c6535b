import Core

/// An accelerator running one layer: cores of units with queues that share a memory, and the time that passes between
/// what happens.
///
/// Nothing is done in cycles in which nothing happens. At each cycle in which something does, first everything that
/// ends there ends and frees what it held, then the controllers issue commands, then everything that can start starts.
/// The cores take turns in going first.
struct Machine<Program: TileProgram, Compute: ComputeUnit> {
  private(set) var cores: [MachineCore<Program, Compute>]
  private(set) var memory: MemoryPort
  private var timeline: Timeline
  private let isInterrupted: (@Sendable () -> Bool)?
  private var search = PeriodSearch<Program, Compute>()
  private let skips: Bool
  /// Cycles of periods that were passed over.
  private(set) var skippedCycles = 0

  /// Events between two looks at whether to stop.
  private static var eventsBetweenPolls: Int { 1 << 14 }

  init(cores: [MachineCore<Program, Compute>], memory: MemoryPort, options: SimulationOptions) {
    self.cores = cores
    self.memory = memory
    // Behind a DRAM nothing recurs: the phase of refresh would have to.
    skips = options.skipsPeriods && cores.count == 1 && memory.isIdeal && options.timeline == nil
    timeline = Timeline(options.timeline)
    isInterrupted = options.isInterrupted
  }

  /// Runs the program; the cycles it took.
  ///
  /// - Throws: `Interrupted` when asked to stop.
  mutating func run() throws(Interrupted) -> Int {
    var now = 0
    var events = 0
    while true {
      memory.advance(to: now) { client, tag, time in
        switch client.engine {
        case .load: cores[client.core].load.complete(tag, at: time)
        case .store: cores[client.core].store.complete(tag, at: time)
        }
      }
      for core in cores.indices { cores[core].retire(at: now, timeline: &timeline) }
      advanceCores(at: now)
      if timeline.recordsRequests { timeline.recordHeld(cores[0].buffers, at: now) }

      if coresAreFinished, memory.isIdle { break }
      if skips, search.isDue(cores[0].steps) { skipPeriods(at: now) }
      now = nextEvent(after: now)
      events += 1
      if events % Self.eventsBetweenPolls == 0, isInterrupted?() == true { throw Interrupted() }
    }
    var end = now
    for core in cores.indices { end = max(end, cores[core].compute.end) }
    for core in cores.indices { cores[core].settle(at: end) }
    memory.rest(until: end, skipped: skippedCycles)
    timeline.flush()
    return end + skippedCycles
  }

  @inline(__always)
  private mutating func advanceCores(at now: Int) {
    if cores.count == 1 { return cores[0].advance(at: now, memory: &memory, timeline: &timeline) }
    for turn in cores.indices {
      cores[(now + turn) % cores.count].advance(at: now, memory: &memory, timeline: &timeline)
    }
  }

  /// Passes over periods if the machine is where it was before; time stands still for it meanwhile.
  private mutating func skipPeriods(at now: Int) {
    guard let kept = search.kept, let shift = cores[0].shift(since: kept.core, at: kept.time, now) else {
      return search.goOn(cores[0], transactions: memory.transactions, at: now)
    }
    let times = cores[0].skip(since: kept.core, shift)
    memory.repeat(times, since: kept.transactions, cycles: shift.cycles)
    skippedCycles += times * shift.cycles
    search.restart()
  }

  private var coresAreFinished: Bool {
    for core in cores.indices where !cores[core].isFinished { return false }
    return true
  }

  /// The next cycle at which something happens.
  private mutating func nextEvent(after now: Int) -> Int {
    var next = memory.nextWake(after: now)
    for core in cores.indices { next = min(next, cores[core].wake) }
    require(
      next != .max,
      """
      nothing will ever happen after cycle \(now): \(cores.map(\.state).joined(separator: "; ")); memory idle \
      \(memory.isIdle)
      """)
    return max(now, next)
  }
}
