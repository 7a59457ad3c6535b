package import Core

/// Draws mappings from a mapspace at random.
///
/// Spatial factors first, then each dimension's remaining trips over the levels, then an order for each level. Every
/// mapping the constraints allow can be drawn; whether its tiles fit is for the model to say.
package struct NestSampler: Sendable {
  private let bounds: LoopBounds
  private let fanOuts: [(x: Int, y: Int)]
  private let mapspace: Mapspace
  /// Factors of each level, by place and dimension.
  private var spatialX: [LoopBounds]
  private var spatialY: [LoopBounds]
  private var temporal: [LoopBounds]

  package init(_ variant: MappingVariant, bounds: LoopBounds) {
    self.bounds = bounds
    mapspace = variant.mapspace
    fanOuts = variant.hierarchy.levels.map { ($0.fanOutX, $0.fanOutY) }
    spatialX = fanOuts.map { _ in LoopBounds() }
    spatialY = spatialX
    temporal = spatialX
  }

  /// A random mapping; `nil` when the factors drawn break a constraint.
  package mutating func draw(_ random: inout SeededRandom) -> LoopNest<Double>? {
    var left = bounds
    for level in fanOuts.indices {
      spatialX[level] = LoopBounds()
      spatialY[level] = LoopBounds()
      temporal[level] = LoopBounds()
      spread(mapspace.levels[level].spatialX, fanOuts[level].x, &left, &spatialX[level], &random)
      spread(mapspace.levels[level].spatialY, fanOuts[level].y, &left, &spatialY[level], &random)
    }
    for dimension in Dimension.allCases { distribute(dimension, left[dimension], &random) }
    for level in fanOuts.indices {
      let limits = mapspace.levels[level]
      for dimension in Dimension.allCases
      where !limits.temporal.allows(dimension, temporal[level][dimension])
        || !limits.spatialX.allows(dimension, spatialX[level][dimension])
        || !limits.spatialY.allows(dimension, spatialY[level][dimension])
      { return nil }
    }
    return assemble(&random)
  }

  /// Draws the factors over one axis of a fan-out.
  private func spread(
    _ limits: FactorLimits, _ copies: Int, _ left: inout LoopBounds, _ factors: inout LoopBounds,
    _ random: inout SeededRandom
  ) {
    var free = copies
    for dimension in shuffled(limits.dimensions.dimensions, &random) {
      let most = min(free, limits.maximum[dimension], left[dimension])
      let choices = (1...max(1, most)).filter { !mapspace.perfect || left[dimension] % $0 == 0 }
      let factor = choices[random.below(choices.count)]
      factors[dimension] = factor
      left[dimension] = ceilingDivide(left[dimension], factor)
      free /= factor
    }
  }

  /// Spreads a dimension's trips over the levels that may have them.
  private mutating func distribute(_ dimension: Dimension, _ trips: Int, _ random: inout SeededRandom) {
    let allowed = fanOuts.indices.filter { mapspace.levels[$0].temporal.maximum[dimension] > 1 }
    guard !allowed.isEmpty else { return }
    var left = trips
    guard mapspace.perfect else {
      for level in allowed.dropFirst().reversed() where left > 1 {
        let most = min(left, mapspace.levels[level].temporal.maximum[dimension])
        let factor = random.below(2) == 0 ? 1 : random.within(1...most)
        temporal[level][dimension] = factor
        left = ceilingDivide(left, factor)
      }
      temporal[allowed[0]][dimension] = left
      return
    }
    var prime = 2
    while left > 1 {
      if prime * prime > left { prime = left }
      while left % prime == 0 {
        left /= prime
        temporal[allowed[random.below(allowed.count)]][dimension] *= prime
      }
      prime += 1
    }
  }

  /// Puts the drawn factors in a random order.
  private func assemble(_ random: inout SeededRandom) -> LoopNest<Double>? {
    var product = 1
    var nest = LoopNest<Double>()
    for level in fanOuts.indices {
      let constraint = mapspace.levels[level]
      let used = Dimension.allCases.filter { temporal[level][$0] > 1 }
      let inner = constraint.innermost.filter(used.contains)
      let outer = constraint.outermost.filter { used.contains($0) && !inner.contains($0) }
      let free = used.filter { !inner.contains($0) && !outer.contains($0) }
      let between = shuffled(free, &random)
      let (outside, inside) = (
        between.filter { !constraint.inside.contains($0) }, between.filter { constraint.inside.contains($0) }
      )
      let order = outer + outside + inside + inner.reversed()
      guard constraint.allows(order: order.reversed()) else { return nil }
      for dimension in order {
        nest.append(NestLoop(dimension, Double(temporal[level][dimension]), level: level))
      }
      for (place, factors) in [(NestLoop<Double>.Place.x, spatialX[level]), (.y, spatialY[level])] {
        for dimension in Dimension.allCases {
          nest.append(NestLoop(dimension, Double(factors[dimension]), level: level, place: place))
        }
      }
      for factors in [temporal[level], spatialX[level], spatialY[level]] {
        guard let next = factors.checkedProduct.flatMap({ checkedMultiply(product, $0) }) else { return nil }
        product = next
      }
    }
    var factors = LoopBounds()
    for index in 0..<nest.count { factors[nest[index].dimension] *= Int(nest[index].bound) }
    return Dimension.allCases.allSatisfy { factors[$0] >= bounds[$0] } ? nest : nil
  }

  private func shuffled(_ dimensions: [Dimension], _ random: inout SeededRandom) -> [Dimension] {
    var dimensions = dimensions
    for index in dimensions.indices.dropLast() {
      dimensions.swapAt(index, index + random.below(dimensions.count - index))
    }
    return dimensions
  }
}
