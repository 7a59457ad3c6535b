import Core

/// The closed form of a systolic array: the cycles and words of any fold and of any GEMM, in O(1).
///
/// Every equation is derived in this folder's README and equals what `ReferenceArray` observes. The constants of a
/// configuration are worked out once; a fold then costs a few additions and allocates nothing.
public struct FastArray: Hashable, Sendable {
  /// The array this is the closed form of.
  public let configuration: ArrayConfiguration
  /// Cycles from the array's first row to its last: the skew of the rows, `H` in the README.
  private let rowSkew: Int
  /// Cycles finished sums need from the first row to the bottom edge, `D` in the README.
  private let sumTravel: Int

  /// The closed form of an array.
  public init(_ configuration: ArrayConfiguration) {
    self.configuration = configuration
    let boundaries = configuration.meshRows - 1
    switch configuration.dataflow {
    case .weightStationary, .inputStationary:
      rowSkew = boundaries * configuration.partialSumCyclesPerRow
      sumTravel = 0
    case .outputStationary:
      rowSkew = boundaries
      sumTravel = configuration.rows - 1 + boundaries * (configuration.partialSumCyclesPerRow - 1)
    }
  }

  /// One fold, or one block of a machine's execute unit.
  ///
  /// - Parameters:
  ///   - rows: rows of PEs the fold uses, at most the array's.
  ///   - columns: columns of PEs the fold uses, at most the array's.
  ///   - streamed: words streamed into each row.
  ///   - accumulates: whether earlier partial sums are read back and added to.
  ///   - keepsStationary: whether the operand of the fold before stays, so that nothing is preloaded; without meaning
  ///     when sums are stationary.
  /// - Returns: cycles and words of the fold.
  /// - Precondition: `rows * streamed` and `columns * streamed` fit an `Int`.
  public func fold(
    rows: Int, columns: Int, streamed: Int, accumulates: Bool = false, keepsStationary: Bool = false
  ) -> FoldTiming {
    let columnSkew = (columns - 1) / configuration.tileColumns
    let depth = configuration.pipelineDepth
    let streamedWords = rows * streamed
    switch configuration.dataflow {
    case .weightStationary, .inputStationary:
      let stationaryWords = keepsStationary ? 0 : rows * columns
      let outputs = columns * streamed
      let weights = configuration.dataflow == .weightStationary
      return FoldTiming(
        preload: keepsStationary ? 0 : preloadShifts(rows: rows),
        stream: streamed,
        fill: rowSkew + depth + 1,
        drain: rowSkew + columnSkew + depth + 1,
        sumShift: 0,
        accesses: ArrayAccesses(
          inputReads: weights ? streamedWords : stationaryWords,
          weightReads: weights ? stationaryWords : streamedWords,
          partialSumReads: accumulates ? outputs : 0, outputWrites: outputs))
    case .outputStationary:
      let outputs = rows * columns
      return FoldTiming(
        preload: 0,
        stream: streamed,
        fill: streamed + rowSkew + depth + sumTravelBelow(row: rows - 1),
        drain: rowSkew + columnSkew + depth + sumTravel + 1,
        sumShift: sumTravel + 1,
        accesses: ArrayAccesses(
          inputReads: streamedWords, weightReads: columns * streamed,
          partialSumReads: accumulates ? outputs : 0, outputWrites: outputs))
    }
  }

  /// Cycles from one fold's first streamed word to the next fold's, the earliest the registers and the issue rule
  /// allow: the issue interval of an execute unit that always has its next block ready.
  public func interval(from fold: FoldTiming, to next: FoldTiming) -> Int {
    switch (configuration.foldIssue, configuration.preload) {
    case (.afterDrain, .exposed): fold.latency + next.preload
    case (.afterDrain, .overlapped): max(fold.latency, next.preload)
    case (.backToBack, .exposed): fold.stream + fold.sumShift + next.preload
    case (.backToBack, .overlapped):
      max(fold.stream, next.preload, fold.stream + fold.sumShift - next.stream)
    }
  }

  /// The cycles and words of a whole GEMM, from the first word presented to the last output visible, both included.
  ///
  /// - Throws: `UnusableArray` when the cycles could reach 2^60.
  public func run(_ shape: GEMMShape) throws -> ArrayTotals {
    let folds = FoldSequence(shape, on: configuration)
    let largest = timing(folds, row: 0, column: 0)
    guard checkedMultiply(folds.count, largest.cycles + largest.sumShift) != nil else {
      throw UnusableArray(.overflow(subject: "GEMM", what: "the number of cycles"))
    }
    return ArrayTotals(folds: folds.count, cycles: cycles(folds), accesses: accesses(folds))
  }

  /// The end of the last fold in column folds of either width, from the steady pattern of one column fold.
  private func cycles(_ folds: FoldSequence) -> Int {
    let first = timing(folds, row: 0, column: 0)
    let lastOfFullColumns = timing(folds, row: folds.rowFolds - 1, column: 0)
    let last = timing(folds, row: folds.rowFolds - 1, column: folds.columnFolds - 1)
    let fullColumns = columnFoldCycles(folds, column: 0)
    let edgeColumns = columnFoldCycles(folds, column: folds.columnFolds - 1)
    let nextColumnFold = interval(from: last, to: first)

    let perGroup = (folds.columnFolds - 1) * fullColumns + edgeColumns
    let lastStart = first.preload + folds.shape.groups * perGroup - nextColumnFold
    let lastEnd = lastStart + last.latency
    guard folds.columnFolds > 1 else { return lastEnd }
    let startBeforeEdge = lastStart - (edgeColumns - nextColumnFold) - interval(from: lastOfFullColumns, to: first)
    return max(lastEnd, startBeforeEdge + lastOfFullColumns.latency)
  }

  /// Cycles from the first streamed word of a column fold to the first one of the next column fold.
  private func columnFoldCycles(_ folds: FoldSequence, column: Int) -> Int {
    let first = timing(folds, row: 0, column: column)
    let last = timing(folds, row: folds.rowFolds - 1, column: column)
    let toNext = interval(from: last, to: first)
    guard folds.rowFolds > 1 else { return toNext }
    return (folds.rowFolds - 2) * interval(from: first, to: first) + interval(from: first, to: last) + toNext
  }

  private func timing(_ folds: FoldSequence, row: Int, column: Int) -> FoldTiming {
    fold(
      rows: row == folds.rowFolds - 1 ? folds.edgeRows : configuration.rows,
      columns: column == folds.columnFolds - 1 ? folds.edgeColumns : configuration.columns,
      streamed: folds.streamed)
  }

  /// Each stationary word enters once; each streamed word once for every fold it meets; each fold writes its sums.
  private func accesses(_ folds: FoldSequence) -> ArrayAccesses {
    let shape = folds.shape
    let inputs = shape.groups * shape.m * shape.k
    let weights = shape.groups * shape.k * shape.n
    let outputs = shape.groups * shape.m * shape.n
    switch configuration.dataflow {
    case .weightStationary:
      return ArrayAccesses(
        inputReads: inputs * folds.columnFolds, weightReads: weights,
        partialSumReads: outputs * (folds.rowFolds - 1), outputWrites: outputs * folds.rowFolds)
    case .inputStationary:
      return ArrayAccesses(
        inputReads: inputs, weightReads: weights * folds.columnFolds,
        partialSumReads: outputs * (folds.rowFolds - 1), outputWrites: outputs * folds.rowFolds)
    case .outputStationary:
      return ArrayAccesses(
        inputReads: inputs * folds.columnFolds, weightReads: weights * folds.rowFolds,
        partialSumReads: 0, outputWrites: outputs)
    }
  }

  private func preloadShifts(rows: Int) -> Int {
    switch configuration.preloadExtent {
    case .usedRows: rows
    case .physicalRows: configuration.rows
    }
  }

  /// Cycles between the bottom row's sum leaving and that of a row above.
  private func sumTravelBelow(row: Int) -> Int {
    let boundaries = configuration.meshRows - 1 - row / configuration.tileRows
    return configuration.rows - 1 - row + boundaries * (configuration.partialSumCyclesPerRow - 1)
  }
}

/// What a whole run took.
public struct ArrayTotals: Hashable, Sendable {
  /// Passes through the array.
  public var folds: Int
  /// Cycles from the first word presented to the last output visible, both included.
  public var cycles: Int
  /// Words across the array's edges.
  public var accesses: ArrayAccesses
}
