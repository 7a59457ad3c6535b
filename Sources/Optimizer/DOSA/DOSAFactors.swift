package import Core
import Mapper

/// The factors of a tiling as numbers that need not be whole: what gradients move.
///
/// What the factors leave of a dimension's bound runs over DRAM.
package struct DOSAFactors: Sendable {
  /// A loop that has a factor.
  package struct Slot: Sendable {
    package var dimension: Dimension
    /// DRAM is 0, the scratchpad 1, the accumulator 2, the registers 3.
    package var level: Int
    package var isSpatial = false
  }

  /// The loops in the order they are rounded in: over the array first, then from the registers outwards (`round_mapping`,
  /// `dataset/common/mapping_utils.py` of ucb-bar/dosa at a7a3239).
  package static let slots: [Slot] =
    [
      Slot(dimension: .c, level: 2, isSpatial: true), Slot(dimension: .k, level: 1, isSpatial: true),
      Slot(dimension: .p, level: 3), Slot(dimension: .q, level: 3),
    ] + [Dimension.r, .s, .p, .q, .c, .k, .n].map { Slot(dimension: $0, level: 2) }

  /// By slot.
  package var values: [Double]
  package var order: DOSALoopOrder

  /// Factors by slot.
  package init(_ values: [Double], order: DOSALoopOrder) {
    self.values = values
    self.order = order
  }

  /// The factors of a tiling; P and Q run at the registers.
  init(_ tiling: DOSATiling) {
    order = tiling.order
    values = Self.slots.map { slot in
      switch (slot.dimension, slot.level) {
      case (let dimension, _) where slot.isSpatial: Double(tiling.spatial(dimension))
      case (.p, 2), (.q, 2): 1
      case (let dimension, _): Double(tiling.onChip[dimension])
      }
    }
  }

  /// The product of a dimension's factors, none of which counts below 1.
  func product(_ dimension: Dimension) -> Double {
    zip(Self.slots, values).reduce(1) { $1.0.dimension == dimension ? $0 * max(1, $1.1) : $0 }
  }

  /// The nearest tiling with whole factors: each in turn the nearest divisor of what those before it left.
  ///
  /// - Parameters:
  ///   - bounds: The layer's.
  ///   - side: The longest factor over the array.
  ///   - distance: How far a divisor is from a factor.
  /// - Returns: A tiling of the same order.
  func rounded(_ bounds: LoopBounds, side: Int, by distance: (Double, Double) -> Double) -> DOSATiling {
    var left = bounds
    var tiling = DOSATiling(onChip: LoopBounds(), spatialC: 1, spatialK: 1, order: order)
    for (slot, value) in zip(Self.slots, values) {
      let most = slot.isSpatial ? side : left[slot.dimension]
      var nearest = 1
      for factor in 1...min(most, left[slot.dimension]) where left[slot.dimension].isMultiple(of: factor) {
        if distance(Double(factor), value) < distance(Double(nearest), value) { nearest = factor }
      }
      left[slot.dimension] /= nearest
      switch slot.dimension {
      case .c where slot.isSpatial: tiling.spatialC = nearest
      case .k where slot.isSpatial: tiling.spatialK = nearest
      default: tiling.onChip[slot.dimension] *= nearest
      }
    }
    return tiling
  }

  /// The loops with each factor a variable in the lane of its slot.
  ///
  /// A factor of 1 or less is no loop, and has no derivative, unless `keepsUnit`. Where the factors exceed a dimension's
  /// bound it has no loop over DRAM, and the outermost of its loops runs for what the others leave.
  func nest(_ bounds: LoopBounds, keepsUnit: Bool) -> LoopNest<Dual> {
    var nest = LoopNest<Dual>()
    for dimension in order.innermostFirst.reversed() where bounds[dimension] > 1 {
      guard product(dimension) <= Double(bounds[dimension]) * (1 + 1e-9) else { continue }
      // The model replaces the bound by what is left.
      nest.append(NestLoop(dimension, Dual(2), level: 0))
    }
    for level in 1...3 {
      for (isSpatial, dimensions) in [(false, [Dimension.k, .s, .r, .c, .n, .q, .p]), (true, [.k, .c])] {
        for dimension in dimensions where bounds[dimension] > 1 {
          for (lane, slot) in Self.slots.enumerated()
          where slot.level == level && slot.isSpatial == isSpatial && slot.dimension == dimension {
            guard values[lane] > 1 || keepsUnit && values[lane] > 0 else { continue }
            nest.append(
              NestLoop(
                dimension, .variable(max(values[lane], 1 + 1e-9), lane: lane), level: level,
                place: isSpatial ? .x : .temporal))
          }
        }
      }
    }
    return nest
  }
}
