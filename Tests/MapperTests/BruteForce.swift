import Core
import Mapper

/// Every mapping of a small layer, scored one by one.
///
/// Written the other way round from the search: spatial loops by recursion over the axes, then from the innermost level
/// outwards every sequence of loops a level can have, factor by factor and order by order. Nothing is merged, bounded or
/// left out.
struct BruteForce: ~Copyable {
  /// Energy and cycles of every mapping that fits.
  private(set) var costs: [CostPoint] = []
  /// The mappings that fit, in the order of their costs.
  private(set) var nests: [LoopNest<Double>] = []
  /// Mappings scored; more than the limit when there were too many to score all.
  private(set) var mappings = 0
  private let variant: MappingVariant
  private let layer: Convolution
  private let limit: Int
  private var model: AnalyticalModel<Double>
  /// The loops chosen so far, innermost first.
  private var loops: [NestLoop<Double>] = []
  /// Spatial loops of each level, X before Y.
  private var spatial: [[NestLoop<Double>]]
  /// The product of the factors of each dimension so far.
  private var used = LoopBounds()
  /// Temporal factors of the level being chosen.
  private var factors = LoopBounds()

  init(_ variant: MappingVariant, _ layer: Convolution, rules: ModelRules, limit: Int = .max) {
    self.variant = variant
    self.layer = layer
    self.limit = limit
    model = AnalyticalModel(shape: LayerShape(layer), hierarchy: variant.hierarchy, rules: rules)
    spatial = variant.hierarchy.levels.map { _ in [] }
    spread(level: 0, along: .x, from: 0, copies: variant.hierarchy.levels[0].fanOutX)
  }

  /// Whether every mapping was scored.
  var isComplete: Bool { mappings <= limit }

  /// The best cost under an objective; `nil` when nothing fits.
  func best(_ objective: Objective) -> CostPoint? {
    var best: CostPoint?
    for cost in costs where best.map({ cost.isBetter(than: $0, objective) }) ?? true { best = cost }
    return best
  }

  /// The costs no other beats, in order of rising cycles.
  var front: [CostPoint] {
    var front: [CostPoint] = []
    for cost in costs.sorted(by: { ($0.cycles, $0.energy) < ($1.cycles, $1.energy) })
    where cost.energy < (front.last?.energy ?? .infinity) * (1 - 1e-12) {
      front.append(cost)
    }
    return front
  }

  /// Chooses the spatial factors of one axis of a fan-out, then of all further in.
  private mutating func spread(level: Int, along axis: NestLoop<Double>.Place, from index: Int, copies: Int) {
    let levels = variant.hierarchy.levels
    guard index < 8 else {
      if axis == .x { return spread(level: level, along: .y, from: 0, copies: levels[level].fanOutY) }
      guard level + 1 < levels.count else { return enter(levels.count - 1) }
      return spread(level: level + 1, along: .x, from: 0, copies: levels[level + 1].fanOutX)
    }
    let dimension = Dimension.allCases[index]
    let constraint = variant.mapspace.levels[level]
    let limits = axis == .x ? constraint.spatialX : constraint.spatialY
    let (before, bound) = (used[dimension], layer.bounds[dimension])
    for factor in limits.minimum[dimension]...max(limits.minimum[dimension], min(copies, limits.maximum[dimension])) {
      guard factor == 1 || factor <= copies else { continue }
      let total = before * factor
      guard factor == 1 || (variant.mapspace.perfect ? bound % total == 0 : total <= bound) else { continue }
      used[dimension] = total
      if factor > 1 { spatial[level].append(NestLoop(dimension, Double(factor), level: level, place: axis)) }
      spread(level: level, along: axis, from: index + 1, copies: copies / factor)
      if factor > 1 { spatial[level].removeLast() }
    }
    used[dimension] = before
  }

  /// Chooses the loops of a level, everything inside being chosen.
  private mutating func enter(_ level: Int) {
    let (outside, count) = (factors, loops.count)
    factors = LoopBounds()
    loops += spatial[level].reversed()
    extend(level, from: loops.count)
    loops.removeLast(loops.count - count)
    factors = outside
  }

  /// Takes the level as it is, and then with every possible further loop outside.
  private mutating func extend(_ level: Int, from start: Int) {
    guard mappings <= limit else { return }
    let limits = variant.mapspace.levels[level].temporal
    let isComplete = Dimension.allCases.allSatisfy { dimension in
      factors[dimension] >= limits.minimum[dimension] && (level > 0 || used[dimension] >= layer.bounds[dimension])
    }
    if isComplete && isOrdered(loops[start...].map(\.dimension), level) { level == 0 ? score() : enter(level - 1) }
    for dimension in Dimension.allCases where factors[dimension] == 1 && limits.maximum[dimension] > 1 {
      let (before, bound) = (used[dimension], layer.bounds[dimension])
      let left = (bound + before - 1) / before
      guard left > 1 else { continue }
      for factor in (level == 0 ? left : 2)...left where factor <= limits.maximum[dimension] {
        guard !variant.mapspace.perfect || bound % (before * factor) == 0 else { continue }
        used[dimension] = before * factor
        factors[dimension] = factor
        loops.append(NestLoop(dimension, Double(factor), level: level))
        extend(level, from: start)
        loops.removeLast()
      }
      used[dimension] = before
      factors[dimension] = 1
    }
  }

  /// Whether loops, innermost first, are in an order the level allows.
  private func isOrdered(_ sequence: [Dimension], _ level: Int) -> Bool {
    let constraint = variant.mapspace.levels[level]
    let inner = constraint.innermost.filter(sequence.contains)
    let outer = constraint.outermost.filter(sequence.contains)
    return Array(sequence.prefix(inner.count)) == inner && Array(sequence.reversed().prefix(outer.count)) == outer
  }

  private mutating func score() {
    mappings += 1
    guard mappings <= limit else { return }
    var nest = LoopNest<Double>()
    for loop in loops.reversed() { nest.append(loop) }
    let cost = model.evaluate(nest)
    guard cost.fits else { return }
    costs.append(CostPoint(energy: cost.energy, cycles: cost.cycles))
    nests.append(nest)
  }
}
