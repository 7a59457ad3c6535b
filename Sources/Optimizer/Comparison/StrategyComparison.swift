public import Core
import Evaluation
import Foundation

/// Runs several strategies on one problem, each with several seeds, and says how they did.
///
/// All searches of a seed begin with the same random trials, which are evaluated once. Neither jobs nor the order of
/// strategies change a search.
public struct StrategyComparison: Sendable {
  /// What is searched.
  public var problem: any DesignProblem
  /// What is minimised.
  public var objectives: ObjectiveSet
  /// Who searches; the first is what the others are tested against.
  public var strategies: [any Strategy]
  /// One search of each strategy for each.
  public var seeds: [UInt64]
  /// Trials of a search, the starts included.
  public var budget: Int
  /// Random trials every search of a seed begins with.
  public var starts: Int
  /// Trials of a batch.
  public var batchSize: Int
  /// The fidelity of all trials.
  public var fidelity: Fidelity
  /// The worst corner of the hypervolume; `nil` takes a benchmark's own, or 1.1 times the worst of all starts.
  public var reference: [Double]?
  /// Numbers of trials after which searches are judged; without any, at their end.
  public var checkpoints: [Int] = []
  /// Searches at the same time.
  public var jobs: Int
  /// Asked between trials; `true` ends the comparison.
  public var isInterrupted: @Sendable () -> Bool

  /// A comparison.
  public init(
    problem: any DesignProblem, objectives: ObjectiveSet, strategies: [any Strategy], seeds: [UInt64], budget: Int,
    starts: Int, batchSize: Int = 8, fidelity: Fidelity = .simulated, reference: [Double]? = nil, jobs: Int = 1,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.problem = problem
    self.objectives = objectives
    self.strategies = strategies
    self.seeds = seeds
    self.budget = budget
    self.starts = starts
    self.batchSize = batchSize
    self.fidelity = fidelity
    self.reference = reference
    self.jobs = jobs
    self.isInterrupted = isInterrupted
  }

  /// The comparison was asked to stop.
  public struct Interrupted: Error, Hashable, Sendable {}

  /// Runs every search.
  ///
  /// - Parameter progress: Called from any thread with each search that is done.
  /// - Returns: All searches and what they show.
  /// - Throws: `Interrupted`, or what the problem or a strategy throws.
  public func run(progress: @escaping @Sendable (String, UInt64) -> Void = { _, _ in }) throws -> SearchComparison {
    let starting = try parallelMap(order: Array(seeds.indices), jobs: jobs) { index in
      try search(RandomStrategy(), seed: seeds[index], budget: min(starts, budget), batchSize: max(1, starts))
    }
    let corner = reference ?? (problem as? any BenchmarkProblem)?.scale.reference ?? corner(of: starting)
    let judge = SearchJudge(
      problem: problem, objectives: objectives, fidelity: fidelity, reference: corner, checkpoints: checkpoints)
    let pairs = strategies.flatMap { strategy in seeds.indices.map { (strategy: strategy, seed: $0) } }
    let runs = try parallelMap(order: Array(pairs.indices), jobs: jobs) { index in
      let (strategy, seed) = pairs[index]
      let study = try search(
        strategy, seed: seeds[seed], budget: budget, batchSize: batchSize, from: starting[seed].trials())
      progress(strategy.name, seeds[seed])
      return judge.run(of: strategy.name, seed: seeds[seed], study)
    }
    return SearchComparison(
      problem: problem.space.name, objectives: objectives, fidelity: fidelity, budget: budget, batchSize: batchSize,
      starts: starts, reference: objectives.metrics.count > 1 ? corner : nil, measures: judge.measures, runs: runs,
      summaries: judge.summaries(of: runs, strategies: strategies.map(\.name)))
  }

  private func search(
    _ strategy: any Strategy, seed: UInt64, budget: Int, batchSize: Int, from trials: [Trial] = []
  ) throws -> MemoryStudy {
    let study = MemoryStudy(trials)
    let ending = try Exploration(
      problem: problem, objectives: objectives, strategy: strategy,
      options: ExplorationOptions(
        budget: budget, batchSize: batchSize, fidelity: fidelity, seed: seed, isInterrupted: isInterrupted)
    ).run(into: study)
    guard ending != .interrupted else { throw Interrupted() }
    return study
  }

  /// A corner fixed before any strategy has run, 1.1 times the worst of what all starts found.
  private func corner(of starting: [MemoryStudy]) -> [Double] {
    let values = starting.flatMap { $0.trials() }.compactMap(\.metrics).map(objectives.values)
    return objectives.metrics.indices.map { index in
      1.1 * (values.map { $0[index] }.filter { $0.isFinite && $0 > 0 }.max() ?? 1)
    }
  }
}
