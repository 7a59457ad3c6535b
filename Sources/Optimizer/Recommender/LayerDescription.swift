package import Core
import Foundation

/// A layer as a recommender sees it: logarithms of its sizes, of what arrays of some sides waste on its channels, and of how
/// far its operands outgrow memories of some capacities.
package enum LayerDescription {
  /// Numbers of a layer.
  package static let count = 22 + 2 * sides.count + 3 * capacities.count

  /// Array sides whose waste is told.
  private static let sides = [8, 16, 32, 64]
  /// Logarithms to base 2 of capacities, in bytes, that operands may outgrow.
  private static let capacities = 14...20

  /// The numbers of a layer, each of order one.
  package static func numbers(of layer: Layer) -> [Float] {
    var numbers: [Float]
    let bits = [Operand.weights, .inputs, .outputs].map { Float(layer.precision[$0].bits) / 8 }
    let bytes = [Operand.weights, .inputs, .outputs].map { logarithm(layer.bytes(of: $0)) }
    switch layer.operation {
    case .convolution(let convolution):
      let bounds = convolution.bounds
      numbers = [0, convolution.form == .gemm ? 1 : 0]
      numbers += [bounds.n, bounds.g, bounds.k, bounds.c, bounds.p, bounds.q, bounds.r, bounds.s].map(logarithm)
      numbers += [convolution.stride.width, convolution.stride.height].map(logarithm)
      numbers += [logarithm(convolution.macs), logarithm(bounds.p * bounds.q * bounds.n), 0, 0]
      for side in sides {
        numbers += [waste(of: bounds.k, side), waste(of: bounds.c, side)]
      }
    case .vector(let vector):
      numbers = [1, 0] + Array(repeating: 0, count: 10)
      numbers += [0, 0, logarithm(vector.elementOperations), logarithm(vector.window)]
      numbers += Array(repeating: 0, count: 2 * sides.count)
    }
    let excess = bytes.flatMap { size in capacities.map { max(0, size - Float($0) / 10) } }
    return numbers + bits + bytes + excess
  }

  /// The logarithm to base 2 of a count from 1 up, a tenth of it.
  private static func logarithm(_ count: Int) -> Float { Float(log2(Double(max(1, count)))) / 10 }

  /// The logarithm to base 2 of how much longer a size is when rounded up to whole sides.
  private static func waste(of size: Int, _ side: Int) -> Float {
    Float(log2(Double(ceilingDivide(size, side) * side) / Double(size)))
  }
}
