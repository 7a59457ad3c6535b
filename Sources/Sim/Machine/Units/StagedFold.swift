import Core

/// A fold of a command with what it waits for and what it lets go.
struct StagedFold {
  var fold = PlannedFold()
  /// Rows the layer streams and the core cycles they take; the timing's `stream` is longer where a memory can't keep up.
  private(set) var rows = 0
  private(set) var rowCycles = 0
  /// Numbers of its tiles, and the elements of each that must have arrived.
  private(set) var weights = 0
  private(set) var inputs = 0
  private(set) var outputs = 0
  var weightsNeeded = 0
  var inputsNeeded = 0
  var outputsNeeded = 0
  /// Whether it takes the slot of its output tile, and whether it completes the tile.
  private(set) var opensOutputs = false
  private(set) var closesOutputs = false
  /// Operands whose tiles are free once the stationary one has shifted in, and once all rows have streamed.
  private(set) var releasesAfterPreload: OperandSet = []
  private(set) var releasesAfterStream: OperandSet = []
  /// The cycle at which the stationary operand is in place; `.max` before it starts to shift in.
  var preloadEnd = Int.max
  var hasReleased = false

  init() {}

  init(
    _ fold: PlannedFold, rows: Int, rowCycles: Int, of command: ExecuteCommand, isLast: Bool, stationary: Operand
  ) {
    self.fold = fold
    self.rows = rows
    self.rowCycles = rowCycles
    weights = command.weights
    inputs = command.inputs
    outputs = command.outputs
    opensOutputs = command.opensOutputs && !command.reloadsOutputs && fold.first == command.point
    closesOutputs = command.closesOutputs && isLast
    guard isLast else { return }
    var released: OperandSet = []
    if command.releasesWeights { released.insert(.weights) }
    if command.releasesInputs { released.insert(.inputs) }
    releasesAfterPreload = released.intersection(OperandSet(stationary))
    releasesAfterStream = released.subtracting(OperandSet(stationary))
  }

  /// Whether it is an earlier fold, up to the shift.
  func recurs(_ earlier: StagedFold, _ shift: Shift) -> Bool {
    shift.matches(fold.first, earlier.fold.first) && shift.matches(fold.last, earlier.fold.last)
      && fold.timing == earlier.fold.timing && fold.macs == earlier.fold.macs
      && fold.processingElements == earlier.fold.processingElements
      && fold.keepsStationary == earlier.fold.keepsStationary && fold.accumulates == earlier.fold.accumulates
      && rows == earlier.rows && rowCycles == earlier.rowCycles && weights - earlier.weights == shift.tiles.weights
      && inputs - earlier.inputs == shift.tiles.inputs && outputs - earlier.outputs == shift.tiles.outputs
      && weightsNeeded == earlier.weightsNeeded && inputsNeeded == earlier.inputsNeeded
      && outputsNeeded == earlier.outputsNeeded && opensOutputs == earlier.opensOutputs
      && closesOutputs == earlier.closesOutputs && releasesAfterPreload == earlier.releasesAfterPreload
      && releasesAfterStream == earlier.releasesAfterStream && hasReleased == earlier.hasReleased
      && shift.matches(preloadEnd, earlier.preloadEnd)
  }

  mutating func move(by shift: Shift) {
    fold.first &+= shift.point
    fold.last &+= shift.point
  }

  /// The number of the tile of an operand.
  func number(of operand: Operand) -> Int {
    switch operand {
    case .weights: weights
    case .inputs: inputs
    case .outputs: outputs
    }
  }
}

/// What must be known of a fold until its last row has streamed in.
struct StreamingFold {
  private(set) var outputs = 0
  private(set) var drain = 0
  private(set) var closesOutputs = false
  private(set) var releases: OperandSet = []

  init() {}

  init(_ staged: borrowing StagedFold) {
    outputs = staged.outputs
    drain = staged.fold.timing.drain
    closesOutputs = staged.closesOutputs
    releases = staged.releasesAfterStream
  }

  /// Whether it is an earlier fold, up to the shift.
  func recurs(_ earlier: StreamingFold, _ shift: Shift) -> Bool {
    outputs - earlier.outputs == shift.tiles.outputs && drain == earlier.drain
      && closesOutputs == earlier.closesOutputs && releases == earlier.releases
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

  /// From a command's first index to its last, in each dimension.
  var reach: Point {
    var reach = Point(repeating: 0)
    for dimension in Dimension.allCases {
      for digit in nest.digits(of: dimension, temporal: whole.lowerBound..<nest.temporal.count, spatially: true) {
        reach[dimension] += (digit.bound - 1) * digit.stride
      }
    }
    return reach
  }
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

  /// Whether it stands where an earlier walk stood, up to the shift.
  func recurs(_ earlier: FoldWalk, _ shift: Shift) -> Bool {
    isFine == earlier.isFine && isAtWholeFold == earlier.isAtWholeFold && whole.recurs(earlier.whole, shift)
      && (!isFine || pieces.recurs(earlier.pieces, shift))
  }

  mutating func move(by shift: Shift) {
    whole.move(by: shift)
    pieces.move(by: shift)
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
  private(set) var weights = TensorBox()
  private(set) var inputs = TensorBox()
  private(set) var outputs = TensorBox()
  private var numbers = (weights: -1, inputs: -1, outputs: -1)
  /// Only the order of the elements matters here, not where they lie.
  private static let nowhere = TensorLayout.Place(base: 0, bits: 8)

  /// Takes the boxes of another command; those of tiles that stay are kept.
  mutating func move(to command: ExecuteCommand, _ tiles: TileGeometries) {
    if command.weights != numbers.weights { weights = tiles.weights.box(at: command.weightsFirst, Self.nowhere) }
    if command.inputs != numbers.inputs { inputs = tiles.inputs.box(at: command.inputsFirst, Self.nowhere) }
    if command.outputs != numbers.outputs { outputs = tiles.outputs.box(at: command.outputsFirst, Self.nowhere) }
    numbers = (command.weights, command.inputs, command.outputs)
  }

  /// Whether they are earlier boxes, up to the shift.
  func recurs(_ earlier: TileBoxes, _ shift: Shift) -> Bool {
    numbers.weights - earlier.numbers.weights == shift.tiles.weights
      && numbers.inputs - earlier.numbers.inputs == shift.tiles.inputs
      && numbers.outputs - earlier.numbers.outputs == shift.tiles.outputs
      && weights.recurs(earlier.weights, .weights, shift) && inputs.recurs(earlier.inputs, .inputs, shift)
      && outputs.recurs(earlier.outputs, .outputs, shift)
  }

  mutating func move(by shift: Shift) {
    weights.move(.weights, by: shift)
    inputs.move(.inputs, by: shift)
    outputs.move(.outputs, by: shift)
  }
}
