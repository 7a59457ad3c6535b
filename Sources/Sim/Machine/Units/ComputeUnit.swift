import Core

/// What stands between loads and stores: the array, or the vector unit.
protocol ComputeUnit {
  /// Whether its queue has room for another command.
  var hasRoom: Bool { get }
  /// Whether it has nothing left to do.
  var isIdle: Bool { get }
  /// The next cycle at which it may do something by itself; `.max` when another unit has to move first.
  var wake: Int { get }
  /// The cycle after its last result.
  var end: Int { get }
  var activity: Activity { get }
  /// What it waits for; `nil` when it works or has nothing to do.
  var waiting: StallCause? { get }

  /// Queues a command of its kind.
  mutating func accept(_ command: Command)
  /// Ends what has come to its end and frees what was read for the last time.
  mutating func retire(at now: Int, buffers: inout Buffers)
  /// Starts what can start; a unit without a command is idle, or stalled by the controller when more is to come.
  mutating func advance(at now: Int, hasMoreToCome: Bool, buffers: inout Buffers, timeline: inout Timeline)
  /// Accounts for the cycles up to `now`.
  mutating func settle(at now: Int)

  /// Whether everything that decides what happens next is as it was, up to the shift.
  func recurs(_ earlier: Self, _ shift: Shift) -> Bool
  /// Moves what is under way on by the shift.
  mutating func move(by shift: Shift)
  /// Counts what happened since an earlier state so many times more.
  mutating func `repeat`(_ times: Int, since earlier: Self)
}
