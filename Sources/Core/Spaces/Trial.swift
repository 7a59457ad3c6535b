/// One design of an exploration and what became of it.
public struct Trial: Hashable, Sendable, Codable {
  /// How far a trial has come.
  public enum State: String, CaseIterable, Hashable, Sendable, Codable {
    /// Proposed; no result yet.
    case asked
    /// Has metrics.
    case complete
    /// Could not be evaluated; `failure` says why.
    case failed
  }

  /// What the evaluation of a trial took.
  public struct Cost: Hashable, Sendable, Codable {
    /// Networks simulated: 1 for a simulated trial, whatever part of it was known from earlier ones.
    public var simulations: Int
    /// Networks put through the analytical model.
    public var analyticalEvaluations: Int

    /// A cost.
    public init(simulations: Int = 0, analyticalEvaluations: Int = 0) {
      self.simulations = simulations
      self.analyticalEvaluations = analyticalEvaluations
    }
  }

  /// The place in the order of asking, from 0.
  public var number: Int
  /// The batch it was asked in, from 0.
  public var batch: Int
  /// The design.
  public var point: DesignPoint
  /// Mappings the strategy attached, by layer name; `nil` leaves them to the mapper policy.
  public var mappings: [String: Mapping]?
  /// The strategy that asked for it.
  public var strategy: String
  /// How its figures are made.
  public var fidelity: Fidelity
  /// How far it has come.
  public var state: State
  /// What it costs; only when complete.
  public var metrics: DesignMetrics?
  /// Why it has no metrics; only when failed.
  public var failure: String?
  /// What its evaluation took.
  public var cost: Cost

  /// A trial.
  public init(
    number: Int, batch: Int = 0, point: DesignPoint, mappings: [String: Mapping]? = nil, strategy: String,
    fidelity: Fidelity, state: State = .asked, metrics: DesignMetrics? = nil, failure: String? = nil,
    cost: Cost = Cost()
  ) {
    self.number = number
    self.batch = batch
    self.point = point
    self.mappings = mappings
    self.strategy = strategy
    self.fidelity = fidelity
    self.state = state
    self.metrics = metrics
    self.failure = failure
    self.cost = cost
  }
}
