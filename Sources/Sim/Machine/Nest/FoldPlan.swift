package import Core

/// Which dimensions a dataflow lays on the array's rows; the others lie on its columns.
///
/// Weight- and input-stationary arrays add up along a column, so the reduction lies on the rows; output-stationary ones
/// lay output positions there (SCALE-Sim, Samajdar et al., ISPASS 2020, table I).
extension Dataflow {
  /// Dimensions spread over the rows.
  package var rowDimensions: DimensionSet {
    switch self {
    case .weightStationary, .inputStationary: [.c, .r, .s]
    case .outputStationary: [.n, .p, .q]
    }
  }

  /// Dimensions spread over the columns.
  package var columnDimensions: DimensionSet {
    switch self {
    case .weightStationary, .outputStationary: [.k, .g]
    case .inputStationary: [.n, .p, .q, .g]
    }
  }
}

/// One fold as the execute unit sees it.
struct PlannedFold {
  /// First index of each dimension, and the largest one read or written.
  var first = Point(repeating: 0)
  var last = Point(repeating: 0)
  var timing = FoldTiming(preload: 0, stream: 0, fill: 0, drain: 0, sumShift: 0, accesses: ArrayAccesses())
  /// Multiply–accumulates, and the processing elements they are spread over.
  var macs = 0
  var processingElements = 0
  /// Distinct words of each operand entering or leaving the array: at once for the one that stays, in all otherwise.
  var words = OperandMap(repeating: 0)
  /// Whether the stationary operand is the one of the fold before.
  var keepsStationary = false
  /// Whether sums are added to earlier ones.
  var accumulates = false
}

/// Turns the position of the fold loops into a fold: rows, columns and rows streamed, cut at the layer's edges.
struct FoldPlan {
  private struct Lane {
    var dimension: Dimension
    var shape: SpanShape
  }

  let array: FastArray
  let dataflow: Dataflow
  private let extents: Point
  private let reach: Point
  private let rows: [Lane]
  private let columns: [Lane]
  private let streamed: [Lane]
  /// Dimensions spread and streamed at once, with both counted together.
  private let mixed: [(both: Lane, spread: SpanShape, streamed: SpanShape)]
  private let stationaryLanes: Point
  private let relevant: OperandMap<DimensionSet>

  /// The folds inside the temporal loops before `streaming`, the loops from there on being streamed.
  init(_ nest: LoopNest, streaming: Int, array: FastArray) throws(UnusableLayer) {
    self.array = array
    dataflow = array.configuration.dataflow
    extents = nest.extents
    stationaryLanes = dataflow.stationaryOperand.relevantDimensions.mask
    relevant = OperandMap(
      weights: Operand.weights.relevantDimensions, inputs: Operand.inputs.relevantDimensions,
      outputs: Operand.outputs.relevantDimensions)
    var reach = Point(repeating: 0)
    var lanes: (rows: [Lane], columns: [Lane], streamed: [Lane]) = ([], [], [])
    var mixed: [(both: Lane, spread: SpanShape, streamed: SpanShape)] = []
    for dimension in Dimension.allCases {
      let spread = nest.digits(of: dimension, temporal: 0..<0, spatially: true)
      let stream = nest.digits(of: dimension, temporal: streaming..<nest.temporal.count, spatially: false)
      guard let spreadShape = SpanShape(spread), let streamShape = SpanShape(stream),
        let bothShape = SpanShape(spread + stream)
      else {
        throw UnusableLayer.scattered(dataflow.stationaryOperand, along: dimension)
      }
      reach[dimension] = bothShape.reach
      if !spread.isEmpty {
        let lane = Lane(dimension: dimension, shape: spreadShape)
        if dataflow.rowDimensions.contains(dimension) { lanes.rows.append(lane) } else { lanes.columns.append(lane) }
      }
      if !stream.isEmpty { lanes.streamed.append(Lane(dimension: dimension, shape: streamShape)) }
      if !spread.isEmpty, !stream.isEmpty {
        mixed.append((Lane(dimension: dimension, shape: bothShape), spreadShape, streamShape))
      }
    }
    self.reach = reach
    (rows, columns, streamed) = lanes
    self.mixed = mixed
  }

  /// Whether two folds leave the stationary operand in place.
  @inline(__always)
  func keepsStationary(from previous: Point, to next: Point) -> Bool {
    previous & stationaryLanes == next & stationaryLanes
  }

  /// The fold at a position.
  func fold(at first: Point, keepsStationary: Bool) -> PlannedFold {
    var words = OperandMap(repeating: 1)
    var (usedRows, usedColumns, stream) = (1, 1, 1)
    for lane in rows { usedRows *= spread(lane, first, &words) }
    for lane in columns { usedColumns *= spread(lane, first, &words) }
    for lane in streamed { stream *= lane.shape.count(from: first[lane.dimension], below: extents[lane.dimension]) }
    var macs = usedRows * usedColumns * stream
    for lane in mixed {
      let (from, below) = (first[lane.both.dimension], extents[lane.both.dimension])
      macs /= lane.spread.count(from: from, below: below) * lane.streamed.count(from: from, below: below)
      macs *= lane.both.shape.count(from: from, below: below)
    }
    for operand in Operand.allCases where operand != dataflow.stationaryOperand { words[operand] *= stream }
    let accumulates = first[.c] | first[.r] | first[.s] != 0
    return PlannedFold(
      first: first, last: pointwiseMin(first &+ reach, extents &- 1),
      timing: array.fold(
        rows: usedRows, columns: usedColumns, streamed: stream, accumulates: accumulates,
        keepsStationary: keepsStationary),
      macs: macs, processingElements: usedRows * usedColumns, words: words, keepsStationary: keepsStationary,
      accumulates: accumulates)
  }

  @inline(__always)
  private func spread(_ lane: Lane, _ first: Point, _ words: inout OperandMap<Int>) -> Int {
    let count = lane.shape.count(from: first[lane.dimension], below: extents[lane.dimension])
    if relevant.weights.contains(lane.dimension) { words.weights *= count }
    if relevant.inputs.contains(lane.dimension) { words.inputs *= count }
    if relevant.outputs.contains(lane.dimension) { words.outputs *= count }
    return count
  }
}
