import Core
import Optimizer
import Testing

@Suite("DOSA's problem explored by strategies")
struct DOSAStrategiesTests {
  private let workload = Workload(
    name: "small",
    layers: [(64, 96, 32), (16, 96, 64), (64, 96, 32)].enumerated().map { index, sizes in
      Layer(
        name: "layer\(index)",
        content: LayerContent(operation: .convolution(.gemm(m: sizes.0, n: sizes.1, k: sizes.2))))
    })

  private let space = DesignSpace.dosa(sides: Array(2...32), kibibytes: Array(1...64) + [128, 256, 512, 1024, 2048])

  private func explore(
    _ strategy: some Strategy, _ problem: DOSADesignProblem, trials: Int, jobs: Int = 1, from begun: [Trial] = []
  ) throws -> [Trial] {
    let store = MemoryStudy(begun)
    _ = try Exploration(
      problem: problem, objectives: ObjectiveSet([.edp]), strategy: strategy,
      options: ExplorationOptions(budget: trials, batchSize: 3, fidelity: .analytical, seed: 4, jobs: jobs)
    ).run(into: store)
    return store.trials()
  }

  @Test("exact-hardware proposes the proven best design, once")
  func exact() throws {
    let problem = try DOSADesignProblem(workload, space: space)
    let trials = try explore(ExactHardwareStrategy(), problem, trials: 10)
    let proof = try #require(try problem.problem.searchHardware())
    #expect(trials.count == 1)
    let edp = try #require(trials.first?.metrics?[.edp])
    #expect(abs(edp * 1e15 / proof.design.edp - 1) < 1e-12)
  }

  @Test("gradient proposes legal designs that have what the search says, whatever the jobs")
  func gradient() throws {
    let problem = try DOSADesignProblem(workload, space: space)
    let proof = try #require(try problem.problem.searchHardware())
    for strategy in [GradientStrategy(), GradientStrategy(.published(rate: 1e-5))] {
      let trials = try explore(strategy, problem, trials: 5)
      #expect(!trials.isEmpty && trials.allSatisfy { $0.state == .complete })
      #expect(trials.allSatisfy { ($0.metrics?[.edp] ?? 0) * 1e15 >= proof.bound * (1 - 1e-12) })
      #expect(try explore(strategy, problem, trials: 5, jobs: 3) == trials)
      #expect(Set(trials.map(\.proposal)).count == trials.count)
      // A study goes on from any trial as if it had not stopped.
      let left = trials.filter { $0.batch == 0 }.map { trial in
        trial.number < 2
          ? trial
          : Trial(
            number: trial.number, batch: trial.batch, point: trial.point, mappings: trial.mappings,
            strategy: trial.strategy, fidelity: trial.fidelity)
      }
      #expect(try explore(strategy, problem, trials: 5, from: left) == trials)
    }
  }

  @Test("designs stay within a space that is too small for the best, and keep its rules")
  func smallSpaces() throws {
    var small = DesignSpace.dosa(sides: [2, 4, 6, 8], kibibytes: [1, 2, 3, 4])
    small.constraints = [try DesignConstraint(parsing: "scratchpad % (side * 256) == 0")]
    let problem = try DOSADesignProblem(workload, space: small)
    for strategy in [GradientStrategy(), GradientStrategy(.published(rate: nil))] as [any Strategy] {
      let trials = try explore(strategy, problem, trials: 4)
      #expect(!trials.isEmpty)
      for trial in trials {
        #expect(trial.state == .complete)
        #expect((trial.point.indices[1] + 1) * 1024 % ((trial.point.indices[0] + 1) * 512) == 0)
      }
    }
  }

  @Test("hardware paid for as chosen costs no less than the smallest, and random mappings count one each")
  func paid() throws {
    let mapper = DOSADesignProblem.Mapper.random(tilings: 20, seed: 1)
    let smallest = try DOSADesignProblem(workload, space: space, mapper: mapper)
    let chosen = try DOSADesignProblem(workload, space: space, mapper: mapper, paid: .asChosen)
    for indices in [[30, 68, 68], [14, 67, 66], [6, 66, 40]] {
      let proposal = Proposal(DesignPoint(indices))
      let (less, more) = (
        try smallest.evaluate(proposal, at: .analytical), try chosen.evaluate(proposal, at: .analytical)
      )
      #expect(less.cost.analyticalEvaluations == 20)
      #expect(less.foundMappings == more.foundMappings)
      let (least, most) = (try #require(less.metrics), try #require(more.metrics))
      #expect(most.joules > least.joules)
      // The mappings found are those that give the figures.
      let again = try smallest.evaluate(
        Proposal(proposal.point, mappings: less.foundMappings), at: .analytical)
      #expect(again.metrics == least)
    }
  }

  @Test("points without mappings are mapped, exactly or at random")
  func mappers() throws {
    let exact = try DOSADesignProblem(workload, space: space)
    let random = try DOSADesignProblem(workload, space: space, mapper: .random(tilings: 20, seed: 1))
    let bound = try #require(try exact.problem.searchHardware()).bound
    let trials = try explore(RandomStrategy(), exact, trials: 6)
    #expect(trials.count == 6)
    for trial in trials {
      let other = try random.evaluate(Proposal(trial.point), at: .analytical)
      #expect(try random.evaluate(Proposal(trial.point), at: .analytical) == other)
      for metrics in [trial.metrics, other.metrics].compactMap({ $0 }) {
        #expect(metrics[.edp] * 1e15 >= bound * (1 - 1e-12))
      }
    }
    // The largest point allows every design of the space.
    let largest = DesignPoint(exact.space.parameters.map { $0.count - 1 })
    let best = try #require(try exact.evaluate(Proposal(largest), at: .analytical).metrics)
    #expect(abs(best[.edp] * 1e15 / bound - 1) < 1e-12)
  }

  @Test("strategies for DOSA's problem refuse others")
  func foreign() throws {
    struct Other: DesignProblem {
      let space = DesignSpace(
        name: "other", architecture: "gemmini",
        parameters: [DesignParameter(name: "rows", paths: ["array.rows"], values: ["8"], numbers: [8])])
      func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome { TrialOutcome(failure: "none") }
    }
    let exploration = Exploration(
      problem: Other(), objectives: ObjectiveSet([.edp]), strategy: GradientStrategy(),
      options: ExplorationOptions(budget: 2))
    #expect(throws: NotDOSAProblem.self) {
      _ = try exploration.run(into: MemoryStudy())
    }
  }
}
