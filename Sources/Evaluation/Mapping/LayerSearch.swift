import Core
import Mapper

/// What the search for one layer came to.
struct LayerSearchResult {
  var outcome: LayerMapping.Outcome
  /// The mappings worth simulating, best first; at most as many as are to be refined.
  var candidates: [MappingChoice] = []
}

/// The search for one layer's mapping.
struct LayerSearch {
  let layer: Layer
  let architecture: Architecture
  let mapspace: Mapspace
  let options: MappingOptions
  /// A mapping to begin with, such as a similar design's; left aside where it isn't possible here.
  var start: Mapping?

  /// Looks for the layer's best mapping within a time.
  ///
  /// - Throws: `InvalidInput` when the layer or the architecture can't be modelled.
  func run(seconds: Double?) throws -> LayerSearchResult {
    guard let convolution = layer.convolution else { return LayerSearchResult(outcome: .vector) }
    guard !options.isInterrupted() else { return LayerSearchResult(outcome: .notFound) }
    do {
      return try search(try problem(of: convolution), seconds: seconds)
    } catch let error as NestProblem {
      throw error.located(at: layer)
    }
  }

  private func problem(of convolution: Convolution) throws(NestProblem) -> MappingProblem {
    var problem = try MappingProblem(
      convolution: convolution, precision: layer.precision, architecture: architecture,
      mapspace: mapspace)
    if options.keepsToController { problem.keepToController(of: architecture) }
    return problem
  }

  private func search(_ problem: MappingProblem, seconds: Double?) throws -> LayerSearchResult {
    guard !problem.variants.isEmpty else {
      return LayerSearchResult(
        outcome: .impossible([
          "the constraints let operands pass by that the controller of '\(architecture.name)' can't"
        ]))
    }
    let objective = options.objective.ofLayer
    let wantsSet = options.objective == .edp || options.keepsParetoSets
    // The Pareto set holds the best product; other objectives, and a ranking, take a search of their own.
    let isInSet = wantsSet && objective == .edp && options.refined <= 1
    let shares = wantsSet && !isInSet ? 2.0 : 1
    let seconds = seconds.map { $0 / shares }
    let direct = isInSet ? nil : outcome(problem, objective, seconds: seconds, keep: max(1, options.refined))
    let set = wantsSet ? outcome(problem, .pareto, seconds: seconds, start: direct?.best) : nil
    guard let main = direct ?? set, let best = main.best else {
      let isComplete =
        options.search == .exact && [direct, set].allSatisfy { $0.map { $0.effort.openBound == .infinity } ?? true }
      return LayerSearchResult(
        outcome: isComplete ? .impossible(problem.whyEmpty().reasons(on: architecture)) : .notFound)
    }
    let mapping = problem.mapping(best)
    var found = FoundMapping(
      mapping: mapping, score: try problem.score(mapping, on: architecture),
      certificate: MappingCertificate(lowerBound: main.lowerBound, gap: main.gap))
    for outcome in [direct, set].compactMap({ $0 }) {
      found.evaluated += outcome.effort.evaluated
      found.visited += outcome.effort.visited
    }
    if let set {
      found.paretoSet = set.found.map { choice($0, of: problem) }
      found.paretoGap = options.search == .exact && set.effort.openBound == .infinity ? options.gap : nil
    }
    let candidates = options.refined == 0 ? [] : (direct ?? main).found.map { choice($0, of: problem) }
    return LayerSearchResult(outcome: .mapped(found), candidates: Array(candidates.prefix(options.refined)))
  }

  private func outcome(
    _ problem: MappingProblem, _ objective: Objective, seconds: Double?, start: ScoredNest? = nil, keep: Int = 1
  ) -> SearchOutcome {
    let isExact = options.search == .exact
    let effort = SearchEffort(seconds: seconds, visits: isExact ? options.effort : nil, isStopped: isStopped)
    guard let heuristic = options.search.heuristic else {
      return problem.searchExactly(
        objective, gap: options.gap, effort: effort, start: start ?? firstMapping(problem, objective), keep: keep)
    }
    return problem.search(
      heuristic, objective,
      evaluations: options.effort ?? (seconds == nil ? Self.usualEvaluations : Self.mostEvaluations),
      seed: options.seed,
      keep: keep, effort: effort)
  }

  /// Says how far the search has come, and hears whether to stop.
  private var isStopped: @Sendable (SearchState) -> Bool {
    { [name = layer.name, options] state in
      options.watch(name, state.gap)
      return options.isInterrupted()
    }
  }

  /// A mapping to begin with: the one that was given, or an annealed one where the search may be stopped before it gets to
  /// any; the better of both.
  private func firstMapping(_ problem: MappingProblem, _ objective: Objective) -> ScoredNest? {
    let given = start.flatMap { problem.adopt($0) }
    guard options.seconds != nil || options.effort != nil else { return given }
    let annealed = problem.search(
      .annealing, objective == .pareto ? .edp : objective, evaluations: Self.firstEvaluations, seed: options.seed,
      effort: SearchEffort(isStopped: isStopped)
    ).best
    guard let given, let annealed else { return given ?? annealed }
    return annealed.cost.value(objective) < given.cost.value(objective) ? annealed : given
  }

  /// Mappings scored to find one to begin with.
  private static let firstEvaluations = 1_000
  /// Mappings a heuristic scores when nothing else was asked for.
  private static let usualEvaluations = 20_000
  /// Mappings a heuristic scores at most when only the time was limited.
  private static let mostEvaluations = 1 << 40

  private func choice(_ scored: ScoredNest, of problem: MappingProblem) -> MappingChoice {
    MappingChoice(
      mapping: problem.mapping(scored), cycles: Int(exactly: scored.cost.cycles.rounded()) ?? .max,
      picojoules: scored.cost.energy)
  }
}
