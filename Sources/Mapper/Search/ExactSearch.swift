import Core

extension MappingProblem {
  /// The optimum of the analytical model over all mappings of the problem, with its certificate.
  ///
  /// Branch and bound: first the spatial loops, then level by level from the outside in the trips inside the next level
  /// and the loop order. Stopped early, the outcome says how far from the optimum it can be.
  ///
  /// - Parameters:
  ///   - objective: What to minimise.
  ///   - gap: Relative improvement worth looking for; 0 asks for the optimum.
  ///   - effort: How much the search may do.
  ///   - start: A mapping to begin with, such as that of a similar design.
  ///   - keep: How many of the best mappings are wanted.
  /// - Returns: The best mapping found and the bound on all others; nothing found when no mapping is possible.
  package func searchExactly(
    _ objective: Objective, gap: Double = 0, effort: SearchEffort = SearchEffort(), start: ScoredNest? = nil,
    keep: Int = 1
  ) -> SearchOutcome {
    var candidates = Candidates(objective, gap: gap, keep: keep)
    if let start { candidates.add(start) }
    var effort = effort
    if variants.contains(where: { !$0.mapspace.perfect }) {
      // Factors that divide are few and nearly as good: what they reach prunes the rest from the start.
      var dividing = self
      for index in variants.indices { dividing.variants[index].mapspace.perfect = true }
      let outcome = dividing.searchExactly(objective, gap: gap, effort: effort, start: start, keep: keep)
      for scored in outcome.found { candidates.add(scored) }
      effort = outcome.effort
      effort.reopen()
    }
    let shape = LayerShape<Double>(convolution)
    var branches: [(bound: CostPoint, variant: Int, assignment: SpatialAssignment)] = []
    for (index, variant) in variants.enumerated() {
      let assignments = SpatialAssignment.all(
        bounds: convolution.bounds, hierarchy: variant.hierarchy, mapspace: variant.mapspace, effort: &effort)
      for assignment in assignments where effort.longStep() {
        let search = AssignmentSearch(
          shape: shape, bounds: convolution.bounds, variant: variant, index: index, rules: rules,
          assignment: assignment)
        branches.append((search.leastCost, index, assignment))
      }
      if effort.isSpent { effort.leaveOpen(leastCost(on: variant.hierarchy), objective) }
    }
    branches.sort { $0.bound.value(objective) < $1.bound.value(objective) }
    var orders = variants.map { variant in
      variant.mapspace.levels.map { OrderClasses($0, reuse: rules.reuse) }
    }
    for branch in branches {
      if effort.isSpent {
        effort.leaveOpen(branch.bound, objective)
        continue
      }
      guard !candidates.excludes(branch.bound) else { continue }
      effort.noteBound(branch.bound, objective)
      var search = AssignmentSearch(
        shape: shape, bounds: convolution.bounds, variant: variants[branch.variant], index: branch.variant,
        rules: rules, assignment: branch.assignment)
      search.run(&candidates, orders: &orders[branch.variant], effort: &effort)
    }
    let best = candidates.bestOverall
    let lowerBound = min(best.map { $0.cost.value(objective) / (1 + gap) } ?? .infinity, effort.openBound)
    return SearchOutcome(objective: objective, found: candidates.found, lowerBound: lowerBound, effort: effort)
  }

  /// What no mapping can do without: the multipliers' energy, and the cycles all of them together take.
  private func leastCost(on hierarchy: Hierarchy<Double>) -> CostPoint {
    let macs = LayerShape<Double>(convolution).macs
    let multipliers = hierarchy.levels.reduce(1.0) { $0 * Double($1.fanOutX) * Double($1.fanOutY) }
    return CostPoint(energy: macs * hierarchy.macEnergy, cycles: max(1, macs / multipliers))
  }
}
