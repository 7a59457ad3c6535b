import Foundation

/// A function of each entry.
package enum Activation: String, CaseIterable, NetworkLayer {
  /// max(x, 0).
  case relu
  /// x Φ(x) in the tanh form (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016, section 2).
  case gelu
  /// x σ(x), also called swish.
  case silu
  case tanh
  case sigmoid

  package func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    tape.push(input)
    var output = input
    for index in output.values.indices { output.values[index] = value(output.values[index]) }
    return output
  }

  package func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    var result = tape.pop()
    for index in result.values.indices {
      result.values[index] = slope.values[index] * derivative(result.values[index])
    }
    return result
  }

  private func value(_ x: Float) -> Float {
    switch self {
    case .relu: max(x, 0)
    case .gelu: x * logistic(Self.geluArgument(x))
    case .silu: x * logistic(x)
    case .tanh: 2 * logistic(2 * x) - 1
    case .sigmoid: logistic(x)
    }
  }

  private func derivative(_ x: Float) -> Float {
    switch self {
    case .relu:
      return x > 0 ? 1 : 0
    case .gelu:
      let share = logistic(Self.geluArgument(x))
      return share + x * share * (1 - share) * Self.geluScale * (1 + 3 * Self.geluCubic * x * x)
    case .silu:
      let share = logistic(x)
      return share * (1 + x * (1 - share))
    case .tanh:
      let y = 2 * logistic(2 * x) - 1
      return 1 - y * y
    case .sigmoid:
      let share = logistic(x)
      return share * (1 - share)
    }
  }

  /// 2 √(2/π): ½ (1 + tanh(y)) is the logistic function of 2 y.
  private static let geluScale: Float = 1.595_769_1
  private static let geluCubic: Float = 0.044_715

  private static func geluArgument(_ x: Float) -> Float { geluScale * (x + geluCubic * x * x * x) }
}

/// 1 / (1 + e^−x).
package func logistic(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
