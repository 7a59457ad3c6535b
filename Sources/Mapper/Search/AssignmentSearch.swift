import Core

/// Branch and bound over the temporal loops of a mapping whose spatial loops are settled.
///
/// Levels are decided from the outside in: the trips inside the next level and the order of the present one. What is
/// settled is counted exactly; what is left is bounded by `leastRest`.
struct AssignmentSearch: ~Copyable {
  typealias Lanes = CostLanes.Lanes

  /// One choice for a level: the trips inside it, the order outside, the cost so far and the bound on the whole.
  private struct Choice {
    var bound: CostPoint
    var point: TripSpace.Point
    var order: OrderClasses.Order
    var spent: Lanes
  }

  var model: AnalyticalModel<Double>
  let shape: LayerShape<Double>
  let levelCount: Int
  let macEnergy: Double
  let mapspace: Mapspace
  let assignment: SpatialAssignment
  let space: TripSpace
  var lanes: CostLanes
  /// Which hierarchy of a search this is, for the candidates.
  let variant: Int

  /// Temporal trips of each dimension; whole numbers when factors are perfect.
  let trips: PerDimension<Double>
  /// Extents of the copies inside each level: the product of its and all inner spatial loops.
  let copies: Table<PerDimension<Double>>
  /// Extents of everything a copy inside each level works on, and the inputs it uses.
  let wholeCopies: Table<PerDimension<Double>>
  let usedInputs: Table<UsedInputs>
  /// The level each operand comes from, by level and operand.
  let parents: Table<Int>
  /// The least number of different tiles between a level and its parent, by level and operand.
  let leastDistinct: Table<Double>
  /// Output words that belong to one copy of each level.
  let partitions: Table<Double>
  /// Copies outside each level: the product of all outer spatial loops.
  let outerCopies: Table<PerDimension<Double>>
  /// The least share of a level's copies that get an operand at all, by level and operand; 1 when factors are perfect.
  let standing: Table<Double>
  /// Trips inside each level, at least and at most.
  var fewestInside: [LoopBounds]
  var mostInside: [LoopBounds]
  /// Cost of the multipliers and of what they read and write.
  var base = Lanes.zero
  /// The least cost of every boundary inside each level, whatever is chosen.
  var compulsory: [Lanes]
  /// The least cost of what is inside each level, by point; lane 0 is negative where it is not yet known.
  var known: [[Int: Lanes]]
  /// Least cycles: the multipliers'.
  var computeCycles = 1.0
  /// Multiply–accumulates of each copy of the array.
  var work = 1.0

  /// The share of the padded layer that is work; 1 when factors are perfect.
  var padding = 1.0

  private var choices: [[Choice]]

  init(
    shape: LayerShape<Double>, bounds: LoopBounds, variant: MappingVariant, index: Int, rules: ModelRules,
    assignment: SpatialAssignment
  ) {
    self.shape = shape
    levelCount = variant.hierarchy.levels.count
    macEnergy = variant.hierarchy.macEnergy
    mapspace = variant.mapspace
    self.assignment = assignment
    self.variant = index
    model = AnalyticalModel(shape: shape, hierarchy: variant.hierarchy, rules: rules)
    let rows = assignment.loops.joined().reduce(1.0) { $1.reduces ? $0 * $1.bound : $0 }
    lanes = CostLanes(variant.hierarchy, rules: rules, rows: rows)
    var trips = PerDimension<Double>(repeating: 1)
    var whole = LoopBounds()
    for dimension in Dimension.allCases {
      trips[dimension] = Double(bounds[dimension]) / Double(assignment.product[dimension])
      whole[dimension] = ceilingDivide(bounds[dimension], assignment.product[dimension])
    }
    self.trips = trips
    space = TripSpace(trips: whole, perfect: mapspace.perfect)
    let levels = levelCount
    copies = Table(levels + 1, repeating: PerDimension(repeating: 1))
    wholeCopies = Table(levels + 1, repeating: PerDimension(repeating: 1))
    let one = PerDimension<Double>(repeating: 1)
    usedInputs = Table(levels, repeating: UsedInputs(shape, one, outer: one, perfect: true))
    parents = Table(levels * 3, repeating: 0)
    leastDistinct = Table(levels * 3 + 3, repeating: 1)
    partitions = Table(levels, repeating: 0)
    outerCopies = Table(levels, repeating: PerDimension(repeating: 1))
    standing = Table(levels * 3, repeating: 1)
    fewestInside = Array(repeating: LoopBounds(), count: levels + 1)
    mostInside = fewestInside
    compulsory = Array(repeating: .zero, count: levels + 1)
    known = Array(repeating: [:], count: levels + 1)
    choices = Array(repeating: [], count: levels)
    settle()
  }

  /// Whether there are too many points to bound what is inside each one by looking at all of them.
  ///
  /// Not stored: where an initialiser of a noncopyable type reads its own properties in the right operand of `&&`, Swift
  /// 6.3.1 destroys what is initialised so far.
  @inline(__always) var isVast: Bool { !mapspace.perfect && space.count > 1 << 16 }

  /// The least energy and cycles any mapping with these spatial loops can have.
  var leastCost: CostPoint { lanes.point(base + compulsory[0], computeCycles: computeCycles) }

  /// Searches all temporal loops and adds what improves on the candidates.
  mutating func run(_ candidates: inout Candidates, orders: inout [OrderClasses], effort: inout SearchEffort) {
    descend(0, space.whole, spent: base, bound: leastCost, &candidates, &orders, &effort)
  }

  /// Decides one level and everything inside it; `bound` is that on all there is to find.
  private mutating func descend(
    _ level: Int, _ point: TripSpace.Point, spent: Lanes, bound: CostPoint, _ candidates: inout Candidates,
    _ orders: inout [OrderClasses], _ effort: inout SearchEffort
  ) {
    let outside = level == 0 ? trips : space.trips(point)
    guard level + 1 < levelCount else {
      finish(level, outside, &candidates, &orders, &effort)
      return
    }
    var found = choices[level]
    choices[level] = []
    found.removeAll(keepingCapacity: true)
    var inner = innerPoints(of: point, level: level, taken: taken(outside: level + 1))
    while let next = nextPoint(&inner, &effort) {
      if found.count >= Self.batch { follow(&found, level, outside, &candidates, &orders, &effort) }
      let inside = space.trips(next)
      // The order that suits each operand best bounds every order.
      effort.visited += 1
      let least = spent + leastBoundary(into: level + 1, outside, inside)
      guard !candidates.excludes(lanes.point(least + compulsory[level + 1], computeCycles: computeCycles)) else {
        continue
      }
      let rest = leastRest(level + 1, next, inside, &effort)
      guard rest[0] < .infinity,
        !candidates.excludes(lanes.point(least + rest, computeCycles: computeCycles))
      else { continue }
      let factors = enterable(level, outside, inside)
      for order in orders[level].orders(of: iterating(factors)) {
        effort.visited += 1
        model.enter(level, factors: factors, order: order, spatial: assignment.loops[level])
        let now = spent + boundaryCost(level)
        let bound = lanes.point(now + rest, computeCycles: computeCycles)
        guard !candidates.excludes(bound) else { continue }
        found.append(Choice(bound: bound, point: next, order: order, spent: now))
      }
    }
    if effort.isSpent { effort.leaveOpen(bound, candidates.objective) }
    follow(&found, level, outside, &candidates, &orders, &effort)
    choices[level] = found
  }

  /// Choices looked at together, the most promising first; bounds the memory of a level.
  private static var batch: Int { 1 << 15 }

  /// Goes on from each choice of a level, the most promising first, and empties the list.
  private mutating func follow(
    _ found: inout [Choice], _ level: Int, _ outside: PerDimension<Double>, _ candidates: inout Candidates,
    _ orders: inout [OrderClasses], _ effort: inout SearchEffort
  ) {
    let objective = candidates.objective
    found.sort { $0.bound.value(objective) < $1.bound.value(objective) }
    for choice in found {
      if effort.isSpent {
        effort.leaveOpen(choice.bound, objective)
        continue
      }
      guard !candidates.excludes(choice.bound) else { continue }
      let factors = enterable(level, outside, space.trips(choice.point))
      model.enter(level, factors: factors, order: choice.order, spatial: assignment.loops[level])
      descend(level + 1, choice.point, spent: choice.spent, bound: choice.bound, &candidates, &orders, &effort)
    }
    found.removeAll(keepingCapacity: true)
  }

  /// Gives the innermost level the loops that are left and scores the mapping.
  private mutating func finish(
    _ level: Int, _ factors: PerDimension<Double>, _ candidates: inout Candidates, _ orders: inout [OrderClasses],
    _ effort: inout SearchEffort
  ) {
    // Nothing is kept inside the innermost level, so the order of its loops costs nothing.
    guard let order = orders[level].orders(of: iterating(factors)).first else { return }
    let factors = level == 0 ? enterable(0, factors, PerDimension(repeating: 1)) : factors
    model.enter(level, factors: factors, order: order, spatial: assignment.loops[level])
    let cost = model.score()
    effort.evaluated += 1
    guard cost.fits else { return }
    let point = CostPoint(energy: cost.energy, cycles: cost.cycles)
    candidates.add(ScoredNest(cost: point, nest: model.nest, variant: variant))
    effort.noteBest(point.value(candidates.objective))
  }

  /// The factors of a level, with the model made ready for its loops: the outermost level's last trip may be short, and
  /// its tile is then padded.
  @inline(__always) mutating func enterable(
    _ level: Int, _ outside: PerDimension<Double>, _ inside: PerDimension<Double>
  ) -> PerDimension<Double> {
    var factors = outside
    for index in 0..<8 { factors.values[unchecked: index] /= inside.values[unchecked: index] }
    guard level == 0 else { return factors }
    var whole = copies[0]
    padding = 1
    for index in 0..<8 {
      let factor = factors.values[unchecked: index].rounded(.up)
      padding *= factors.values[unchecked: index] / factor
      factors.values[unchecked: index] = factor
      whole.values[unchecked: index] *= factor * inside.values[unchecked: index]
    }
    model.begin(whole: whole)
    return factors
  }

  @inline(__always) private func iterating(_ factors: PerDimension<Double>) -> DimensionSet {
    var loops: UInt8 = 0
    for index in 0..<8 where factors.values[unchecked: index] > 1 { loops |= 1 << UInt8(index) }
    return DimensionSet(rawValue: loops)
  }
}
