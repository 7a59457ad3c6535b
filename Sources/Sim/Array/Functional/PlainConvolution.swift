import Core

/// A layer's outputs by nested loops over its definition: no array, no im2col, no folds.
///
/// Output (g, n, q, p, k) is the sum over filter rows, filter columns and channels, in this order, of the products of
/// weights and inputs; positions outside the image contribute nothing. Products are added up `block` at a time from
/// zero, and the blocks' sums in order, which is what an array does whose folds cover `block` of them; integer sums do
/// not depend on it.
package func plainConvolution<Element>(
  _ operands: LayerOperands<Element>, summedInBlocksOf block: Int
) -> [Element.Sum] {
  let layer = operands.layer
  let bounds = layer.bounds
  let (width, height) = (layer.inputWidth, layer.inputHeight)
  var outputs: [Element.Sum] = []
  outputs.reserveCapacity(layer.elements(of: .outputs))
  for group in 0..<bounds.g {
    for image in 0..<bounds.n {
      for row in 0..<bounds.q {
        for column in 0..<bounds.p {
          for filter in 0..<bounds.k {
            var sum = BlockedSum<Element.Sum>(block: block)
            for s in 0..<bounds.s {
              let y = row * layer.stride.height + s * layer.dilation.height - layer.padding.top
              for r in 0..<bounds.r {
                let x = column * layer.stride.width + r * layer.dilation.width - layer.padding.left
                let isInside = (0..<height).contains(y) && (0..<width).contains(x)
                let pixel = (((group * bounds.n + image) * height + y) * width + x) * bounds.c
                let tap = ((group * bounds.s + s) * bounds.r + r) * bounds.c
                for channel in 0..<bounds.c {
                  let weight = operands.weights[(tap + channel) * bounds.k + filter]
                  sum.add(Element.product(isInside ? operands.inputs[pixel + channel] : .zero, weight))
                }
              }
            }
            outputs.append(sum.total)
          }
        }
      }
    }
  }
  return outputs
}

/// A sum of terms added up block by block.
private struct BlockedSum<Sum: ArraySum> {
  private let block: Int
  private var blocks: Sum?
  private var current = Sum.zero
  private var terms = 0

  init(block: Int) {
    self.block = block
  }

  mutating func add(_ term: Sum) {
    if terms == block {
      blocks = total
      current = .zero
      terms = 0
    }
    current = Sum.sum(current, term)
    terms += 1
  }

  var total: Sum {
    blocks.map { Sum.sum($0, current) } ?? current
  }
}
