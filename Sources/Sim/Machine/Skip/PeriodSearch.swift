import Core

/// A source of commands that can tell how far it has come, so that repeated stretches of it can be skipped.
protocol TileProgram: IteratorProtocol<Command> {
  /// Positions of the step loops lowered so far; stays at 0 where nothing can be skipped.
  var steps: Int { get }
  /// Commands handed out so far.
  var handedOut: Int { get }

  /// How far it has come since an earlier state; `nil` when stretches between can't be compared.
  func shift(since earlier: Self, at earlierTime: Int, _ laterTime: Int) -> Shift?
  /// Numbers the tiles to come as far back as the shift is long.
  mutating func renumber(back shift: Shift)
}

/// Looks for a state of the machine that has been there before, up to a shift.
///
/// One earlier state is kept and compared with each new one; after 1, 2, 4, 8 … comparisons the present one takes its
/// place, which finds a period within three times its length and what precedes it (Brent, "An improved Monte Carlo
/// factorization algorithm", BIT 20, 1980).
struct PeriodSearch<Program: TileProgram, Compute: ComputeUnit> {
  /// A state kept for comparison.
  struct Kept {
    var core: MachineCore<Program, Compute>
    var transactions: Int
    var time: Int
  }

  private(set) var kept: Kept?
  private var comparisons = 0
  private var patience = 1
  /// Positions lowered when last looked at.
  private var steps = 0

  /// Whether the program has moved on since it was last asked.
  mutating func isDue(_ steps: Int) -> Bool {
    guard steps != self.steps else { return false }
    self.steps = steps
    return true
  }

  /// Notes that the present state is not the kept one, and keeps it where it is time for another.
  mutating func goOn(_ core: borrowing MachineCore<Program, Compute>, transactions: Int, at now: Int) {
    comparisons += 1
    guard kept == nil || comparisons >= patience else { return }
    if kept != nil { patience *= 2 }
    comparisons = 0
    kept = Kept(core: copy core, transactions: transactions, time: now)
  }

  /// Begins anew, after a skip.
  mutating func restart() {
    kept = nil
    comparisons = 0
    patience = 1
  }
}

extension TileProgram {
  /// How many times the commands between an earlier state of the program and this one come again, moved on by the shift
  /// each time.
  func repetitions(since earlier: Self, _ shift: Shift) -> Int {
    let period = handedOut - earlier.handedOut
    guard period > 0 else { return 0 }
    var (behind, ahead) = (earlier, self)
    var matched = 0
    while let early = behind.next(), let late = ahead.next(), late.recurs(early, shift) { matched += 1 }
    return matched / period
  }

  /// Passes over so many commands.
  mutating func skip(_ commands: Int) {
    for _ in 0..<commands { _ = next() }
  }
}
