public import Core
import Mapper

/// What the analytical model says of exactly this mapping.
///
/// - Throws: `InvalidInput` with everything wrong with the mapping, or when the model can't take it.
package func score(_ mapping: Mapping, of layer: Layer, on architecture: Architecture) throws -> MappingScore {
  guard let convolution = layer.convolution else {
    throw InvalidInput(.nothingToMap(layer: layer.name), at: layer.place)
  }
  let problems = mapping.problems(
    layer: layer.name, convolution: convolution, precision: layer.precision, architecture: architecture)
  guard problems.isEmpty else { throw InvalidInput(problems.map { Diagnostic($0, at: layer.place) }) }
  do {
    let problem = try MappingProblem(
      convolution: convolution, precision: layer.precision, architecture: architecture)
    return try problem.score(mapping, on: architecture)
  } catch {
    throw error.located(at: layer)
  }
}

/// What the analytical model says of the mappings given for a workload's layers, nothing searched.
///
/// - Parameters:
///   - mappings: By layer name; layers without one stay unmapped.
///   - workload: The network.
///   - architecture: The accelerator.
/// - Throws: `InvalidInput` with everything wrong with a mapping.
public func score(
  _ mappings: [String: Mapping], of workload: Workload, on architecture: Architecture
) throws -> MappingResult {
  let layers = try workload.layers.map { layer -> LayerMapping in
    guard layer.convolution != nil else { return LayerMapping(name: layer.name, outcome: .vector) }
    guard let mapping = mappings[layer.name] else { return LayerMapping(name: layer.name, outcome: .notFound) }
    let score = try score(mapping, of: layer, on: architecture)
    return LayerMapping(name: layer.name, outcome: .mapped(FoundMapping(mapping: mapping, score: score)))
  }
  return MappingResult(
    architecture: architecture, workload: workload, objective: .edp, search: "none", constraintSet: "", layers: layers)
}

extension Layer {
  /// Where complaints about the layer are said to be.
  fileprivate var place: SourceLocation { SourceLocation(file: "layer '\(name)'") }
}

extension NestProblem {
  /// The problem as that of an input, at the layer.
  fileprivate func located(at layer: Layer) -> InvalidInput {
    InvalidInput(.other("\(self)", remedy: "the mapper can't work on this layer"), at: layer.place)
  }
}

/// The search for one layer's mapping.
struct LayerSearch {
  let layer: Layer
  let architecture: Architecture
  let options: MappingOptions

  /// Looks for the layer's best mapping within a time.
  ///
  /// - Throws: `InvalidInput` when the layer or the architecture can't be modelled.
  func run(seconds: Double?) throws -> LayerMapping.Outcome {
    guard let convolution = layer.convolution else { return .vector }
    guard !options.isInterrupted() else { return .notFound }
    do {
      return try search(try problem(of: convolution), seconds: seconds)
    } catch let error as NestProblem {
      throw error.located(at: layer)
    }
  }

  private func problem(of convolution: Convolution) throws(NestProblem) -> MappingProblem {
    try MappingProblem(
      convolution: convolution, precision: layer.precision, architecture: architecture,
      mapspace: Mapspace(architecture, perfect: options.isPerfect))
  }

  private func search(_ problem: MappingProblem, seconds: Double?) throws -> LayerMapping.Outcome {
    let objective = options.objective.ofLayer
    let wantsSet = options.objective == .edp || options.keepsParetoSets
    // The Pareto set holds the best product; the other objectives are proved by a search of their own.
    let direct =
      wantsSet && objective == .edp ? nil : outcome(problem, objective, seconds: seconds, keep: max(1, options.refined))
    let set = wantsSet ? outcome(problem, .pareto, seconds: seconds, start: direct?.best) : nil
    guard let main = direct ?? set else { return .notFound }
    guard let best = main.best else {
      return main.effort.openBound < .infinity ? .notFound : .impossible(["no mapping fits"])
    }
    let mapping = problem.mapping(best)
    var found = FoundMapping(
      mapping: mapping, score: try problem.score(mapping, on: architecture),
      certificate: MappingCertificate(lowerBound: main.lowerBound, gap: main.gap),
      evaluated: main.effort.evaluated, visited: main.effort.visited)
    found.paretoSet = (set?.found ?? []).map { choice($0, of: problem) }
    return .mapped(found)
  }

  private func outcome(
    _ problem: MappingProblem, _ objective: Objective, seconds: Double?, start: ScoredNest? = nil, keep: Int = 1
  ) -> SearchOutcome {
    let effort = SearchEffort(seconds: seconds, visits: options.effort, isStopped: options.isInterrupted)
    switch options.search {
    case .exact:
      return problem.searchExactly(objective, gap: options.gap, effort: effort, start: start, keep: keep)
    }
  }

  private func choice(_ scored: ScoredNest, of problem: MappingProblem) -> MappingChoice {
    MappingChoice(
      mapping: problem.mapping(scored), cycles: Int(exactly: scored.cost.cycles.rounded()) ?? .max,
      picojoules: scored.cost.energy)
  }
}
