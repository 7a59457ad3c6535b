import Core

/// A fold of a command with what it waits for and what it lets go.
struct StagedFold {
  var plan: PlannedFold
  /// Rows the layer streams; the timing's `stream` is longer where a memory can't keep up.
  let streamedRows: Int
  /// Numbers of its tiles, and the elements of each that must have arrived.
  let weights: Int
  let inputs: Int
  let outputs: Int
  var weightsNeeded = 0
  var inputsNeeded = 0
  var outputsNeeded = 0
  let opensOutputs: Bool
  let closesOutputs: Bool
  /// Operands whose tiles are free once the stationary one has shifted in, and once all rows have streamed.
  let releasesAfterPreload: OperandSet
  let releasesAfterStream: OperandSet
  var preloadEnd: Int?
  var hasReleased = false

  init(_ plan: PlannedFold, of command: ExecuteCommand, isFirst: Bool, isLast: Bool, stationary: Operand) {
    self.plan = plan
    streamedRows = plan.timing.stream
    weights = command.weights
    inputs = command.inputs
    outputs = command.outputs
    opensOutputs = command.opensOutputs && !command.reloadsOutputs && isFirst
    closesOutputs = command.closesOutputs && isLast
    var released: OperandSet = []
    if isLast, command.releasesWeights { released.insert(.weights) }
    if isLast, command.releasesInputs { released.insert(.inputs) }
    releasesAfterPreload = released.intersection(OperandSet(stationary))
    releasesAfterStream = released.subtracting(OperandSet(stationary))
  }

  /// Whether the operand that stays in the array can be shifted in.
  func stationaryHasArrived(_ buffers: borrowing Buffers, _ stationary: Operand) -> Bool {
    switch stationary {
    case .weights: buffers.weights.holds(weightsNeeded, of: weights)
    case .inputs: buffers.inputs.holds(inputsNeeded, of: inputs)
    case .outputs: true
    }
  }
}

/// The fold loops of one command: whole folds, or, while their inputs are still arriving, finer pieces that stream a
/// part of the rows each and keep the stationary operand.
struct FoldLoops {
  let nest: LoopNest
  /// Loops inside the step loops and outside the streamed ones.
  let whole: Range<Int>
  /// The loops that cut a fold's streamed rows into pieces.
  let pieces: Range<Int>
}

/// Walks the folds of a command.
struct FoldWalk {
  private var whole: NestWalk
  private var pieces: NestWalk
  private(set) var isFine = false

  init(_ loops: FoldLoops) {
    whole = NestWalk(loops.whole, from: Point(repeating: 0))
    pieces = NestWalk(loops.pieces, from: Point(repeating: 0))
  }

  /// First index of the present fold.
  var point: Point { isFine ? pieces.point : whole.point }
  /// Whether the walk has passed the last fold.
  var isDone: Bool { whole.isDone }
  /// Whether the present fold is a whole one or the first piece of one.
  private(set) var isAtWholeFold = true

  /// Begins another command.
  mutating func restart(from point: Point) {
    whole.restart(from: point)
    isAtWholeFold = true
    isFine = false
  }

  /// Takes the present whole fold in pieces or in one.
  mutating func choose(isFine: Bool, _ loops: FoldLoops) {
    self.isFine = isFine && !loops.pieces.isEmpty
    if self.isFine { pieces.restart(from: whole.point) }
  }

  mutating func advance(_ loops: FoldLoops) {
    if isFine {
      pieces.advance(loops.nest)
      isAtWholeFold = pieces.isDone
      if !pieces.isDone { return }
    }
    whole.advance(loops.nest)
    isAtWholeFold = true
  }
}

/// The geometry of the three operands' tiles.
struct TileGeometries {
  let weights: TileGeometry
  let inputs: TileGeometry
  let outputs: TileGeometry
}

/// The boxes of the tiles a command uses.
struct TileBoxes {
  private(set) var weights: TensorBox
  private(set) var inputs: TensorBox
  private(set) var outputs: TensorBox
  private var numbers = (weights: -1, inputs: -1, outputs: -1)
  /// Only the order of the elements matters here, not where they lie.
  private static let nowhere = TensorLayout.Place(base: 0, bits: 8)

  init() {
    let nothing = TensorBox(first: 0, count: 0, of: 0, bits: 8, base: 0)
    (weights, inputs, outputs) = (nothing, nothing, nothing)
  }

  /// Takes the boxes of another command; those of tiles that stay are kept.
  mutating func move(to command: ExecuteCommand, _ tiles: TileGeometries) {
    if command.weights != numbers.weights { weights = tiles.weights.box(at: command.weightsFirst, Self.nowhere) }
    if command.inputs != numbers.inputs { inputs = tiles.inputs.box(at: command.inputsFirst, Self.nowhere) }
    if command.outputs != numbers.outputs { outputs = tiles.outputs.box(at: command.outputsFirst, Self.nowhere) }
    numbers = (command.weights, command.inputs, command.outputs)
  }
}
