/// Rows shifted and scaled to mean 0 and variance 1, then by learnt numbers (Ba, Kiros and Hinton, "Layer
/// Normalization", 2016).
package struct LayerNorm: NetworkLayer {
  /// What columns are multiplied by.
  package let scale: ParameterLayout.Block
  /// What is added to columns.
  package let shift: ParameterLayout.Block

  private static let epsilon: Float = 1e-5

  /// A layer that begins as the normalisation alone.
  package init(columns: Int, named name: String, _ layout: inout ParameterLayout) {
    scale = layout.add("\(name).scale", columns: columns, start: .constant(1))
    shift = layout.add("\(name).shift", columns: columns, start: .constant(0))
  }

  package func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    var output = input
    for row in 0..<input.rows {
      let (mean, factor) = statistics(input, row)
      let first = row * input.columns
      for column in 0..<input.columns {
        let normal = (input.values[first + column] - mean) * factor
        output.values[first + column] = normal * parameters[scale.offset + column] + parameters[shift.offset + column]
      }
    }
    tape.push(input)
    return output
  }

  package func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    let input = tape.pop()
    var result = input
    let count = Float(input.columns)
    for row in 0..<input.rows {
      let (mean, factor) = statistics(input, row)
      let first = row * input.columns
      var (sum, product): (Float, Float) = (0, 0)
      for column in 0..<input.columns {
        let normal = (input.values[first + column] - mean) * factor
        let outer = slope.values[first + column]
        gradient[scale.offset + column] += outer * normal
        gradient[shift.offset + column] += outer
        let inner = outer * parameters[scale.offset + column]
        sum += inner
        product += inner * normal
      }
      for column in 0..<input.columns {
        let normal = (input.values[first + column] - mean) * factor
        let inner = slope.values[first + column] * parameters[scale.offset + column]
        result.values[first + column] = factor * (inner - sum / count - normal * product / count)
      }
    }
    return result
  }

  private func statistics(_ input: Matrix<Float>, _ row: Int) -> (mean: Float, factor: Float) {
    let first = row * input.columns
    var (sum, squares): (Float, Float) = (0, 0)
    for column in 0..<input.columns { sum += input.values[first + column] }
    let mean = sum / Float(input.columns)
    for column in 0..<input.columns {
      let distance = input.values[first + column] - mean
      squares += distance * distance
    }
    return (mean, 1 / (squares / Float(input.columns) + Self.epsilon).squareRoot())
  }
}
