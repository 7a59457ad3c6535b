import Core

/// DOSA's one-loop search as a strategy: each proposal is where one start point leads, with its mappings.
///
/// Start points follow one another over the batches. Different ones may lead to the same design, which is proposed once.
package struct GradientStrategy: Strategy {
  /// Which of the two searches.
  package enum Variant: Hashable, Sendable {
    /// As the authors run it, with Adam's learning rate.
    case published(rate: Double)
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
    return try (0..<count).reduce(into: []) { proposals, place in
      // A start point may take several draws of hardware; none is drawn twice.
      let first = (context.batch << 20) + (place << 5)
      let found =
        switch variant {
        case .published(let rate):
          try problem.problem.descendAsPublished(rate: rate, starts: 1, after: first, seed: context.seed)
        case .improved: try problem.problem.descend(starts: 1, after: first, seed: context.seed)
        }
      if let found, let proposal = problem.proposal(found.design), !proposals.contains(proposal),
        !context.isKnown(proposal)
      {
        proposals.append(proposal)
      }
    }
  }
}

/// The proven best design of DOSA's problem as a strategy: one proposal, then the space is exhausted.
package struct ExactHardwareStrategy: Strategy {
  /// What trials and tables call the strategy.
  package let name = "exact-hardware"

  /// An exact search.
  package init() {}

  /// The best design, unless the study has it.
  package func propose(_ count: Int, in context: ProposalContext) throws -> [Proposal] {
    let problem = try context.dosa(for: name)
    guard let proof = try problem.problem.searchHardware(), let proposal = problem.proposal(proof.design),
      !context.isKnown(proposal)
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
