package import Core
import Foundation

/// Layers as networks have them, drawn at random, so that a recommender learns from none of the networks it is asked about.
///
/// Convolutions, depthwise ones, matrix products, batched ones and vector operations. Sizes are even in their logarithms
/// between what small and large published networks have, most of them multiples of 8 or 64; the ranges are ours.
package enum LayerSampler {
  /// The layer of a number; equal seeds and numbers give equal layers.
  package static func layer(_ number: Int, seed: UInt64) -> Layer {
    var random = SeededRandom(seed: seed, stream: UInt64(number))
    let operation: Core.Operation
    switch random.below(20) {
    case 0..<8: operation = .convolution(convolution(&random))
    case 8..<10: operation = .convolution(depthwise(&random))
    case 10..<15: operation = .convolution(product(&random))
    case 15..<17: operation = .convolution(batchedProduct(&random))
    default: operation = .vector(vector(&random))
    }
    return Layer(name: "sample-\(number)", content: LayerContent(operation: operation))
  }

  /// A whole number whose logarithm is even in a range, most often a multiple of a unit.
  private static func size(_ range: ClosedRange<Int>, unit: Int, _ random: inout SeededRandom) -> Int {
    let (least, most) = (log(Double(range.lowerBound)), log(Double(range.upperBound)))
    let drawn = Int(exp(least + (most - least) * random.unit()).rounded())
    guard unit > 1, random.below(5) > 0 else { return min(max(drawn, range.lowerBound), range.upperBound) }
    return max(range.lowerBound, (drawn + unit / 2) / unit * unit)
  }

  /// A common side of a feature map, or any.
  private static func side(_ random: inout SeededRandom) -> Int {
    let common = [7, 8, 14, 16, 28, 32, 56, 64, 112]
    return random.below(2) == 0 ? common[random.below(common.count)] : size(4...160, unit: 1, &random)
  }

  private static func convolution(_ random: inout SeededRandom) -> Convolution {
    let pixels = side(&random)
    // Deep layers see small maps: channels times side stays within what networks have.
    let most = min(2048, max(32, 32_768 / pixels))
    let c = random.below(12) == 0 ? 3 : size(8...most, unit: 8, &random)
    let k = size(8...most, unit: 8, &random)
    let taps = [1, 1, 1, 3, 3, 3, 5, 7][random.below(8)]
    return Convolution(
      bounds: LoopBounds(k: k, c: c, p: pixels, q: pixels, r: taps, s: taps),
      stride: Extent(square: random.below(4) == 0 ? 2 : 1), padding: Padding(width: taps / 2, height: taps / 2))
  }

  private static func depthwise(_ random: inout SeededRandom) -> Convolution {
    let pixels = side(&random)
    let taps = random.below(3) == 0 ? 5 : 3
    return Convolution(
      bounds: LoopBounds(g: size(16...1024, unit: 8, &random), p: pixels, q: pixels, r: taps, s: taps),
      stride: Extent(square: random.below(4) == 0 ? 2 : 1), padding: Padding(width: taps / 2, height: taps / 2))
  }

  private static func product(_ random: inout SeededRandom) -> Convolution {
    let m = random.below(5) == 0 ? 1 : size(1...4096, unit: 16, &random)
    return .gemm(m: m, n: size(64...16_384, unit: 64, &random), k: size(64...16_384, unit: 64, &random))
  }

  private static func batchedProduct(_ random: inout SeededRandom) -> Convolution {
    let batch = [6, 8, 12, 16, 20, 32][random.below(6)]
    let m = random.below(4) == 0 ? 1 : size(16...2048, unit: 16, &random)
    let tokens = size(16...2048, unit: 16, &random)
    let depth = [32, 64, 64, 96, 128][random.below(5)]
    // Scores, or what they weigh.
    return random.below(2) == 0
      ? .gemm(m: m, n: tokens, k: depth, batch: batch) : .gemm(m: m, n: depth, k: tokens, batch: batch)
  }

  private static func vector(_ random: inout SeededRandom) -> VectorOperation {
    let functions: [VectorFunction] = [
      .maxPooling, .averagePooling, .gelu, .softmax, .layerNormalisation, .rmsNormalisation, .add, .add, .multiply,
    ]
    let function = functions[random.below(functions.count)]
    let elements = size(512...8_388_608, unit: 64, &random)
    switch function {
    case .maxPooling, .averagePooling:
      let window = [4, 9, 49][random.below(3)]
      let inputs = elements * (window == 9 ? 4 : window)
      return VectorOperation(function: function, inputElements: [inputs], outputElements: elements, window: window)
    case .add, .multiply:
      return VectorOperation(function: function, inputElements: [elements, elements], outputElements: elements)
    default:
      return VectorOperation(function: function, inputElements: [elements], outputElements: elements)
    }
  }
}
