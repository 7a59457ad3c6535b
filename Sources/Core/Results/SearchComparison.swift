/// How well several search strategies did on one problem, each from the same starts.
public struct SearchComparison: Hashable, Sendable, Codable {
  /// What a search is judged by at its end.
  public struct Measure: Hashable, Sendable, Codable {
    /// What tables call it, such as `hypervolume`.
    public var name: String
    /// Its unit; empty for a plain number.
    public var unit: String
    /// Whether more of it is better.
    public var isBetterHigh: Bool

    /// A measure.
    public init(name: String, unit: String = "", isBetterHigh: Bool) {
      self.name = name
      self.unit = unit
      self.isBetterHigh = isBetterHigh
    }
  }

  /// One search.
  public struct Run: Hashable, Sendable, Codable {
    /// Who searched.
    public var strategy: String
    /// The seed of starts and strategy.
    public var seed: UInt64
    /// Trials made, the starts included; fewer than the budget where the space was exhausted.
    public var trials: Int
    /// Trials that failed.
    public var failures: Int
    /// Analytical evaluations the strategy spent on choosing.
    public var analyticalEvaluations: Int
    /// The value of each measure, in the order of the measures.
    public var values: [Double]
    /// What a generative model drew for the search; `nil` where none was at work.
    public var samples: SampleCounts?

    /// A search's figures.
    public init(
      strategy: String, seed: UInt64, trials: Int, failures: Int, analyticalEvaluations: Int, values: [Double]
    ) {
      self.strategy = strategy
      self.seed = seed
      self.trials = trials
      self.failures = failures
      self.analyticalEvaluations = analyticalEvaluations
      self.values = values
    }
  }

  /// One measure of one strategy over all seeds.
  public struct Summary: Hashable, Sendable, Codable {
    /// Who searched.
    public var strategy: String
    /// The measure's name.
    public var measure: String
    /// Median and quartiles over the seeds.
    public var sample: SampleSummary
    /// Seeds on which it did better than the first strategy; `nil` for the first itself.
    public var wins: Int?
    /// Seeds on which it did worse than the first strategy; `nil` for the first itself.
    public var losses: Int?
    /// Wilcoxon's probability, in both directions, that chance alone sets it apart from the first strategy; `nil` for the
    /// first itself.
    public var probability: Double?

    /// A summary.
    public init(
      strategy: String, measure: String, sample: SampleSummary, wins: Int? = nil, losses: Int? = nil,
      probability: Double? = nil
    ) {
      self.strategy = strategy
      self.measure = measure
      self.sample = sample
      self.wins = wins
      self.losses = losses
      self.probability = probability
    }
  }

  /// The problem's name.
  public var problem: String
  /// What was minimised.
  public var objectives: ObjectiveSet
  /// The fidelity of all trials.
  public var fidelity: Fidelity
  /// Trials of each search.
  public var budget: Int
  /// Trials of a batch.
  public var batchSize: Int
  /// Random trials every search of a seed began with.
  public var starts: Int
  /// The worst corner of the hypervolume, in the objectives' units; `nil` without one.
  public var reference: [Double]?
  /// What searches were judged by.
  public var measures: [Measure]
  /// Every search, by strategy and seed.
  public var runs: [Run]
  /// Every measure of every strategy, the first strategy being what the others are tested against.
  public var summaries: [Summary]

  /// A comparison.
  public init(
    problem: String, objectives: ObjectiveSet, fidelity: Fidelity, budget: Int, batchSize: Int, starts: Int,
    reference: [Double]?, measures: [Measure], runs: [Run], summaries: [Summary]
  ) {
    self.problem = problem
    self.objectives = objectives
    self.fidelity = fidelity
    self.budget = budget
    self.batchSize = batchSize
    self.starts = starts
    self.reference = reference
    self.measures = measures
    self.runs = runs
    self.summaries = summaries
  }
}
