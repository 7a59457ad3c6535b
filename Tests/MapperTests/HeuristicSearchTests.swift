import Core
import Mapper
import Testing

/// Laws every heuristic search obeys, and the optimum as witness.
@Suite struct HeuristicSearchTests {
  private func layers(_ count: Int) -> [Convolution] {
    var random = SeededRandom(seed: 51)
    return (0..<count).map { _ in random.smallLayer(macs: 400) }
  }

  @Test(arguments: SmallMachines.all.map(\.name), [true, false])
  func mappingsAreLegalAndNoBetterThanTheOptimum(machine: String, perfect: Bool) throws {
    var variant = try #require(SmallMachines.all.first { $0.name == machine }?.variant)
    variant.mapspace.perfect = perfect
    for (index, layer) in layers(perfect ? 2 : 1).enumerated() {
      let problem = MappingProblem(convolution: layer, variants: [variant])
      for objective in [Objective.edp, .energy, .latency] {
        let optimum = problem.searchExactly(objective).best
        for method in HeuristicSearch.allCases {
          let outcome = problem.search(method, objective, evaluations: 300, seed: UInt64(index), keep: 4)
          let again = problem.search(method, objective, evaluations: 300, seed: UInt64(index), keep: 4)
          #expect(outcome.found.map(\.cost) == again.found.map(\.cost))
          #expect(outcome.effort.evaluated <= 300)
          #expect(outcome.lowerBound == nil)
          var model = problem.model()
          for found in outcome.found {
            let comment: Comment = "\(machine) \(method) \(objective): \(problem.mapping(found)) of \(layer)"
            let best = try #require(optimum, comment)
            #expect(!found.cost.isBetter(than: best.cost, objective), comment)
            let cost = model.evaluate(found.nest)
            #expect(cost.fits && cost.energy == found.cost.energy && cost.cycles == found.cost.cycles, comment)
            #expect(isLegal(found.nest, variant, layer.bounds), comment)
          }
        }
      }
    }
  }

  /// With room to search, small problems are solved in most runs.
  @Test(arguments: [HeuristicSearch.genetic, .annealing])
  func optimaAreReachedInMostRuns(method: HeuristicSearch) throws {
    var runs = 0
    var reached = 0
    for (_, variant) in SmallMachines.all {
      for layer in layers(2) {
        let problem = MappingProblem(convolution: layer, variants: [variant])
        guard let best = problem.searchExactly(.edp).best else { continue }
        for seed in 0..<2 as Range<UInt64> {
          runs += 1
          let found = problem.search(method, .edp, evaluations: 4000, seed: seed).best
          if let found, found.cost.edp <= best.cost.edp * (1 + 1e-12) { reached += 1 }
        }
      }
    }
    #expect(reached * 4 >= runs * 3, "\(method): \(reached) of \(runs)")
  }

  /// Limits and bounds checked from the loops, without a search's own bookkeeping.
  private func isLegal(_ nest: LoopNest<Double>, _ variant: MappingVariant, _ bounds: LoopBounds) -> Bool {
    var walked = LoopBounds()
    for index in 0..<nest.count { walked[nest[index].dimension] *= Int(nest[index].bound) }
    for dimension in Dimension.allCases {
      if variant.mapspace.perfect ? walked[dimension] != bounds[dimension] : walked[dimension] < bounds[dimension] {
        return false
      }
    }
    for (level, constraint) in variant.mapspace.levels.enumerated() {
      let loops = (0..<nest.count).map { nest[$0] }.filter { Int($0.level) == level }
      for (place, limits) in [
        (NestLoop<Double>.Place.temporal, constraint.temporal), (.x, constraint.spatialX), (.y, constraint.spatialY),
      ] {
        let here = loops.filter { $0.place == place }
        for dimension in Dimension.allCases {
          let factor = here.filter { $0.dimension == dimension }.reduce(1) { $0 * Int($1.bound) }
          if factor < limits.minimum[dimension] || factor > limits.maximum[dimension] { return false }
        }
        let copies = here.reduce(1) { $0 * Int($1.bound) }
        let fanOut = variant.hierarchy.levels[level]
        if place == .x && copies > fanOut.fanOutX || place == .y && copies > fanOut.fanOutY { return false }
      }
    }
    return true
  }
}
