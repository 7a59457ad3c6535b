public import Core

/// The trials of a study as a problem: what was paid for once is looked up ever after.
///
/// Points without a complete trial are illegal, so that a table of part of a space is a space of its own. The front is that
/// of the table, the reference corner its worst values.
public struct StudyTable: BenchmarkProblem {
  /// The study's space.
  public let space: DesignSpace
  /// What is minimised.
  public let objectives: ObjectiveSet
  /// How fronts are measured: from the worst values of the table.
  public let scale: QualityScale
  /// The Pareto front of the table.
  public let front: [[Double]]
  /// The fidelity of the figures.
  public let fidelity: Fidelity
  /// The least value of a single objective.
  public let optimum: Double?
  private let metrics: [DesignPoint: DesignMetrics]
  private let analytical: [DesignPoint: DesignMetrics]

  /// What is wrong with trials that should be a table.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Fewer than two complete trials.
    case tooFew(Int)
    /// Studies of different spaces, or of different workloads.
    case different(String, String)

    /// The words for people.
    public var description: String {
      switch self {
      case .tooFew(let count): "a table needs two complete trials or more; there are \(count)"
      case .different(let first, let second): "the studies are of \(first) and of \(second); a table is of one"
      }
    }
  }

  /// The table of a study.
  ///
  /// - Parameters:
  ///   - header: What the study is about.
  ///   - trials: Its trials; those with mappings of their own are left out.
  ///   - objectives: What is minimised; the study's own without.
  ///   - looks: An analytical study of the same space and workload, which looks are taken from.
  /// - Throws: `Failure`.
  public init(
    _ header: StudyHeader, _ trials: [Trial], objectives: ObjectiveSet? = nil,
    looks: (header: StudyHeader, trials: [Trial])? = nil
  ) throws(Failure) {
    let objectives = objectives ?? header.objectives
    let complete = Self.complete(trials, header.fidelity)
    metrics = complete
    if let looks {
      guard looks.header.space == header.space, looks.header.workloadHash == header.workloadHash else {
        throw .different(
          "\(header.space.name) on \(header.workload)", "\(looks.header.space.name) on \(looks.header.workload)")
      }
      analytical = Self.complete(looks.trials, .analytical)
    } else {
      analytical = [:]
    }
    let allowed = complete.keys.sorted().compactMap { complete[$0] }.filter(objectives.allows)
    let values = allowed.map(objectives.values).filter { $0.allSatisfy { $0 > 0 } }
    guard values.count >= 2 else { throw .tooFew(values.count) }
    space = header.space
    fidelity = header.fidelity
    self.objectives = objectives
    scale = QualityScale(
      reference: objectives.metrics.indices.map { index in values.map { $0[index] }.max() ?? 1 })
    front = paretoFront(of: values).map { values[$0] }
    optimum = objectives.metrics.count == 1 ? values.map { $0[0] }.min() : nil
  }

  private static func complete(_ trials: [Trial], _ fidelity: Fidelity) -> [DesignPoint: DesignMetrics] {
    var metrics: [DesignPoint: DesignMetrics] = [:]
    for trial in trials where trial.fidelity == fidelity && trial.mappings == nil {
      if let found = trial.metrics { metrics[trial.point] = found }
    }
    return metrics
  }

  /// How many designs the table has.
  public var count: Int { metrics.count }

  /// Whether the table has the design.
  public func isLegal(_ point: DesignPoint) -> Bool { metrics[point] != nil }

  /// Area, leakage and clock, as they are known before mapping.
  public func free(_ point: DesignPoint) -> FreeFigures? {
    guard let metrics = metrics[point] else { return nil }
    return FreeFigures(
      areaSquareMillimetres: metrics.areaSquareMillimetres, leakageWatts: metrics.leakageWatts,
      coreHertz: metrics.coreHertz)
  }

  /// What the analytical study says of the design; `nil` without one.
  public func cheap(_ proposal: Proposal) -> DesignMetrics? {
    proposal.mappings == nil ? analytical[proposal.point] : nil
  }

  /// Looks the design up.
  public func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
    let found = fidelity == .analytical && self.fidelity != .analytical ? cheap(proposal) : metrics[proposal.point]
    guard let found, proposal.mappings == nil else { return TrialOutcome(failure: "no design of the table") }
    return TrialOutcome(found, cost: Trial.Cost(simulations: 1))
  }
}
