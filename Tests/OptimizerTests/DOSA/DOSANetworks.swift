import Core
import Mapper
import Optimizer

/// Networks small enough for brute force, and the BERT of DOSA's evaluation.
enum DOSANetworks {
  /// Five matrix products (`dataset/workloads/bert` of ucb-bar/dosa at a7a3239).
  static let bert = [
    DOSALayer(.gemm(m: 128, n: 768, k: 768), count: 2), DOSALayer(.gemm(m: 128, n: 128, k: 64)),
    DOSALayer(.gemm(m: 128, n: 64, k: 128)), DOSALayer(.gemm(m: 128, n: 3072, k: 768)),
    DOSALayer(.gemm(m: 128, n: 768, k: 3072)),
  ]

  /// Two layers of large sizes with few divisors: some hundred tilings each, of memories from 1 to many KiB.
  static func small(_ random: inout SeededRandom) -> [DOSALayer] {
    (0..<2).map { _ in
      let bounds = LoopBounds(
        n: random.within(1...2), k: [46, 62][random.below(2)], c: [58, 34][random.below(2)],
        p: [37, 41][random.below(2)], r: [1, 3][random.below(2)])
      let convolution = Convolution(bounds: bounds, stride: Extent(square: random.within(1...2)))
      return DOSALayer(convolution, count: random.within(1...3))
    }
  }

  /// A layer in which every dimension has factors.
  static func varied(stride: Int) -> DOSALayer {
    DOSALayer(
      Convolution(bounds: LoopBounds(n: 2, k: 4, c: 4, p: 8, q: 6, r: 3, s: 3), stride: Extent(square: stride)))
  }

  /// Every tiling of a layer with the longest side of its array.
  static func tilings(_ bounds: LoopBounds, side: Int, orders: [DOSALoopOrder]) -> [DOSATiling] {
    func divisors(_ number: Int) -> [Int] { (1...number).filter { number % $0 == 0 } }
    var partial = [(LoopBounds(), 1, 1)]
    for dimension in Dimension.allCases {
      partial = partial.flatMap { chosen, spatialC, spatialK in
        divisors(bounds[dimension]).flatMap { factor in
          divisors(factor).compactMap { spatial -> (LoopBounds, Int, Int)? in
            guard spatial == 1 || spatial <= side && (dimension == .c || dimension == .k) else { return nil }
            var chosen = chosen
            chosen[dimension] = factor / spatial
            return (chosen, dimension == .c ? spatial : spatialC, dimension == .k ? spatial : spatialK)
          }
        }
      }
    }
    return partial.flatMap { onChip, spatialC, spatialK in
      orders.map { DOSATiling(onChip: onChip, spatialC: spatialC, spatialK: spatialK, order: $0) }
    }
  }

  /// The model's traffic of a nest on hardware of any size.
  static func model(
    _ layer: DOSALayer, _ nest: LoopNest<Double>, side: Int
  ) -> (cycles: Double, scratchpad: Double, accumulator: Double, energy: (Double, Double) -> Double) {
    let elements = (0..<nest.count).reduce(1.0) { $0 * (nest[$1].isSpatial ? nest[$1].bound : 1) }
    let hardware = DOSAHardware<Double>(
      side: Double(side), scratchpadWords: 0x1p30, accumulatorWords: 0x1p30)
    var model = AnalyticalModel(
      shape: LayerShape<Double>(layer.convolution), hierarchy: hardware.hierarchy(elements: elements), rules: .dosa)
    let cost = model.evaluate(nest)
    func accesses(_ level: Int, _ operands: [Operand]) -> Double {
      operands.reduce(0) { sum, operand in
        let traffic = model.totalTraffic(level, operand)
        return sum + traffic.reads + traffic.fills + traffic.updates
      }
    }
    let fixed =
      0.5608 * Double(layer.convolution.macs) + 0.48746172 * accesses(3, [.weights])
      + 100 * accesses(0, Operand.allCases)
    let (scratchpad, accumulator) = (accesses(1, [.weights, .inputs]), accesses(2, [.outputs]))
    return (cost.cycles, model.occupancy[1], model.occupancy[2], { fixed + $0 * scratchpad + $1 * accumulator })
  }
}
