import Core
import Mapper
import Testing

/// Branch and bound against scoring every mapping: 560 random layers over five hierarchies.
@Suite struct ExactSearchTests {
  /// A kind of mapspace and layer.
  struct Space: Sendable, CustomTestStringConvertible {
    var perfect: Bool
    /// Whether a filter slides over the input.
    var window: Bool

    static let all = [true, false].flatMap { perfect in [true, false].map { Space(perfect: perfect, window: $0) } }
    var testDescription: String { (perfect ? "perfect" : "imperfect") + (window ? ", window" : "") }
  }

  @Test(arguments: SmallMachines.all.map(\.name), Space.all)
  func findsWhatScoringEveryMappingFinds(machine: String, space: Space) throws {
    var variant = try #require(SmallMachines.all.first { $0.name == machine }?.variant)
    variant.mapspace.perfect = space.perfect
    var random = SeededRandom(seed: space.perfect ? 31 : 32)
    for reuse in [ReuseRule.walk, .tile] {
      var rules = ModelRules.walked
      rules.reuse = reuse
      rules.countsDrainReads = reuse == .tile
      rules.countsBursts = reuse == .walk
      var compared = 0
      while compared < 14 {
        let layer = random.searchLayer(space)
        let all = BruteForce(variant, layer, rules: rules, limit: space.perfect ? 12_000 : 4_000)
        guard all.isComplete else { continue }
        compared += 1
        let problem = MappingProblem(convolution: layer, variants: [variant], rules: rules)
        let comment: Comment = "\(machine), \(reuse), \(layer.bounds), \(layer.stride), \(layer.dilation)"
        for objective in [Objective.edp, .energy, .latency] {
          compare(problem, objective, with: all.best(objective), comment)
        }
        let front = problem.searchExactly(.pareto).found.map(\.cost)
        let expected = all.front
        #expect(front.count == expected.count, comment)
        #expect(zip(front, expected).allSatisfy { $0.isClose(to: $1) }, comment)
        for index in stride(from: 0, to: all.costs.count, by: 17) {
          let trail = problem.boundTrail(to: all.nests[index])
          #expect(!trail.isEmpty, comment)
          #expect(trail.allSatisfy { $0.covers(all.costs[index]) }, "\(trail) of \(all.costs[index]), \(comment)")
        }
      }
    }
  }

  private func compare(_ problem: MappingProblem, _ objective: Objective, with best: CostPoint?, _ comment: Comment) {
    let outcome = problem.searchExactly(objective)
    guard let best, let found = outcome.best else {
      #expect(best == nil && outcome.best == nil, comment)
      return
    }
    #expect(found.cost.isClose(to: best), comment)
    #expect(outcome.isProved, comment)
    // Stopped early, the bound still holds.
    for visits in [1, 7, 40, 200] {
      let early = problem.searchExactly(objective, effort: SearchEffort(visits: visits))
      #expect(early.lowerBound ?? .infinity <= best.value(objective) * (1 + 1e-12), comment)
      #expect(early.best.map { $0.cost.value(objective) >= best.value(objective) * (1 - 1e-12) } ?? true, comment)
    }
  }

  /// A gap is kept: the result is within it, and the bound says so.
  @Test func stopsAtTheWantedGap() throws {
    let layer = Convolution(bounds: LoopBounds(k: 6, c: 4, p: 6, r: 3))
    let problem = MappingProblem(convolution: layer, variants: [SmallMachines.bypassing])
    let best = try #require(problem.searchExactly(.edp).best)
    let outcome = problem.searchExactly(.edp, gap: 0.25)
    let found = try #require(outcome.best)
    #expect(found.cost.edp <= best.cost.edp * 1.25)
    #expect(try #require(outcome.gap) <= 0.25 + 1e-9)
  }

  /// A layer of a network's size: what searches made one after the other free must not be in use any more.
  ///
  /// Factors that need not divide are at least as good, and a bound on those holds for the ones that do too.
  @Test func searchesLayersOfANetwork() throws {
    for bounds in [LoopBounds(k: 768, c: 768, p: 512), LoopBounds(k: 64, c: 512, p: 512)] {
      let layer = Convolution(form: .gemm, bounds: bounds)
      let dividing = MappingProblem(convolution: layer, variants: [SmallMachines.gemmini])
      let outcome = dividing.searchExactly(.edp, effort: SearchEffort(visits: 20_000))
      let best = try #require(outcome.best)
      #expect(try #require(outcome.lowerBound) <= best.cost.edp)
      var any = dividing
      any.variants[0].mapspace.perfect = false
      let other = any.searchExactly(.edp, effort: SearchEffort(visits: 20_000))
      #expect(try #require(other.best).cost.edp <= best.cost.edp)
      #expect(try #require(other.lowerBound) <= best.cost.edp)
    }
  }
}

extension SeededRandom {
  /// A layer small enough to score every mapping of.
  fileprivate mutating func searchLayer(_ space: ExactSearchTests.Space) -> Convolution {
    var bounds = LoopBounds()
    var names = space.window ? [Dimension.p, .r] : [Dimension.k, .c, .p]
    if space.window && below(2) == 0 { names = [.q, .s] }
    if space.window && below(3) > 0 { names.append([.k, .c][below(2)]) }
    if !space.window && below(3) == 0 { names.append([.n, .g][below(2)]) }
    for name in names { bounds[name] = within(2...([.r, .s].contains(name) ? 3 : space.perfect ? 6 : 5)) }
    return Convolution(
      bounds: bounds, stride: Extent(width: within(1...2), height: within(1...2)),
      dilation: Extent(square: below(4) == 0 ? 2 : 1))
  }
}

extension CostPoint {
  /// Equal up to the order of sums.
  func isClose(to other: CostPoint) -> Bool {
    abs(energy - other.energy) <= 1e-9 * other.energy && abs(cycles - other.cycles) <= 1e-9 * other.cycles
  }
}
