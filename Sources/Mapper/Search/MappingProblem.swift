package import Core

/// One way to place a layer's tiles: a hierarchy with the operands each level keeps, and the mappings allowed on it.
package struct MappingVariant: Sendable {
  package var hierarchy: Hierarchy<Double>
  package var mapspace: Mapspace

  package init(hierarchy: Hierarchy<Double>, mapspace: Mapspace) {
    self.hierarchy = hierarchy
    self.mapspace = mapspace
  }
}

/// What a search maps: a layer, and one or more variants of an architecture to choose from.
package struct MappingProblem: Sendable {
  package var convolution: Convolution
  /// Choices of bypass or placement; the best mapping over all of them is wanted.
  package var variants: [MappingVariant]
  package var rules: ModelRules

  package init(convolution: Convolution, variants: [MappingVariant], rules: ModelRules = .systole) {
    self.convolution = convolution
    self.variants = variants
    self.rules = rules
  }

  /// The mapping a nest of one variant stands for.
  package func mapping(_ scored: ScoredNest) -> Mapping {
    scored.nest.mapping(on: variants[scored.variant].hierarchy, bounds: convolution.bounds)
  }

  /// A model of one variant.
  package func model(variant: Int = 0) -> AnalyticalModel<Double> {
    AnalyticalModel(shape: LayerShape(convolution), hierarchy: variants[variant].hierarchy, rules: rules)
  }
}

/// What a search found and what it knows about the rest.
package struct SearchOutcome: Sendable {
  package var objective: Objective
  /// The best mapping; for a Pareto set all that no other beats, in order of rising cycles.
  package var found: [ScoredNest]
  /// No mapping has a lower objective value; not set by searches that prove nothing.
  package var lowerBound: Double?
  package var effort: SearchEffort

  /// The best mapping; for a Pareto set the one with the least product of energy and cycles.
  package var best: ScoredNest? {
    found.min { $0.cost.value(objective) < $1.cost.value(objective) }
  }

  /// How far the best mapping can be above the optimum, as a share; 0 when it is proved optimal.
  package var gap: Double? {
    guard let lowerBound, let best else { return nil }
    let value = best.cost.value(objective)
    return lowerBound >= value * (1 - CostPoint.rounding) ? 0 : value / lowerBound - 1
  }

  /// Whether the best mapping (or the whole Pareto set) is proved to be the best there is.
  package var isProved: Bool { gap == 0 && (objective != .pareto || effort.openBound == .infinity) }
}
