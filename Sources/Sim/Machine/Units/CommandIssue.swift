import Core

/// The controller: takes commands from the program as queues have room, one every few cycles.
struct CommandIssue<Program: IteratorProtocol<Command>> {
  private var program: Program
  private var pending: Command?
  /// The unit the pending command is for; `nil` once every command has been issued.
  private var target: Command.Target?
  private var nextIssue = 0
  private let cyclesBetween: Int

  init(_ program: Program, cyclesBetween: Int) {
    self.program = program
    self.cyclesBetween = cyclesBetween
    take()
  }

  /// Whether every command has been issued.
  var isFinished: Bool { target == nil }

  /// Issues the commands whose time has come and whose queues have room.
  @inline(__always)
  mutating func issue<Compute: ComputeUnit>(
    at now: Int, load: inout LoadUnit, compute: inout Compute, store: inout StoreUnit
  ) {
    while nextIssue <= now,
      hasRoom(QueueRoom(load: load.hasRoom, compute: compute.hasRoom, store: store.hasRoom))
    {
      issueNow(load: &load, compute: &compute, store: &store)
      nextIssue = now + cyclesBetween
    }
  }

  /// The cycle at which the next command can be issued; `.max` while its queue is full.
  @inline(__always)
  func wake(_ room: QueueRoom) -> Int {
    hasRoom(room) ? nextIssue : .max
  }

  @inline(never)
  private mutating func issueNow<Compute: ComputeUnit>(
    load: inout LoadUnit, compute: inout Compute, store: inout StoreUnit
  ) {
    switch pending {
    case .load(let command): load.queue.push(command)
    case .store(let command): store.queue.push(command)
    case .some(let command): compute.accept(command)
    case nil: return
    }
    take()
  }

  private mutating func take() {
    pending = program.next()
    target = pending?.target
  }

  /// Whether there is a next command and its queue has room.
  @inline(__always)
  private func hasRoom(_ room: QueueRoom) -> Bool {
    switch target {
    case .load: room.load
    case .compute: room.compute
    case .store: room.store
    case nil: false
    }
  }
}

extension CommandIssue where Program: TileProgram {
  /// Positions of the step loops lowered so far.
  var steps: Int { program.steps }

  /// How far the program has come since an earlier state.
  func shift(since earlier: Self, at earlierTime: Int, _ laterTime: Int) -> Shift? {
    program.shift(since: earlier.program, at: earlierTime, laterTime)
  }

  /// Whether the controller is where it was, up to the shift.
  func recurs(_ earlier: Self, _ shift: Shift) -> Bool {
    guard target == earlier.target, shift.matches(nextIssue, earlier.nextIssue) else { return false }
    guard let pending, let before = earlier.pending else { return pending == nil && earlier.pending == nil }
    return pending.recurs(before, shift)
  }

  /// How many times the commands since an earlier state come again.
  func repetitions(since earlier: Self, _ shift: Shift) -> Int {
    program.repetitions(since: earlier.program, shift)
  }

  /// Passes over the commands since an earlier state so many times.
  mutating func skip(_ times: Int, since earlier: Self, _ shift: Shift) {
    program.skip(times * (program.handedOut - earlier.program.handedOut))
    program.renumber(back: shift.times(times))
    pending?.move(by: shift.times(times))
  }
}

/// Which units' queues take another command.
struct QueueRoom {
  var load: Bool
  var compute: Bool
  var store: Bool
}
