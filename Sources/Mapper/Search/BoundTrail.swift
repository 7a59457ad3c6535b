import Core

extension MappingProblem {
  /// Every bound the exact search computes on its way to one mapping, from the first decision to the last.
  ///
  /// A proof is as good as its bounds: none of these may exceed the mapping's own energy or cycles, whichever mapping it
  /// is. For tests; the search itself never asks.
  ///
  /// - Parameters:
  ///   - nest: A mapping of the space, in any loop order.
  ///   - variant: The hierarchy it belongs to.
  /// - Returns: The bounds, the root's first; empty when the factors are outside the space.
  package func boundTrail(to nest: LoopNest<Double>, variant: Int = 0) -> [CostPoint] {
    let hierarchy = variants[variant].hierarchy
    var loops: [[NestLoop<Double>]] = hierarchy.levels.map { _ in [] }
    var product = LoopBounds()
    for index in 0..<nest.count where nest[index].isSpatial {
      loops[Int(nest[index].level)].append(nest[index])
      product[nest[index].dimension] *= Int(nest[index].bound)
    }
    var search = AssignmentSearch(
      shape: LayerShape(convolution), bounds: convolution.bounds, variant: variants[variant], index: variant,
      rules: rules, assignment: SpatialAssignment(loops: loops, product: product))
    return search.boundTrail(to: nest)
  }
}

extension AssignmentSearch {
  /// The bounds on the way to a mapping with these spatial loops.
  fileprivate mutating func boundTrail(to nest: LoopNest<Double>) -> [CostPoint] {
    var trail = [leastCost]
    var outside = trips
    var spent = base
    var effort = SearchEffort()
    for level in 0..<levelCount - 1 {
      var inside = PerDimension<Double>(repeating: 1)
      var order = OrderClasses.Order()
      for index in (0..<nest.count).reversed() where !nest[index].isSpatial {
        let loop = nest[index]
        if Int(loop.level) > level { inside[loop.dimension] *= loop.bound }
        if Int(loop.level) == level { order.append(loop.dimension) }
      }
      guard let point = space.point(of: inside) else { return [] }
      let least = spent + leastBoundary(into: level + 1, outside, inside)
      trail.append(lanes.point(least + compulsory[level + 1], computeCycles: computeCycles))
      let rest = leastRest(level + 1, point, inside, &effort)
      trail.append(lanes.point(least + rest, computeCycles: computeCycles))
      let factors = enterable(level, outside, inside)
      model.enter(level, factors: factors, order: order, spatial: assignment.loops[level])
      spent += boundaryCost(level)
      trail.append(lanes.point(spent + rest, computeCycles: computeCycles))
      outside = inside
    }
    return trail
  }
}
