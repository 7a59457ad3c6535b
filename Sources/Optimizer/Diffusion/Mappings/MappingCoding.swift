package import Core
import Foundation
package import Mapper

/// Mappings as vectors in −1 … 1 to which noise can be added, and the way back.
///
/// Of each dimension a coordinate for every place a factor may have, the logarithm of the factor as a share of the
/// bound's; of each level's temporal loops a coordinate for their place in the order. Reading back takes the
/// factors nearest to the shares (`NearestFactors`), so the product of a dimension's factors is always its bound.
package struct MappingCoding: Hashable, Sendable {
  /// Somewhere a dimension may have a factor.
  private struct Slot: Hashable, Sendable {
    var dimension: Core.Dimension
    var level: Int
    var place: NestLoop<Double>.Place
  }

  private let levels: Int
  /// By dimension, then the outermost first.
  private let slots: [Slot]

  /// The vectors of the mappings of some problems, all of one number of levels.
  package init(_ problems: [MappingProblem]) {
    var found: Set<Slot> = []
    for variant in problems.flatMap(\.variants) {
      for level in variant.hierarchy.levels.indices {
        for dimension in Core.Dimension.allCases {
          for place in [NestLoop<Double>.Place.temporal, .x, .y] {
            let slot = Slot(dimension: dimension, level: level, place: place)
            if Self.most(slot, in: variant) > 1 { found.insert(slot) }
          }
        }
      }
    }
    levels = problems.flatMap(\.variants).map(\.hierarchy.levels.count).max() ?? 0
    slots = found.sorted { left, right in
      (left.dimension.rawValue, left.level, left.place.rawValue)
        < (right.dimension.rawValue, right.level, right.place.rawValue)
    }
  }

  /// Coordinates of a mapping: shares, then orders.
  package var width: Int { slots.count + levels * Core.Dimension.allCases.count }

  /// The largest factor a variant allows somewhere.
  private static func most(_ slot: Slot, in variant: MappingVariant) -> Int {
    guard slot.level < variant.mapspace.levels.count else { return 1 }
    let (limits, level) = (variant.mapspace.levels[slot.level], variant.hierarchy.levels[slot.level])
    switch slot.place {
    case .temporal: return limits.temporal.maximum[slot.dimension]
    case .x: return min(limits.spatialX.maximum[slot.dimension], level.fanOutX)
    case .y: return min(limits.spatialY.maximum[slot.dimension], level.fanOutY)
    }
  }

  /// The vector of a mapping; what the layer leaves open is 0.
  package func encoded(_ nest: LoopNest<Double>, _ bounds: LoopBounds) -> [Float] {
    var factors: [Slot: Double] = [:]
    var orders: [[Core.Dimension]] = Array(repeating: [], count: levels)
    for index in 0..<nest.count {
      let loop = nest[index]
      factors[Slot(dimension: loop.dimension, level: Int(loop.level), place: loop.place), default: 1] *= loop.bound
      if !loop.isSpatial { orders[Int(loop.level)].append(loop.dimension) }
    }
    let shares = slots.map { slot -> Float in
      guard bounds[slot.dimension] > 1 else { return 0 }
      return Float(2 * log(factors[slot] ?? 1) / log(Double(bounds[slot.dimension])) - 1)
    }
    let places = orders.flatMap { order in
      Core.Dimension.allCases.map { dimension -> Float in
        guard order.count > 1, let place = order.firstIndex(of: dimension) else { return 0 }
        return 2 * Float(place) / Float(order.count - 1) - 1
      }
    }
    return shares + places
  }

  /// The nest a vector stands for.
  ///
  /// - Parameters:
  ///   - vector: Coordinates; those that are no numbers count as nothing.
  ///   - bounds: The layer's.
  ///   - variants: What fan-outs and factors there are; a factor may stand where one of them allows it.
  /// - Returns: Loops whose factors multiply up to the bounds; nothing is said of what fits a memory.
  package func decoded(
    _ vector: ArraySlice<Float>, _ bounds: LoopBounds, in variants: [MappingVariant]
  ) -> LoopNest<Double> {
    var factors = [Int](repeating: 1, count: slots.count)
    for dimension in Core.Dimension.allCases where bounds[dimension] > 1 {
      let all = slots.indices.filter { slots[$0].dimension == dimension }
      let allowed = all.map { place in variants.map { Self.most(slots[place], in: $0) }.max() ?? 1 }
      // The outermost temporal place that is allowed comes last and takes whatever is left.
      let outermost = all.indices.first { slots[all[$0]].place == .temporal && allowed[$0] > 1 } ?? 0
      guard outermost < all.count else { continue }
      let order = all.indices.filter { $0 != outermost } + [outermost]
      let own = order.map { all[$0] }
      let most = order.map { index -> Int in
        let slot = slots[all[index]]
        guard slot.place != .temporal else { return index == outermost ? .max : allowed[index] }
        return max(1, min(allowed[index], Self.fanOut(slot, variants) / copies(slot, factors)))
      }
      let shares = zip(own, most).map { place, most -> Double in
        let share = (Double(vector[vector.startIndex + place]) + 1) / 2
        return most > 1 && share.isFinite ? max(0, share) : 0
      }
      let sum = max(shares.reduce(0, +), .leastNormalMagnitude)
      let wanted = shares.map { $0 / sum * log(Double(bounds[dimension])) }
      let nearest = NearestFactors(of: bounds[dimension], wanted: wanted, most: most)
      for (place, factor) in zip(own, nearest.factors) { factors[place] = factor }
    }
    return nest(factors, vector)
  }

  /// What a level's fan-out along an axis is shared out to already.
  private func copies(_ slot: Slot, _ factors: [Int]) -> Int {
    slots.indices.reduce(1) { product, index in
      slots[index].level == slot.level && slots[index].place == slot.place ? product * factors[index] : product
    }
  }

  private static func fanOut(_ slot: Slot, _ variants: [MappingVariant]) -> Int {
    variants.map { variant in
      let level = variant.hierarchy.levels[slot.level]
      return slot.place == .x ? level.fanOutX : level.fanOutY
    }.max() ?? 1
  }

  private func nest(_ factors: [Int], _ vector: ArraySlice<Float>) -> LoopNest<Double> {
    var nest = LoopNest<Double>()
    let firstOrder = vector.startIndex + slots.count
    for level in 0..<levels {
      let own = slots.indices.filter { slots[$0].level == level }
      let order = own.filter { slots[$0].place == .temporal }.sorted { left, right in
        let (first, second) = (Int(slots[left].dimension.rawValue), Int(slots[right].dimension.rawValue))
        let row = firstOrder + level * Core.Dimension.allCases.count
        let (mine, theirs) = (vector[row + first], vector[row + second])
        return mine == theirs || !mine.isFinite || !theirs.isFinite ? first < second : mine < theirs
      }
      for index in order { nest.append(NestLoop(slots[index].dimension, Double(factors[index]), level: level)) }
      for place in [NestLoop<Double>.Place.x, .y] {
        for index in own where slots[index].place == place {
          nest.append(NestLoop(slots[index].dimension, Double(factors[index]), level: level, place: place))
        }
      }
    }
    return nest
  }
}
