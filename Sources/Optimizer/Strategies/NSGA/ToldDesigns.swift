import Core

/// What the told trials of the fidelity that counts say, in the form strategies compare designs.
struct ToldDesigns {
  /// A design and what became of it.
  struct Entry {
    /// The design.
    var point: DesignPoint
    /// The objectives' values, less is better; `nil` when the trial failed.
    var values: [Double]?
    /// By how much limits are exceeded; 0 when all are kept.
    var violation: Double
    /// What it costs; `nil` when the trial failed.
    var metrics: DesignMetrics?
  }

  /// One entry for each design, in the order of the trials.
  private(set) var entries: [Entry] = []

  /// The trials of a context; of several trials of one design, which differ in their mappings, the best counts.
  init(in context: ProposalContext) {
    var places: [DesignPoint: Int] = [:]
    for trial in context.trials where trial.fidelity == context.fidelity && trial.state != .asked {
      let entry = Self.entry(of: trial, context.objectives)
      guard let place = places[trial.point] else {
        places[trial.point] = entries.count
        entries.append(entry)
        continue
      }
      if Self.isBetter(entry, than: entries[place]) { entries[place] = entry }
    }
  }

  /// The designs that were evaluated and keep all limits.
  var feasible: [Entry] { entries.filter { $0.values != nil && $0.violation == 0 } }

  /// Whether one design dominates another.
  ///
  /// A design that works dominates one that failed, kept limits dominate broken ones, and less violation more; among
  /// designs that keep the limits it is Pareto dominance (Deb et al. 2002, section VI).
  static func isBetter(_ left: Entry, than right: Entry) -> Bool {
    guard let leftValues = left.values else { return false }
    guard let rightValues = right.values else { return true }
    if left.violation > 0 || right.violation > 0 { return left.violation < right.violation }
    return dominates(leftValues, rightValues)
  }

  private static func entry(of trial: Trial, _ objectives: ObjectiveSet) -> Entry {
    guard let metrics = trial.metrics, trial.state == .complete else {
      return Entry(point: trial.point, violation: .infinity)
    }
    let values = objectives.values(of: metrics)
    let violation = objectives.violation(of: metrics)
    guard values.allSatisfy(\.isFinite), !violation.isNaN else {
      return Entry(point: trial.point, violation: .infinity)
    }
    return Entry(point: trial.point, values: values, violation: violation, metrics: metrics)
  }
}
