import Core
import Mapper
import Optimizer
import Testing

@Suite("DOSA's problem searched by gradients")
struct DOSADescentTests {
  @Test("ends at or above the proven optimum, and at DOSA's released designs or below")
  func quality() throws {
    let problem = try DOSAProblem(layers: DOSANetworks.bert, side: .fixed(16))
    let proof = try #require(try problem.searchHardware())
    let found = try #require(try problem.descend(starts: 3, seed: 0))
    #expect(found.design.edp >= proof.bound * (1 - 1e-12))
    #expect(found.descended.edp >= found.design.edp)
    // The artifact's design for 16 x 16 PEs has 6.54e9 µJ · cycles by the same model.
    #expect(found.design.edp <= 6.54e9)
  }

  @Test("as published ends no better than the optimum and no worse than its start points")
  func published() throws {
    let problem = try DOSAProblem(
      layers: DOSANetworks.bert, side: .atMost(128), orders: DOSALoopOrder.published)
    let proof = try #require(try problem.searchHardware())
    let found = try #require(try problem.descendAsPublished(rate: 1e-5, starts: 2, seed: 0))
    #expect(found.design.edp >= proof.bound * (1 - 1e-12))
    // 1,490 steps a start and three orders of five layers at the start and after each of three roundings.
    #expect(found.evaluations == 2 * (1490 + 4 * 3 * 5))
    #expect(problem.design(found.design.tilings) == found.design)
  }

  @Test("is the same for any number of workers and differs by seed")
  func determinism() throws {
    let problem = try DOSAProblem(layers: Array(DOSANetworks.bert[1...2]), side: .atMost(32))
    let once = try #require(try problem.descend(starts: 2, seed: 3, jobs: 1))
    #expect(try problem.descend(starts: 2, seed: 3, jobs: 3) == once)
    #expect(try problem.descend(starts: 2, seed: 4)?.descended != once.descended)
  }

  @Test("random search is repeatable and above the optimum", arguments: [DOSAProblem.Side.fixed(16), .atMost(128)])
  func random(side: DOSAProblem.Side) throws {
    let problem = try DOSAProblem(layers: DOSANetworks.bert, side: side)
    let found = try #require(problem.searchRandomly(hardware: 3, mappings: 50, seed: 5))
    let again = try #require(problem.searchRandomly(hardware: 3, mappings: 50, seed: 5))
    #expect(again.design == found.design && again.edpAsDrawn == found.edpAsDrawn)
    let proof = try #require(try problem.searchHardware())
    #expect(found.design.edp >= proof.bound)
    #expect(found.edpAsDrawn > proof.bound)
  }

  @Test("derivatives are those of the product", arguments: [DOSAProblem.Side.fixed(16), .atMost(64)])
  func derivatives(side: DOSAProblem.Side) throws {
    let problem = try DOSAProblem(layers: Array(DOSANetworks.bert[1...3]), side: side)
    var random = SeededRandom(seed: 7)
    for _ in 0..<5 {
      // Loops of length 1 stay; the others run over DRAM too.
      let factors = problem.layers.map { _ in
        DOSAFactors(
          DOSAFactors.slots.map { [.c, .k, .p].contains($0.dimension) ? random.unit() * 3 + 1.1 : 1 },
          order: DOSALoopOrder.published[random.below(3)])
      }
      let gradient = DOSAGradient(factors, keepsUnit: true, problem)
      for (layer, derivatives) in gradient.derivatives.enumerated() {
        for (slot, derivative) in derivatives.enumerated() {
          func product(_ step: Double) -> Double {
            var moved = factors
            moved[layer].values[slot] += step
            return DOSAGradient(moved, keepsUnit: true, problem).product
          }
          let difference = (product(1e-6) - product(-1e-6)) / 2e-6
          #expect(abs(difference - derivative) <= 1e-4 * max(abs(derivative), gradient.product * 1e-4))
        }
      }
    }
  }
}
