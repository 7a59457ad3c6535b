/// An exploration as documents and reports take it: what was searched, every trial, and how good the trials together are.
///
/// What needs the search's own arithmetic, the front and the hypervolume, is handed in.
public struct StudyRecord: Hashable, Sendable {
  /// The hypervolume after a trial that raised it.
  public struct Growth: Hashable, Sendable {
    /// The trial's number.
    public var trial: Int
    /// The hypervolume of all trials up to and including it.
    public var hypervolume: Double

    /// A rise of the hypervolume.
    public init(trial: Int, hypervolume: Double) {
      self.trial = trial
      self.hypervolume = hypervolume
    }
  }

  /// The design the space's architecture is as it stands.
  public struct Base: Hashable, Sendable {
    /// What is known of it.
    public var figures: [Metric: Double]
    /// What made those figures.
    public var madeBy: String
    /// The point of the space it is; `nil` where it is none.
    public var point: DesignPoint?

    /// A default design; without figures nothing is known of it.
    public init(figures: [Metric: Double] = [:], madeBy: String = "", point: DesignPoint? = nil) {
      self.figures = figures
      self.madeBy = madeBy
      self.point = point
    }
  }

  /// The study's name.
  public var name: String
  /// The name of the workload the designs were judged on.
  public var workload: String
  /// The designs that could be tried.
  public var space: DesignSpace
  /// The base architecture with what all designs of the space share, where the study kept it.
  public var architecture: Architecture?
  /// The workload's layers, where the study kept them.
  public var layers: Workload?
  /// What is minimised, and what designs must keep to.
  public var objectives: ObjectiveSet
  /// The fidelity that counts; the front and the hypervolume are of its trials.
  public var fidelity: Fidelity
  /// How layers got their mappings.
  public var policy: String
  /// The seed of every choice.
  public var seed: UInt64
  /// Trials of a batch.
  public var batchSize: Int
  /// Analytical evaluations strategies spent on choosing, beside those of the trials.
  public var cheapLooks: Int
  /// Every trial of every fidelity, by number.
  public var trials: [Trial]
  /// The numbers of the trials no other dominates and that keep to the limits.
  public var front: [Int]
  /// The objectives of the worst corner of the hypervolume.
  public var reference: [Double]
  /// What the hypervolume is measured in and against.
  public var hypervolumeScale: String
  /// The trials that raised the hypervolume, by number; empty for one objective.
  public var growth: [Growth]
  /// The default design.
  public var base: Base
  /// The best designs as standard cells, where designs are synthesised; each names its trial.
  public var syntheses: [SynthesisResult] = []

  /// An exploration.
  public init(
    name: String, workload: String, space: DesignSpace, architecture: Architecture? = nil, layers: Workload? = nil,
    objectives: ObjectiveSet, fidelity: Fidelity, policy: String = "", seed: UInt64 = 0, batchSize: Int = 1,
    cheapLooks: Int = 0, trials: [Trial], front: [Int], reference: [Double] = [], hypervolumeScale: String = "",
    growth: [Growth] = [], base: Base = Base()
  ) {
    self.name = name
    self.workload = workload
    self.space = space
    self.architecture = architecture
    self.layers = layers
    self.objectives = objectives
    self.fidelity = fidelity
    self.policy = policy
    self.seed = seed
    self.batchSize = batchSize
    self.cheapLooks = cheapLooks
    self.trials = trials
    self.front = front
    self.reference = reference
    self.hypervolumeScale = hypervolumeScale
    self.growth = growth
    self.base = base
  }

  /// The trials of the fidelity that counts, by number.
  public var countedTrials: [Trial] { trials.filter { $0.fidelity == fidelity } }
}
