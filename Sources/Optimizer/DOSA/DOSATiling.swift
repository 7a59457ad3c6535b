package import Core
package import Mapper

/// A mapping in DOSA's mapspace: factors of each dimension on chip, over the array and over DRAM, and an order of the
/// loops over DRAM.
package struct DOSATiling: Hashable, Sendable {
  /// Factors of the temporal loops on chip.
  package var onChip: LoopBounds
  /// Factors over the array's rows and columns.
  package var spatialC: Int
  package var spatialK: Int
  package var order: DOSALoopOrder

  package init(onChip: LoopBounds, spatialC: Int, spatialK: Int, order: DOSALoopOrder) {
    self.onChip = onChip
    self.spatialC = spatialC
    self.spatialK = spatialK
    self.order = order
  }

  /// The longest side of the array in use.
  package var side: Int { max(spatialC, spatialK) }

  /// The factor of a dimension over the array.
  func spatial(_ dimension: Dimension) -> Int {
    dimension == .c ? spatialC : dimension == .k ? spatialK : 1
  }

  /// The dimensions whose loop over DRAM runs more than once.
  func moving(_ bounds: LoopBounds) -> DimensionSet {
    var set: DimensionSet = []
    for dimension in Dimension.allCases where onChip[dimension] * spatial(dimension) < bounds[dimension] {
      set.insert(DimensionSet(dimension))
    }
    return set
  }

  /// The tile one DRAM trip works on.
  var tile: DOSATile {
    DOSATile(
      n: Double(onChip.n), k: Double(onChip.k), c: Double(onChip.c), p: Double(onChip.p), q: Double(onChip.q),
      r: Double(onChip.r), s: Double(onChip.s), spatialC: Double(spatialC), spatialK: Double(spatialK))
  }

  /// The loops as the analytical model takes them: DRAM, scratchpad, accumulator, registers.
  ///
  /// - Parameter bounds: The layer's; every factor divides what it stands for.
  /// - Returns: The nest, P and Q innermost.
  package func nest(_ bounds: LoopBounds) -> LoopNest<Double> {
    var nest = LoopNest<Double>()
    for dimension in order.innermostFirst.reversed() {
      nest.append(
        NestLoop(dimension, Double(bounds[dimension] / (onChip[dimension] * spatial(dimension))), level: 0))
    }
    nest.append(NestLoop(.k, Double(spatialK), level: 1, place: .x))
    for dimension in [Dimension.k, .s, .r, .c, .n] {
      nest.append(NestLoop(dimension, Double(onChip[dimension]), level: 2))
    }
    nest.append(NestLoop(.c, Double(spatialC), level: 2, place: .x))
    for dimension in [Dimension.q, .p] { nest.append(NestLoop(dimension, Double(onChip[dimension]), level: 3)) }
    return nest
  }
}
