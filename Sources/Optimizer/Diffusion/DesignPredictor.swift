import Core
package import Learning

/// A small network that predicts scaled objectives of design vectors, so that it can be asked which way they improve.
///
/// It learns what a more careful model believes of many designs, and stands in for it where derivatives are needed.
package struct DesignPredictor: Sendable {
  private let network: Sequential
  private let parameters: [Float]

  /// Trains a network; deterministic for a seed.
  ///
  /// - Parameters:
  ///   - vectors: Designs, a row each.
  ///   - values: Their scaled objectives.
  ///   - width: Columns of the hidden layers.
  ///   - steps: Steps of the optimiser.
  ///   - seed: Of the first parameters and the order of rows.
  ///   - training: Where trained networks are kept.
  package init(
    vectors: Matrix<Float>, values: Matrix<Float>, width: Int, steps: Int, seed: UInt64,
    by training: ModelTraining = ModelTraining()
  ) {
    var layout = ParameterLayout()
    let network = Sequential(
      widths: [vectors.columns, width, width, values.columns], activation: .silu, named: "predictor", &layout)
    self.network = network
    parameters = training.parameters(of: "the predictor", layout) { content in
      content.add("\(width) \(steps) \(seed)")
      content.add(vectors)
      content.add(values)
    } train: { progress in
      Self.train(network, layout, vectors: vectors, values: values, steps: steps, seed: seed, progress)
    }
  }

  private static func train(
    _ network: Sequential, _ layout: ParameterLayout, vectors: Matrix<Float>, values: Matrix<Float>, steps: Int,
    seed: UInt64, _ progress: (Int, Int) -> Void
  ) -> [Float] {
    var parameters = layout.initial(seed: seed)
    var adam = Adam(count: layout.count, rate: 3e-3, decay: 1e-4, longest: 5)
    var random = SeededRandom(seed: seed, stream: .max)
    for step in 0..<steps {
      let rows = (0..<Self.batch).map { _ in random.below(vectors.rows) }
      var tape = Tape()
      var gradient = [Float](repeating: 0, count: layout.count)
      let outputs = network.forward(vectors.selecting(rows: rows), parameters, &tape)
      let loss = Loss.meanSquared(outputs, values.selecting(rows: rows))
      _ = network.backward(loss.slope, parameters, &gradient, &tape)
      adam.step(&parameters, gradient, scale: cosineSchedule(step, of: steps))
      progress(step + 1, steps)
    }
    return parameters
  }

  /// The predicted objectives, a row for each vector.
  package func predict(_ vectors: Matrix<Float>) -> Matrix<Float> {
    var tape = Tape(recording: false)
    return network.forward(vectors, parameters, &tape)
  }

  /// The derivative by the vectors of half the squared distances by which objectives miss their targets; being better than
  /// a target is no miss.
  package func slopes(_ vectors: Matrix<Float>, missing targets: Matrix<Float>) -> Matrix<Float> {
    var tape = Tape()
    var misses = network.forward(vectors, parameters, &tape)
    for index in misses.values.indices { misses.values[index] = max(0, misses.values[index] - targets.values[index]) }
    var unused = [Float](repeating: 0, count: parameters.count)
    return network.backward(misses, parameters, &unused, &tape)
  }

  private static let batch = 128
}
