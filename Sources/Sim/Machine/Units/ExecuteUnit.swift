import Core

/// The array behind its queue: turns each command into folds and streams them, one behind the other.
///
/// While a fold streams, the next one is staged: its stationary operand shifts in as soon as it has arrived and the
/// registers are free, so preloading is hidden or exposed by what the array allows (`FastArray.interval`). A fold starts
/// when the rows it reads have arrived, its output tile has a slot, and the array can take it. Its work is the cycles
/// words stream in.
struct ExecuteUnit: ComputeUnit {
  private var queue: Ring<ExecuteCommand>
  private(set) var activity = Activity()
  private(set) var counts: ExecuteCounts
  private(set) var wake = Int.max
  /// The cycle after the last result.
  private(set) var end = 0

  private let scheme: ExecuteScheme
  private var walk: FoldWalk
  private var command: ExecuteCommand?
  private var boxes: TileBoxes
  private var staged: StagedFold?
  private var streaming: StagedFold?
  private var streamEnd = 0
  private var lastStart = 0
  private var lastTiming: FoldTiming?
  private var lastFold: Point?
  /// What kept the staged fold from starting when last looked at; `nil` when there was no fold.
  private var waiting: StallCause?

  init(_ scheme: ExecuteScheme, queueDepth: Int) {
    self.scheme = scheme
    queue = Ring(capacity: queueDepth)
    walk = FoldWalk(scheme.loops)
    boxes = TileBoxes()
    counts = ExecuteCounts(scheme.levels)
  }

  var isIdle: Bool { queue.isEmpty && command == nil && staged == nil && streaming == nil }

  var hasRoom: Bool { !queue.isFull }

  mutating func accept(_ command: Command) {
    guard case .execute(let execute) = command else { preconditionFailure("the array got another unit's command") }
    queue.push(execute)
  }

  /// Ends the fold whose last row has streamed in, and frees what was read for the last time.
  mutating func retire(at now: Int, buffers: inout Buffers) {
    if let fold = staged, !fold.hasReleased, let end = fold.preloadEnd, end <= now {
      release(fold.releasesAfterPreload, &buffers)
      staged?.hasReleased = true
    }
    guard let fold = streaming, streamEnd <= now else { return }
    release(fold.releasesAfterStream, &buffers)
    end = max(end, streamEnd + fold.plan.timing.drain)
    if fold.closesOutputs { buffers.outputs.complete(fold.outputs, at: end) }
    streaming = nil
  }

  /// Starts what can start at `now`.
  mutating func advance(
    at now: Int, hasMoreToCome: Bool, buffers: inout Buffers, timeline: inout Timeline
  ) {
    wake = .max
    if staged == nil { stage(at: now, buffers) }
    if streaming == nil, staged != nil {
      if waiting == nil { settle(at: now) }
      preload(at: now, buffers, &timeline)
      if let obstacle = obstacle(at: now, buffers) {
        waiting = obstacle
      } else {
        settle(at: now)
        start(at: now, &buffers, &timeline)
        stage(at: now, buffers)
      }
    }
    if streaming != nil {
      preload(at: now, buffers, &timeline)
      wake = min(wake, streamEnd)
    } else if staged == nil {
      settle(at: now)
      waiting = hasMoreToCome ? .issue : nil
    }
    if let end = staged?.preloadEnd, end > now { wake = min(wake, end) }
  }

  /// Accounts for the cycles since the array last streamed: a stall blamed on what was waited for last, or draining and
  /// then rest.
  mutating func settle(at now: Int) {
    if let waiting {
      activity.waits(until: now, for: waiting)
    } else {
      activity.waits(until: min(now, end), for: .array)
      activity.rests(until: now)
    }
  }

  /// Takes the next fold of the current command, or the first of the next.
  private mutating func stage(at now: Int, _ buffers: borrowing Buffers) {
    if command == nil {
      guard let next = queue.pop() else { return }
      command = next
      boxes.move(to: next, scheme.tiles)
      walk.restart(from: next.point)
      walk.choose(isFine: !buffers.inputs.holds(boxes.inputs.elements, of: next.inputs), scheme.loops)
    }
    guard let command else { return }
    let plan = walk.isFine ? scheme.finePlan : scheme.plan
    let first = walk.point
    let keeps = lastFold.map { plan.keepsStationary(from: $0, to: first) } ?? false
    let fold = plan.fold(at: first, keepsStationary: keeps && scheme.stationary != .outputs)
    lastFold = first
    walk.advance(scheme.loops)
    if !walk.isDone, walk.isAtWholeFold {
      walk.choose(isFine: !buffers.inputs.holds(boxes.inputs.elements, of: command.inputs), scheme.loops)
    }
    var next = StagedFold(
      fold, of: command, isFirst: first == command.point, isLast: walk.isDone, stationary: scheme.stationary)
    next.weightsNeeded = scheme.tiles.weights.prefix(of: boxes.weights, through: fold.last)
    next.inputsNeeded = scheme.tiles.inputs.prefix(of: boxes.inputs, through: fold.last)
    if command.reloadsOutputs {
      next.outputsNeeded = scheme.tiles.outputs.prefix(of: boxes.outputs, through: fold.last)
    }
    next.plan.timing = scheme.timing(of: fold)
    staged = next
    if walk.isDone { self.command = nil }
  }

  /// Shifts the staged fold's stationary operand in once it is there and the registers are free.
  private mutating func preload(at now: Int, _ buffers: borrowing Buffers, _ timeline: inout Timeline) {
    guard let fold = staged, fold.preloadEnd == nil else { return }
    guard fold.plan.timing.preload > 0 else {
      staged?.preloadEnd = now
      return
    }
    guard fold.stationaryHasArrived(buffers, scheme.stationary) else { return }
    let free = lastTiming.map { lastStart + scheme.registersFree(after: $0) } ?? 0
    guard free <= now else {
      wake = min(wake, free)
      return
    }
    let end = now + fold.plan.timing.preload
    staged?.preloadEnd = end
    counts.preloadCycles += end - now
    timeline.record(
      .array, .preload, scheme.stationary, from: now, to: end, address: counts.folds,
      amount: fold.plan.words[scheme.stationary])
  }

  /// What keeps the staged fold from starting at `now`.
  private mutating func obstacle(at now: Int, _ buffers: borrowing Buffers) -> StallCause? {
    guard let fold = staged else { return nil }
    // Once shifted in, the stationary operand is in the array and its tile may be gone.
    let isShiftedIn = fold.preloadEnd != nil
    if !(isShiftedIn && scheme.stationary == .weights), !buffers.weights.holds(fold.weightsNeeded, of: fold.weights) {
      return .weights
    }
    if !(isShiftedIn && scheme.stationary == .inputs), !buffers.inputs.holds(fold.inputsNeeded, of: fold.inputs) {
      return .inputs
    }
    if !buffers.outputs.holds(fold.outputsNeeded, of: fold.outputs) { return .partialSums }
    if fold.opensOutputs, !buffers.outputs.hasRoom(for: fold.outputs) { return .space }
    let free = lastTiming.map { lastStart + scheme.plan.array.interval(from: $0, to: fold.plan.timing) } ?? 0
    let ready = max(free, fold.preloadEnd ?? .max)
    guard ready <= now else {
      wake = min(wake, ready)
      return .array
    }
    return nil
  }

  /// Streams the staged fold.
  private mutating func start(at now: Int, _ buffers: inout Buffers, _ timeline: inout Timeline) {
    guard var fold = staged else { return }
    if fold.opensOutputs { buffers.open(.outputs) }
    if !fold.hasReleased { release(fold.releasesAfterPreload, &buffers) }
    fold.hasReleased = true
    staged = nil
    waiting = nil
    streaming = fold
    lastStart = now
    lastTiming = fold.plan.timing
    streamEnd = now + fold.plan.timing.stream
    activity.works(until: min(streamEnd, now + fold.streamedRows))
    activity.waits(until: streamEnd, for: .bankConflict)
    wake = streamEnd
    counts.add(fold.plan, rows: fold.streamedRows, stationary: scheme.stationary, scheme.levels)
    timeline.record(
      .array, .fold, .outputs, from: now, to: streamEnd, address: counts.folds - 1, amount: fold.streamedRows)
  }

  private func release(_ operands: OperandSet, _ buffers: inout Buffers) {
    if operands.contains(.weights) { buffers.release(.weights) }
    if operands.contains(.inputs) { buffers.release(.inputs) }
  }
}
