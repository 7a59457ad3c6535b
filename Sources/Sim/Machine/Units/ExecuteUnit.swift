import Core

/// The array behind its queue: turns each command into folds and streams them, one behind the other.
///
/// While a fold streams, the next one is staged: its stationary operand shifts in as soon as it has arrived and the
/// registers are free, so preloading is hidden or exposed by what the array allows (`FastArray.interval`). A fold starts
/// when the rows it reads have arrived, its output tile has a slot, and the array can take it. Its work is the cycles
/// words stream in.
///
/// Buffers are handed on as `inout` where they are only read, too: a borrowed part of a larger value would be copied.
/// The scheme is handed on, too: taken from the unit, it would be retained at each use.
struct ExecuteUnit: ComputeUnit {
  private var queue: Ring<ExecuteCommand>
  private(set) var activity = Activity()
  private(set) var counts: ExecuteCounts
  private(set) var wake = Int.max
  private(set) var end = 0

  private let scheme: ExecuteScheme
  private var command = ExecuteCommand()
  private var hasCommand = false
  private var walk: FoldWalk
  private var boxes = TileBoxes()
  /// The fold to be started next, once `isStaged`.
  private var staged = StagedFold()
  private var isStaged = false
  /// The fold that streams until `streamEnd`, once `isStreaming`.
  private var streaming = StreamingFold()
  private var isStreaming = false
  private var streamEnd = 0
  private var lastStart = 0
  private var lastTiming: FoldTiming?
  /// First index of the fold staged last.
  private var lastFold: Point?
  /// What kept the staged fold from starting when last looked at; `nil` when there was no fold.
  private(set) var waiting: StallCause?

  init(_ scheme: ExecuteScheme, queueDepth: Int) {
    self.scheme = scheme
    queue = Ring(capacity: queueDepth)
    walk = FoldWalk(scheme.loops)
    counts = ExecuteCounts(scheme.levels)
  }

  var hasRoom: Bool { !queue.isFull }
  var isIdle: Bool { queue.isEmpty && !hasCommand && !isStaged && !isStreaming }

  mutating func accept(_ command: Command) {
    guard case .execute(let execute) = command else { preconditionFailure("the array got another unit's command") }
    queue.push(execute)
  }

  /// Ends the fold whose last row has streamed in, and frees what was read for the last time.
  mutating func retire(at now: Int, buffers: inout Buffers) {
    if isStaged, !staged.hasReleased, staged.preloadEnd <= now { releaseStationary(&buffers) }
    guard isStreaming, streamEnd <= now else { return }
    let stolen = buffers.conflicts.takeStolen()
    guard stolen == 0 else { return wait(stolen, at: now) }
    isStreaming = false
    end = max(end, streamEnd + streaming.drain)
    buffers.releaseTiles(of: streaming.releases)
    if streaming.closesOutputs { buffers.outputs.complete(streaming.outputs, at: end) }
  }

  /// Lets the fold stream as many cycles longer as the DMA took its banks away.
  private mutating func wait(_ stolen: Int, at now: Int) {
    streamEnd = now + stolen
    lastStart += stolen
    activity.waits(until: streamEnd, for: .bankConflict)
  }

  /// Starts what can start at `now`.
  mutating func advance(at now: Int, hasMoreToCome: Bool, buffers: inout Buffers, timeline: inout Timeline) {
    wake = .max
    if isStreaming, isStaged, staged.preloadEnd != .max {
      // Nothing can start before the rows have streamed.
      wake = staged.preloadEnd > now ? min(streamEnd, staged.preloadEnd) : streamEnd
      return
    }
    let scheme = scheme
    if !isStaged {
      stage(scheme, &buffers)
      if isStaged, !isStreaming { settle(at: now) }
    }
    if !isStreaming, isStaged {
      preload(scheme, at: now, &buffers, &timeline)
      if let obstacle = obstacle(scheme, at: now, &buffers) {
        waiting = obstacle
      } else {
        settle(at: now)
        start(scheme, at: now, &buffers, &timeline)
        stage(scheme, &buffers)
      }
    }
    if isStreaming {
      preload(scheme, at: now, &buffers, &timeline)
      wake = min(wake, streamEnd)
    } else if !isStaged {
      settle(at: now)
      waiting = hasMoreToCome ? .issue : nil
    }
    if isStaged, staged.preloadEnd > now { wake = min(wake, staged.preloadEnd) }
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
  private mutating func stage(_ scheme: ExecuteScheme, _ buffers: inout Buffers) {
    if !hasCommand {
      guard let next = queue.pop() else { return }
      command = next
      hasCommand = true
      boxes.move(to: next, scheme.tiles)
      walk.restart(from: next.point)
      chooseGrain(scheme, &buffers)
    }
    let first = walk.point
    var keeps = false
    if let lastFold { keeps = scheme.stationary != .outputs && scheme.plan.keepsStationary(from: lastFold, to: first) }
    // A plan chosen before it is asked would be copied.
    var fold =
      walk.isFine
      ? scheme.finePlan.fold(at: first, keepsStationary: keeps) : scheme.plan.fold(at: first, keepsStationary: keeps)
    lastFold = first
    walk.advance(scheme.loops)
    let isLast = walk.isDone
    let rows = fold.timing.stream
    let rowCycles: Int
    (fold.timing, rowCycles) = scheme.timing(of: fold)
    staged = StagedFold(
      fold, rows: rows, rowCycles: rowCycles, of: command, isLast: isLast, stationary: scheme.stationary)
    staged.weightsNeeded = place(scheme, of: .weights, fold.last)
    staged.inputsNeeded = place(scheme, of: .inputs, fold.last)
    if command.reloadsOutputs {
      staged.outputsNeeded = place(scheme, of: .outputs, fold.last)
    }
    isStaged = true
    hasCommand = !isLast
    if !isLast, walk.isAtWholeFold { chooseGrain(scheme, &buffers) }
  }

  /// Takes the next whole fold in pieces while its inputs are still arriving.
  private mutating func chooseGrain(_ scheme: ExecuteScheme, _ buffers: inout Buffers) {
    walk.choose(isFine: !buffers.inputs.holds(boxes.inputs.elements, of: command.inputs), scheme.loops)
  }

  /// Shifts the staged fold's stationary operand in once it is there and the registers are free.
  private mutating func preload(
    _ scheme: ExecuteScheme, at now: Int, _ buffers: inout Buffers, _ timeline: inout Timeline
  ) {
    guard isStaged, staged.preloadEnd == .max else { return }
    guard !staged.fold.keepsStationary else {
      staged.preloadEnd = now
      return
    }
    guard stationaryHasArrived(scheme, &buffers) else { return }
    // A closure would take a copy of the unit with it.
    var free = 0
    if let lastTiming { free = lastStart + scheme.registersFree(after: lastTiming) }
    guard free <= now else {
      wake = min(wake, free)
      return
    }
    // What passed until now was spent waiting for the operand, what follows on shifting it in.
    if !isStreaming, waiting != nil { settle(at: now) }
    let end = now + staged.fold.timing.preload
    staged.preloadEnd = end
    guard end > now else { return }
    counts.preloadCycles += end - now
    timeline.record(
      .array, .preload, scheme.stationary, from: now, to: end, address: counts.folds,
      amount: staged.fold.words[scheme.stationary])
  }

  /// Elements of an operand's tile up to the one with the given indices; changes nothing.
  private mutating func place(_ scheme: ExecuteScheme, of operand: Operand, _ point: Point) -> Int {
    switch operand {
    case .weights: scheme.tiles.weights.prefix(of: boxes.weights, through: point)
    case .inputs: scheme.tiles.inputs.prefix(of: boxes.inputs, through: point)
    case .outputs: scheme.tiles.outputs.prefix(of: boxes.outputs, through: point)
    }
  }

  private mutating func stationaryHasArrived(_ scheme: ExecuteScheme, _ buffers: inout Buffers) -> Bool {
    switch scheme.stationary {
    case .weights: buffers.weights.holds(staged.weightsNeeded, of: staged.weights)
    case .inputs: buffers.inputs.holds(staged.inputsNeeded, of: staged.inputs)
    case .outputs: true
    }
  }

  /// What keeps the staged fold from starting at `now`.
  private mutating func obstacle(_ scheme: ExecuteScheme, at now: Int, _ buffers: inout Buffers) -> StallCause? {
    // Once shifted in, the stationary operand is in the array and its tile may be gone.
    let isShiftedIn = staged.preloadEnd != .max
    if !(isShiftedIn && scheme.stationary == .weights),
      !buffers.weights.holds(staged.weightsNeeded, of: staged.weights)
    {
      return .weights
    }
    if !(isShiftedIn && scheme.stationary == .inputs), !buffers.inputs.holds(staged.inputsNeeded, of: staged.inputs) {
      return .inputs
    }
    if !buffers.outputs.holds(staged.outputsNeeded, of: staged.outputs) { return .partialSums }
    if staged.opensOutputs, !buffers.outputs.hasRoom(for: staged.outputs) { return .space }
    var free = 0
    if let lastTiming { free = lastStart + scheme.plan.array.interval(from: lastTiming, to: staged.fold.timing) }
    let ready = max(free, staged.preloadEnd)
    guard ready <= now else {
      wake = min(wake, ready)
      return .array
    }
    return nil
  }

  /// Streams the staged fold.
  private mutating func start(
    _ scheme: ExecuteScheme, at now: Int, _ buffers: inout Buffers, _ timeline: inout Timeline
  ) {
    if staged.opensOutputs { buffers.open(.outputs, staged.outputs) }
    if !staged.hasReleased { releaseStationary(&buffers) }
    isStaged = false
    waiting = nil
    isStreaming = true
    streaming = StreamingFold(staged)
    lastStart = now
    lastTiming = staged.fold.timing
    streamEnd = now + staged.fold.timing.stream
    noteSweeps(scheme, &buffers, during: now..<streamEnd)
    activity.works(until: now + staged.rowCycles)
    activity.waits(until: streamEnd, for: .bankConflict)
    counts.add(staged.fold, rows: staged.rows, stationary: scheme.stationary, scheme.levels)
    timeline.record(
      .array, .fold, .outputs, from: now, to: now + staged.rowCycles, address: counts.folds - 1, amount: staged.rows)
  }

  /// Tells the banks what the fold that starts reads and writes while it streams.
  private mutating func noteSweeps(_ scheme: ExecuteScheme, _ buffers: inout Buffers, during time: Range<Int>) {
    let watched = buffers.watched.subtracting(OperandSet(scheme.stationary))
    guard !watched.isEmpty else { return }
    for operand in Operand.allCases where watched.contains(operand) {
      let first = place(scheme, of: operand, staged.fold.first)
      let last = place(scheme, of: operand, staged.fold.last)
      buffers.sweep(operand, staged.number(of: operand), from: first, to: last, during: time)
    }
  }

  private mutating func releaseStationary(_ buffers: inout Buffers) {
    buffers.releaseTiles(of: staged.releasesAfterPreload)
    staged.hasReleased = true
  }
}

extension ExecuteUnit {
  func recurs(_ earlier: ExecuteUnit, _ shift: Shift) -> Bool {
    guard activity.accounted - earlier.activity.accounted == shift.cycles, hasCommand == earlier.hasCommand,
      isStaged == earlier.isStaged, isStreaming == earlier.isStreaming, waiting == earlier.waiting,
      shift.matches(wake, earlier.wake), shift.matches(end, earlier.end),
      lastStart - earlier.lastStart == shift.cycles, lastTiming == earlier.lastTiming,
      boxes.recurs(earlier.boxes, shift), queue.recurs(earlier.queue, { $0.recurs($1, shift) }),
      counts.recurs(earlier.counts, shift, scheme.levels)
    else { return false }
    guard let lastFold, let before = earlier.lastFold, shift.matches(lastFold, before) else { return false }
    if hasCommand {
      guard command.recurs(earlier.command, shift), walk.recurs(earlier.walk, shift) else { return false }
    }
    if isStaged { guard staged.recurs(earlier.staged, shift) else { return false } }
    return !isStreaming
      || (shift.matches(streamEnd, earlier.streamEnd) && streaming.recurs(earlier.streaming, shift))
  }

  mutating func move(by shift: Shift) {
    queue.update { $0.move(by: shift) }
    command.move(by: shift)
    walk.move(by: shift)
    boxes.move(by: shift)
    staged.move(by: shift)
    lastFold = lastFold.map { $0 &+ shift.point }
    counts.move(by: shift)
  }

  mutating func `repeat`(_ times: Int, since earlier: ExecuteUnit) {
    activity.repeat(times, since: earlier.activity)
    counts.repeat(times, since: earlier.counts)
  }
}
