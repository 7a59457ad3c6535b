import Core

/// Lowers a mapping to commands, one position of the step loops at a time.
///
/// Each position yields the loads of the tiles that changed, the execution, and the store of an output tile it is the
/// last to write. A tile equal to the one before is not fetched again (stationarity, as in Timeloop; Parashar et al.,
/// ISPASS 2019). What it holds is three positions, however long the program.
struct MappingCommands: TileProgram {
  /// A position of the step loops and the first indices of the tiles it uses.
  private struct Step {
    var point: Point
    var weights: Point
    var inputs: Point
    var outputs: Point
    /// First reduction indices of the output tile's present visit to the array.
    var reduction: Point
  }

  private let nest: LoopNest
  private let tiles: TileGeometries
  private let layout: TensorLayout
  private let stationary: Operand
  /// From an output tile's first reduction index to its last.
  private let reductionReach: Point

  private var walk: NestWalk
  private var previous: Step?
  private var step: Step?
  private var following: Step?
  private var weights = -1
  private var inputs = -1
  private var outputs = -1
  private var isReloaded = false
  private(set) var steps = 0
  private(set) var handedOut = 0
  /// From a command's first index to its last, in each dimension.
  private let reach: Point
  private var pending: Ring<Command>

  private static let reductionLanes = DimensionSet([.c, .r, .s]).mask

  init(_ scheme: ExecuteScheme, layout: TensorLayout) {
    nest = scheme.loops.nest
    tiles = scheme.tiles
    self.layout = layout
    stationary = scheme.stationary
    var reach = Point(repeating: 0)
    for dimension in [Dimension.c, .r, .s] {
      let inside = scheme.tiles.outputs.outerLoops..<nest.temporal.count
      for digit in nest.digits(of: dimension, temporal: inside, spatially: true) {
        reach[dimension] += (digit.bound - 1) * digit.stride
      }
    }
    reductionReach = reach
    self.reach = scheme.loops.reach
    walk = NestWalk(0..<scheme.loops.whole.lowerBound, from: nest.origin)
    pending = Ring(capacity: 5)
    guard all(nest.origin .< nest.extents) else { return }
    step = position()
    walk.advance(nest)
    following = position()
  }

  mutating func next() -> Command? {
    if pending.isEmpty, let step { lower(step) }
    guard let command = pending.pop() else { return nil }
    handedOut += 1
    return command
  }

  /// Queues the commands of a position and steps to the next one.
  private mutating func lower(_ step: Step) {
    let loadsWeights = step.weights != previous?.weights
    let loadsInputs = step.inputs != previous?.inputs
    let opensOutputs = step.outputs != previous?.outputs
    let closesOutputs = step.outputs != following?.outputs
    if loadsInputs, stationary == .inputs { loadInputs(step) }
    if loadsWeights {
      weights += 1
      let box = tiles.weights.box(at: step.weights, layout.weights)
      pending.push(.load(LoadCommand(operand: .weights, tile: weights, box: box)))
    }
    if opensOutputs { openOutputs(step) }
    if loadsInputs, stationary != .inputs { loadInputs(step) }
    pending.push(
      .execute(
        ExecuteCommand(
          point: step.point, weights: weights, inputs: inputs, outputs: outputs, weightsFirst: step.weights,
          inputsFirst: step.inputs, outputsFirst: step.outputs, opensOutputs: opensOutputs,
          reloadsOutputs: isReloaded, releasesWeights: step.weights != following?.weights,
          releasesInputs: step.inputs != following?.inputs, closesOutputs: closesOutputs)))
    if closesOutputs { storeOutputs(step) }
    steps += 1
    previous = step
    self.step = following
    if following != nil {
      walk.advance(nest)
      following = position()
    }
  }

  private mutating func loadInputs(_ step: Step) {
    inputs += 1
    let box = tiles.inputs.box(at: step.inputs, layout.inputs)
    pending.push(.load(LoadCommand(operand: .inputs, tile: inputs, box: box)))
  }

  /// Begins an output tile: one met before, when a reduction loop stood earlier, gets its partial sums back.
  private mutating func openOutputs(_ step: Step) {
    outputs += 1
    isReloaded = step.reduction != Point(repeating: 0)
    guard isReloaded else { return }
    let box = tiles.outputs.box(at: step.outputs, layout.partialSums)
    pending.push(.load(LoadCommand(operand: .outputs, tile: outputs, box: box, reloads: step.outputs)))
  }

  /// Stores an output tile: as results when every reduction loop has come to its end, else as partial sums.
  private mutating func storeOutputs(_ step: Step) {
    let last = (step.reduction &+ reductionReach) & Self.reductionLanes
    let end = (nest.extents &- 1) & Self.reductionLanes
    let isFinal = pointwiseMin(last, end) == end
    let box = tiles.outputs.box(at: step.outputs, isFinal ? layout.outputs : layout.partialSums)
    pending.push(.store(StoreCommand(tile: outputs, box: box, identity: step.outputs, isFinal: isFinal)))
  }

  private func position() -> Step? {
    guard !walk.isDone else { return nil }
    let outputs = walk.point(ofOutermost: tiles.outputs.outerLoops, nest)
    return Step(
      point: walk.point,
      weights: walk.point(ofOutermost: tiles.weights.outerLoops, nest) & tiles.weights.identity,
      inputs: walk.point(ofOutermost: tiles.inputs.outerLoops, nest) & tiles.inputs.identity,
      outputs: outputs & tiles.outputs.identity, reduction: outputs & Self.reductionLanes)
  }
}

extension MappingCommands {
  func shift(since earlier: MappingCommands, at earlierTime: Int, _ laterTime: Int) -> Shift? {
    guard let step, let before = earlier.step else { return nil }
    let point = step.point &- before.point
    return Shift(
      earlier: earlierTime, later: laterTime,
      tiles: OperandMap(
        weights: weights - earlier.weights, inputs: inputs - earlier.inputs, outputs: outputs - earlier.outputs),
      point: point,
      axes: OperandMap(
        weights: tiles.weights.distance(point), inputs: tiles.inputs.distance(point),
        outputs: tiles.outputs.distance(point)), extents: nest.extents, reach: reach)
  }

  mutating func renumber(back shift: Shift) {
    weights -= shift.tiles.weights
    inputs -= shift.tiles.inputs
    outputs -= shift.tiles.outputs
    pending.update { $0.renumber(back: shift) }
  }
}

/// Where the tensors of a layer lie in DRAM: one after the other, each from a page boundary on.
struct TensorLayout {
  /// One tensor's place and element size.
  struct Place {
    var base: Int
    var bits: Int
  }

  private static let page = 4096

  private(set) var weights: Place
  private(set) var inputs: Place
  private(set) var outputs: Place
  /// Partial sums that leave the chip have a tensor of their own.
  private(set) var partialSums: Place
  /// The first page boundary behind all of them.
  private(set) var end: Int

  init(weights: Int, inputs: Int, outputs: Int, precision: Precision) {
    var next = 0
    func place(_ elements: Int, _ format: NumberFormat) -> Place {
      defer { next = Self.end(of: format.bytes(elements), at: next) }
      return Place(base: next, bits: format.bits)
    }
    self.weights = place(weights, precision.weights)
    self.inputs = place(inputs, precision.inputs)
    self.outputs = place(outputs, precision.outputs)
    partialSums = place(outputs, precision.partialSums)
    end = next
  }

  /// Which operand lies where.
  var regions: [TensorRegion] {
    [
      TensorRegion(end: inputs.base, operand: .weights), TensorRegion(end: outputs.base, operand: .inputs),
      TensorRegion(end: end, operand: .outputs),
    ]
  }

  /// The first page boundary behind a tensor.
  static func end(of bytes: Int, at base: Int) -> Int {
    ceilingDivide(base + bytes, page) * page
  }
}
