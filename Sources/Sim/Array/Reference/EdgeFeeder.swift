import Core

/// Brings a layer's words to the edges of the array, each row and column at its own delay.
///
/// The delays are the skew registers every systolic array has at its edges: a row (column) of tiles receives what was
/// issued as many cycles ago as a word of the first row (column) needs to get there.
struct EdgeFeeder<Element: ArrayElement> {
  private let operands: LayerOperands<Element>
  private let folds: FoldSequence
  private let array: ArrayConfiguration
  /// Cycles from one row of tiles to the next.
  private let rowDelay: Int
  /// The issues of the last cycles: a ring, as long as the longest skew.
  private var issues: [ArrayIssue]

  init(_ operands: LayerOperands<Element>, _ folds: FoldSequence, on array: ArrayConfiguration) {
    self.operands = operands
    self.folds = folds
    self.array = array
    rowDelay = array.dataflow == .outputStationary ? 1 : array.partialSumCyclesPerRow
    let longest = max(rowDelay * (array.meshRows - 1), array.meshColumns - 1)
    issues = Array(repeating: ArrayIssue(), count: longest + 1)
  }

  /// Puts this cycle's words on the edge and counts each word taken from the layer's tensors.
  mutating func feed(
    _ edge: inout MeshEdge<Element>, _ issue: ArrayIssue, at cycle: Int, counting records: inout [FoldRecord]
  ) {
    issues[cycle % issues.count] = issue
    for row in 0..<array.rows {
      let skewed = issues[slot(cycle, row / array.tileRows * rowDelay)]
      if let fold = skewed.stream, row < fold.rows {
        edge.left[row] = MeshWord(number: streamedWord(fold, row, skewed.streamStep, &records), isValid: true)
      } else {
        edge.left[row] = .none
      }
    }
    for column in 0..<array.columns {
      let skewed = issues[slot(cycle, column / array.tileColumns)]
      edge.topControl[column] = control(skewed, column)
      if array.dataflow == .outputStationary {
        if let fold = skewed.stream, column < fold.columns {
          records[fold.index].accesses.weightReads += 1
          edge.top[column] = operands.weight(
            group: fold.group, k: skewed.streamStep, n: fold.columnOffset + column)
        }
      } else if let fold = skewed.shift, column < fold.columns {
        edge.top[column] = stationaryWord(fold, column, skewed.shiftStep, &records)
      }
    }
  }

  /// The word entering a row from the left.
  private func streamedWord(_ fold: Fold, _ row: Int, _ step: Int, _ records: inout [FoldRecord]) -> Element {
    switch array.dataflow {
    case .weightStationary:
      records[fold.index].accesses.inputReads += 1
      return operands.input(group: fold.group, m: step, k: fold.rowOffset + row)
    case .inputStationary:
      records[fold.index].accesses.weightReads += 1
      return operands.weight(group: fold.group, k: fold.rowOffset + row, n: step)
    case .outputStationary:
      records[fold.index].accesses.inputReads += 1
      return operands.input(group: fold.group, m: fold.rowOffset + row, k: step)
    }
  }

  /// The word entering a column's chain: the one for the deepest row first; zero for a row the fold does not use.
  private func stationaryWord(_ fold: Fold, _ column: Int, _ step: Int, _ records: inout [FoldRecord]) -> Element {
    let row = FoldIssuer.shifts(of: fold, on: array, sumShifts: 0) - 1 - step
    guard row < fold.rows else { return .zero }
    if array.dataflow == .weightStationary {
      records[fold.index].accesses.weightReads += 1
      return operands.weight(group: fold.group, k: fold.rowOffset + row, n: fold.columnOffset + column)
    }
    records[fold.index].accesses.inputReads += 1
    return operands.input(group: fold.group, m: fold.columnOffset + column, k: fold.rowOffset + row)
  }

  /// The control entering a column; with two planes of registers, folds use them in turn.
  private func control(_ issue: ArrayIssue, _ column: Int) -> MeshControl {
    var control: MeshControl = []
    if let fold = issue.stream, column < fold.columns {
      control.insert(.stream)
      if issue.streamStep == 0 { control.insert(.first) }
      if usesSecondPlane(fold) { control.insert(.streamSecond) }
    }
    if let fold = issue.shift, column < fold.columns {
      control.insert(.shift)
      if usesSecondPlane(fold) { control.insert(.shiftSecond) }
    }
    return control
  }

  private func usesSecondPlane(_ fold: Fold) -> Bool {
    array.preload == .overlapped && fold.index % 2 == 1
  }

  /// Where the issue of `delay` cycles ago lies; before the first cycle nothing was issued.
  private func slot(_ cycle: Int, _ delay: Int) -> Int {
    (cycle - delay + issues.count) % issues.count
  }
}
