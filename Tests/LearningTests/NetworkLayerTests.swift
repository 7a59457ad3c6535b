import Core
import Learning
import Testing

/// A network of one layer under test, and the inputs it takes.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let rows: Int
  let columns: Int
  let make: @Sendable (inout ParameterLayout) -> any NetworkLayer

  static let all =
    [
      LayerCase(testDescription: "linear", rows: 3, columns: 4) { Linear(from: 4, to: 5, named: "a", &$0) },
      LayerCase(testDescription: "layer norm", rows: 3, columns: 6) { LayerNorm(columns: 6, named: "a", &$0) },
      LayerCase(testDescription: "attention", rows: 6, columns: 4) {
        Attention(tokens: 3, width: 4, heads: 2, named: "a", &$0)
      },
      LayerCase(testDescription: "residual", rows: 3, columns: 4) {
        Residual(Linear(from: 4, to: 4, named: "a", &$0))
      },
      LayerCase(testDescription: "flatten and layers", rows: 6, columns: 2) {
        Sequential([Flatten(tokens: 3), Sequential(widths: [6, 5, 4], activation: .gelu, named: "a", &$0)])
      },
    ]
    + Activation.allCases.map { activation in
      LayerCase(testDescription: activation.rawValue, rows: 3, columns: 5) { _ in activation }
    }
}

@Suite struct NetworkLayerTests {
  /// Every derivative by every parameter and input, against central differences in single precision.
  @Test(arguments: LayerCase.all)
  func derivativesAreDifferences(of layer: LayerCase) {
    var layout = ParameterLayout()
    let network = layer.make(&layout)
    var random = SeededRandom(seed: 11)
    var parameters = layout.initial(seed: 12)
    for index in parameters.indices { parameters[index] += 0.3 * Float(random.normal()) }
    let input = randomFloats(layer.rows, layer.columns, &random)
    var tape = Tape()
    let output = network.forward(input, parameters, &tape)
    let weights = randomFloats(output.rows, output.columns, &random)
    func value(_ input: Matrix<Float>, _ parameters: [Float]) -> Double {
      var blank = Tape(recording: false)
      let output = network.forward(input, parameters, &blank)
      return zip(output.values, weights.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    var gradient = [Float](repeating: 0, count: layout.count)
    let slope = network.backward(weights, parameters, &gradient, &tape)
    let step: Float = 5e-3
    for index in parameters.indices {
      var (up, down) = (parameters, parameters)
      up[index] += step
      down[index] -= step
      expectClose(gradient[index], (value(input, up) - value(input, down)) / Double(2 * step))
    }
    for index in input.values.indices {
      var (up, down) = (input, input)
      up.values[index] += step
      down.values[index] -= step
      expectClose(slope.values[index], (value(up, parameters) - value(down, parameters)) / Double(2 * step))
    }
  }

  @Test func embeddingsAreRowsAndTheirDerivativesSums() {
    var layout = ParameterLayout()
    let embedding = Embedding(entries: 3, width: 2, named: "a", &layout)
    let parameters: [Float] = [1, 2, 3, 4, 5, 6]
    #expect(embedding.forward([2, 0, 2, 9], parameters).values == [5, 6, 1, 2, 5, 6, 5, 6])
    var gradient = [Float](repeating: 0, count: 6)
    embedding.backward(Matrix(rows: 3, columns: 2, values: [1, 2, 3, 4, 5, 6]), [2, 0, 2], &gradient)
    #expect(gradient == [3, 4, 0, 0, 6, 8])
  }

  /// Attention that looks at all tokens alike returns their mean.
  @Test func evenAttentionIsTheMean() {
    var layout = ParameterLayout()
    let attention = Attention(tokens: 3, width: 2, heads: 1, named: "a", &layout)
    var parameters = [Float](repeating: 0, count: layout.count)
    // Values and outputs pass through; queries and keys are zero.
    for index in 0..<2 {
      parameters[index * 6 + 4 + index] = 1
      parameters[12 + 6 + index * 2 + index] = 1
    }
    var tape = Tape(recording: false)
    let output = attention.forward(Matrix([[1, 2], [4, 2], [7, 8]]), parameters, &tape)
    for row in 0..<3 { #expect(abs(output[row, 0] - 4) < 1e-6 && abs(output[row, 1] - 4) < 1e-6) }
  }
}

@Suite struct LossTests {
  static let cases: [(String, @Sendable (Matrix<Float>) -> Loss)] = {
    let targets = Matrix<Float>([[0.5, 0.2, 0.3, 0], [0, 1, 0, 0], [0.1, 0, 0.2, 0.7]])
    return [
      ("mean squared", { .meanSquared($0, targets) }), ("huber", { .huber($0, targets, threshold: 0.6) }),
      ("cross-entropy", { .crossEntropy($0, targets) }), ("binary", { .binaryCrossEntropy($0, targets) }),
      ("divergence", { .normalDivergence($0) }),
      ("contrastive", { .contrastive($0, labels: [7, 2, 7], temperature: 0.5) }),
    ]
  }()

  @Test(arguments: 0..<6)
  func derivativesAreDifferences(number: Int) {
    let (_, loss) = Self.cases[number]
    var random = SeededRandom(seed: 13)
    let outputs = randomFloats(3, 4, &random)
    let slope = loss(outputs).slope
    let step: Float = 5e-3
    for index in outputs.values.indices {
      var (up, down) = (outputs, outputs)
      up.values[index] += step
      down.values[index] -= step
      expectClose(slope.values[index], Double(loss(up).value - loss(down).value) / Double(2 * step))
    }
  }

  /// Values worked out by hand.
  @Test func valuesAreThoseOfTheFormulas() {
    let outputs = Matrix<Float>([[0, 0], [1, -1]])
    #expect(Loss.meanSquared(outputs, Matrix([[1, 0], [1, 1]])).value == 2.5)
    #expect(Loss.huber(outputs, Matrix([[0.5, 0], [1, 1]]), threshold: 1).value == (0.125 + 1.5) / 2)
    #expect(abs(Loss.crossEntropy(Matrix([[0, 0]]), Matrix([[1, 0]])).value - Float(naturalLogarithm(2))) < 1e-6)
    #expect(Loss.normalDivergence(Matrix([[0, 0]])).value == 0)
    #expect(Loss.normalDivergence(Matrix([[2, 0]])).value == 2)
    // Two pairs at right angles: each row sees its companion at cosine 1 and two others at 0, so the loss is
    // log (1 + 2 / e).
    let pairs = Matrix<Float>([[2, 0], [0, 1], [1, 0], [0, 3]])
    let expected = naturalLogarithm(1 + 2 / 2.718281828459045)
    #expect(abs(Double(Loss.contrastive(pairs, labels: [0, 1, 0, 1], temperature: 1).value) - expected) < 1e-6)
  }
}

func randomFloats(_ rows: Int, _ columns: Int, _ random: inout SeededRandom) -> Matrix<Float> {
  Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { _ in Float(random.normal()) })
}

/// Within what central differences of single-precision sums are good for.
private func expectClose(
  _ analytic: Float, _ difference: Double, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  #expect(
    abs(Double(analytic) - difference) < 4e-3 * max(1, abs(difference)), "\(analytic) and \(difference)",
    sourceLocation: sourceLocation)
}
