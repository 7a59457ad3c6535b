import Core

/// Temporal reuse: the words that move into a tile while the loops outside it run.
extension AnalyticalModel {
  /// Words of `operand` that one copy of level `child` receives from outside over the whole layer.
  ///
  /// Loops the operand doesn't depend on cost nothing as long as no loop it depends on runs inside them; every other
  /// trip brings in a new tile, or of an input's sliding window what is new of it (`SaveAndSubtractIfSameStride`,
  /// `src/workload/shape-models/operation-space.cpp`).
  @inline(__always) func wordsMoved(
    _ operand: Operand, tile: Scalar, into child: Int
  ) -> Scalar {
    guard let mover = innermostMover(operand, outside: levelStart[child]) else { return tile }
    let trips = outerTrips[mover] * loops[mover].bound
    guard operand == .inputs else { return tile * trips }
    var words = tile * trips
    if slides(mover, into: child) { words = words - windowReuse(mover, tile: tile, child: child) }
    return rules.rounding == .exact ? words : shareWithoutGaps(words, tiles[child])
  }

  /// Relaxed words of an input whose tiles leave gaps between them, where trips are not whole.
  ///
  /// Where a stride steps over more columns than a tile's filter covers, many short tiles hold fewer columns than the
  /// same share of few long ones: a tile short of a whole one counts as one more gap, so that the words stay below those
  /// of whole trips.
  private func shareWithoutGaps(_ words: Scalar, _ extents: PerDimension<Scalar>) -> Scalar {
    var words = words
    words = shareWithoutGaps(words, extents, .p, shape.strideWidth, beside: .r, shape.dilationWidth)
    words = shareWithoutGaps(words, extents, .r, shape.dilationWidth, beside: .p, shape.strideWidth)
    words = shareWithoutGaps(words, extents, .q, shape.strideHeight, beside: .s, shape.dilationHeight)
    return shareWithoutGaps(words, extents, .s, shape.dilationHeight, beside: .q, shape.strideHeight)
  }

  /// The same for one dimension, one index of which is `slope` columns of the input, beside another on its axis.
  @inline(__always) private func shareWithoutGaps(
    _ words: Scalar, _ extents: PerDimension<Scalar>, _ dimension: Dimension, _ slope: Double,
    beside other: Dimension, _ reach: Double
  ) -> Scalar {
    // Columns of a tile are slope · extent − gap.
    guard slope > (extents[other].primal - 1) * reach + 1 else { return words }
    let trips = shape.bounds[dimension] / extents[dimension]
    let whole = trips.primal.rounded(.up)
    guard whole - trips.primal > 1e-9, whole - trips.primal < 1 - 1e-9 else { return words }
    let gap = extents[other].offset(by: -1).scaled(by: -reach).offset(by: slope - 1)
    let columns = shape.bounds[dimension].scaled(by: slope)
    return words * (columns - gap.scaled(by: whole)) / (columns - trips * gap)
  }

  /// Whether a step of `mover`, the innermost loop that moves the input's tile, may bring in less than a whole tile.
  @inline(__always) func slides(_ mover: Int, into child: Int) -> Bool {
    switch rules.reuse {
    case .tile: return false
    case .walk, .timeloop: return true
    case .dosa:
      for index in (mover + 1)..<levelStart[child] where !loops[index].isSpatial && loops[index].bound.primal != 1 {
        return false
      }
      return true
    }
  }

  /// The innermost temporal loop before `end` that the operand depends on.
  @inline(__always) func innermostMover(
    _ operand: Operand, outside end: Int
  ) -> Int? {
    let relevant = operand.relevantDimensions
    var index = end
    while index > 0 {
      index -= 1
      let loop = loops[index]
      if !loop.isSpatial && loop.bound.primal != 1 && relevant.contains(loop.dimension) { return index }
    }
    return nil
  }

  /// Words a sliding window saves over bringing in a whole tile at each trip.
  ///
  /// The loop `mover` shifts the tile by a fixed step and saves the overlap each time. A loop further out moves the
  /// tile by its own step less what the loops inside it take back; if that happens to be the mover's step again the
  /// overlap is saved too, and if it is nothing the whole tile is. Both need all moving loops inside to lie on the
  /// mover's axis.
  @inline(__always) private func windowReuse(
    _ mover: Int, tile: Scalar, child: Int
  ) -> Scalar {
    let loop = loops[mover]
    guard let axis = InputAxis(loop.dimension), axis == .width || axis == .height else { return .zero }
    if rules.reuse == .dosa { return reuseAsDOSA(mover, along: axis, tile: tile, tiles[child]) }
    let extents = tiles[child]
    let length = axis == .width ? shape.inputWidth(extents) : shape.inputHeight(extents)
    let stride = shape.inputStep(loop.dimension, steps[mover])
    let overlaps = stride.primal < length.primal
    let overlap = overlaps ? tile / length * (length - stride) : .zero
    var saved = outerTrips[mover] * loop.bound.offset(by: -1) * overlap
    // What the loops inside take back when the next loop out advances.
    var takenBack = rules.reuse == .timeloop ? stride : loop.bound.offset(by: -1) * stride
    var index = mover
    while index > 0 {
      index -= 1
      let outer = loops[index]
      if outer.isSpatial || outer.dimension == .k || outer.bound.primal == 1 { continue }
      guard InputAxis(outer.dimension) == axis else { break }
      let step = shape.inputStep(outer.dimension, steps[index])
      let shift = step.primal - takenBack.primal
      let advances = outerTrips[index] * outer.bound.offset(by: -1)
      if isEqual(shift, 0) {
        saved += advances * tile
      } else if overlaps && isEqual(shift, stride.primal) {
        saved += advances * overlap
      }
      takenBack += rules.reuse == .timeloop ? step : outer.bound.offset(by: -1) * step
    }
    return saved
  }

  /// Words DOSA takes a sliding window to save (`accesses_from_mapping`, `dataset/common/mapping_utils.py`).
  ///
  /// A step over outputs saves what the filter covers beyond the stride, which can be less than nothing, unless the tile
  /// has one filter tap. A filter loop widens the tile; an output loop right outside it brings in a whole widened tile
  /// less one column where the tile has at most as many outputs as the widened filter has taps.
  private func reuseAsDOSA(
    _ mover: Int, along axis: InputAxis, tile: Scalar, _ extents: PerDimension<Scalar>
  ) -> Scalar {
    let loop = loops[mover]
    let isWidth = axis == .width
    let outputs = isWidth ? extents[.p] : extents[.q]
    let filter = isWidth ? extents[.r] : extents[.s]
    let length = isWidth ? shape.inputWidth(extents) : shape.inputHeight(extents)
    let column = tile / length
    let saved =
      outerTrips[mover] * loop.bound.offset(by: -1) * column * (length - shape.inputStep(loop.dimension, steps[mover]))
    guard loop.dimension == .r || loop.dimension == .s else { return filter.primal > 1 ? saved : .zero }
    var next = mover - 1
    while next >= 0 && (loops[next].isSpatial || loops[next].bound.primal == 1) { next -= 1 }
    guard next >= 0, loops[next].dimension == (isWidth ? .p : .q), outputs.primal > 1 else { return saved }
    let swept = filter * loop.bound
    let less =
      outputs.primal <= swept.primal
      ? Scalar.one : .minimum(.zero, swept.offset(by: -(isWidth ? shape.strideWidth : shape.strideHeight)))
    return saved + outerTrips[next] * loops[next].bound.offset(by: -1) * column * less
  }

  /// Equality of positions: exact for whole numbers, to rounding for relaxed factors.
  @inline(__always) private func isEqual(_ left: Double, _ right: Double) -> Bool {
    (left - right).magnitude <= 1e-9 * Swift.max(1, right.magnitude)
  }
}
