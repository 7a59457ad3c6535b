import Core

/// What is known about the whole network.
///
/// For the network's energy–delay product the choice is the optimum when every layer's Pareto set is complete, and within
/// the gap of it when the sets are within the gap; otherwise, by Cauchy and Schwarz, (Σ e)(Σ d) ≥ (Σ √(e·d))² with each
/// layer's least product. For the other objectives the layers' bounds add up.
///
/// - Returns: `nil` unless every layer with loops has a mapping and a bound.
func networkCertificate(of result: MappingResult) -> MappingCertificate? {
  var sum = 0.0
  var gap: Double? = 0
  for layer in result.layers {
    switch layer.outcome {
    case .vector: continue
    case .impossible, .notFound: return nil
    case .mapped(let found):
      guard let bound = found.certificate.lowerBound else { return nil }
      let known = result.objective == .edp ? found.paretoGap : found.certificate.gap == 0 ? 0 : nil
      if let least = gap { gap = known.map { max(least, $0) } }
      sum += result.objective == .edp ? bound.squareRoot() : bound
    }
  }
  let value = result.objectiveValue
  guard value > 0 else { return nil }
  let bound = result.objective == .edp ? sum * sum : sum
  return MappingCertificate(value: value, lowerBound: max(min(value, bound), gap.map { value / (1 + $0) } ?? 0))
}

extension MappingResult {
  /// The value of the objective over the mapped layers; for layer-edp the sum of their products.
  var objectiveValue: Double {
    guard objective == .layerEDP else { return objective.value(cycles: Double(cycles), picojoules: picojoules) }
    return layers.reduce(0) { sum, layer in
      sum + (layer.found.map { Double($0.score.cycles) * $0.score.picojoules } ?? 0)
    }
  }
}

extension MappingCertificate {
  /// Sums in another order differ by less; so much above its bound still counts as reaching it.
  private static let rounding = 1e-12

  /// What a bound says of a value.
  init(value: Double, lowerBound: Double) {
    let gap = lowerBound > 0 ? value / lowerBound - 1 : nil
    self.init(lowerBound: lowerBound, gap: gap.map { $0 <= Self.rounding ? 0 : $0 })
  }
}
