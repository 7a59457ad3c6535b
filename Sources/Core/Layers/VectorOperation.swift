/// A function a vector unit computes element by element.
public enum VectorFunction: String, CaseIterable, Hashable, Sendable, Codable {
  case maxPooling = "max-pooling"
  case averagePooling = "average-pooling"
  case relu
  case relu6
  case gelu
  case silu
  case sigmoid
  case tanh
  case softmax
  case layerNormalisation = "layer-normalisation"
  case rmsNormalisation = "rms-normalisation"
  case batchNormalisation = "batch-normalisation"
  case rotaryEmbedding = "rotary-embedding"
  case add
  case multiply
  /// Any other function of the elements that stand at one place of its inputs.
  case elementWise = "element-wise"
  /// No arithmetic: elements are read and written elsewhere, as a transposition or a concatenation does.
  case copy

  /// Passes over the data a unit that keeps nothing but one running value per row has to make.
  ///
  /// Softmax: maximum, sum of exponentials, scaling. Layer normalisation: mean, variance, scaling (Milakov and
  /// Gimelshein, "Online normalizer calculation for softmax", arXiv 1805.02867, §2, counts the passes of the safe
  /// softmax; the others follow from their formulas).
  public var passes: Int {
    switch self {
    case .softmax, .layerNormalisation: 3
    case .rmsNormalisation: 2
    default: 1
    }
  }
}

/// A layer without multiply–accumulates: pooling, activation, normalisation, softmax or element-wise arithmetic.
public struct VectorOperation: Hashable, Sendable, Codable {
  /// What is computed.
  public var function: VectorFunction
  /// Elements of each input tensor, in order.
  public var inputElements: [Int]
  /// Elements of the output tensor.
  public var outputElements: Int
  /// Input elements reduced to one output element; 1 unless the function pools.
  public var window: Int

  /// A vector operation; it reduces nothing unless a window is given.
  public init(function: VectorFunction, inputElements: [Int], outputElements: Int, window: Int = 1) {
    self.function = function
    self.inputElements = inputElements
    self.outputElements = outputElements
    self.window = window
  }

  /// Element operations of the whole layer: outputs × window × passes.
  public var elementOperations: Int {
    outputElements * window * function.passes
  }
}
