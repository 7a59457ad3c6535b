import Core
import Optimizer
import Testing

@Suite("Comparisons of strategies")
struct StrategyComparisonTests {
  private func comparison(jobs: Int = 1, _ strategies: [any Strategy]) -> StrategyComparison {
    let problem = SyntheticProblem(.zdt1)
    return StrategyComparison(
      problem: problem, objectives: problem.objectives, strategies: strategies, seeds: [1, 2, 3, 4, 5, 6], budget: 240,
      starts: 12, batchSize: 10, jobs: jobs)
  }

  @Test("A strategy ties with itself; a better one wins on every seed")
  func verdicts() throws {
    let result = try comparison([RandomStrategy(), RandomStrategy(), NSGAStrategy(population: 12)]).run()
    #expect(result.measures.map(\.name) == ["hypervolume", "adrs"])
    #expect(result.runs.count == 18)
    #expect(result.runs.allSatisfy { $0.trials == 240 })
    for measure in ["hypervolume", "adrs"] {
      let rows = result.summaries.filter { $0.measure == measure }
      #expect(rows.map(\.wins) == [nil, 0, 6])
      #expect(rows.map(\.losses) == [nil, 0, 0])
      // Six wins of six: 2 / 2^6.
      #expect(rows.map(\.probability) == [nil, 1, 0.03125])
    }
  }

  @Test("Jobs and company change no search")
  func jobs() throws {
    let strategies: [any Strategy] = [GridStrategy(), NSGAStrategy(population: 12)]
    let result = try comparison(strategies).run()
    #expect(try comparison(jobs: 4, strategies).run() == result)
    let alone = try comparison([NSGAStrategy(population: 12)]).run()
    #expect(alone.runs == result.runs.filter { $0.strategy == "nsga2" })
  }

  @Test("A search read half-way is the search of that budget")
  func checkpoints() throws {
    var whole = comparison([RandomStrategy(), NSGAStrategy(population: 12)])
    whole.checkpoints = [112, 240]
    let result = try whole.run()
    #expect(result.measures.map(\.name) == ["hypervolume at 112", "adrs at 112", "hypervolume at 240", "adrs at 240"])
    var half = whole
    (half.budget, half.checkpoints) = (112, [])
    let early = try half.run()
    #expect(result.runs.map { Array($0.values[..<2]) } == early.runs.map(\.values))
    #expect(zip(result.runs, early.runs).contains { $0.values[2] > $1.values[0] }, "more trials find more")
  }

  @Test("An interruption ends it")
  func interruption() {
    var comparison = comparison([RandomStrategy()])
    comparison.isInterrupted = { true }
    #expect(throws: StrategyComparison.Interrupted.self) { try comparison.run() }
  }
}
