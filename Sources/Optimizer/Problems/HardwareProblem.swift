public import Core
public import Evaluation
import Synchronization

/// Designs of a space on a workload, evaluated live.
public final class HardwareProblem: DesignProblem {
  /// Turns a point that obeys the rules between parameters into its architecture, priced; throws `InvalidInput` when the
  /// parts don't go together.
  public typealias Architectures = @Sendable (DesignPoint) throws -> Architecture

  /// What is known of a point.
  private enum Verdict {
    case legal(FreeFigures)
    case illegal
  }

  /// The space.
  public let space: DesignSpace
  /// How designs are evaluated.
  public let evaluation: DesignEvaluation
  private let architectures: Architectures
  private let verdicts = Mutex<[DesignPoint: Verdict]>([:])

  /// Designs of a space.
  ///
  /// - Parameters:
  ///   - space: Which points there are.
  ///   - evaluation: What a design costs.
  ///   - architectures: The architecture of each point.
  public init(_ space: DesignSpace, evaluation: DesignEvaluation, architectures: @escaping Architectures) {
    self.space = space
    self.evaluation = evaluation
    self.architectures = architectures
  }

  /// Whether the space's rules hold and the parts go together.
  public func isLegal(_ point: DesignPoint) -> Bool {
    guard case .legal = verdict(on: point) else { return false }
    return true
  }

  /// Area, leakage and clock.
  public func free(_ point: DesignPoint) -> FreeFigures? {
    guard case .legal(let figures) = verdict(on: point) else { return nil }
    return figures
  }

  /// The analytical model of the whole network.
  public func cheap(_ proposal: Proposal) -> DesignMetrics? {
    guard let architecture = try? architectures(proposal.point) else { return nil }
    return try? evaluation.evaluate(architecture, mappings: proposal.mappings ?? [:], at: .analytical).metrics
  }

  /// Maps and evaluates a design; one that can't run the workload fails.
  public func evaluate(_ proposal: Proposal, at fidelity: Fidelity) throws -> TrialOutcome {
    try evaluate(proposal, at: fidelity, near: [:])
  }

  /// Whether the policy searches for mappings.
  public var beginsWithNeighbours: Bool { evaluation.policy != .tiler }

  /// Maps and evaluates a design, beginning with a similar design's mappings; one that can't run the workload fails.
  public func evaluate(
    _ proposal: Proposal, at fidelity: Fidelity, near mappings: [String: Mapping]
  ) throws -> TrialOutcome {
    var cost = Trial.Cost()
    do {
      let architecture = try architectures(proposal.point)
      let result = try evaluation.evaluate(
        architecture, mappings: proposal.mappings ?? [:], near: mappings, at: fidelity)
      if fidelity == .analytical { cost.analyticalEvaluations = 1 } else { cost.simulations = 1 }
      var outcome = TrialOutcome(result.metrics, cost: cost)
      outcome.layers = result.simulated
      if evaluation.policy != .tiler { outcome.foundMappings = result.mappings }
      return outcome
    } catch let error as InvalidInput {
      return TrialOutcome(failure: error.diagnostics.first?.problem.message ?? "\(error)", cost: cost)
    }
  }

  /// The architecture of a legal point.
  ///
  /// - Throws: `InvalidInput` when the parts don't go together.
  public func architecture(of point: DesignPoint) throws -> Architecture { try architectures(point) }

  private func verdict(on point: DesignPoint) -> Verdict {
    if let known = verdicts.withLock({ $0[point] }) { return known }
    let verdict = judge(point)
    verdicts.withLock { verdicts in
      if verdicts.count >= Self.mostRemembered { verdicts.removeAll(keepingCapacity: true) }
      verdicts[point] = verdict
    }
    return verdict
  }

  private func judge(_ point: DesignPoint) -> Verdict {
    guard space.satisfiesConstraints(point), let figures = try? architectures(point).freeFigures,
      space.satisfiesConstraints(point, figures: figures)
    else { return .illegal }
    return .legal(figures)
  }

  /// Points whose legality is remembered; about 20 MB.
  private static let mostRemembered = 100_000
}
