import Core

/// How SCALE-Sim lays the M×N×K product of a layer onto the array: folds that run one after another, row folds innermost.
///
/// Source: SCALE-Sim v3 `compute/systolic_compute_{os,ws,is}.py`. With M output pixels, K window elements and N filters:
///
/// | dataflow | array rows | array columns | time | lines of a fold |
/// |---|---|---|---|---|
/// | output-stationary | M | N | K | T + R + C − 2 |
/// | weight-stationary | K | N | M | 2R + C + T − 2 |
/// | input-stationary | K | M | N | 2R + C + T − 2 |
struct ScaleSimSchedule {
  /// Which part of the operands is on the array.
  struct Fold {
    var row: Int
    var column: Int
  }

  let dataflow: Dataflow
  let arrayRows: Int
  let arrayColumns: Int
  /// Output pixels, filters and window elements.
  let m: Int
  let n: Int
  let k: Int
  /// What the rows and columns of the array stand for, and the steps streamed through them.
  let spatialRows: Int
  let spatialColumns: Int
  let steps: Int
  let rowFolds: Int
  let columnFolds: Int
  /// Lines, which are cycles without stalls, of every fold; those at the edges take as long as the others.
  let foldLines: Int

  var folds: Int { rowFolds * columnFolds }
  var lines: Int { folds * foldLines }

  /// - Throws: ``ScaleSimError`` when the layer or the configuration is impossible or too large to count.
  init(_ layer: ScaleSimLayer, _ configuration: ScaleSimConfiguration) throws(ScaleSimError) {
    try layer.validate()
    try configuration.validate()
    dataflow = configuration.dataflow
    arrayRows = configuration.arrayRows
    arrayColumns = configuration.arrayColumns
    m = layer.outputHeight * layer.outputWidth
    n = layer.filters
    k = layer.filterHeight * layer.filterRowWords
    switch dataflow {
    case .outputStationary: (spatialRows, spatialColumns, steps) = (m, n, k)
    case .weightStationary: (spatialRows, spatialColumns, steps) = (k, n, m)
    case .inputStationary: (spatialRows, spatialColumns, steps) = (k, m, n)
    }
    rowFolds = ceilingDivide(spatialRows, arrayRows)
    columnFolds = ceilingDivide(spatialColumns, arrayColumns)
    foldLines = (dataflow == .outputStationary ? arrayRows : 2 * arrayRows) + arrayColumns + steps - 2
    // Every count of the report is at most a hundred times one of these.
    guard checkedMultiply(rowFolds, columnFolds, foldLines, 100) != nil else { throw .tooLarge(what: "cycles") }
    guard checkedMultiply(rowFolds, arrayRows, columnFolds, arrayColumns, foldLines) != nil else {
      throw .tooLarge(what: "operand reads")
    }
  }

  func usedRows(_ fold: Fold) -> Int { min(arrayRows, spatialRows - fold.row * arrayRows) }
  func usedColumns(_ fold: Fold) -> Int { min(arrayColumns, spatialColumns - fold.column * arrayColumns) }

  /// The first line of a fold, counted over the whole run.
  func firstLine(_ fold: Fold) -> Int { (fold.column * rowFolds + fold.row) * foldLines }

  /// The results that leave the array during a fold.
  ///
  /// Weight- and input-stationary results come out a pipeline of rows after their inputs went in; output-stationary ones
  /// shift out from the last row, beginning while the last operands are still going in (so without the drain).
  func results(_ fold: Fold) -> ScaleSimWavefront {
    dataflow == .outputStationary
      ? ScaleSimWavefront(
        firstLine: steps - 1 + arrayRows - usedRows(fold), lanes: usedColumns(fold), length: usedRows(fold),
        isSkewed: true)
      : ScaleSimWavefront(firstLine: 2 * arrayRows - 1, lanes: usedColumns(fold), length: steps, isSkewed: true)
  }
}

/// One of the two operands as the array reads it: which matrix element crosses which lane on which line.
///
/// Both operand matrices are seen as `outer` × `inner`: a window (ifmap) or a filter by its K elements. The address of
/// successive inner elements runs on, which is what intervals live on.
struct ScaleSimOperand {
  enum Name: String {
    case ifmap
    case filter
  }

  let name: Name
  let schedule: ScaleSimSchedule
  /// Whether the operand stays in the array, loaded line by line from its last row up, instead of streaming through it.
  let isHeld: Bool
  /// Whether lanes are windows or filters (`outer`); otherwise they are window elements (`inner`).
  let lanesAreOuter: Bool
  /// Whether a fold's lanes are chosen by its column; otherwise by its row.
  let lanesFollowColumn: Bool
  let outerCount: Int
  let innerCount: Int

  init(_ name: Name, _ schedule: ScaleSimSchedule) {
    self.name = name
    self.schedule = schedule
    outerCount = name == .ifmap ? schedule.m : schedule.n
    innerCount = schedule.k
    switch (schedule.dataflow, name) {
    case (.outputStationary, .ifmap): (isHeld, lanesAreOuter, lanesFollowColumn) = (false, true, false)
    case (.outputStationary, .filter): (isHeld, lanesAreOuter, lanesFollowColumn) = (false, true, true)
    case (.weightStationary, .filter), (.inputStationary, .ifmap):
      (isHeld, lanesAreOuter, lanesFollowColumn) = (true, true, true)
    case (.weightStationary, .ifmap), (.inputStationary, .filter):
      (isHeld, lanesAreOuter, lanesFollowColumn) = (false, false, false)
    }
  }

  /// Lanes of the array edge the operand enters through.
  var width: Int { lanesFollowColumn ? schedule.arrayColumns : schedule.arrayRows }

  /// Elements the array reads from the SRAM, those off the edge included.
  var readCount: Int {
    outerCount * innerCount * (isHeld ? 1 : lanesFollowColumn ? schedule.rowFolds : schedule.columnFolds)
  }

  /// Index of the fold's lanes among all groups of `width` lanes.
  func laneFold(_ fold: ScaleSimSchedule.Fold) -> Int { lanesFollowColumn ? fold.column : fold.row }

  /// The operand's reads during a fold.
  func reads(_ fold: ScaleSimSchedule.Fold) -> ScaleSimWavefront {
    let lanes = lanesFollowColumn ? schedule.usedColumns(fold) : schedule.usedRows(fold)
    if isHeld {
      let rows = schedule.usedRows(fold)
      return ScaleSimWavefront(firstLine: schedule.arrayRows - rows, lanes: lanes, length: rows, isSkewed: false)
    }
    let firstLine = schedule.dataflow == .outputStationary ? 0 : schedule.arrayRows
    return ScaleSimWavefront(firstLine: firstLine, lanes: lanes, length: schedule.steps, isSkewed: true)
  }

  /// The matrix element on a lane of a line, which must be active.
  func element(
    _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, line: Int, lane: Int
  ) -> (outer: Int, inner: Int) {
    let age = line - reads.firstLine
    let position = laneFold(fold) * width + lane
    if isHeld { return (position, fold.row * schedule.arrayRows + reads.length - 1 - age) }
    return lanesAreOuter ? (position, age - lane) : (age - lane, position)
  }

  /// The first and the last line of the run on which an element is really read; windows may hang over the edge.
  ///
  /// The `ifmap` is given only if some of its windows may hang over the edge; without it every element counts.
  ///
  /// - Complexity: constant, plus one step for each element off the edge before the first and after the last.
  func firstAndLastLine(_ ifmap: ScaleSimIfmap?) -> (first: Int, last: Int) {
    let (firstFold, lastFold) = (
      ScaleSimSchedule.Fold(row: 0, column: 0),
      ScaleSimSchedule.Fold(row: schedule.rowFolds - 1, column: schedule.columnFolds - 1)
    )
    var first = schedule.firstLine(firstFold) + reads(firstFold).firstLine
    var last = schedule.firstLine(lastFold) + reads(lastFold).endLine - 1
    guard let ifmap else { return (first, last) }
    while !readsAnything(ifmap, line: first) { first += 1 }
    while !readsAnything(ifmap, line: last) { last -= 1 }
    return (first, last)
  }

  private func readsAnything(_ ifmap: ScaleSimIfmap, line: Int) -> Bool {
    let (index, local) = line.quotientAndRemainder(dividingBy: schedule.foldLines)
    let fold = ScaleSimSchedule.Fold(row: index % schedule.rowFolds, column: index / schedule.rowFolds)
    let reads = reads(fold)
    guard (reads.firstLine..<reads.endLine).contains(local) else { return false }
    return reads.activeLanes(line: local).contains { lane in
      let (window, tap) = element(fold, reads, line: local, lane: lane)
      return ifmap.address(window: window, tap: tap) != nil
    }
  }
}
