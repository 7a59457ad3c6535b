import Core

/// What a layer computes, with the geometry a document states even where `Core` keeps only sizes.
enum StatedOperation {
  case multiplication(Convolution)
  case pooling(VectorFunction, Convolution)
  case vector(VectorOperation)

  init(_ operation: Operation) {
    switch operation {
    case .convolution(let convolution): self = .multiplication(convolution)
    case .vector(let vector): self = .vector(vector)
    }
  }

  /// The sliding window, for operations that have one.
  var window: Convolution? {
    switch self {
    case .multiplication(let convolution): convolution.form == .convolution ? convolution : nil
    case .pooling(_, let convolution): convolution
    case .vector: nil
    }
  }

  /// The operation as `Core` has it.
  var operation: Operation {
    switch self {
    case .multiplication(let convolution): .convolution(convolution)
    case .pooling(let function, let window):
      .vector(
        VectorOperation(
          function: function, inputElements: [window.elements(of: .inputs)],
          outputElements: window.elements(of: .outputs), window: window.bounds.r * window.bounds.s))
    case .vector(let vector): .vector(vector)
    }
  }

  /// The operation with the padding its windows reach when they slide over an image.
  func clipped(to shape: ImageShape) -> StatedOperation {
    switch self {
    case .multiplication(let convolution) where convolution.form == .convolution:
      .multiplication(convolution.clipped(to: shape))
    case .pooling(let function, let window): .pooling(function, window.clipped(to: shape))
    default: self
    }
  }

  /// The first of the layer's totals that reaches 2^60, in words.
  func excess(_ precision: Precision) -> String? {
    switch self {
    case .multiplication(let convolution):
      guard convolution.bounds.checkedProduct != nil else { return "the number of multiply-accumulates" }
      return Self.fits(convolution, precision) ? nil : "the number of bits of a tensor"
    case .pooling(_, let window):
      guard window.bounds.checkedProduct != nil else { return "the number of element operations" }
      return Self.fits(window, precision) ? nil : "the number of bits of a tensor"
    case .vector(let vector):
      guard checkedMultiply(vector.outputElements, vector.window, vector.function.passes) != nil else {
        return "the number of element operations"
      }
      let sizes = vector.inputElements.map { ($0, precision.inputs) } + [(vector.outputElements, precision.outputs)]
      return sizes.allSatisfy { checkedMultiply($0, $1.bits) != nil } ? nil : "the number of bits of a tensor"
    }
  }

  private static func fits(_ window: Convolution, _ precision: Precision) -> Bool {
    guard let axes = window.axes else { return false }
    let bounds = window.bounds
    let inputs = checkedProduct([bounds.n, bounds.g, bounds.c, axes[0].span, axes[1].span, precision.inputs.bits])
    let weights = checkedProduct([bounds.g, bounds.k, bounds.c, bounds.r, bounds.s, precision.weights.bits])
    let outputs = checkedProduct([bounds.n, bounds.g, bounds.k, bounds.p, bounds.q, precision.outputs.bits])
    return inputs != nil && weights != nil && outputs != nil
  }
}

/// The product of a list, or `nil` when it reaches 2^60.
func checkedProduct(_ factors: [Int]) -> Int? {
  var product = 1
  for factor in factors {
    guard let next = checkedMultiply(product, factor) else { return nil }
    product = next
  }
  return product
}
