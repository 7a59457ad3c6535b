import Core
import Mapper

extension MappedLayer {
  /// Random layers, randomly mapped: what the analytical model is asked before anything is simulated.
  ///
  /// Sizes are those common in networks; each prime factor of a size goes to a random level, the loops of a level stand in
  /// random order, and the array is the smallest power of two, from 4 to 64, that holds the spatial factors.
  package static func random(_ count: Int, seed: UInt64) -> [MappedLayer] {
    (0..<count).map { index in
      var random = SeededRandom(seed: seed, stream: UInt64(index))
      return MappedLayer.random(&random)
    }
  }

  private static let channels = [
    1, 3, 16, 24, 32, 48, 64, 80, 96, 120, 128, 160, 192, 224, 240, 256, 320, 384, 480, 512, 576, 640, 672, 768, 960,
    1000,
    1024, 1280, 1536, 2048, 3072, 4096,
  ]
  private static let widths = [
    1, 4, 7, 8, 12, 13, 14, 16, 20, 27, 28, 32, 35, 40, 54, 55, 56, 64, 80, 100, 112, 120, 128, 224,
  ]
  private static let rows = [1, 4, 16, 32, 35, 64, 100, 128, 196, 256, 384, 512, 784, 1024, 1500, 2048]
  private static let filters = [1, 1, 1, 3, 3, 3, 5, 7, 11]

  private static func random(_ random: inout SeededRandom) -> MappedLayer {
    let isMatmul = random.below(4) == 0
    let width = isMatmul ? rows[random.below(rows.count)] : widths[random.below(widths.count)]
    let filter = isMatmul ? 1 : filters[random.below(filters.count)]
    let layer = Convolution(
      bounds: LoopBounds(
        k: channels[random.below(channels.count)], c: channels[random.below(channels.count)], p: width,
        q: isMatmul ? 1 : width, r: filter, s: filter),
      stride: Extent(square: isMatmul || random.below(4) > 0 ? 1 : 2))
    let limit = 4 << random.below(5)
    let places: [(dimension: Dimension, levels: [Int])] = [
      (.p, [0, 2, 3]), (.q, [0, 2, 3]), (.r, [0, 2]), (.s, [0, 2]), (.c, [0, 2, 4]), (.k, [0, 2, 4]),
    ]
    var loops: [[(dimension: Dimension, bound: Int)]] = Array(repeating: [], count: 4)
    var spatial: [Dimension: Int] = [:]
    for (dimension, levels) in places {
      var factors: [Int: Int] = [:]
      for prime in primeFactors(layer.bounds[dimension]) {
        let level = levels[random.below(levels.count)]
        if level == 4 && spatial[dimension, default: 1] * prime <= limit {
          spatial[dimension, default: 1] *= prime
        } else {
          factors[level == 4 ? 0 : level, default: 1] *= prime
        }
      }
      for level in factors.keys.sorted() { loops[level].append((dimension, factors[level] ?? 1)) }
    }
    var nest = LoopNest<Double>()
    for level in 0..<4 {
      var order = loops[level]
      for last in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(last, random.below(last + 1)) }
      for loop in order { nest.append(NestLoop(loop.dimension, Double(loop.bound), level: level)) }
      // K spreads below the scratchpad, C below the accumulator.
      let spread: Dimension? = level == 1 ? .k : level == 2 ? .c : nil
      if let spread {
        nest.append(NestLoop(spread, Double(spatial[spread, default: 1]), level: level, place: .x))
      }
    }
    var side = 4
    while side < max(spatial[.c, default: 1], spatial[.k, default: 1]) { side *= 2 }
    return MappedLayer(nest, layer, side: side)
  }
}
