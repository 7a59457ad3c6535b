import Core

/// What enters the array's first row and first column in one cycle.
struct ArrayIssue {
  /// The fold whose streamed words enter, and which of them.
  var stream: Fold?
  var streamStep = 0
  /// The fold whose stationary registers shift (words in, or finished sums out), and which shift it is.
  var shift: Fold?
  var shiftStep = 0

  /// Whether nothing enters and nothing shifts.
  var isEmpty: Bool { stream == nil && shift == nil }
}

/// The array's controller: starts folds one after another as the registers come free.
///
/// It knows the lengths of its two activities (words to stream, registers to shift) and is told which outputs were
/// seen; no other timing. All skews are the business of the edge and the mesh.
struct FoldIssuer {
  private let array: ArrayConfiguration
  private let folds: FoldSequence
  /// Shifts that empty a column's chain of finished sums; 0 unless sums are stationary.
  private let sumShifts: Int
  private var stream: Fold?
  private var streamStep = 0
  private var shift: Fold?
  private var shiftStep = 0
  /// Folds whose first streamed word has been issued, whose last one has, and whose last shift has.
  private var started = 0
  private var streamed = 0
  private var shifted = 0

  init(_ folds: FoldSequence, on array: ArrayConfiguration) {
    self.array = array
    self.folds = folds
    sumShifts = array.dataflow == .outputStationary ? Self.sumShifts(array) : 0
  }

  /// The next cycle's issue, told whether every output of the folds started so far was seen in an earlier cycle.
  mutating func next(isDrained: Bool) -> ArrayIssue {
    let sumsStay = array.dataflow == .outputStationary
    let streamedBefore = streamed
    if stream == nil, started < folds.count, array.foldIssue == .backToBack || isDrained,
      sumsStay ? mayStreamAgainstSums() : shifted > started
    {
      stream = folds[started]
      streamStep = 0
      started += 1
    }
    if shift == nil, shifted < folds.count,
      sumsStay ? streamedBefore > shifted : mayPreload(streamedBefore: streamedBefore, isDrained: isDrained)
    {
      shift = folds[shifted]
      shiftStep = 0
    }
    let issue = ArrayIssue(stream: stream, streamStep: streamStep, shift: shift, shiftStep: shiftStep)
    finishCycle()
    return issue
  }

  private mutating func finishCycle() {
    if stream != nil {
      streamStep += 1
      if streamStep == folds.streamed {
        stream = nil
        streamed += 1
      }
    }
    if let fold = shift {
      shiftStep += 1
      if shiftStep == Self.shifts(of: fold, on: array, sumShifts: sumShifts) {
        shift = nil
        shifted += 1
      }
    }
  }

  /// Whether the registers the next stationary words go to are free.
  private func mayPreload(streamedBefore: Int, isDrained: Bool) -> Bool {
    switch (array.preload, array.foldIssue) {
    case (.overlapped, _): started >= shifted
    case (.exposed, .backToBack): streamedBefore >= shifted
    case (.exposed, .afterDrain): streamedBefore >= shifted && isDrained
    }
  }

  /// Whether a fold that enters now finds its registers free, and the chain free when its own sums are finished.
  private func mayStreamAgainstSums() -> Bool {
    let remaining = (streamed - shifted) * sumShifts - (shift == nil ? 0 : shiftStep)
    return switch array.preload {
    case .exposed: remaining == 0
    case .overlapped: remaining <= folds.streamed
    }
  }

  /// Cycles the stationary registers of a fold shift.
  static func shifts(of fold: Fold, on array: ArrayConfiguration, sumShifts: Int) -> Int {
    guard array.dataflow != .outputStationary else { return sumShifts }
    return switch array.preloadExtent {
    case .usedRows: fold.rows
    case .physicalRows: array.rows
    }
  }

  /// The shifts that bring the first row's sum to the last row, seen by the last row, and the one that lets it out.
  ///
  /// Between two rows lies one register, and more between two tiles; but there the order to shift, too, takes a cycle.
  private static func sumShifts(_ array: ArrayConfiguration) -> Int {
    var registers = 0
    var delayOfOrder = 0
    for row in 1..<max(array.rows, 1) {
      registers += 1
      if row % array.tileRows == 0 {
        registers += array.partialSumCyclesPerRow
        delayOfOrder += 1
      }
    }
    return registers - delayOfOrder + 1
  }
}
