import Core
import Evaluation

/// DOSA's one-loop search as a strategy: each proposal is where one start point leads, with its mappings.
///
/// Start points follow one another over the batches. Different ones may lead to the same design, which is proposed once.
/// Evaluations of the descents count as the strategy's analytical evaluations.
package struct GradientStrategy: Strategy {
  /// Which of the two searches.
  package enum Variant: Hashable, Sendable {
    /// As the authors run it, with Adam's learning rate; `nil` takes the one they give the workload.
    case published(rate: Double?)
    case improved
  }

  package var variant: Variant

  /// A gradient search.
  package init(_ variant: Variant = .improved) {
    self.variant = variant
  }

  /// What trials and tables call the strategy.
  package var name: String { variant == .improved ? "gradient" : "gradient-published" }

  /// Designs the next start points lead to.
  package func propose(_ count: Int, in context: ProposalContext) throws -> [Proposal] {
    let problem = try context.dosa(for: name)
    let descents = try parallelMap(order: Array(0..<count), jobs: context.jobs) { place in
      // A start point may take several draws of hardware; none is drawn twice.
      try descent(of: problem, after: (context.batch << 20) + (place << 5), seed: context.seed)
    }
    var proposals: [Proposal] = []
    for descent in descents.compactMap({ $0 }) {
      context.count(looks: descent.evaluations)
      guard let proposal = try problem.nearestProposal(descent.design), !proposals.contains(proposal),
        !context.isKnown(proposal)
      else { continue }
      proposals.append(proposal)
    }
    return proposals
  }

  private func descent(of problem: DOSADesignProblem, after first: Int, seed: UInt64) throws -> DOSADescent? {
    switch variant {
    case .published(let rate):
      try problem.problem.descendAsPublished(
        rate: rate ?? DOSADescentRule.publishedRate(of: problem.workload), starts: 1, after: first, seed: seed)
    case .improved: try problem.problem.descend(starts: 1, after: first, seed: seed)
    }
  }
}

/// The proven best design of DOSA's problem within a space as a strategy: one proposal, then the space is exhausted.
package struct ExactHardwareStrategy: Strategy {
  /// What trials and tables call the strategy.
  package let name = "exact-hardware"

  /// An exact search.
  package init() {}

  /// The best design, unless the study has it.
  package func propose(_ count: Int, in context: ProposalContext) throws -> [Proposal] {
    let problem = try context.dosa(for: name)
    guard let proof = try problem.problem.searchHardware(in: problem.region, jobs: context.jobs),
      let proposal = problem.proposal(proof.design), !context.isKnown(proposal)
    else { return [] }
    return [proposal]
  }
}

/// A strategy was run on a problem that is not DOSA's.
package struct NotDOSAProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var strategy: String
  package var space: String

  package var description: String {
    "strategy '\(strategy)' searches DOSA's cost model, not space '\(space)'; use space 'dosa' or another strategy"
  }
}

extension ProposalContext {
  /// The problem, if it is DOSA's.
  fileprivate func dosa(for strategy: String) throws(NotDOSAProblem) -> DOSADesignProblem {
    guard let problem = problem as? DOSADesignProblem else {
      throw NotDOSAProblem(strategy: strategy, space: space.name)
    }
    return problem
  }
}

extension DOSADesignProblem {
  /// The proposal of a design; where the space is too small for it, of the best one with the array's side in the space.
  fileprivate func nearestProposal(_ design: DOSADesign) throws -> Proposal? {
    if let proposal = proposal(design) { return proposal }
    let found = try problem.searchHardware(in: region, sides: [design.cost.side])
    return found.flatMap { proposal($0.design) }
  }
}
