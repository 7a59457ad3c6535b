package import Core

/// Every figure of an exploration, derived once; text, JSON, CSV and the page are views of it.
package struct StudyReport: Encodable, Sendable {
  /// One trial.
  package struct Trial: Hashable, Sendable, Encodable {
    package var number: Int
    package var strategy: String
    package var fidelity: String
    package var state: Core.Trial.State
    /// The value of each parameter, as an architecture file writes it.
    package var values: [String]
    /// Objectives and further metrics, in the order of `metrics`; absent without a result.
    package var figures: [Double]?
    package var cycles: Int?
    package var isOnFront: Bool
    /// Whether it keeps to all limits; absent without a result.
    package var isAllowed: Bool?
    package var failure: String?
    /// Networks simulated up to and including this trial; trials evaluated where nothing was simulated.
    package var simulationsSoFar: Int
  }

  /// A metric the report shows: objectives first.
  package struct Metric: Hashable, Sendable, Encodable {
    package var metric: Core.Metric
    package var unit: String
    package var isObjective: Bool
    /// The most a design may have of it.
    package var limit: Double?
    /// The least of any allowed trial; absent where there is none.
    package var best: Double?
    /// The number of that trial.
    package var bestTrial: Int?
    /// The default design's value.
    package var base: Double?
    /// That over the best.
    package var gain: Double?
  }

  /// A new best of an objective.
  package struct Improvement: Hashable, Sendable, Encodable {
    package var trial: Int
    package var simulations: Int
    package var value: Double
  }

  /// The hypervolume after a trial that raised it.
  package struct Hypervolume: Hashable, Sendable, Encodable {
    package var trial: Int
    package var simulations: Int
    package var value: Double
  }

  /// What one strategy did.
  package struct Strategy: Hashable, Sendable, Encodable {
    package var name: String
    package var trials: Int
    package var failed: Int
    package var simulations: Int
    package var analyticalEvaluations: Int
    package var onFront: Int
    /// The least of each objective among its allowed trials; absent where it has none.
    package var best: [Double?]
    /// For each parameter, which values it proposed.
    package var proposals: [StrategyProposals]
  }

  package var verdict: String
  package var name: String
  package var workload: String
  package var space: String
  package var architecture: String
  package var parameters: [String]
  package var metrics: [Metric]
  package var trialCount: Int
  package var completeTrials: Int
  package var failedTrials: Int
  package var openTrials: Int
  /// Trials of other fidelities, which are not shown.
  package var otherTrials: Int
  package var simulations: Int
  package var analyticalEvaluations: Int
  package var trials: [Trial]
  /// The trials of the front, the least of the first objective first.
  package var front: [Int]
  /// New bests of each objective, in the order of `metrics`.
  package var improvements: [[Improvement]]
  package var hypervolume: [Hypervolume]
  package var strategies: [Strategy]
  /// How much of each objective the parameters explain, in the order of the objectives.
  package var importance: [ParameterImportance]
  /// The objectives over the values of each parameter.
  package var slices: [ParameterSlice]
  /// The best designs as standard cells, where designs are synthesised.
  package var syntheses: [SynthesisReport]
  /// The exploration without the trials of other fidelities.
  package let record: StudyRecord

  private enum CodingKeys: String, CodingKey {
    case verdict, name, workload, space, architecture, parameters, metrics, trialCount, completeTrials, failedTrials,
      openTrials, otherTrials
    case simulations, analyticalEvaluations, trials, front, improvements, hypervolume, strategies, importance, slices,
      syntheses
  }

  /// The objectives among the metrics.
  package var objectives: [Metric] { metrics.filter(\.isObjective) }

  /// Derives the figures of an exploration; they are of the trials of the fidelity that counts.
  package init(_ study: StudyRecord) {
    var record = study
    record.trials = study.countedTrials
    let shown = Self.shownMetrics(record)
    let trials = Self.trials(record, shown)
    let count = record.objectives.metrics.count
    self.record = record
    self.trials = trials
    name = record.name
    workload = record.workload
    space = record.space.name
    architecture = record.space.architecture
    parameters = record.space.parameters.map(\.name)
    metrics = Self.metrics(record, shown, trials)
    trialCount = trials.count
    completeTrials = trials.count { $0.state == .complete }
    failedTrials = trials.count { $0.state == .failed }
    openTrials = trials.count { $0.state == .asked }
    otherTrials = study.trials.count - trials.count
    simulations = record.trials.reduce(0) { $0 + $1.cost.simulations }
    analyticalEvaluations = record.trials.reduce(0) { $0 + $1.cost.analyticalEvaluations }
    front = trials.indices.filter { trials[$0].isOnFront }
      .sorted { (Self.first(trials[$0]), $0) < (Self.first(trials[$1]), $1) }
    improvements = (0..<count).map { Self.improvements(of: $0, in: trials) }
    hypervolume = Self.hypervolume(record, trials)
    strategies = Self.strategies(record, trials, objectives: count)
    importance = (0..<count).map { ParameterImportance(of: $0, in: trials, record) }
    slices = record.space.parameters.indices.map { ParameterSlice($0, objectives: count, trials, record) }
    syntheses = study.syntheses.map { SynthesisReport($0) }
    verdict = ""
    verdict = StudyVerdict(self).sentence
  }

  private static func first(_ trial: Trial) -> Double { trial.figures?.first ?? .infinity }

  /// The objectives, then what else one wants to know of a design.
  private static func shownMetrics(_ record: StudyRecord) -> [Core.Metric] {
    let more = record.trials.contains { ($0.metrics?.areaSquareMillimetres ?? 0) > 0 }
    let others = Core.Metric.allCases.filter { metric in
      !record.objectives.metrics.contains(metric) && (metric != .area || more)
    }
    return record.objectives.metrics + others
  }

  private static func trials(_ record: StudyRecord, _ shown: [Core.Metric]) -> [Trial] {
    let front = Set(record.front)
    let isSimulated = record.trials.contains { $0.cost.simulations > 0 }
    var simulations = 0
    return record.trials.map { trial in
      simulations += isSimulated ? trial.cost.simulations : trial.state == .asked ? 0 : 1
      return Trial(
        number: trial.number, strategy: trial.strategy, fidelity: trial.fidelity.name, state: trial.state,
        values: record.space.contains(trial.point) ? record.space.values(of: trial.point) : [],
        figures: trial.metrics.map { metrics in shown.map { metrics[$0] } },
        cycles: trial.metrics.flatMap { $0.cycles > 0 ? $0.cycles : nil }, isOnFront: front.contains(trial.number),
        isAllowed: trial.metrics.map { record.objectives.allows($0) }, failure: trial.failure,
        simulationsSoFar: simulations)
    }
  }

  private static func metrics(_ record: StudyRecord, _ shown: [Core.Metric], _ trials: [Trial]) -> [Metric] {
    shown.enumerated().map { index, metric in
      let best = trials.filter { $0.isAllowed == true }
        .compactMap { trial in trial.figures.map { (trial.number, $0[index]) } }
        .filter { $0.1.isFinite }
        .min { ($0.1, $0.0) < ($1.1, $1.0) }
      let base = record.base.figures[metric]
      let gain = best.flatMap { best in base.flatMap { best.1 > 0 ? $0 / best.1 : nil } }
      return Metric(
        metric: metric, unit: metric.unit, isObjective: record.objectives.metrics.contains(metric),
        limit: record.objectives.limits.filter { $0.metric == metric }.map(\.most).min(), best: best?.1,
        bestTrial: best?.0, base: base, gain: gain)
    }
  }

  private static func improvements(of objective: Int, in trials: [Trial]) -> [Improvement] {
    var found: [Improvement] = []
    for trial in trials where trial.isAllowed == true {
      guard let value = trial.figures?[objective], value.isFinite, value < found.last?.value ?? .infinity else {
        continue
      }
      found.append(Improvement(trial: trial.number, simulations: trial.simulationsSoFar, value: value))
    }
    return found
  }

  private static func hypervolume(_ record: StudyRecord, _ trials: [Trial]) -> [Hypervolume] {
    var rises: [Hypervolume] = []
    var rest = trials[...]
    for rise in record.growth {
      rest = rest.drop { $0.number != rise.trial }
      guard let trial = rest.first else { break }
      rises.append(Hypervolume(trial: rise.trial, simulations: trial.simulationsSoFar, value: rise.hypervolume))
    }
    return rises
  }

  private static func proposals(of strategy: String, _ record: StudyRecord) -> [StrategyProposals] {
    let points = record.trials.filter { $0.strategy == strategy }.map(\.point).filter { record.space.contains($0) }
    return record.space.parameters.enumerated().map { index, parameter in
      StrategyProposals(parameter, points.map { $0.indices[index] })
    }
  }

  private static func strategies(_ record: StudyRecord, _ trials: [Trial], objectives: Int) -> [Strategy] {
    var strategies: [Strategy] = []
    for (trial, source) in zip(trials, record.trials) {
      var index = strategies.firstIndex { $0.name == trial.strategy }
      if index == nil {
        index = strategies.count
        strategies.append(
          Strategy(
            name: trial.strategy, trials: 0, failed: 0, simulations: 0, analyticalEvaluations: 0, onFront: 0,
            best: Array(repeating: nil, count: objectives), proposals: proposals(of: trial.strategy, record)))
      }
      guard let index else { continue }
      strategies[index].trials += 1
      strategies[index].failed += trial.state == .failed ? 1 : 0
      strategies[index].simulations += source.cost.simulations
      strategies[index].analyticalEvaluations += source.cost.analyticalEvaluations
      strategies[index].onFront += trial.isOnFront ? 1 : 0
      guard trial.isAllowed == true, let figures = trial.figures else { continue }
      for objective in 0..<objectives where figures[objective].isFinite {
        strategies[index].best[objective] = min(strategies[index].best[objective] ?? .infinity, figures[objective])
      }
    }
    return strategies
  }
}
