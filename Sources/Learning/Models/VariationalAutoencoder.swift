import Core
import Foundation

/// A variational auto-encoder whose latent variables also predict targets.
///
/// Loss: squared error of the reconstruction + weight · divergence of the latent distribution + weight · Huber's loss of the
/// heads, latent variables drawn as mean + deviation · noise (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014;
/// heads and the order of the weights as in Huang et al., "VAESA", ISPASS 2022). Inputs and targets are scaled inside.
package struct VariationalAutoencoder: Sendable {
  /// Sizes and training.
  package struct Options: Hashable, Sendable {
    /// Latent variables.
    package var latents = 12
    /// Columns of the hidden layers.
    package var width = 96
    /// Passes over the rows.
    package var epochs = 12
    /// Rows of a step.
    package var batch = 128
    /// The optimiser's rate.
    package var rate: Float = 2e-3
    /// What the divergence counts.
    package var divergenceWeight: Float = 1e-3
    /// What the heads' loss counts.
    package var headWeight: Float = 2

    /// The usual settings.
    package init() {}
  }

  private let inputScaling: ColumnScaling
  private let targetScaling: ColumnScaling
  private let options: Options
  private let encoder: Sequential
  private let decoder: Sequential
  private let heads: Sequential
  /// Where the parameters lie; for checkpoints.
  package let layout: ParameterLayout
  /// The parameters.
  package let parameters: [Float]

  /// Trains an auto-encoder.
  ///
  /// Deterministic for a seed.
  ///
  /// - Parameters:
  ///   - inputs: A row for each sample.
  ///   - targets: What the heads predict, a row for each sample.
  ///   - options: Sizes and training.
  ///   - seed: Of the first parameters, the order of samples and the noise.
  ///   - progress: Called after each epoch with its number and mean loss.
  package init(
    inputs: Matrix<Double>, targets: Matrix<Double>, options: Options = Options(), seed: UInt64,
    progress: (Int, Float) -> Void = { _, _ in }
  ) {
    inputScaling = ColumnScaling(inputs)
    targetScaling = ColumnScaling(targets)
    self.options = options
    var layout = ParameterLayout()
    let (width, latents) = (options.width, options.latents)
    encoder = Sequential(
      widths: [inputs.columns, width, width, 2 * latents], activation: .silu, named: "encoder", &layout)
    decoder = Sequential(widths: [latents, width, inputs.columns], activation: .silu, named: "decoder", &layout)
    heads = Sequential(widths: [latents, width, targets.columns], activation: .silu, named: "heads", &layout)
    self.layout = layout
    let step = TrainingStep(encoder: encoder, decoder: decoder, heads: heads, options: options)
    parameters = step.train(
      inputScaling.apply(inputs).single, targetScaling.apply(targets).single, layout, seed: seed, progress)
  }

  /// The means of the latent variables, a row for each sample.
  package func encode(_ inputs: Matrix<Double>) -> Matrix<Double> { encode(single: inputs.single).double }

  /// The means of the latent variables, a row for each sample, from inputs in single precision.
  package func encode(single inputs: Matrix<Float>) -> Matrix<Float> {
    var tape = Tape(recording: false)
    let outputs = encoder.forward(inputScaling.apply(inputs), parameters, &tape)
    let empty = Matrix<Float>(rows: inputs.rows, columns: 0)
    return empty.beside(outputs, columns: 0..<options.latents)
  }

  /// What the heads predict, a row for each sample.
  package func predict(_ inputs: Matrix<Double>) -> Matrix<Double> {
    var tape = Tape(recording: false)
    let outputs = heads.forward(encode(single: inputs.single), parameters, &tape)
    var predictions = outputs.double
    for row in 0..<predictions.rows {
      for (column, scaling) in targetScaling.columns.enumerated() {
        predictions[row, column] = scaling.restore(predictions[row, column])
      }
    }
    return predictions
  }
}

/// The three networks in training.
private struct TrainingStep {
  let encoder: Sequential
  let decoder: Sequential
  let heads: Sequential
  let options: VariationalAutoencoder.Options

  func train(
    _ inputs: Matrix<Float>, _ targets: Matrix<Float>, _ layout: ParameterLayout, seed: UInt64,
    _ progress: (Int, Float) -> Void
  ) -> [Float] {
    var parameters = layout.initial(seed: seed)
    var adam = Adam(count: layout.count, rate: options.rate, decay: 1e-4, longest: 5)
    var random = SeededRandom(seed: seed, stream: .max)
    let steps = (inputs.rows + options.batch - 1) / options.batch
    for epoch in 0..<options.epochs {
      let order = random.permutation(inputs.rows)
      var sum: Float = 0
      for step in 0..<steps {
        let rows = order[step * options.batch..<min((step + 1) * options.batch, order.count)]
        var gradient = [Float](repeating: 0, count: layout.count)
        sum += loss(inputs.selecting(rows: rows), targets.selecting(rows: rows), parameters, &gradient, &random)
        adam.step(
          &parameters, gradient, scale: cosineSchedule(epoch * steps + step, of: options.epochs * steps))
      }
      progress(epoch + 1, sum / Float(steps))
    }
    return parameters
  }

  private func loss(
    _ inputs: Matrix<Float>, _ targets: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float],
    _ random: inout SeededRandom
  ) -> Float {
    let latents = options.latents
    var (encoderTape, decoderTape, headTape) = (Tape(), Tape(), Tape())
    var codes = encoder.forward(inputs, parameters, &encoderTape)
    var noise = Matrix<Float>(rows: inputs.rows, columns: latents)
    var drawn = noise
    for row in 0..<inputs.rows {
      for column in 0..<latents {
        // Logarithms of variances far out would overflow and mean nothing.
        codes[row, latents + column] = min(max(codes[row, latents + column], -10), 10)
        noise[row, column] = Float(random.normal()) * exp(codes[row, latents + column] / 2)
        drawn[row, column] = codes[row, column] + noise[row, column]
      }
    }
    let reconstruction = Loss.meanSquared(decoder.forward(drawn, parameters, &decoderTape), inputs)
    var prediction = Loss.huber(heads.forward(drawn, parameters, &headTape), targets)
    let divergence = Loss.normalDivergence(codes)
    for index in prediction.slope.values.indices { prediction.slope.values[index] *= options.headWeight }
    var drawnSlope = decoder.backward(reconstruction.slope, parameters, &gradient, &decoderTape)
    drawnSlope.add(heads.backward(prediction.slope, parameters, &gradient, &headTape))
    var codeSlope = divergence.slope
    for row in 0..<inputs.rows {
      for column in 0..<latents {
        codeSlope[row, column] = codeSlope[row, column] * options.divergenceWeight + drawnSlope[row, column]
        codeSlope[row, latents + column] =
          codeSlope[row, latents + column] * options.divergenceWeight
          + drawnSlope[row, column] * noise[row, column] / 2
      }
    }
    _ = encoder.backward(codeSlope, parameters, &gradient, &encoderTape)
    return reconstruction.value + options.headWeight * prediction.value + options.divergenceWeight * divergence.value
  }
}
