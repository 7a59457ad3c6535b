import Core

/// Counting mappings whose factors don't divide: the last trip of a dimension is short and the last copies may idle.
///
/// Dimensions stay independent, so every count is a product over dimensions of how many tiles there are and how long
/// they are together. The window of the inputs slides while the innermost loop that moves it advances, and is brought in
/// whole otherwise. Two views are counted: the first copy of each level, which is the busiest and sets the time, and all
/// copies together, which set the energy.
extension AnalyticalModel {
  /// Counts everything; returns the steps in which the first multiplier works.
  mutating func countImperfectly() -> Scalar {
    for index in 0..<3 {
      let operand = Operand.at(index)
      for level in 0..<levelCount where keeps(operand, at: level) {
        var entry = OperandTraffic<Scalar>()
        entry.tile = level == 0 ? shape.tile(operand, shape.bounds) : shape.tile(operand, tiles[level])
        entry.instances = instances[level]
        traffic[level * 3 + index] = entry
        entry.instances = .one
        totals[level * 3 + index] = entry
      }
      countImperfectly(operand, view: .first)
      countImperfectly(operand, view: .all)
    }
    var steps = 1.0
    for dimension in 0..<8 {
      let everything = CountedLoops(.weights, .first, parent: nil, innermost: loopCount - 1)
      steps *= spread(.at(dimension), outside: levelCount, everything).tiles
    }
    return Scalar(steps)
  }

  private mutating func countImperfectly(_ operand: Operand, view: CopyView) {
    let table = Int(operand.rawValue)
    var parent = 0
    var entry = view == .first ? traffic[table] : totals[table]
    entry.partition = Scalar(owned(operand, at: 0, view))
    while true {
      let child = child(of: operand, below: parent)
      let asked = Scalar(moved(operand, into: child, from: parent, view))
      var next = entry
      if child < levelCount {
        let index = child * 3 + table
        next = view == .first ? traffic[index] : totals[index]
        let received = Scalar(moved(operand, into: child, from: nil, view))
        next.fills = received
        if operand == .outputs {
          next.partition = Scalar(owned(operand, at: child, view))
          if rules.elidesFirstFills { next.fills = received - next.partition }
          if rules.countsDrainReads { next.reads = received }
        }
      }
      if parent == 0 && countsBursts { entry.burstPadding = burstPadding(operand, into: child) }
      entry.reads += asked
      if operand == .outputs {
        entry.updates = asked
        entry.reads = entry.reads - entry.partition
      }
      if view == .first { traffic[parent * 3 + table] = entry } else { totals[parent * 3 + table] = entry }
      guard child < levelCount else { return }
      entry = next
      parent = child
    }
  }

  /// Output words that belong to one copy, or to all: a word is owned once by each copy that adds to it.
  private func owned(_ operand: Operand, at level: Int, _ view: CopyView) -> Double {
    guard operand == .outputs else { return 0 }
    var counted = CountedLoops(operand, view, parent: nil, innermost: loopCount - 1)
    counted.onlyRelevant = true
    var words = 1.0
    for index in 0..<8 {
      let dimension = Dimension.at(index)
      let found = spread(dimension, outside: level, counted)
      words *= operand.relevantDimensions.contains(dimension) ? found.length : found.tiles
    }
    return words
  }

  /// Words that move into a level: what its copies receive, or what they ask of a parent that serves equal requests
  /// once.
  private func moved(_ operand: Operand, into child: Int, from parent: Int?, _ view: CopyView) -> Double {
    let isMultiplier = child == levelCount
    let mover = isMultiplier ? loopCount - 1 : innermostMover(operand, outside: levelStart[child]) ?? -1
    let counted = CountedLoops(operand, view, parent: parent, innermost: mover)
    guard operand == .inputs else {
      var words = 1.0
      for index in 0..<8 {
        let dimension = Dimension.at(index)
        let found = spread(dimension, outside: child, counted)
        words *= operand.relevantDimensions.contains(dimension) ? found.length : found.tiles
      }
      return words
    }
    var plain = 1.0
    for dimension in [Dimension.n, .g, .c] { plain *= spread(dimension, outside: child, counted).length }
    plain *= spread(.k, outside: child, counted).tiles
    let across = InputSpan(
      spread(.p, outside: child, counted), spread(.r, outside: child, counted), shape.strideWidth,
      shape.dilationWidth)
    let down = InputSpan(
      spread(.q, outside: child, counted), spread(.s, outside: child, counted), shape.strideHeight,
      shape.dilationHeight)
    let words = plain * across.total * down.total
    guard mover >= 0, !isMultiplier, slides(mover, into: child) else { return words }
    let loop = loops[mover]
    // What stays when the mover stands still at its first trip is not slid over.
    var standing = counted
    standing.skipped = mover
    let still = spread(loop.dimension, outside: child, standing).tiles
    let reach = shape.inputStep(loop.dimension, steps[mover]).primal
    switch loop.dimension {
    case .p: return words - plain * down.total * across.overlap(still: still, reach: reach)
    case .r: return words - plain * down.total * across.swapped.overlap(still: still, reach: reach)
    case .q: return words - plain * across.total * down.overlap(still: still, reach: reach)
    case .s: return words - plain * across.total * down.swapped.overlap(still: still, reach: reach)
    default: return words
    }
  }

  /// The tiles of one dimension outside a level, with the counted loops running and the others at their first trip.
  private func spread(_ dimension: Dimension, outside level: Int, _ counted: CountedLoops) -> TileSpread {
    let end = levelStart[level]
    var spread = TileSpread()
    spread.whole = tiles[level][dimension].primal
    var inner = 1.0
    for index in 0..<end where loops[index].dimension == dimension && counted.includes(index, loops[index]) {
      inner *= loops[index].bound.primal
    }
    var left = shape.bounds[dimension].primal
    for index in 0..<end where loops[index].dimension == dimension {
      let step = steps[index].primal
      guard counted.includes(index, loops[index]) else {
        left = Swift.min(left, step)
        continue
      }
      inner /= loops[index].bound.primal
      let trips = Swift.min(loops[index].bound.primal, (left / step).rounded(.up))
      spread.wholeTiles += (trips - 1) * inner
      left -= (trips - 1) * step
      if index == counted.innermost { spread.endsAdvanced = trips > 1 }
    }
    spread.last = Swift.min(left, spread.whole)
    return spread
  }
}

/// Which copies of a level are counted.
private enum CopyView {
  case first
  case all
}

/// Which loops run while tiles are counted; the others stay at their first trip.
private struct CountedLoops {
  private let relevant: DimensionSet
  private let view: CopyView
  /// The level whose requests are counted; copies below it that ask for the same count once.
  private let parent: Int?
  /// The last temporal loop counted.
  let innermost: Int
  /// A loop that stays at its first trip all the same.
  var skipped: Int?
  /// Whether temporal loops the operand doesn't depend on stay at their first trip.
  var onlyRelevant = false

  init(_ operand: Operand, _ view: CopyView, parent: Int?, innermost: Int) {
    relevant = operand.relevantDimensions
    self.view = view
    self.parent = parent
    self.innermost = innermost
  }

  @inline(__always) func includes<Scalar>(_ index: Int, _ loop: NestLoop<Scalar>) -> Bool {
    guard loop.isSpatial else {
      return index <= innermost && index != skipped && (!onlyRelevant || relevant.contains(loop.dimension))
    }
    guard let parent, Int(loop.level) >= parent else { return view == .all }
    return relevant.contains(loop.dimension)
  }
}

/// The tiles of one dimension: some whole ones and a last one.
private struct TileSpread {
  var wholeTiles = 0.0
  var whole = 1.0
  var last = 1.0
  /// Whether the loop that moves the window has advanced when the last tile comes.
  var endsAdvanced = false

  var tiles: Double { wholeTiles + 1 }
  var length: Double { wholeTiles * whole + last }
}

/// The input columns (or rows) of the tiles of an output and a filter dimension.
private struct InputSpan {
  private let moving: TileSpread
  private let other: TileSpread
  private let stride: Double
  private let dilation: Double

  init(_ moving: TileSpread, _ other: TileSpread, _ stride: Double, _ dilation: Double) {
    self.moving = moving
    self.other = other
    self.stride = stride
    self.dilation = dilation
  }

  /// The same span with the filter's loop moving.
  var swapped: InputSpan { InputSpan(other, moving, dilation, stride) }

  /// The columns of all tiles together.
  var total: Double {
    stride * moving.length * other.tiles + dilation * moving.tiles * other.length
      + (1 - stride - dilation) * moving.tiles * other.tiles
  }

  /// Columns that tiles share with the one before, over all tiles but the `still` that don't follow a step of the
  /// moving loop.
  func overlap(still: Double, reach: Double) -> Double {
    let advanced = moving.tiles - still
    guard advanced > 0 else { return 0 }
    let short = moving.endsAdvanced ? 1.0 : 0
    var shared = 0.0
    for (count, length) in [(other.wholeTiles, other.whole), (1, other.last)] {
      let before = columns(moving.whole, length) - reach
      let whole = Swift.max(0, before)
      let last = Swift.max(0, Swift.min(before, columns(moving.last, length)))
      shared += count * ((advanced - short) * whole + short * last)
    }
    return shared
  }

  private func columns(_ moving: Double, _ other: Double) -> Double {
    stride * (moving - 1) + dilation * (other - 1) + 1
  }
}
