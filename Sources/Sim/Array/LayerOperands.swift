package import Core

/// A layer's tensors, read as the matrices an array multiplies.
///
/// Inputs are stored group by group as [batch][row][column][channel], weights group by group as
/// [filter row][filter column][channel][filter], outputs group by group as [batch][row][column][filter]; so a GEMM's
/// matrices lie row by row. Convolutions become matrices by im2col, one address at a time: no copy is made.
package struct LayerOperands<Element: ArrayElement>: Sendable {
  package let layer: Convolution
  package let shape: GEMMShape
  package let inputs: [Element]
  package let weights: [Element]
  private let inputWidth: Int
  private let inputHeight: Int

  /// The most elements a tensor of a layer that is computed, rather than timed, may have.
  package static var elementLimit: Int { 1 << 28 }

  /// The operands of a layer.
  ///
  /// - Throws: `UnusableArray` for impossible sizes, tensors above `elementLimit`, and element counts that are not the
  ///   layer's.
  package init(_ layer: Convolution, inputs: [Element], weights: [Element]) throws {
    try Self.check(layer)
    for (operand, elements) in [(Operand.inputs, inputs), (.weights, weights)]
    where elements.count != layer.elements(of: operand) {
      throw UnusableArray(
        .outOfRange(
          subject: "layer", attribute: "number of \(operand.name)", found: "\(elements.count)",
          expected: "\(layer.elements(of: operand))"))
    }
    self.layer = layer
    shape = try GEMMShape(layer)
    self.inputs = inputs
    self.weights = weights
    inputWidth = layer.inputWidth
    inputHeight = layer.inputHeight
  }

  /// Operands with values drawn from a seed, inputs and weights from a stream each.
  ///
  /// - Throws: `UnusableArray` as the other initialiser.
  package init(_ layer: Convolution, seed: UInt64) throws {
    try Self.check(layer)
    var inputDraws = SeededRandom(seed: seed, stream: 0)
    var weightDraws = SeededRandom(seed: seed, stream: 1)
    try self.init(
      layer,
      inputs: (0..<layer.elements(of: .inputs)).map { _ in Element.drawn(from: &inputDraws) },
      weights: (0..<layer.elements(of: .weights)).map { _ in Element.drawn(from: &weightDraws) })
  }

  /// Element (m, k) of a group's input matrix; zero where the window hangs over the edge of the image.
  package func input(group: Int, m: Int, k: Int) -> Element {
    let bounds = layer.bounds
    let channel = k % bounds.c
    let filterColumn = k / bounds.c % bounds.r
    let filterRow = k / bounds.c / bounds.r
    let image = m / bounds.p / bounds.q
    let column = m % bounds.p * layer.stride.width + filterColumn * layer.dilation.width - layer.padding.left
    let row = m / bounds.p % bounds.q * layer.stride.height + filterRow * layer.dilation.height - layer.padding.top
    guard column >= 0, column < inputWidth, row >= 0, row < inputHeight else { return .zero }
    return inputs[(((group * bounds.n + image) * inputHeight + row) * inputWidth + column) * bounds.c + channel]
  }

  /// Element (k, n) of a group's weight matrix.
  package func weight(group: Int, k: Int, n: Int) -> Element {
    weights[(group * shape.k + k) * shape.n + n]
  }

  private static func check(_ layer: Convolution) throws {
    _ = try GEMMShape(layer)
    for operand in Operand.allCases where layer.elements(of: operand) > elementLimit {
      throw UnusableArray(
        .other(
          "the layer has \(layer.elements(of: operand)) \(operand.name)",
          remedy: "layers are computed up to \(elementLimit) elements a tensor; time larger ones without computing them"
        ))
    }
  }
}
