/// A differentiable function from a matrix to a matrix, rows being samples (or tokens of samples).
///
/// What the backward pass needs, the forward pass pushes onto the tape, and the backward pass pops it in reverse.
package protocol NetworkLayer: Sendable {
  /// The outputs of a batch.
  func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float>

  /// The loss's derivative by the inputs, given that by the outputs; adds the one by the parameters to `gradient`.
  func backward(_ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape)
    -> Matrix<Float>
}

/// What forward passes leave for backward passes.
package struct Tape: Sendable {
  private var stack: [Matrix<Float>] = []
  private let isRecording: Bool

  /// An empty tape; one that doesn't record makes the forward pass cheaper and a backward pass impossible.
  package init(recording: Bool = true) {
    isRecording = recording
  }

  mutating func push(_ matrix: @autoclosure () -> Matrix<Float>) {
    if isRecording { stack.append(matrix()) }
  }

  mutating func pop() -> Matrix<Float> {
    guard let last = stack.popLast() else { preconditionFailure("a backward pass without its forward pass") }
    return last
  }
}

/// Layers one after another.
package struct Sequential: NetworkLayer {
  /// The layers, first to last.
  package var layers: [any NetworkLayer]

  /// The given layers.
  package init(_ layers: [any NetworkLayer]) {
    self.layers = layers
  }

  /// Linear layers of the given widths with an activation between each two.
  package init(
    widths: [Int], activation: Activation, named name: String, _ layout: inout ParameterLayout
  ) {
    layers = []
    for index in widths.indices.dropFirst() {
      if index > 1 { layers.append(activation) }
      layers.append(
        Linear(from: widths[index - 1], to: widths[index], named: "\(name).\(index - 1)", &layout))
    }
  }

  package func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    layers.reduce(input) { $1.forward($0, parameters, &tape) }
  }

  package func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    layers.reversed().reduce(slope) { $1.backward($0, parameters, &gradient, &tape) }
  }
}

/// A layer whose input is added to its output.
package struct Residual: NetworkLayer {
  /// What is added to the input.
  package var inner: any NetworkLayer

  /// The given layer, whose outputs have the shape of its inputs.
  package init(_ inner: any NetworkLayer) {
    self.inner = inner
  }

  package func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    var output = inner.forward(input, parameters, &tape)
    output.add(input)
    return output
  }

  package func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    var result = inner.backward(slope, parameters, &gradient, &tape)
    result.add(slope)
    return result
  }
}

/// The tokens of a sample side by side in one row; a batch has `tokens` rows a sample before and one after.
package struct Flatten: NetworkLayer {
  /// Tokens of a sample.
  package var tokens: Int

  /// Joins the given number of rows.
  package init(tokens: Int) {
    self.tokens = tokens
  }

  package func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    Matrix(rows: input.rows / tokens, columns: input.columns * tokens, values: input.values)
  }

  package func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    Matrix(rows: slope.rows * tokens, columns: slope.columns / tokens, values: slope.values)
  }
}

extension Matrix {
  /// Adds another matrix of the same shape.
  package mutating func add(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "a sum of matrices of different shapes")
    other.values.withUnsafeBufferPointer { right in
      for index in values.indices { values[index] += right[index] }
    }
  }
}
