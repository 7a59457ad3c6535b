import Core
import Foundation
import Optimizer
import Testing

/// A valley over numbers and words in which a third of the designs is illegal and every seventh fails or has a figure
/// that is no number.
private struct Rough: DesignProblem {
  let space: DesignSpace

  init() throws {
    let numbers = (0..<12).map(Double.init)
    space = DesignSpace(
      name: "rough", architecture: "none",
      parameters: [
        DesignParameter(name: "x", paths: [], values: numbers.map { "\($0)" }, numbers: numbers),
        DesignParameter(name: "y", paths: [], values: numbers.map { "\($0)" }, numbers: numbers),
        DesignParameter(name: "only", paths: [], values: ["1"], numbers: [1]),
        DesignParameter(name: "word", paths: [], kind: .categorical, values: ["a", "b", "c"], numbers: [0, 1, 2]),
      ],
      constraints: [try DesignConstraint(parsing: "x + y <= 14"), try DesignConstraint(parsing: "x >= word")])
  }

  func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
    let indices = proposal.point.indices
    let (x, y, word) = (Double(indices[0]), Double(indices[1]), Double(indices[3]))
    switch indices.reduce(0, +) % 7 {
    case 3: return TrialOutcome(failure: "out of memory")
    case 5 where indices[0] > 6: return TrialOutcome(DesignMetrics(seconds: .nan, joules: 1))
    default: return TrialOutcome(DesignMetrics(seconds: 1 + (x - 4) * (x - 4) + word, joules: 2 + y + x / 2))
    }
  }

  func free(_ point: DesignPoint) -> FreeFigures? {
    FreeFigures(areaSquareMillimetres: 1 + Double(point.indices[0] * point.indices[1]))
  }
}

/// A problem on which nothing works.
private struct Hopeless: DesignProblem {
  let space: DesignSpace

  func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome { TrialOutcome(failure: "no") }
}

@Suite("Laws every strategy obeys")
struct StrategyLawTests {
  /// A strategy and what it is run for.
  struct Case: CustomTestStringConvertible, Sendable {
    var strategy: any Strategy
    var objectives: ObjectiveSet

    var testDescription: String { "\(strategy.name) for \(objectives.metrics.map(\.rawValue))" }
  }

  static let objectives = [
    ObjectiveSet([.edp]), ObjectiveSet([.latency, .energy]),
    ObjectiveSet([.latency, .energy, .area], limits: [.init(.area, atMost: 40), .init(.power, atMost: 20)]),
  ]

  static let cases: [Case] = objectives.flatMap { objectives in
    strategies.map { Case(strategy: $0, objectives: objectives) }
  }

  static var strategies: [any Strategy] {
    var published = DOSABayesianStrategy(.published)
    published.initial = 8
    var repaired = DOSABayesianStrategy(.repaired)
    repaired.initial = 8
    var small = DiffusionOptions()
    small.trainingSteps = 8
    small.width = 8
    small.targets = 4
    small.samplesPerTarget = 6
    small.unlabelled = 24
    var diffusionPublished = DiffusionStrategy(initial: 8, options: small)
    diffusionPublished.options.aimsAtGaps = true
    diffusionPublished.name = StrategyName.diffusionPublished.rawValue
    var fused = FusedOptions()
    fused.diffusion = small
    return [
      RandomStrategy(), GridStrategy(), NSGAStrategy(population: 8), BayesianStrategy(initial: 8), published, repaired,
      DiffusionStrategy(initial: 8, options: small), diffusionPublished, FusedStrategy(initial: 8, options: fused),
    ]
  }

  private func trials(_ one: Case, budget: Int, jobs: Int = 1, from trials: [Trial] = []) throws -> [Trial] {
    let store = MemoryStudy(trials)
    let exploration = Exploration(
      problem: try Rough(), objectives: one.objectives, strategy: one.strategy,
      options: ExplorationOptions(budget: budget, batchSize: 5, seed: 3, jobs: jobs))
    _ = try exploration.run(into: store)
    return store.trials()
  }

  @Test("Every strategy with a name is held to the laws")
  func names() {
    // Those of DOSA's cost model have a suite of their own.
    let general = StrategyName.allCases.filter { !$0.needsDOSA }
    #expect(Set(general.map(\.rawValue)).isSubset(of: Self.strategies.map(\.name)))
    #expect(StrategyName.allCases.allSatisfy { $0.strategy().name == $0.rawValue })
  }

  @Test("Legal and new points only, as many as the budget has", arguments: cases)
  func legalAndNew(one: Case) throws {
    let trials = try trials(one, budget: 33)
    let problem = try Rough()
    #expect(trials.count == 33)
    #expect(trials.allSatisfy { problem.space.contains($0.point) && problem.isLegal($0.point) })
    #expect(Set(trials.map(\.point)).count == trials.count)
  }

  @Test("Jobs change nothing", arguments: cases)
  func jobs(one: Case) throws {
    #expect(try trials(one, budget: 27) == trials(one, budget: 27, jobs: 3))
  }

  @Test("A study goes on from any trial as if it had not stopped", arguments: cases)
  func resumption(one: Case) throws {
    let whole = try trials(one, budget: 23)
    for done in [0, 4, 10, 17] {
      // A kill leaves a batch that was asked whole and told in part.
      let left = whole.filter { $0.batch * 5 <= done }.map { trial in
        trial.number < done
          ? trial
          : Trial(
            number: trial.number, batch: trial.batch, point: trial.point, strategy: trial.strategy,
            fidelity: trial.fidelity)
      }
      #expect(try trials(one, budget: 23, from: left) == whole)
    }
  }

  @Test("Another seed gives other designs", arguments: cases.filter { $0.strategy.name != "grid" })
  func seeds(one: Case) throws {
    let first = try trials(one, budget: 10)
    let store = MemoryStudy()
    _ = try Exploration(
      problem: try Rough(), objectives: one.objectives, strategy: one.strategy,
      options: ExplorationOptions(budget: 10, batchSize: 5, seed: 4)
    ).run(into: store)
    #expect(store.trials().map(\.point) != first.map(\.point))
  }

  @Test("Every legal point in the end, none twice", arguments: cases.prefix(strategies.count))
  func exhaustion(one: Case) throws {
    let numbers = [0.0, 1, 2, 3]
    let space = DesignSpace(
      name: "small", architecture: "none",
      parameters: ["x", "y"].map {
        DesignParameter(name: $0, paths: [], values: numbers.map { "\($0)" }, numbers: numbers)
      }, constraints: [try DesignConstraint(parsing: "x + y <= 4")])
    let store = MemoryStudy()
    let ending = try Exploration(
      problem: Hopeless(space: space), objectives: one.objectives, strategy: one.strategy,
      options: ExplorationOptions(budget: 100, batchSize: 5)
    ).run(into: store)
    #expect(ending == .exhausted)
    #expect(Set(store.trials().map(\.point)).count == 13)
    #expect(store.trials().count == 13)
  }
}
