public import Core

/// A way of choosing which designs to evaluate next.
///
/// A strategy is a pure function of the context: the same context gives the same proposals, and nothing is remembered
/// between batches.
public protocol Strategy: Sendable {
  /// What trials and tables call the strategy.
  var name: String { get }

  /// The next designs: legal ones the study doesn't know, no two alike.
  ///
  /// - Parameters:
  ///   - count: How many are wanted; at least 1.
  ///   - context: Everything the choice may depend on.
  /// - Returns: As many as wanted, or fewer when the space is exhausted.
  /// - Throws: What keeps the strategy from choosing; the exploration ends with it.
  func propose(_ count: Int, in context: ProposalContext) throws -> [Proposal]
}

/// A design a strategy wants evaluated.
public struct Proposal: Hashable, Sendable, Codable {
  /// The design.
  public var point: DesignPoint
  /// Mappings by layer name; `nil` leaves them to the mapper policy.
  public var mappings: [String: Mapping]?
  /// How the figures are to be made; `nil` takes the exploration's fidelity.
  public var fidelity: Fidelity?

  /// A proposal.
  public init(_ point: DesignPoint, mappings: [String: Mapping]? = nil, fidelity: Fidelity? = nil) {
    self.point = point
    self.mappings = mappings
    self.fidelity = fidelity
  }
}

/// Everything a strategy's choice may depend on.
public struct ProposalContext: Sendable {
  /// How many trials an exploration has.
  public struct Budget: Hashable, Sendable {
    /// Trials in all.
    public var total: Int
    /// Trials still to be asked, this batch included.
    public var left: Int

    /// A budget.
    public init(total: Int, left: Int) {
      self.total = total
      self.left = left
    }
  }

  /// What is explored: the space, which points are legal, what is known for free.
  public let problem: any DesignProblem
  /// What is minimised, and what designs must keep to.
  public let objectives: ObjectiveSet
  /// The fidelity that counts.
  public let fidelity: Fidelity
  /// Trials with a result, by number; failed ones too.
  public let trials: [Trial]
  /// The batch the proposals will be, from 0.
  public let batch: Int
  /// The seed of the exploration.
  public let seed: UInt64
  /// How many trials there are.
  public let budget: Budget
  /// Threads a strategy may use to choose; no influence on what it chooses.
  public let jobs: Int
  /// Where trained models are kept; no influence on what is chosen.
  public var models: (any ModelMemory)?
  private let known: Set<Proposal>
  private let looks: LookCounter
  private let drawn = SampleCounter()

  /// A context; `known` are the proposals the study holds, asked ones included, each with its fidelity.
  public init(
    problem: any DesignProblem, objectives: ObjectiveSet, fidelity: Fidelity, trials: [Trial], batch: Int, seed: UInt64,
    budget: Budget, known: Set<Proposal>? = nil, jobs: Int = 1
  ) {
    self.problem = problem
    self.objectives = objectives
    self.fidelity = fidelity
    self.trials = trials
    self.batch = batch
    self.seed = seed
    self.budget = budget
    self.jobs = jobs
    self.known = known ?? Set(trials.map(\.proposal))
    looks = LookCounter()
  }

  /// The space.
  public var space: DesignSpace { problem.space }

  /// How models are trained.
  var training: ModelTraining { ModelTraining(memory: models) }

  /// The random numbers of this batch.
  public var random: SeededRandom { SeededRandom(seed: seed, stream: UInt64(batch)) }

  /// Designs before models are fitted, unless told otherwise: two for each parameter and two more, a third of the budget
  /// at most.
  var usualStarts: Int { min(2 * (space.parameters.count + 1), max(4, budget.total / 3)) }

  /// Whether a point is in the space and obeys its rules and the architecture's; free.
  public func isLegal(_ point: DesignPoint) -> Bool {
    space.contains(point) && problem.isLegal(point)
  }

  /// Whether the study holds the proposal already, told or not.
  public func isKnown(_ proposal: Proposal) -> Bool {
    var resolved = proposal
    resolved.fidelity = proposal.fidelity ?? fidelity
    return known.contains(resolved)
  }

  /// Whether a point is legal and new at the exploration's fidelity.
  public func isOpen(_ point: DesignPoint) -> Bool {
    isLegal(point) && !isKnown(Proposal(point))
  }

  /// What is known of a legal point without paying, such as its area.
  public func free(_ point: DesignPoint) -> FreeFigures? { problem.free(point) }

  /// What the analytical model says of a proposal; counted, not free.
  ///
  /// - Returns: `nil` when the problem has no such model or it can't take the design.
  public func cheap(_ proposal: Proposal) -> DesignMetrics? {
    looks.count()
    return problem.cheap(proposal)
  }

  /// Counts analytical evaluations a strategy made on its own.
  func count(looks: Int) { self.looks.count(looks) }

  /// Counts designs a generative model drew.
  func count(_ samples: SampleCounts) { drawn.count(samples) }

  /// What generative models drew so far.
  public var samples: SampleCounts { drawn.total }

  /// Cheap looks so far.
  public var cheapLooks: Int { looks.total }
}

extension Trial {
  /// The proposal the trial came from, its fidelity stated.
  public var proposal: Proposal { Proposal(point, mappings: mappings, fidelity: fidelity) }
}
