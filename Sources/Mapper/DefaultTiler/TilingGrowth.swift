import Core

extension Tiling {
  /// Grows the tiles of the memories on the chip, the innermost first.
  mutating func grow() {
    for level in growingLevels {
      keepFilterWhole(at: level)
      growGreedily(at: level)
      while let better = exchanged(at: level) { self = better }
    }
  }

  /// Takes the growth that costs least until none fits or helps.
  private mutating func growGreedily(at level: Int, except kept: Dimension? = nil) {
    while let grown = bestGrowth(at: level, except: kept) { self = grown }
  }

  /// The tiling with one dimension cut to half or less and the room given to the others, if the best of them costs less.
  private func exchanged(at level: Int) -> Tiling? {
    var best: (tiling: Tiling, cost: Double)?
    for dimension in Dimension.allCases where temporal[level][dimension] > 1 {
      var factor = temporal[level][dimension]
      while factor > 1 {
        factor = ceilingDivide(factor, 2)
        var other = self
        other.temporal[level][dimension] = factor
        other.growGreedily(at: level, except: dimension)
        let cost = TilingEstimate(other).cycles
        if cost < best?.cost ?? .infinity { best = (other, cost) }
        if factor == 2 { factor = 1 }
      }
    }
    guard let best, best.cost < TilingEstimate(self).cycles else { return nil }
    return best.tiling
  }

  /// Takes the whole filter into the tile if it fits, as Gemmini's tiler does: splitting it fetches inputs again.
  private mutating func keepFilterWhole(at level: Int) {
    var whole = self
    whole.temporal[level].r *= outerTrips(.r)
    whole.temporal[level].s *= outerTrips(.s)
    if whole.fits() { self = whole }
  }

  /// The growth of one dimension that costs least; `nil` when none fits or all cost more than now.
  private func bestGrowth(at level: Int, except kept: Dimension?) -> Tiling? {
    var best: (tiling: Tiling, cost: Double)?
    for dimension in Dimension.allCases where dimension != kept && mayGrow(dimension) {
      let trips = outerTrips(dimension)
      guard trips > 1 else { continue }
      // One trip less, half as many, or none: a step that leaves a ragged last tile must not hide a better one.
      for target in Set([trips - 1, ceilingDivide(trips, 2), 1]).sorted() {
        var grown = self
        grown.temporal[level][dimension] = factor(of: dimension, at: level, leaving: target)
        guard grown.fits() else { continue }
        let cost = TilingEstimate(grown).cycles
        if cost < best?.cost ?? .infinity { best = (grown, cost) }
      }
    }
    guard let best, best.cost <= TilingEstimate(self).cycles else { return nil }
    return best.tiling
  }

  /// The smallest factor with which DRAM's loop makes at most so many trips.
  private func factor(of dimension: Dimension, at level: Int, leaving trips: Int) -> Int {
    let unit = tile(of: dimension, atLevel: 0) / temporal[level][dimension]
    return ceilingDivide(ceilingDivide(convolution.bounds[dimension], unit), trips)
  }

  /// The mapping: loops in the order the estimate chose, imperfect factors cut at the layer's bounds.
  func mapping() -> Mapping {
    let order = TilingEstimate(self).order
    var levels = architecture.levels.map { MappingLevel(keeps: $0.keeps) }
    for index in levels.indices {
      let edge = growingLevels.first ?? 0
      let loops = index == edge && index > 0 ? Self.edgeOrder(dataflow) : order
      levels[index].temporal = loops.compactMap { dimension in
        let trips = index == 0 ? outerTrips(dimension) : temporal[index][dimension]
        return trips > 1 ? TemporalLoop(dimension, trips) : nil
      }
      levels[index].spatial = spatial[index]
    }
    var mapping = Mapping(levels: levels)
    for dimension in Dimension.allCases { Self.cut(&mapping, dimension, to: convolution.bounds[dimension]) }
    return mapping
  }

  /// Inside a tile the operand that stays in the array moves least: the loops it does not depend on stand innermost.
  private static func edgeOrder(_ dataflow: Dataflow) -> [Dimension] {
    switch dataflow {
    case .weightStationary: [.g, .k, .s, .r, .c, .n, .q, .p]
    case .outputStationary: [.g, .n, .q, .p, .k, .s, .r, .c]
    case .inputStationary: [.g, .n, .q, .p, .s, .r, .c, .k]
    }
  }

  /// Gives each loop of a dimension the last length with which the walk ends at `bound`: the digits of the last index.
  private static func cut(_ mapping: inout Mapping, _ dimension: Dimension, to bound: Int) {
    var rest = bound - 1
    for level in mapping.levels.indices.reversed() {
      for loop in mapping.levels[level].spatial.indices.reversed()
      where mapping.levels[level].spatial[loop].dimension == dimension {
        let factor = mapping.levels[level].spatial[loop].bound
        mapping.levels[level].spatial[loop].last = rest % factor + 1
        rest /= factor
      }
      for loop in mapping.levels[level].temporal.indices.reversed()
      where mapping.levels[level].temporal[loop].dimension == dimension {
        let factor = mapping.levels[level].temporal[loop].bound
        mapping.levels[level].temporal[loop].last = rest % factor + 1
        rest /= factor
      }
    }
  }
}
