import ArgumentParser
import Core
import Evaluation
import Formats
import Optimizer

/// What an exploration evaluates its designs by.
enum ExploredProblem {
  /// Machines, mapped and simulated or put through the analytical model.
  case machines(HardwareProblem)
  /// DOSA's own cost model.
  case dosa(DOSADesignProblem)
  /// Designs composed of parts that are synthesised.
  case synthesis(CrossLayerProblem)

  /// What strategies are run against.
  var problem: any DesignProblem {
    switch self {
    case .machines(let problem): problem
    case .dosa(let problem): problem
    case .synthesis(let problem): problem
    }
  }

  /// DOSA's problem for a workload.
  ///
  /// - Throws: `InvalidInput` where its model can't take the workload or an objective.
  static func dosaProblem(
    _ workload: Workload, from source: String, _ space: DesignSpace, _ objectives: ObjectiveSet, mapper: MapperName,
    seed: UInt64
  ) throws -> ExploredProblem {
    if (objectives.metrics + objectives.limits.map(\.metric)).contains(.area) {
      throw ValidationError(
        "DOSA's cost model knows no area; leave it out, or give --fidelity simulated for machines of the space")
    }
    do throws(DOSAProblemError) {
      return .dosa(
        try DOSADesignProblem(
          workload, space: space, mapper: mapper == .random ? .random(tilings: 100, seed: seed) : .exact))
    } catch {
      throw InvalidInput(.other(error.reason, remedy: error.remedy), at: SourceLocation(file: source))
    }
  }

  /// How layers get their mappings, in words that tell policies apart.
  func policy(_ policy: MapperPolicy, _ mapper: MapperName) -> String {
    guard case .dosa = self else { return policy.description }
    return mapper == .random ? "DOSA's model, best of 100 random mappings" : "DOSA's model, exact"
  }

  /// What the base architecture costs under the analytical model.
  func baseMetrics(_ base: Architecture) throws -> DesignMetrics {
    switch self {
    case .machines(let problem):
      return try problem.evaluation.evaluate(base, at: .analytical).metrics
    case .dosa(let problem):
      return try problem.defaultMetrics() ?? DesignMetrics(seconds: 1, joules: 1)
    case .synthesis(let problem):
      return try problem.farCorner(of: base)
    }
  }
}

/// The fidelities an exploration can pay for.
enum ExploredFidelity: String, CaseIterable, ExpressibleByArgument {
  case analytical
  case simulated

  var fidelity: Fidelity { self == .analytical ? .analytical : .simulated }
}

/// How layers get their mappings.
enum MapperName: String, CaseIterable, ExpressibleByArgument {
  case tiler
  case exact
  case random
}
