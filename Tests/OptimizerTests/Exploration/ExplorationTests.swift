import Core
import Optimizer
import Testing

/// A bowl over two ordinal parameters with a corner cut off, and a design that can't be evaluated.
struct Bowl: DesignProblem {
  let space: DesignSpace

  init(side: Int = 8) throws {
    let numbers = (0..<side).map(Double.init)
    let values = (0..<side).map(String.init)
    space = DesignSpace(
      name: "bowl", architecture: "none",
      parameters: ["x", "y"].map { DesignParameter(name: $0, paths: [$0], values: values, numbers: numbers) },
      constraints: [try DesignConstraint(parsing: "x + y <= \(side)")])
  }

  func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
    let (x, y) = (Double(proposal.point.indices[0]), Double(proposal.point.indices[1]))
    if proposal.point.indices == [0, 0] { return TrialOutcome(failure: "nothing there") }
    return TrialOutcome(DesignMetrics(seconds: 1 + (x - 3) * (x - 3), joules: 1 + (y - 2) * (y - 2)))
  }
}

@Suite struct ExplorationTests {
  static let strategies: [any Strategy] = [RandomStrategy(), GridStrategy()]

  private func trials(
    _ strategy: any Strategy, budget: Int, jobs: Int = 1, into store: MemoryStudy = MemoryStudy()
  ) throws -> [Trial] {
    let exploration = Exploration(
      problem: try Bowl(), objectives: ObjectiveSet([.edp]), strategy: strategy,
      options: ExplorationOptions(budget: budget, batchSize: 5, seed: 7, jobs: jobs))
    _ = try exploration.run(into: store)
    return store.trials()
  }

  @Test(arguments: strategies.indices)
  func exhaustsExactlyTheLegalPoints(index: Int) throws {
    let trials = try trials(Self.strategies[index], budget: 1000)
    var legal: Set<[Int]> = []
    for x in 0..<8 { for y in 0..<8 where x + y <= 8 { legal.insert([x, y]) } }
    #expect(Set(trials.map(\.point.indices)) == legal)
    #expect(trials.count == legal.count)
    #expect(trials.filter { $0.state == .failed }.map(\.point.indices) == [[0, 0]])
  }

  @Test(arguments: strategies.indices)
  func jobsChangeNothing(index: Int) throws {
    let strategy = Self.strategies[index]
    #expect(try trials(strategy, budget: 23) == trials(strategy, budget: 23, jobs: 4))
  }

  @Test(arguments: strategies.indices, [0, 3, 5, 11])
  func resumesAnywhere(index: Int, done: Int) throws {
    let strategy = Self.strategies[index]
    let whole = try trials(strategy, budget: 17)
    // A batch that was asked whole and told in part, as a kill leaves it.
    let batches = whole.filter { $0.batch * 5 <= done }
    let cut = batches.map { trial in
      guard trial.number >= done else { return trial }
      return Trial(
        number: trial.number, batch: trial.batch, point: trial.point, strategy: trial.strategy,
        fidelity: trial.fidelity)
    }
    #expect(try trials(strategy, budget: 17, into: MemoryStudy(cut)) == whole)
  }
}
