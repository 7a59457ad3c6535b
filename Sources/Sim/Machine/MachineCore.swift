import Core

/// One core: a controller, its DMA engines, what computes, and the on-chip memories.
struct MachineCore<Program: TileProgram, Compute: ComputeUnit> {
  private var controller: CommandIssue<Program>
  var load: LoadUnit
  private(set) var compute: Compute
  var store: StoreUnit
  private(set) var buffers: Buffers
  /// Bytes requests and the memory's blocks are aligned to.
  private let alignment: Int
  /// Whether every command has been done; stored, as a core read out of an array to compute it would be copied.
  private(set) var isFinished = false
  /// The next cycle at which something happens in the core by itself.
  private(set) var wake = 0

  init(
    program: Program, compute: Compute, buffers: Buffers, on architecture: Architecture, core: Int, memory: MemoryPort,
    ideal: IdealResources
  ) {
    let depth = architecture.controller.queueDepth
    let link = Link(architecture.dma, unloadedRead: memory.unloadedRead, isIdeal: ideal.contains(.dma))
    controller = CommandIssue(
      program, cyclesBetween: ideal.contains(.controller) ? 0 : architecture.controller.issueCycles)
    load = LoadUnit(link, core: core, queueDepth: depth)
    store = StoreUnit(link, core: core, queueDepth: depth)
    alignment = max(architecture.dma.requestBytes, memory.blockBytes)
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

  /// Positions of the step loops lowered so far.
  var steps: Int { controller.steps }

  /// How far it has come from an earlier state, if that looked the same.
  func shift(since earlier: Self, at earlierTime: Int, _ laterTime: Int) -> Shift? {
    guard var shift = controller.shift(since: earlier.controller, at: earlierTime, laterTime) else { return nil }
    shift.block = alignment
    let recurs =
      compute.recurs(earlier.compute, shift) && load.recurs(earlier.load, shift) && store.recurs(earlier.store, shift)
      && buffers.recurs(earlier.buffers, shift) && controller.recurs(earlier.controller, shift)
    return recurs ? shift : nil
  }

  /// Passes over what it did since an earlier state, as many times as the program says the same again; how many.
  mutating func skip(since earlier: Self, _ shift: Shift) -> Int {
    let times = controller.repetitions(since: earlier.controller, shift)
    guard times > 0 else { return 0 }
    let way = shift.times(times)
    controller.skip(times, since: earlier.controller, shift)
    load.repeat(times, since: earlier.load)
    load.move(by: way)
    compute.repeat(times, since: earlier.compute)
    compute.move(by: way)
    store.repeat(times, since: earlier.store)
    store.move(by: way)
    return times
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
