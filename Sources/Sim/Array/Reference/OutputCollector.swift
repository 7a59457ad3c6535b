import Core

/// The accumulator outside the array: catches the sums at the bottom edge and adds them up across folds.
///
/// Sums carry no address. Those of one column come in order, so the collector knows a sum by how many came before.
struct OutputCollector<Sum: ArraySum> {
  private let folds: FoldSequence
  private let dataflow: Dataflow
  private var outputs: [Sum]
  /// One record for each fold whose words have begun to enter.
  var records: [FoldRecord] = []
  /// The fold each column delivers sums of, and how many of them have come.
  private var current: [Fold?]
  private var delivered: [Int]
  /// Folds that have begun to stream, and their outputs that have not come yet.
  private var started = 0
  private var outstanding = 0
  private var cycles = 0
  private var strayOutputs = 0

  init(_ folds: FoldSequence, on array: ArrayConfiguration) {
    self.folds = folds
    dataflow = array.dataflow
    let shape = folds.shape
    outputs = Array(repeating: .zero, count: shape.groups * shape.m * shape.n)
    delivered = Array(repeating: 0, count: array.columns)
    current = Array(repeating: nil, count: array.columns)
    records.reserveCapacity(folds.count)
    for column in 0..<array.columns {
      current[column] = nextFold(from: 0, deliveredBy: column)
    }
  }

  /// Whether every output of the folds started so far has come.
  var isDrained: Bool { outstanding == 0 }

  /// Whether every output of the layer has come.
  var isComplete: Bool { isDrained && started == folds.count }

  /// What was observed.
  var run: ReferenceRun<Sum> {
    ReferenceRun(
      outputs: outputs, cycles: cycles, accesses: records.reduce(into: ArrayAccesses()) { $0 += $1.accesses },
      folds: records, strayOutputs: strayOutputs)
  }

  /// Notes the folds that begin to enter.
  mutating func expect(_ issue: ArrayIssue, at cycle: Int) {
    for case let fold? in [issue.shift, issue.stream] where fold.index == records.count {
      records.append(
        FoldRecord(fold: fold, streamStart: -1, firstOutput: -1, lastOutput: -1, accesses: ArrayAccesses()))
    }
    if let fold = issue.stream, issue.streamStep == 0 {
      records[fold.index].streamStart = cycle
      started += 1
      outstanding += fold.columns * outputsPerColumn(fold)
    }
  }

  /// Takes the sums visible in a cycle, and tells whether there were any.
  mutating func collect(_ sums: [MeshWord<Sum>], at cycle: Int) -> Bool {
    let before = (outstanding, strayOutputs)
    for column in 0..<sums.count where sums[column].isValid {
      guard let fold = current[column], fold.index < records.count, records[fold.index].streamStart >= 0 else {
        strayOutputs += 1
        continue
      }
      add(sums[column].number, of: fold, column, delivered[column])
      if records[fold.index].firstOutput < 0 {
        records[fold.index].firstOutput = cycle
      }
      records[fold.index].lastOutput = cycle
      cycles = cycle + 1
      outstanding -= 1
      delivered[column] += 1
      if delivered[column] == outputsPerColumn(fold) {
        delivered[column] = 0
        current[column] = nextFold(from: fold.index + 1, deliveredBy: column)
      }
    }
    return before != (outstanding, strayOutputs)
  }

  /// Stores a column's `order`-th sum of a fold, added to the partial sum of earlier folds.
  private mutating func add(_ sum: Sum, of fold: Fold, _ column: Int, _ order: Int) {
    let shape = folds.shape
    let (m, n) =
      switch dataflow {
      case .weightStationary: (order, fold.columnOffset + column)
      case .inputStationary: (fold.columnOffset + column, order)
      case .outputStationary: (fold.rowOffset + fold.rows - 1 - order, fold.columnOffset + column)
      }
    let output = (fold.group * shape.m + m) * shape.n + n
    if fold.accumulates {
      records[fold.index].accesses.partialSumReads += 1
      outputs[output] = Sum.sum(outputs[output], sum)
    } else {
      outputs[output] = sum
    }
    records[fold.index].accesses.outputWrites += 1
  }

  private func outputsPerColumn(_ fold: Fold) -> Int {
    dataflow == .outputStationary ? fold.rows : folds.streamed
  }

  /// The next fold that uses a column: the row folds of a column fold all do, or none.
  private func nextFold(from index: Int, deliveredBy column: Int) -> Fold? {
    var index = index
    while index < folds.count {
      let fold = folds[index]
      if column < fold.columns { return fold }
      index += folds.rowFolds
    }
    return nil
  }
}
