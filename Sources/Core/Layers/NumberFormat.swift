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
  public var weights: NumberFormat
  public var inputs: NumberFormat
  public var outputs: NumberFormat
  public var partialSums: NumberFormat

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
