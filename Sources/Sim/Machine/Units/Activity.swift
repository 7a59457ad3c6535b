import Core

/// Accounts for every cycle of one unit, each as it passes: work, a stall with its cause, or idle.
///
/// Nothing is inferred afterwards: a unit says of each stretch what it was when the stretch ends, and `accounted` says
/// how far it has come. At the end of a layer it has come to the layer's last cycle, or the machine traps.
struct Activity {
  private(set) var work = 0
  private(set) var idle = 0
  private var stalls = InlineArray<16, Int>(repeating: 0)
  /// Cycles before this one are accounted for; it may lie ahead of now by what a unit has already been promised.
  private(set) var accounted = 0
  /// Cycles of skipped periods, which passed beside those counted by `accounted`.
  private var skipped = 0

  /// The unit works until `time`.
  @inline(__always)
  mutating func works(until time: Int) {
    guard time > accounted else { return }
    work += time - accounted
    accounted = time
  }

  /// The unit had something to do until `time` and waited.
  @inline(__always)
  mutating func waits(until time: Int, for cause: StallCause) {
    guard time > accounted else { return }
    stalls[cause.index] += time - accounted
    accounted = time
  }

  /// The unit had nothing to do until `time`.
  @inline(__always)
  mutating func rests(until time: Int) {
    guard time > accounted else { return }
    idle += time - accounted
    accounted = time
  }

  /// Counts what happened since an earlier state so many times more.
  mutating func `repeat`(_ times: Int, since earlier: Activity) {
    work += times * (work - earlier.work)
    idle += times * (idle - earlier.idle)
    for cause in 0..<16 { stalls[cause] += times * (stalls[cause] - earlier.stalls[cause]) }
    skipped += times * (accounted - earlier.accounted)
  }

  /// Counts cycles of skipped periods in which the unit had nothing to do.
  mutating func skipsIdle(_ cycles: Int) {
    idle += cycles
    skipped += cycles
  }

  /// The activity of a layer of `cycles` cycles.
  ///
  /// - Precondition: work, stalls and idle add up to exactly the layer's cycles.
  func conclude(unit: String, cycles: Int) -> UnitActivity {
    var causes = StallCycles()
    for cause in StallCause.allCases { causes[cause] = stalls[cause.index] }
    let activity = UnitActivity(unit: unit, work: work, stalls: causes, idle: idle)
    require(
      activity.total == cycles && accounted + skipped == cycles,
      "\(unit): work \(work) + stalls \(causes.total) + idle \(idle) = \(activity.total), but the layer took \(cycles)")
    return activity
  }
}

extension StallCause {
  /// A small number for each cause.
  @inline(__always)
  fileprivate var index: Int {
    switch self {
    case .weights: 0
    case .inputs: 1
    case .partialSums: 2
    case .results: 3
    case .space: 4
    case .requestsInFlight: 5
    case .dram: 6
    case .bus: 7
    case .bankConflict: 8
    case .array: 9
    case .vectorUnit: 10
    case .issue: 11
    }
  }
}

/// Stops the program, in every build, when the simulator has got into a state that must not exist.
///
/// `precondition` keeps its words to itself in release builds; a law that is checked once per layer can afford to speak.
@inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
