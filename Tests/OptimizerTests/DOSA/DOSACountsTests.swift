import Core
import Mapper
import Optimizer
import Testing

@Suite("DOSA's counts in closed form")
struct DOSACountsTests {
  @Test("equal the analytical model's", arguments: 0..<4)
  func model(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    for layer in DOSANetworks.small(&random) + [DOSANetworks.varied(stride: 1 + seed % 3)] {
      for tiling in DOSANetworks.tilings(layer.convolution.bounds, side: 8, orders: DOSALoopOrder.allCases) {
        guard random.below(50) == 0 else { continue }
        let found = DOSACounts(tiling, of: layer)
        let expected = DOSANetworks.model(layer, tiling.nest(layer.convolution.bounds), side: 8)
        let cycles = max(found.cycles, found.scratchpadAccesses / (2 * 8))
        #expect(abs(cycles / expected.cycles - 1) < 1e-12, "\(tiling)")
        #expect(found.scratchpadWords == expected.scratchpad && found.accumulatorWords == expected.accumulator)
        for prices in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)] {
          let energy = expected.energy(prices.0, prices.1)
          let sum =
            0.5608 * Double(layer.convolution.macs) + 0.48746172 * found.registerAccesses + 100 * found.dramAccesses
            + prices.0 * found.scratchpadAccesses + prices.1 * found.accumulatorAccesses
          #expect(abs(sum / energy - 1) < 1e-12, "\(tiling)")
        }
      }
    }
  }

  /// All orders of the dimensions given.
  private func permutations(_ dimensions: [Dimension]) -> [[Dimension]] {
    guard let first = dimensions.first else { return [[]] }
    return permutations(Array(dimensions.dropFirst())).flatMap { rest in
      (0...rest.count).map { place in Array(rest[..<place]) + [first] + Array(rest[place...]) }
    }
  }

  @Test("none of the 5,040 orders over DRAM beats the complete list", arguments: 0..<5)
  func orders(seed: Int) {
    var random = SeededRandom(seed: UInt64(100 + seed))
    let layer = DOSANetworks.varied(stride: random.within(1...2))
    let bounds = layer.convolution.bounds
    let tilings = DOSANetworks.tilings(bounds, side: 2, orders: [.pqnrsck])
    let orders = permutations(Dimension.allCases.filter { $0 != .g })
    for _ in 0..<3 {
      var tiling = tilings[random.below(tilings.count)]
      let listed = DOSALoopOrder.complete.map { order in
        tiling.order = order
        return DOSANetworks.model(layer, tiling.nest(bounds), side: 2)
      }
      for order in orders {
        var nest = LoopNest<Double>()
        let inside = tiling.nest(bounds)
        for dimension in order {
          let onChip = tiling.onChip[dimension] * (dimension == .c ? tiling.spatialC : 1)
          nest.append(
            NestLoop(
              dimension, Double(bounds[dimension] / (onChip * (dimension == .k ? tiling.spatialK : 1))), level: 0))
        }
        for index in 0..<inside.count where inside[index].level > 0 { nest.append(inside[index]) }
        let other = DOSANetworks.model(layer, nest, side: 2)
        let isMatched = listed.contains { mine in
          mine.cycles <= other.cycles * (1 + 1e-12) && mine.energy(0, 0) <= other.energy(0, 0) * (1 + 1e-12)
            && mine.energy(9, 0) <= other.energy(9, 0) * (1 + 1e-12)
            && mine.energy(0, 9) <= other.energy(0, 9) * (1 + 1e-12)
        }
        #expect(isMatched, "\(tiling) \(order)")
      }
    }
  }

  @Test("loops on chip in another order never beat P, Q and N innermost")
  func ordersOnChip() {
    let layer = DOSALayer(Convolution(bounds: LoopBounds(n: 2, k: 4, c: 4, p: 4, q: 4, r: 3, s: 3)))
    let tiling = DOSATiling(
      onChip: LoopBounds(n: 2, k: 2, c: 2, p: 2, q: 2, r: 3, s: 1), spatialC: 2, spatialK: 2, order: .krspqcn)
    let best = tiling.nest(layer.convolution.bounds)
    let mine = DOSANetworks.model(layer, best, side: 2)
    for order in permutations([.n, .k, .c, .p, .q, .r]) {
      var nest = LoopNest<Double>()
      for index in 0..<best.count where best[index].level < 2 { nest.append(best[index]) }
      for dimension in order { nest.append(NestLoop(dimension, Double(tiling.onChip[dimension]), level: 2)) }
      nest.append(NestLoop(.c, 2, level: 2, place: .x))
      let other = DOSANetworks.model(layer, nest, side: 2)
      #expect(mine.cycles <= other.cycles && mine.energy(5, 5) <= other.energy(5, 5))
    }
  }
}
