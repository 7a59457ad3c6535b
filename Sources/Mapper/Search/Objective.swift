/// What a search minimises; the other metric breaks ties.
package enum Objective: String, Sendable, CaseIterable {
  /// Energy times cycles.
  case edp
  case energy
  case latency
  /// All mappings that no other beats in both energy and cycles.
  case pareto
}

/// Energy and cycles of a mapping, or a lower bound on both.
package struct CostPoint: Hashable, Sendable {
  /// Picojoules.
  package var energy: Double
  package var cycles: Double

  package init(energy: Double, cycles: Double) {
    self.energy = energy
    self.cycles = cycles
  }

  /// Picojoules times cycles.
  @inline(__always) package var edp: Double { energy * cycles }

  /// What the objective minimises first; the product for a Pareto set, where it only orders the search.
  @inline(__always) package func value(_ objective: Objective) -> Double {
    switch objective {
    case .edp, .pareto: edp
    case .energy: energy
    case .latency: cycles
    }
  }

  /// What breaks a tie.
  @inline(__always) private func second(_ objective: Objective) -> Double {
    switch objective {
    case .edp, .pareto, .energy: cycles
    case .latency: energy
    }
  }

  /// Whether this point is better under the objective by more than rounding.
  @inline(__always) package func isBetter(than other: CostPoint, _ objective: Objective) -> Bool {
    let (mine, theirs) = (value(objective), other.value(objective))
    if mine < theirs * (1 - Self.rounding) { return true }
    if mine > theirs * (1 + Self.rounding) { return false }
    return second(objective) < other.second(objective) * (1 - Self.rounding)
  }

  /// Whether this point is no worse in both metrics, up to rounding.
  @inline(__always) package func covers(_ other: CostPoint) -> Bool {
    energy * (1 - Self.rounding) <= other.energy && cycles * (1 - Self.rounding) <= other.cycles
  }

  /// Sums of a dozen terms in another order differ by less.
  static let rounding = 1e-12
}
