public import Core

/// What the trials of a study come to.
public struct StudySummary: Hashable, Sendable, Codable {
  /// A design with its values spelt out.
  public struct Design: Hashable, Sendable, Codable {
    /// The trial's number.
    public var trial: Int
    /// Values by parameter name, as an architecture file writes them.
    public var parameters: [String: String]
    /// What `--set` takes to make the design from the base architecture.
    public var settings: [String]
    /// Core cycles; 0 where only time is known.
    public var cycles: Int
    /// What the design costs, by metric, in the metrics' units.
    public var metrics: [String: Double]
    /// The objectives' values, in their order.
    public var objectives: [Double]
  }

  /// The study's space.
  public var space: String
  /// The study's workload.
  public var workload: String
  /// The objectives, in the order of every list of values.
  public var objectives: [String]
  /// The fidelity the figures are of.
  public var fidelity: String
  /// The trial with the least value of the first objective among those within the limits; `nil` for none.
  public var best: Design?
  /// The trials within the limits that no other beats in every objective, the first objective rising.
  public var front: [Design]
  /// The front's hypervolume in natural logarithms of the objectives, below `reference`.
  public var hypervolume: Double
  /// The worst corner of the hypervolume.
  public var reference: [Double]
  /// Trials of the fidelity that have a result.
  public var trials: Int
  /// Trials that could not be evaluated.
  public var failed: Int
  /// Networks simulated.
  public var simulations: Int
  /// Networks put through the analytical model: trials, and looks strategies took while choosing.
  public var analyticalEvaluations: Int
  /// What generative models drew; `nil` where none was at work.
  public var samples: SampleCounts?

  /// The summary of some trials.
  ///
  /// - Parameters:
  ///   - trials: Every trial of the study.
  ///   - header: What the study is about.
  ///   - fidelity: The fidelity to summarise; the study's without.
  ///   - cheapLooks: Analytical evaluations strategies spent on choosing.
  public init(of trials: [Trial], _ header: StudyHeader, fidelity: Fidelity? = nil, cheapLooks: Int = 0) {
    let fidelity = fidelity ?? header.fidelity
    let told = trials.filter { $0.fidelity == fidelity && $0.state != .asked }
    let designs = told.compactMap { trial -> Design? in
      guard let metrics = trial.metrics, header.objectives.allows(metrics) else { return nil }
      return Design(trial, metrics, header)
    }
    space = header.space.name
    workload = header.workload
    objectives = header.objectives.metrics.map(\.rawValue)
    self.fidelity = fidelity.name
    best = designs.min { ($0.objectives.first ?? 0, $0.trial) < ($1.objectives.first ?? 0, $1.trial) }
    front = paretoFront(of: designs.map(\.objectives)).map { designs[$0] }
      .sorted { ($0.objectives.first ?? 0, $0.trial) < ($1.objectives.first ?? 0, $1.trial) }
    reference = header.reference
    hypervolume = QualityScale(reference: header.reference).volume(of: front.map(\.objectives))
    self.trials = told.count
    failed = told.count { $0.state == .failed }
    simulations = trials.reduce(0) { $0 + $1.cost.simulations }
    analyticalEvaluations = trials.reduce(cheapLooks) { $0 + $1.cost.analyticalEvaluations }
  }

  /// Says what generative models drew, where they drew anything.
  public mutating func count(_ samples: SampleCounts) { self.samples = samples.drawn > 0 ? samples : nil }
}

extension StudySummary.Design {
  fileprivate init(_ trial: Trial, _ metrics: DesignMetrics, _ header: StudyHeader) {
    self.init(
      trial: trial.number,
      parameters: Dictionary(
        zip(header.space.parameters.map(\.name), header.space.values(of: trial.point)),
        uniquingKeysWith: { first, _ in first }),
      settings: header.space.settings(of: trial.point), cycles: metrics.cycles,
      metrics: Dictionary(
        Metric.allCases.map { ($0.rawValue, metrics[$0]) }, uniquingKeysWith: { first, _ in first }),
      objectives: header.objectives.values(of: metrics))
  }
}
