import Core

/// One core: a controller, its DMA engines, what computes, and the on-chip memories.
struct MachineCore<Program: IteratorProtocol<Command>, Compute: ComputeUnit> {
  private var controller: CommandIssue<Program>
  var load: LoadUnit
  private(set) var compute: Compute
  var store: StoreUnit
  private(set) var buffers: Buffers
  /// Whether every command has been done; stored, as a core read out of an array to compute it would be copied.
  private(set) var isFinished = false
  /// The next cycle at which something happens in the core by itself.
  private(set) var wake = 0

  init(
    program: Program, compute: Compute, buffers: Buffers, on architecture: Architecture, core: Int, unloadedRead: Int,
    ideal: IdealResources
  ) {
    let depth = architecture.controller.queueDepth
    let link = Link(architecture.dma, unloadedRead: unloadedRead, isIdeal: ideal.contains(.dma))
    controller = CommandIssue(
      program, cyclesBetween: ideal.contains(.controller) ? 0 : architecture.controller.issueCycles)
    load = LoadUnit(link, core: core, queueDepth: depth)
    store = StoreUnit(link, core: core, queueDepth: depth)
    self.compute = compute
    self.buffers = buffers
  }

  /// Ends what ends at `now`.
  @inline(__always)
  mutating func retire(at now: Int, timeline: inout Timeline) {
    load.receive(at: now, buffers: &buffers, timeline: &timeline)
    compute.retire(at: now, buffers: &buffers)
    store.retire(at: now, buffers: &buffers)
  }

  /// Issues commands and starts what can start at `now`.
  @inline(__always)
  mutating func advance(at now: Int, memory: inout MemoryPort, timeline: inout Timeline) {
    controller.issue(at: now, load: &load, compute: &compute, store: &store)
    let more = !controller.isFinished
    compute.advance(at: now, hasMoreToCome: more, buffers: &buffers, timeline: &timeline)
    store.advance(at: now, memory: &memory, buffers: &buffers, timeline: &timeline)
    if let reload = load.reload { load.mayReload = !store.holdsBack(reload) }
    load.advance(at: now, hasMoreToCome: more, memory: &memory, buffers: &buffers, timeline: &timeline)

    isFinished = !more && load.isIdle && compute.isIdle && store.isIdle
    let issue = controller.wake(QueueRoom(load: load.hasRoom, compute: compute.hasRoom, store: store.hasRoom))
    wake = min(min(load.wake, compute.wake), min(store.wake, issue))
  }

  /// Accounts for the cycles up to the layer's end.
  mutating func settle(at end: Int) {
    load.settle(at: end)
    compute.settle(at: end)
    store.settle(at: end)
  }

  /// What the units wait for, in words.
  var state: String {
    """
    the load unit waits for \(load.waiting?.rawValue ?? "nothing"), the array or vector unit for \
    \(compute.waiting?.rawValue ?? "nothing"), the store unit for \(store.waiting?.rawValue ?? "nothing"); program \
    finished \(controller.isFinished)
    """
  }
}
