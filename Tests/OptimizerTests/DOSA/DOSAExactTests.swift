import Core
import Mapper
import Optimizer
import Testing

@Suite("DOSA's problem solved exactly")
struct DOSAExactTests {
  /// What a tiling holds and costs, apart from prices.
  private struct Figures: Hashable {
    var side: Int
    var scratchpad: Double
    var accumulator: Double
    var cycles: Double
    var energy: Double
    var scratchpadAccesses: Double
    var accumulatorAccesses: Double
  }

  /// Every pair of tilings of a network of two layers on the smallest hardware that holds both, prices written out.
  private func bruteForce(_ layers: [DOSALayer], _ side: DOSAProblem.Side, _ orders: [DOSALoopOrder]) -> Double {
    let lists = layers.map { layer in
      Set(
        DOSANetworks.tilings(layer.convolution.bounds, side: side.limit, orders: orders).map { tiling in
          // A side so long that the scratchpad's bandwidth limits nothing.
          let model = DOSANetworks.model(layer, tiling.nest(layer.convolution.bounds), side: 1 << 20)
          let energy = model.energy(0, 0)
          return Figures(
            side: tiling.side, scratchpad: model.scratchpad, accumulator: model.accumulator, cycles: model.cycles,
            energy: energy, scratchpadAccesses: (model.energy(1, 0) - energy).rounded(),
            accumulatorAccesses: (model.energy(0, 1) - energy).rounded())
        })
    }
    let counts = layers.map { Double($0.count) }
    var best = Double.infinity
    for first in lists[0] {
      for second in lists[1] {
        var pes = max(2, first.side, second.side)
        if case .fixed(let side) = side { pes = side }
        let scratchpad = (max(first.scratchpad, second.scratchpad) / 1024).rounded(.up)
        let accumulator = (max(first.accumulator, second.accumulator) * Double(pes) * 4 / 1024).rounded(.up)
        let scratchpadPrice = 0.02513 * scratchpad + 0.49
        let accumulatorPrice = 0.1005 * accumulator / Double(pes) + 1.94
        func cycles(_ figures: Figures) -> Double { max(figures.cycles, figures.scratchpadAccesses / Double(2 * pes)) }
        func energy(_ figures: Figures) -> Double {
          figures.energy + figures.scratchpadAccesses * scratchpadPrice + figures.accumulatorAccesses * accumulatorPrice
        }
        best = min(
          best,
          (counts[0] * cycles(first) + counts[1] * cycles(second))
            * (counts[0] * energy(first) + counts[1] * energy(second)) * 1e-6)
      }
    }
    return best
  }

  @Test("equals brute force on small networks", arguments: 0..<4)
  func bruteForce(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let layers = DOSANetworks.small(&random)
    let orders = seed % 2 == 0 ? DOSALoopOrder.published : DOSALoopOrder.complete
    for side in [DOSAProblem.Side.fixed(4), .atMost(30), .atMost(60)] {
      let problem = try DOSAProblem(layers: layers, side: side, orders: orders)
      guard problem.layers.count == 2 else { continue }
      let proof = try #require(try problem.searchHardware())
      let expected = bruteForce(problem.layers, side, orders)
      #expect(proof.bound <= expected * (1 + 1e-9))
      #expect(abs(proof.design.edp / expected - 1) < 1e-9, "\(layers) \(side)")
    }
  }

  @Test("a design costs what the model says of its tilings on its hardware")
  func designs() throws {
    let problem = try DOSAProblem(layers: DOSANetworks.bert, side: .fixed(16))
    let design = try #require(try problem.searchHardware()).design
    let again = problem.design(design.tilings)
    #expect(again == design)
    #expect(design.cost.side == 16)
  }

  @Test("with few boxes a gap remains, and the bound holds")
  func stoppedEarly() throws {
    let problem = try DOSAProblem(layers: DOSANetworks.bert, side: .atMost(128))
    let best = try #require(try problem.searchHardware())
    #expect(best.isProven)
    // The best design of DOSA's own search (research of its released code: 1.933e9), and compulsory traffic as a bound.
    #expect(best.design.edp < 1.933e9)
    let early = try #require(try problem.searchHardware(boxes: 3))
    #expect(early.bound <= best.design.edp && best.design.edp <= early.design.edp)
    #expect(!early.isProven)
  }

  @Test("workers don't change the result")
  func jobs() throws {
    let problem = try DOSAProblem(layers: DOSANetworks.bert, side: .atMost(32), orders: DOSALoopOrder.published)
    #expect(try problem.searchHardware(jobs: 1) == problem.searchHardware(jobs: 4))
  }

  @Test("layers DOSA's model can't take are refused")
  func refusals() {
    let grouped = DOSALayer(.gemm(m: 4, n: 4, k: 4, batch: 2))
    #expect(throws: DOSAProblemError.groups(layer: 1, found: 2)) {
      try DOSAProblem(layers: [DOSANetworks.bert[0], grouped], side: .fixed(16))
    }
    #expect(throws: DOSAProblemError.noLayers) { try DOSAProblem(layers: [], side: .fixed(16)) }
    #expect(throws: DOSAProblemError.side(1)) { try DOSAProblem(layers: DOSANetworks.bert, side: .atMost(1)) }
    let dilated = Convolution(bounds: LoopBounds(k: 4, p: 4, r: 3), dilation: Extent(square: 2))
    #expect(throws: DOSAProblemError.dilation(layer: 0)) {
      try DOSAProblem(layers: [DOSALayer(dilated)], side: .fixed(16))
    }
  }
}
