/// What a diffusion strategy does and how much it trains; the published method's parts can be switched off one by one.
public struct DiffusionOptions: Hashable, Sendable {
  /// How the designs to pay for are chosen among the samples.
  public enum Choice: String, CaseIterable, Hashable, Sendable, Codable {
    /// For each target the sample that is predicted to come nearest.
    case nearest
    /// The samples of which most improvement is expected, each as if the ones before had turned out as expected.
    case gain
  }

  /// Whether the predictor's gradient moves samples towards their targets.
  public var isGuided = true
  /// Whether targets lie in the front's largest gaps, as published; otherwise a step beyond designs drawn from the told
  /// ones, which finds more in three objectives.
  public var aimsAtGaps = false
  /// Whether the networks learn from legal designs that were not evaluated, too.
  public var learnsUnlabelled = true
  /// How samples are chosen.
  public var choice = Choice.gain

  /// Targets of a batch.
  public var targets = 16
  /// Samples for each target.
  public var samplesPerTarget = 24
  /// Unlabelled designs from anywhere, and as many from around the front.
  public var unlabelled = 768
  /// How far beyond the front targets lie, as a share of its extent in each objective.
  public var reach = 0.1
  /// How many predicted deviations below its mean a design is taken for.
  public var optimism = 0.5
  /// How much more than in the data samples are what was wished for.
  public var emphasis = 0.0
  /// The length of a guiding step.
  public var guidance = 0.3
  /// Calls of the network for a sample.
  public var samplingSteps = 12
  /// Steps in which each network is trained.
  public var trainingSteps = 300
  /// Columns of the networks' hidden layers.
  public var width = 96

  /// The usual settings.
  public init() {}
}
