package import Core

extension MappingProblem {
  /// A mapping made elsewhere, such as for a similar design, as one of this problem's.
  ///
  /// - Parameter mapping: One of the same layer.
  /// - Returns: The mapping with what it costs here; `nil` where the mapspace doesn't allow it or it doesn't fit.
  package func adopt(_ mapping: Mapping) -> ScoredNest? {
    guard let nest = try? LoopNest<Double>(mapping, bounds: convolution.bounds) else { return nil }
    for (index, variant) in variants.enumerated()
    where mapping.levels.map(\.keeps) == variant.hierarchy.levels.map(\.keeps) {
      let space = GenomeSpace(variant, bounds: convolution.bounds)
      let genome = space.genome(of: nest)
      guard space.isLegal(genome) else { continue }
      let legal = space.nest(of: genome)
      var model = model(variant: index)
      let cost = model.evaluate(legal)
      if cost.fits {
        return ScoredNest(cost: CostPoint(energy: cost.energy, cycles: cost.cycles), nest: legal, variant: index)
      }
    }
    return nil
  }
}
