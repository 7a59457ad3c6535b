import Core
import Foundation

/// What a search is judged by at its end, and how strategies differ in it.
struct SearchJudge {
  private let objectives: ObjectiveSet
  private let scale: QualityScale
  private let front: [[Double]]
  private let optimum: Double?
  private let usual: [Double]
  private let fidelity: Fidelity
  /// After how many trials of the fidelity a search is judged; `nil` for its end.
  private let checkpoints: [Int?]

  /// The measures a problem allows: the least value of a single objective, and its regret where the optimum is known; the
  /// hypervolume of several, the distance from the front where that is known, and where a design is the usual one, by what
  /// factor the best product of all objectives is below its (for latency, power and area: performance / (power × area)).
  ///
  /// With checkpoints each measure is taken after so many trials.
  init(
    problem: any DesignProblem, objectives: ObjectiveSet, fidelity: Fidelity, reference: [Double], checkpoints: [Int]
  ) {
    self.fidelity = fidelity
    self.checkpoints = checkpoints.isEmpty ? [nil] : checkpoints
    self.objectives = objectives
    scale = QualityScale(reference: reference)
    let benchmark = problem as? any BenchmarkProblem
    let isBenchmark = benchmark?.objectives == objectives
    front = isBenchmark ? benchmark?.front ?? [] : []
    optimum = isBenchmark ? benchmark?.optimum : nil
    usual = isBenchmark ? benchmark?.usual ?? [] : []
  }

  var measures: [SearchComparison.Measure] {
    checkpoints.flatMap { checkpoint in
      plainMeasures.map { measure in
        var measure = measure
        if let checkpoint { measure.name += " at \(checkpoint)" }
        return measure
      }
    }
  }

  private var plainMeasures: [SearchComparison.Measure] {
    if objectives.metrics.count == 1 {
      let metric = objectives.metrics[0]
      let best = SearchComparison.Measure(name: metric.rawValue, unit: metric.unit, isBetterHigh: false)
      return [best] + (optimum == nil ? [] : [SearchComparison.Measure(name: "log regret", isBetterHigh: false)])
    }
    let volume = SearchComparison.Measure(name: "hypervolume", isBetterHigh: true)
    return [volume] + (front.isEmpty ? [] : [SearchComparison.Measure(name: "adrs", isBetterHigh: false)])
      + (usual.isEmpty ? [] : [SearchComparison.Measure(name: "gain over usual", isBetterHigh: true)])
  }

  /// The figures of one search.
  func run(of strategy: String, seed: UInt64, _ study: MemoryStudy) -> SearchComparison.Run {
    let trials = study.trials()
    let own = trials.filter { $0.fidelity == fidelity }
    let values = checkpoints.flatMap { self.values(of: own.prefix($0 ?? own.count)) }
    var run = SearchComparison.Run(
      strategy: strategy, seed: seed, trials: trials.count, failures: trials.count { $0.state == .failed },
      analyticalEvaluations: study.cheapLooks(), values: values)
    let samples = study.samples()
    run.samples = samples.drawn > 0 ? samples : nil
    return run
  }

  /// The plain measures of some trials.
  private func values(of trials: ArraySlice<Trial>) -> [Double] {
    let kept = trials.compactMap(\.metrics).filter(objectives.allows).map(objectives.values)
    if objectives.metrics.count == 1 {
      let best = kept.compactMap(\.first).filter(\.isFinite).min() ?? .infinity
      return [best] + (optimum.map { [log(best / $0)] } ?? [])
    }
    var values = [scale.volume(of: kept)] + (front.isEmpty ? [] : [averageDistance(of: kept, fromReference: front)])
    if !usual.isEmpty {
      let products = kept.map { $0.reduce(1, *) }.filter { $0.isFinite && $0 > 0 }
      values.append(usual.reduce(1, *) / (products.min() ?? .infinity))
    }
    return values
  }

  /// Every measure of every strategy, tested against the first strategy on the same seeds.
  func summaries(of runs: [SearchComparison.Run], strategies: [String]) -> [SearchComparison.Summary] {
    let seeds = strategies.isEmpty ? 0 : runs.count / strategies.count
    return measures.enumerated().flatMap { place, measure in
      let samples = strategies.indices.map { index in
        runs[index * seeds..<(index + 1) * seeds].map { $0.values[place] }
      }
      return strategies.indices.map { index -> SearchComparison.Summary in
        let summary = SampleSummary(of: samples[index])
        guard index > 0 else {
          return SearchComparison.Summary(strategy: strategies[0], measure: measure.name, sample: summary)
        }
        let pairs = zip(samples[index], samples[0])
        let higher = pairs.count { $0 > $1 }
        let lower = pairs.count { $0 < $1 }
        return SearchComparison.Summary(
          strategy: strategies[index], measure: measure.name, sample: summary,
          wins: measure.isBetterHigh ? higher : lower, losses: measure.isBetterHigh ? lower : higher,
          probability: WilcoxonSignedRank(samples[index], samples[0]).twoSidedProbability)
      }
    }
  }
}
