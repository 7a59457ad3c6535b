import Core

/// A product of int8 matrices by the schoolbook rule, sums wrapping at 32 bits; both matrices stored row by row.
func schoolbookProduct(m: Int, n: Int, k: Int, _ inputs: [Int8], _ weights: [Int8]) -> [Int32] {
  var outputs = [Int32](repeating: 0, count: m * n)
  for row in 0..<m {
    for column in 0..<n {
      var sum = 0
      for inner in 0..<k {
        sum += Int(inputs[row * k + inner]) * Int(weights[inner * n + column])
      }
      outputs[row * n + column] = Int32(truncatingIfNeeded: sum)
    }
  }
  return outputs
}

/// A grouped convolution that scatters each product to the output it belongs to: the transposed loop order of the
/// definition, with a padded copy of every image instead of bounds checks.
func scatteredConvolution(_ layer: Convolution, _ inputs: [Int8], _ weights: [Int8]) -> [Int32] {
  let bounds = layer.bounds
  let padding = layer.padding
  let (width, height) = (layer.inputWidth, layer.inputHeight)
  let (paddedWidth, paddedHeight) = (padding.left + width + padding.right, padding.top + height + padding.bottom)
  var outputs = [Int32](repeating: 0, count: bounds.g * bounds.n * bounds.q * bounds.p * bounds.k)
  var input = inputs.makeIterator()
  for group in 0..<bounds.g {
    for image in 0..<bounds.n {
      var padded = [Int32](repeating: 0, count: paddedWidth * paddedHeight * bounds.c)
      for y in 0..<height {
        for x in 0..<width {
          for channel in 0..<bounds.c {
            padded[((y + padding.top) * paddedWidth + x + padding.left) * bounds.c + channel] =
              Int32(input.next() ?? 0)
          }
        }
      }
      var weight = weights[(group * bounds.s * bounds.r * bounds.c * bounds.k)...].makeIterator()
      for s in 0..<bounds.s {
        for r in 0..<bounds.r {
          for channel in 0..<bounds.c {
            for filter in 0..<bounds.k {
              let factor = Int32(weight.next() ?? 0)
              for q in 0..<bounds.q {
                for p in 0..<bounds.p {
                  let y = q * layer.stride.height + s * layer.dilation.height
                  let x = p * layer.stride.width + r * layer.dilation.width
                  let output = (((group * bounds.n + image) * bounds.q + q) * bounds.p + p) * bounds.k + filter
                  outputs[output] &+= factor &* padded[(y * paddedWidth + x) * bounds.c + channel]
                }
              }
            }
          }
        }
      }
    }
  }
  return outputs
}

/// Drawn int8 numbers.
func drawnNumbers(_ count: Int, _ random: inout SeededRandom) -> [Int8] {
  (0..<count).map { _ in Int8(truncatingIfNeeded: random.next()) }
}
