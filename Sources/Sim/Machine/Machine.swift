import Core

/// An accelerator running one layer: units with queues, and the time that passes between what happens.
///
/// Nothing is done in cycles in which nothing happens. At each cycle in which something does, first everything that
/// ends there ends and frees what it held, then the controller issues commands, then everything that can start starts.
struct Machine<Program: IteratorProtocol<Command>, Compute: ComputeUnit> {
  private var controller: CommandIssue<Program>
  private(set) var load: LoadUnit
  private(set) var compute: Compute
  private(set) var store: StoreUnit
  private(set) var memory: MemoryPort
  private(set) var buffers: Buffers
  private var timeline: Timeline
  private let isInterrupted: (@Sendable () -> Bool)?

  /// Events between two looks at whether to stop.
  private static var eventsBetweenPolls: Int { 1 << 14 }

  init(
    program: Program, compute: Compute, buffers: Buffers, on architecture: Architecture, memory: MemoryPort,
    options: SimulationOptions
  ) {
    let depth = architecture.controller.queueDepth
    let link = Link(architecture.dma, unloadedRead: memory.unloadedRead, isIdeal: options.ideal.contains(.dma))
    controller = CommandIssue(
      program, cyclesBetween: options.ideal.contains(.controller) ? 0 : architecture.controller.issueCycles)
    load = LoadUnit(link, queueDepth: depth)
    store = StoreUnit(link, queueDepth: depth)
    self.compute = compute
    self.memory = memory
    self.buffers = buffers
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
      memory.advance(to: now, load: &load, store: &store)
      load.receive(at: now, buffers: &buffers, timeline: &timeline)
      compute.retire(at: now, buffers: &buffers)
      store.retire(at: now, buffers: &buffers)

      controller.issue(at: now, load: &load, compute: &compute, store: &store)

      let more = !controller.isFinished
      compute.advance(at: now, hasMoreToCome: more, buffers: &buffers, timeline: &timeline)
      store.advance(at: now, memory: &memory, buffers: &buffers, timeline: &timeline)
      if let reload = load.reload { load.mayReload = !store.holdsBack(reload) }
      load.advance(at: now, hasMoreToCome: more, memory: &memory, buffers: &buffers, timeline: &timeline)

      if controller.isFinished, load.isIdle, compute.isIdle, store.isIdle { break }
      now = nextEvent(after: now)
      events += 1
      if events % Self.eventsBetweenPolls == 0, isInterrupted?() == true { throw Interrupted() }
    }
    let end = max(now, compute.end)
    load.settle(at: end)
    compute.settle(at: end)
    store.settle(at: end)
    memory.rest(until: end)
    timeline.flush()
    return end
  }

  /// The next cycle at which something happens.
  private mutating func nextEvent(after now: Int) -> Int {
    let issue = controller.wake(
      QueueRoom(load: load.hasRoom, compute: compute.hasRoom, store: store.hasRoom))
    let next = min(min(load.wake, compute.wake), min(store.wake, memory.nextWake()), issue)
    require(
      next != .max,
      """
      nothing will ever happen after cycle \(now): the load unit waits for \(load.waiting?.rawValue ?? "nothing"), \
      the array or vector unit for \(compute.waiting?.rawValue ?? "nothing"), the store unit for \
      \(store.waiting?.rawValue ?? "nothing"); memory idle \(memory.isIdle), program finished \(controller.isFinished)
      """)
    return max(now, next)
  }
}
