import Core

/// A mapping and its cost.
package struct ScoredNest: Sendable {
  package var cost: CostPoint
  package var nest: LoopNest<Double>
  /// Which of the searched hierarchies the nest belongs to (bypass choices, uneven placements).
  package var variant: Int
}

/// The best mappings found so far: one or a few, or for a Pareto set all that no other beats.
package struct Candidates: Sendable {
  package let objective: Objective
  /// The best first; for a Pareto set in order of rising cycles.
  package private(set) var found: [ScoredNest] = []
  /// Relative improvement worth looking for: 0 asks for the optimum.
  let gap: Double
  /// How far above a point of the Pareto set one that stands for it may be in either metric, so that products are within
  /// the gap.
  private let slack: Double
  /// How many of the best are wanted; a Pareto set has them all.
  let keep: Int

  package init(_ objective: Objective, gap: Double = 0, keep: Int = 1) {
    self.objective = objective
    self.gap = gap
    slack = gap > 0 ? (1 + gap).squareRoot() : 1
    self.keep = max(1, keep)
  }

  /// The best mapping; for a Pareto set the one with the least product of energy and cycles.
  var bestOverall: ScoredNest? {
    found.min { $0.cost.value(objective) < $1.cost.value(objective) }
  }

  /// Whether nothing at or above the bound can improve on what was found.
  @inline(__always) func excludes(_ bound: CostPoint) -> Bool {
    guard objective == .pareto else {
      guard found.count == keep, let worst = found.last else { return false }
      if gap > 0 { return bound.value(objective) * (1 + gap) >= worst.cost.value(objective) }
      return !bound.isBetter(than: worst.cost, objective)
    }
    // Rising cycles, falling energy: the last point with no more cycles has the least energy among them.
    var (low, high) = (0, found.count)
    while low < high {
      let middle = (low + high) / 2
      if found[middle].cost.cycles * (1 - CostPoint.rounding) <= bound.cycles * slack {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 && found[low - 1].cost.covers(CostPoint(energy: bound.energy * slack, cycles: bound.cycles * slack))
  }

  /// Takes a mapping in if it improves on what was found.
  @discardableResult package mutating func add(_ candidate: ScoredNest) -> Bool {
    guard objective == .pareto else {
      if found.count == keep, let worst = found.last, !candidate.cost.isBetter(than: worst.cost, objective) {
        return false
      }
      if keep > 1, found.contains(where: { $0.nest.hasSameLoops(as: candidate.nest) }) { return false }
      let place = found.firstIndex { candidate.cost.isBetter(than: $0.cost, objective) } ?? found.count
      found.insert(candidate, at: place)
      if found.count > keep { found.removeLast() }
      return true
    }
    guard !found.contains(where: { $0.cost.covers(candidate.cost) }) else { return false }
    found.removeAll { candidate.cost.covers($0.cost) }
    let place = found.firstIndex { $0.cost.cycles > candidate.cost.cycles } ?? found.count
    found.insert(candidate, at: place)
    return true
  }
}
