import Core

/// Everything about a layer's mapping that stays the same while it runs.
///
/// A class, as it is some kilobytes large and nothing of it ever changes: a unit that held it as a value would copy it
/// in most calls.
final class ExecuteScheme: Sendable {
  let loops: FoldLoops
  let tiles: TileGeometries
  /// Whole folds, and the pieces they are cut into while inputs are arriving.
  let plan: FoldPlan
  let finePlan: FoldPlan
  let stationary: Operand
  let levels: LevelPaths
  private let isIdealArray: Bool
  private let isIdealBuffers: Bool
  /// Core cycles per array cycle, as a fraction.
  private let clock: (core: Int, array: Int)

  /// Rows a piece of a fold streams at least.
  private static let pieceRows = 32

  /// Packs a checked mapping for an architecture, for a core's share of the layer.
  ///
  /// - Throws: `UnusableLayer` for scattered tiles and spatial loops that do not fit the array, `UnusableArray` for an
  ///   array that can't be modelled.
  init(
    _ mapping: Mapping, of convolution: Convolution, precision: Precision, on architecture: Architecture,
    buffers: OperandMap<Int>, ideal: IdealResources, share: CoreShare? = nil
  ) throws {
    var nest = LoopNest(mapping, bounds: convolution.bounds, share: share)
    let dataflow = try Self.dataflow(for: mapping, on: architecture)
    stationary = dataflow.stationaryOperand
    let steps = Self.steps(of: nest, buffers)
    let outside = Operand.allCases.map { min(steps, nest.loopsOutside[buffers[$0]]) }
    var streaming = nest.temporal.count
    while streaming > steps,
      !stationary.relevantDimensions.contains(nest.temporal[streaming - 1].dimension)
    {
      streaming -= 1
    }
    levels = try LevelPaths(
      mapping, of: convolution, precision: precision, on: architecture, nest: nest, buffers: buffers,
      streaming: streaming)
    let pieces = Self.cut(&nest, streaming: streaming)
    loops = FoldLoops(nest: nest, whole: steps..<streaming, pieces: streaming..<pieces)
    tiles = TileGeometries(
      weights: try TileGeometry(.weights, of: convolution, nest: nest, outerLoops: outside[0]),
      inputs: try TileGeometry(.inputs, of: convolution, nest: nest, outerLoops: outside[1]),
      outputs: try TileGeometry(.outputs, of: convolution, nest: nest, outerLoops: outside[2]))
    let array = FastArray(try ArrayConfiguration(architecture.array, dataflow: dataflow))
    plan = try FoldPlan(nest, streaming: streaming, array: array)
    finePlan = try FoldPlan(nest, streaming: pieces, array: array)
    isIdealArray = ideal.contains(.array)
    isIdealBuffers = ideal.contains(.buffers)
    let arrayHertz = architecture.clocks.first { $0.name == architecture.array.clock }?.hertz ?? architecture.coreHertz
    let divisor = greatestCommonDivisor(architecture.coreHertz, arrayHertz)
    clock = (architecture.coreHertz / divisor, arrayHertz / divisor)
  }

  /// A fold's timing in core cycles, stretched where an on-chip memory carries fewer bytes a cycle than the fold moves,
  /// and the cycles its rows take without that.
  func timing(of fold: PlannedFold) -> (timing: FoldTiming, rowCycles: Int) {
    var timing = fold.timing
    if isIdealArray {
      (timing.preload, timing.stream, timing.fill, timing.drain, timing.sumShift) = (0, 0, 0, 0, 0)
      return (timing, 0)
    }
    if clock.core != clock.array {
      timing.preload = ceilingDivide(timing.preload * clock.core, clock.array)
      timing.stream = ceilingDivide(timing.stream * clock.core, clock.array)
      timing.fill = ceilingDivide(timing.fill * clock.core, clock.array)
      timing.drain = ceilingDivide(timing.drain * clock.core, clock.array)
      timing.sumShift = ceilingDivide(timing.sumShift * clock.core, clock.array)
    }
    let rowCycles = timing.stream
    if !isIdealBuffers {
      timing.stream = max(timing.stream, levels.streamCycles(fold, stationary: stationary))
      if timing.preload > 0 {
        timing.preload = max(timing.preload, levels.cycles(fold.words[stationary], of: stationary))
      }
    }
    return (timing, rowCycles)
  }

  /// Cycles from a fold's first row until the next fold's stationary operand may shift in.
  func registersFree(after fold: FoldTiming) -> Int {
    switch plan.array.configuration.preload {
    case .overlapped: 0
    case .exposed: fold.stream + fold.sumShift
    }
  }

  /// The loops that are stepped through command by command: the innermost one moves some operand's tile.
  ///
  /// Loops inside it belong to one command, as to one macro-operation of Gemmini, so that how far loads run ahead is up
  /// to buffers, not to how many commands the array's queue holds.
  private static func steps(of nest: LoopNest, _ buffers: OperandMap<Int>) -> Int {
    Operand.allCases.reduce(0) { steps, operand in
      let outside = nest.temporal[..<nest.loopsOutside[buffers[operand]]]
      let last = outside.lastIndex { $0.bound > 1 && operand.relevantDimensions.contains($0.dimension) }
      return max(steps, last.map { $0 + 1 } ?? 0)
    }
  }

  /// The first of the array's dataflows that lays the mapping's spatial loops out as it does; the default if none does.
  static func dataflow(for mapping: Mapping, on architecture: Architecture) throws(UnusableLayer) -> Dataflow {
    var spread: [(dimension: Dimension, bound: Int)] = []
    for level in mapping.levels { spread += level.spatial.map { ($0.dimension, $0.bound) } }
    let dataflow =
      architecture.array.dataflows.first { dataflow in
        let known = dataflow.rowDimensions.union(dataflow.columnDimensions)
        return spread.allSatisfy { known.contains($0.dimension) }
      } ?? architecture.array.dataflows.first ?? .weightStationary
    let rows = spread.reduce(1) { dataflow.rowDimensions.contains($1.dimension) ? $0 * $1.bound : $0 }
    let columns = spread.reduce(1) { dataflow.rowDimensions.contains($1.dimension) ? $0 : $0 * $1.bound }
    for (used, side, available) in [
      (rows, "rows", architecture.array.rows), (columns, "columns", architecture.array.columns),
    ] where used > available {
      throw UnusableLayer(
        .outOfRange(
          subject: "the mapping's spatial loops over the \(side) of the \(dataflow.rawValue) array",
          attribute: "product", found: "\(used)", expected: "at most \(available)"))
    }
    return dataflow
  }

  /// Cuts the streamed loops so that pieces of at least `pieceRows` rows come out; where the pieces' loops end.
  private static func cut(_ nest: inout LoopNest, streaming: Int) -> Int {
    var rows = 1
    var loop = nest.temporal.count
    while loop > streaming {
      loop -= 1
      let bound = nest.temporal[loop].bound
      if rows * bound >= pieceRows {
        let inner = (1...bound).first { bound % $0 == 0 && rows * $0 >= pieceRows } ?? bound
        guard inner < bound else { return loop }
        nest.split(loop: loop, inner: inner)
        return loop + 1
      }
      rows *= bound
    }
    return streaming
  }
}
