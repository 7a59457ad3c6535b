/// y = x W + b.
package struct Linear: NetworkLayer {
  /// W, inputs × outputs.
  package let weight: ParameterLayout.Block
  /// b.
  package let bias: ParameterLayout.Block

  /// A layer whose parameters begin evenly within 1/√inputs, as PyTorch's do.
  ///
  /// - Parameters:
  ///   - inputs: Columns of its inputs.
  ///   - outputs: Columns of its outputs.
  ///   - name: What its parameters are called.
  ///   - layout: Takes up the parameters.
  ///   - zero: Begins with all zeros, for a branch that shall do nothing at first.
  package init(
    from inputs: Int, to outputs: Int, named name: String, _ layout: inout ParameterLayout, zero: Bool = false
  ) {
    let start: ParameterLayout.Start = zero ? .constant(0) : .uniform(1 / Float(max(1, inputs)).squareRoot())
    weight = layout.add("\(name).weight", rows: inputs, columns: outputs, start: start)
    bias = layout.add("\(name).bias", columns: outputs, start: start)
  }

  package func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    precondition(input.columns == weight.rows, "\(input.columns) inputs for \(weight.name) of \(weight.rows)")
    var output = Matrix<Float>(rows: input.rows, columns: weight.columns)
    for row in 0..<input.rows {
      let first = row * weight.columns
      for column in 0..<weight.columns { output.values[first + column] = parameters[bias.offset + column] }
    }
    input.values.withUnsafeBufferPointer { x in
      parameters.withUnsafeBufferPointer { p in
        output.values.withUnsafeMutableBufferPointer { y in
          guard let left = x.baseAddress, let right = p.baseAddress, let result = y.baseAddress else { return }
          Float.multiply(
            rows: input.rows, columns: weight.columns, inner: weight.rows, scale: 1, left, weight.rows,
            aTransposed: false, right + weight.offset, weight.columns, bTransposed: false, keeping: 1, into: result,
            weight.columns)
        }
      }
    }
    tape.push(input)
    return output
  }

  package func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    let input = tape.pop()
    var result = Matrix<Float>(rows: input.rows, columns: weight.rows)
    for row in 0..<slope.rows {
      let first = row * weight.columns
      for column in 0..<weight.columns { gradient[bias.offset + column] += slope.values[first + column] }
    }
    slope.values.withUnsafeBufferPointer { d in
      input.values.withUnsafeBufferPointer { x in
        gradient.withUnsafeMutableBufferPointer { g in
          guard let left = x.baseAddress, let right = d.baseAddress, let sum = g.baseAddress else { return }
          Float.multiply(
            rows: weight.rows, columns: weight.columns, inner: input.rows, scale: 1, left, weight.rows,
            aTransposed: true, right, weight.columns, bTransposed: false, keeping: 1, into: sum + weight.offset,
            weight.columns)
        }
      }
      parameters.withUnsafeBufferPointer { p in
        result.values.withUnsafeMutableBufferPointer { y in
          guard let left = d.baseAddress, let right = p.baseAddress, let product = y.baseAddress else { return }
          Float.multiply(
            rows: input.rows, columns: weight.rows, inner: weight.columns, scale: 1, left, weight.columns,
            aTransposed: false, right + weight.offset, weight.columns, bTransposed: true, keeping: 0, into: product,
            weight.rows)
        }
      }
    }
    return result
  }
}
