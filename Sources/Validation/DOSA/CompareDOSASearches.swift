package import Core
import Evaluation
import Foundation
import Optimizer

/// A search DOSA's evaluation compares, or one of ours beside it.
package enum DOSASearch: String, CaseIterable, Hashable, Sendable, Codable {
  /// Our gradient search, ended by the exact mapper.
  case gradient
  /// The same without the exact mapper.
  case descent
  /// DOSA's gradient search as its authors run it.
  case gradientPublished = "gradient-published"
  /// Ten random designs with 1,000 random mappings of each layer, on the smallest hardware that holds the best.
  case random
  /// The same, paying for the hardware as it was drawn.
  case randomAsDrawn = "random-as-drawn"
  /// DOSA's two-loop Bayesian search as its code runs, paying for the hardware as it was chosen.
  case bayesianPublished = "bayesian-published"
  /// The same with its mistakes repaired, on the smallest hardware that holds the mappings.
  case bayesianRepaired = "bayesian-repaired"
  /// Our Bayesian optimisation on the same two loops.
  case bayesian

  /// What the paper gives for how many times the energy–delay product of its gradient search the search has.
  ///
  /// Source: Hong et al., MICRO 2023, abstract.
  package var publishedRatio: Double? {
    switch self {
    case .random, .randomAsDrawn: 2.80
    case .bayesianPublished: 12.59
    case .gradient, .descent, .gradientPublished, .bayesianRepaired, .bayesian: nil
    }
  }
}

/// What searches of DOSA's problem found on several networks with several seeds.
package struct DOSASearchComparison: Encodable, Sendable {
  /// One search.
  package struct Run: Hashable, Sendable, Encodable {
    package var network: String
    package var search: DOSASearch
    package var seed: UInt64
    /// Microjoules times cycles; absent when nothing was found.
    package var energyDelayProduct: Double?
    /// Evaluations of the network, as DOSA counts them.
    package var evaluations: Int
    package var seconds: Double
  }

  /// A search over all networks and seeds, beside the gradient search.
  package struct Summary: Hashable, Sendable, Encodable {
    package var search: DOSASearch
    /// The median energy–delay product over the seeds, by network.
    package var medians: [Double]
    /// The geometric mean, over networks and seeds, of the product over that of the gradient search of the same seed.
    package var ratio: Double
    /// The same of the greatest and the least seed's geometric mean over the networks.
    package var leastRatio: Double
    package var greatestRatio: Double
    package var publishedRatio: Double?
    /// Mean evaluations and mean seconds of a search.
    package var evaluations: Double
    package var seconds: Double
  }

  /// Networks in their order.
  package var networks: [String]
  package var seeds: [UInt64]
  package var runs: [Run] = []
  package var summaries: [Summary] = []
}

/// Runs searches of DOSA's problem, arrays of sides up to 128, and sets them beside the gradient search.
///
/// Samples are counted as DOSA counts them: a network put through the model once is one. The two-loop searches take the
/// best of 100 random mappings of each layer for each of 110 designs of hardware; DOSA's code takes the best of ten that
/// an inner Gaussian process picks among 1,000 others, which it doesn't count.
///
/// - Parameters:
///   - networks: What to map; several layers each.
///   - searches: The searches; the gradient search is always among them.
///   - seeds: One run of each search for each.
///   - jobs: Runs at the same time; no influence on the result.
///   - progress: Called from any thread with each run that is done.
/// - Returns: All runs and what they come to.
/// - Throws: `DOSAProblemError` for a network DOSA's model can't take, or what `progress` throws to end the comparison.
package func compareDOSASearches(
  _ networks: [Workload], searches: [DOSASearch] = DOSASearch.allCases, seeds: [UInt64], jobs: Int = 1,
  progress: @Sendable (DOSASearchComparison.Run) throws -> Void = { _ in }
) throws -> DOSASearchComparison {
  let wanted = searches.contains(.gradient) ? searches : [.gradient] + searches
  let lists = networks.flatMap { network in
    seeds.flatMap { seed in wanted.map { (network: network, search: $0, seed: seed) } }
  }
  var comparison = DOSASearchComparison(networks: networks.map(\.name), seeds: seeds)
  comparison.runs = try parallelMap(order: Array(lists.indices), jobs: jobs) { index in
    let (network, search, seed) = lists[index]
    let start = ContinuousClock.now
    let found = try search.run(network, seed: seed)
    let run = DOSASearchComparison.Run(
      network: network.name, search: search, seed: seed, energyDelayProduct: found?.edp,
      evaluations: found?.evaluations ?? 0, seconds: (ContinuousClock.now - start) / .seconds(1))
    try progress(run)
    return run
  }
  comparison.summaries = wanted.map { comparison.summary(of: $0) }
  return comparison
}

extension DOSASearch {
  /// Longest side of the array, as in DOSA's evaluation.
  private static let longestSide = 128

  /// What the search finds on a network; `nil` when nothing fits.
  fileprivate func run(_ network: Workload, seed: UInt64) throws -> (edp: Double, evaluations: Int)? {
    let problem = try DOSAProblem(network, side: .atMost(Self.longestSide))
    switch self {
    case .gradient:
      return try problem.descend(seed: seed).map { ($0.design.edp, $0.evaluations) }
    case .descent:
      return try problem.descend(finishing: false, seed: seed).map { ($0.design.edp, $0.evaluations) }
    case .gradientPublished:
      let rate = DOSADescentRule.publishedRate(of: network.name)
      return try problem.descendAsPublished(rate: rate, seed: seed).map { ($0.design.edp, $0.evaluations) }
    case .random:
      return problem.searchRandomly(seed: seed).map { ($0.design.edp, 10_000) }
    case .randomAsDrawn:
      return problem.searchRandomly(seed: seed).map { ($0.edpAsDrawn, 10_000) }
    case .bayesianPublished:
      return try explore(network, DOSABayesianStrategy(.published), paid: .asChosen, seed: seed)
    case .bayesianRepaired:
      return try explore(network, DOSABayesianStrategy(.repaired), paid: .smallest, seed: seed)
    case .bayesian:
      return try explore(network, BayesianStrategy(), paid: .smallest, seed: seed)
    }
  }

  /// A two-loop search: 110 designs of hardware, the best of 100 random mappings of each layer on each.
  private func explore(
    _ network: Workload, _ strategy: some Strategy, paid: DOSADesignProblem.Hardware, seed: UInt64
  ) throws -> (edp: Double, evaluations: Int)? {
    let problem = try DOSADesignProblem(
      network, space: .dosaBayesian, mapper: .random(tilings: 100, seed: seed), paid: paid)
    let study = MemoryStudy()
    _ = try Exploration(
      problem: problem, objectives: ObjectiveSet([.edp]), strategy: strategy,
      options: ExplorationOptions(budget: 110, batchSize: 10, fidelity: .analytical, seed: seed)
    ).run(into: study)
    let trials = study.trials()
    guard let least = trials.compactMap(\.metrics).map({ $0[.edp] }).min() else { return nil }
    return (least * 1e15, trials.reduce(0) { $0 + $1.cost.analyticalEvaluations })
  }
}

extension DOSASearchComparison {
  /// What a search's runs come to.
  fileprivate func summary(of search: DOSASearch) -> Summary {
    let mine = runs.filter { $0.search == search }
    func product(_ network: String, _ search: DOSASearch, _ seed: UInt64) -> Double {
      runs.first { $0.network == network && $0.search == search && $0.seed == seed }?.energyDelayProduct ?? .nan
    }
    let bySeed = seeds.map { seed in
      let logarithms = networks.map { log(product($0, search, seed) / product($0, .gradient, seed)) }
      return logarithms.reduce(0, +) / Double(max(1, logarithms.count))
    }
    let count = Double(max(1, mine.count))
    return Summary(
      search: search,
      medians: networks.map { network in
        SampleSummary(of: mine.filter { $0.network == network }.compactMap(\.energyDelayProduct)).median
      }, ratio: exp(bySeed.reduce(0, +) / Double(max(1, bySeed.count))), leastRatio: exp(bySeed.min() ?? .nan),
      greatestRatio: exp(bySeed.max() ?? .nan), publishedRatio: search.publishedRatio,
      evaluations: mine.reduce(0) { $0 + Double($1.evaluations) } / count,
      seconds: mine.reduce(0) { $0 + $1.seconds } / count)
  }
}
