public import Core
import Dispatch
import Synchronization

/// How far an exploration goes.
public struct ExplorationOptions: Sendable {
  /// Trials of the exploration's fidelity in all, those of earlier runs of the study included.
  public var budget: Int
  /// Trials of a batch; a property of the study, whatever the number of jobs.
  public var batchSize: Int
  /// The fidelity that counts.
  public var fidelity: Fidelity
  /// The seed of every choice.
  public var seed: UInt64
  /// Trials evaluated at the same time.
  public var jobs: Int
  /// Asked between trials; `true` ends the exploration when those at work are done.
  public var isInterrupted: @Sendable () -> Bool
  /// Where the strategy's models are kept, if anywhere.
  ///
  /// It changes no result.
  public var models: (any ModelMemory)?

  /// Options.
  public init(
    budget: Int, batchSize: Int = 8, fidelity: Fidelity = .simulated, seed: UInt64 = 1, jobs: Int = 1,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.budget = budget
    self.batchSize = max(1, batchSize)
    self.fidelity = fidelity
    self.seed = seed
    self.jobs = max(1, jobs)
    self.isInterrupted = isInterrupted
  }
}

/// Runs a strategy on a problem, batch after batch.
public struct Exploration: Sendable {
  /// Why an exploration came to its end.
  public enum Ending: Hashable, Sendable {
    /// Every trial of the budget is told.
    case budget
    /// The strategy has no more designs to propose.
    case exhausted
    /// It was asked to stop.
    case interrupted
  }

  /// A strategy broke the law of strategies.
  public struct IllegalProposal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Who proposed.
    public var strategy: String
    /// What it proposed.
    public var point: DesignPoint

    /// What happened, in words.
    public var description: String { "strategy '\(strategy)' proposed the illegal point \(point.indices)" }
  }

  /// What is explored.
  public var problem: any DesignProblem
  /// What is minimised.
  public var objectives: ObjectiveSet
  /// Who chooses.
  public var strategy: any Strategy
  /// How far to go.
  public var options: ExplorationOptions

  /// An exploration.
  public init(
    problem: any DesignProblem, objectives: ObjectiveSet, strategy: any Strategy, options: ExplorationOptions
  ) {
    self.problem = problem
    self.objectives = objectives
    self.strategy = strategy
    self.options = options
  }

  /// Goes on until the budget is spent, the space exhausted or an interruption asked for.
  ///
  /// - Parameters:
  ///   - store: Where trials are kept; what it holds counts.
  ///   - progress: Called from any thread with each trial that was told.
  /// - Returns: Why it ended.
  /// - Throws: What the store, the strategy or the problem throws.
  public func run(into store: some TrialStore, progress: @Sendable (Trial) -> Void = { _ in }) throws -> Ending {
    while true {
      try evaluateAsked(in: store, progress: progress)
      if options.isInterrupted() { return .interrupted }
      let trials = try store.trials()
      guard trials.allSatisfy({ $0.state != .asked }) else {
        store.waitForOthers()
        continue
      }
      guard trials.count(where: { $0.fidelity == options.fidelity }) < options.budget else { return .budget }
      let batch = (trials.last?.batch ?? -1) + 1
      let (proposals, cheapLooks, samples) = try proposals(after: trials, batch: batch)
      guard !proposals.isEmpty else { return .exhausted }
      if samples.drawn > 0 { try store.keep(samples, ofBatch: batch) }
      try store.ask(proposals, batch: batch, strategy: strategy.name, cheapLooks: cheapLooks)
    }
  }

  /// The next batch, without what the study holds already.
  private func proposals(
    after trials: [Trial], batch: Int
  ) throws -> (proposals: [Proposal], cheapLooks: Int, samples: SampleCounts) {
    let left = options.budget - trials.count { $0.fidelity == options.fidelity }
    var context = ProposalContext(
      problem: problem, objectives: objectives, fidelity: options.fidelity, trials: trials, batch: batch,
      seed: options.seed, budget: ProposalContext.Budget(total: options.budget, left: left), jobs: options.jobs)
    context.models = options.models
    var proposals: [Proposal] = []
    for var proposal in try strategy.propose(min(options.batchSize, left), in: context) {
      guard context.isLegal(proposal.point) else {
        throw IllegalProposal(strategy: strategy.name, point: proposal.point)
      }
      proposal.fidelity = proposal.fidelity ?? options.fidelity
      guard !context.isKnown(proposal), !proposals.contains(proposal) else { continue }
      proposals.append(proposal)
    }
    return (proposals, context.cheapLooks, context.samples)
  }

  /// Evaluates every trial that is asked and free, several at a time.
  private func evaluateAsked(in store: some TrialStore, progress: @Sendable (Trial) -> Void) throws {
    let failure = Mutex<(any Error)?>(nil)
    let neighbours =
      problem.beginsWithNeighbours
      ? Neighbours(of: try store.trials(), in: problem.space, at: options.fidelity) : nil
    DispatchQueue.concurrentPerform(iterations: options.jobs) { _ in
      do {
        while !options.isInterrupted(), failure.withLock({ $0 == nil }), let trial = try store.claim() {
          try evaluate(trial, near: neighbours, in: store, progress: progress)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  private func evaluate(
    _ trial: Trial, near neighbours: Neighbours?, in store: some TrialStore, progress: @Sendable (Trial) -> Void
  ) throws {
    let outcome: TrialOutcome
    do {
      let nearest = neighbours?.nearest(to: trial)
      let mappings = try nearest.map { try store.mappings(ofTrial: $0) } ?? [:]
      outcome = try problem.evaluate(trial.proposal, at: trial.fidelity, near: mappings)
    } catch {
      try store.release(trial.number)
      throw error
    }
    guard try store.tell(trial.number, outcome) else { return }
    var told = trial
    told.take(outcome)
    progress(told)
  }
}
