public import Core
public import Evaluation

/// What a strategy is run against: a space, and what its designs cost.
///
/// All methods are pure and may be called from any thread.
public protocol DesignProblem: Sendable {
  /// Which designs there are.
  var space: DesignSpace { get }

  /// Whether a point of the space obeys its rules and the architecture's own checks; cheap enough to ask often.
  func isLegal(_ point: DesignPoint) -> Bool

  /// What is known of a legal point without mapping or simulating; `nil` where nothing is.
  func free(_ point: DesignPoint) -> FreeFigures?

  /// What the analytical model says of a legal design; `nil` where there is no such model or it can't take the design.
  func cheap(_ proposal: Proposal) -> DesignMetrics?

  /// Evaluates a legal design.
  ///
  /// - Parameters:
  ///   - proposal: The design.
  ///   - fidelity: How the figures are to be made.
  /// - Returns: Its metrics, or why it has none, and what finding out took.
  /// - Throws: What keeps any design from being evaluated, such as an interruption; the trial stays asked.
  func evaluate(_ proposal: Proposal, at fidelity: Fidelity) throws -> TrialOutcome

  /// Whether evaluations search for mappings, and may begin with those of another design.
  var beginsWithNeighbours: Bool { get }

  /// Evaluates a legal design whose search for mappings may begin with given ones.
  ///
  /// - Parameters:
  ///   - proposal: The design.
  ///   - fidelity: How the figures are to be made.
  ///   - mappings: A similar design's, by layer name; may be empty.
  /// - Returns: Its metrics, or why it has none, and what finding out took.
  /// - Throws: What keeps any design from being evaluated, such as an interruption; the trial stays asked.
  func evaluate(_ proposal: Proposal, at fidelity: Fidelity, near mappings: [String: Mapping]) throws -> TrialOutcome
}

extension DesignProblem {
  /// Whether the space's rules between parameters hold.
  public func isLegal(_ point: DesignPoint) -> Bool { space.satisfiesConstraints(point) }

  /// Nothing is known.
  public func free(_ point: DesignPoint) -> FreeFigures? { nil }

  /// There is no analytical model.
  public func cheap(_ proposal: Proposal) -> DesignMetrics? { nil }

  /// Nothing is searched for.
  public var beginsWithNeighbours: Bool { false }

  /// Other designs make no difference.
  public func evaluate(
    _ proposal: Proposal, at fidelity: Fidelity, near mappings: [String: Mapping]
  ) throws -> TrialOutcome {
    try evaluate(proposal, at: fidelity)
  }
}

/// What became of a trial.
public struct TrialOutcome: Hashable, Sendable {
  /// What the design costs; `nil` when it failed.
  public var metrics: DesignMetrics?
  /// Why there are no metrics; `nil` when there are.
  public var failure: String?
  /// What the evaluation took.
  public var cost: Trial.Cost
  /// Layers simulated for it, by content, for later trials to find.
  public var layers: [String: LayerFigures] = [:]
  /// The mappings a search found for it, by layer name; empty where none was searched for.
  public var foundMappings: [String: Mapping] = [:]

  /// A design that has metrics; with a figure that is no number it counts as failed.
  public init(_ metrics: DesignMetrics, cost: Trial.Cost = Trial.Cost()) {
    self.metrics = metrics.isFinite ? metrics : nil
    failure = metrics.isFinite ? nil : "a figure is not a finite number"
    self.cost = cost
  }

  /// A design that has none.
  public init(failure: String, cost: Trial.Cost = Trial.Cost()) {
    self.failure = failure
    self.cost = cost
  }
}
