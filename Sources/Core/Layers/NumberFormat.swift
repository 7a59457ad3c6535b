/// How one element of a tensor is stored.
public enum NumberFormat: String, CaseIterable, Hashable, Sendable, Codable {
  case int4
  case int8
  case int16
  case int32
  case fp8
  case bf16
  case fp16
  case fp32

  /// Bits of one element.
  public var bits: Int {
    switch self {
    case .int4: 4
    case .int8, .fp8: 8
    case .int16, .bf16, .fp16: 16
    case .int32, .fp32: 32
    }
  }

  /// Bytes that hold `elements` packed elements.
  public func bytes(_ elements: Int) -> Int {
    ceilingDivide(elements * bits, 8)
  }
}

/// The number format of each operand of a layer, and of partial sums while they accumulate.
public struct Precision: Hashable, Sendable, Codable {
  /// The format of weights.
  public var weights: NumberFormat
  /// The format of inputs.
  public var inputs: NumberFormat
  /// The format of finished outputs.
  public var outputs: NumberFormat
  /// The format of outputs while they accumulate.
  public var partialSums: NumberFormat

  /// Formats by name; int8 operands with int32 sums unless said otherwise.
  public init(
    weights: NumberFormat = .int8, inputs: NumberFormat = .int8, outputs: NumberFormat = .int8,
    partialSums: NumberFormat = .int32
  ) {
    self.weights = weights
    self.inputs = inputs
    self.outputs = outputs
    self.partialSums = partialSums
  }

  /// The format an operand has in its tensor; partial sums apart.
  public subscript(operand: Operand) -> NumberFormat {
    switch operand {
    case .weights: weights
    case .inputs: inputs
    case .outputs: outputs
    }
  }
}
