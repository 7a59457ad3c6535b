package import Core
import Foundation
package import Learning

/// A network that takes the noise off vectors, told what the result shall be like, and the sampler that goes with it.
///
/// The network predicts the clean vector from the noisy one, the time and the condition (as analog bits do); a share of the
/// conditions is dropped in training, so that samples can lean on the condition more than the data does (Ho and Salimans,
/// "Classifier-Free Diffusion Guidance", 2022, equation 6). Sampling takes few, deterministic steps (Song, Meng and Ermon,
/// "Denoising Diffusion Implicit Models", ICLR 2021, equation 12, η = 0).
package struct ConditionalDiffusion: Sendable {
  /// Sizes and training.
  package struct Options: Hashable, Sendable {
    /// Columns of the hidden layers.
    package var width = 96
    /// Steps of the optimiser.
    package var steps = 400
    /// Rows of a step.
    package var batch = 192
    /// The optimiser's rate.
    package var rate: Float = 3e-3
    /// The share of rows whose condition is dropped.
    package var dropped = 0.15

    /// The usual settings.
    package init() {}
  }

  /// What a network learns from: vectors, what they are like, and how often each is drawn.
  package struct Samples {
    /// Clean vectors, a row each.
    package var vectors: Matrix<Float>
    /// What each is like.
    package var conditions: Matrix<Float>
    /// The last row of each of several groups, plus one; groups are drawn from equally often.
    package var groupEnds: [Int]

    /// The given vectors; each group has one at least.
    package init(vectors: Matrix<Float>, conditions: Matrix<Float>, groupEnds: [Int]) {
      self.vectors = vectors
      self.conditions = conditions
      self.groupEnds = groupEnds
    }
  }

  private let network: Sequential
  private let parameters: [Float]
  private let vectorWidth: Int
  private let conditionWidth: Int

  /// Trains a network; deterministic for a seed.
  ///
  /// - Parameters:
  ///   - samples: What it learns from.
  ///   - options: Sizes and training.
  ///   - seed: Of the first parameters, the order of rows and the noise.
  ///   - training: Where trained networks are kept.
  package init(
    _ samples: Samples, options: Options, seed: UInt64, by training: ModelTraining = ModelTraining()
  ) {
    vectorWidth = samples.vectors.columns
    conditionWidth = samples.conditions.columns
    var layout = ParameterLayout()
    let inputs = vectorWidth + NoiseSchedule.featureCount + conditionWidth + 1
    let network = Sequential(
      widths: [inputs, options.width, options.width, vectorWidth], activation: .silu, named: "denoiser", &layout)
    self.network = network
    parameters = training.parameters(of: "the denoiser", layout) { content in
      content.add("\(options) \(samples.groupEnds) \(seed)")
      content.add(samples.vectors)
      content.add(samples.conditions)
    } train: { progress in
      Self.train(network, layout, samples, options, seed: seed, progress)
    }
  }

  private static func train(
    _ network: Sequential, _ layout: ParameterLayout, _ samples: Samples, _ options: Options, seed: UInt64,
    _ progress: (Int, Int) -> Void
  ) -> [Float] {
    var parameters = layout.initial(seed: seed)
    var adam = Adam(count: layout.count, rate: options.rate, decay: 1e-4, longest: 5)
    var random = SeededRandom(seed: seed, stream: .max)
    let (columns, conditions) = (samples.vectors.columns, samples.conditions.columns)
    for step in 0..<options.steps {
      var clean: [Float] = []
      var inputs: [Float] = []
      for _ in 0..<options.batch {
        let row = samples.row(&random)
        let time = random.unit()
        let signal = NoiseSchedule.signal(at: time)
        let (kept, noise) = (Float(signal.squareRoot()), Float((1 - signal).squareRoot()))
        let vector = samples.vectors.row(row)
        clean += vector
        for value in vector { inputs.append(kept * value + noise * Float(random.normal())) }
        inputs += NoiseSchedule.features(of: time)
        let isDropped = random.unit() < options.dropped
        inputs += isDropped ? ArraySlice(repeating: 0, count: conditions) : samples.conditions.row(row)
        inputs.append(isDropped ? 0 : 1)
      }
      var tape = Tape()
      var gradient = [Float](repeating: 0, count: layout.count)
      let width = columns + NoiseSchedule.featureCount + conditions + 1
      let outputs = network.forward(
        Matrix(rows: options.batch, columns: width, values: inputs), parameters, &tape)
      let loss = Loss.meanSquared(outputs, Matrix(rows: options.batch, columns: columns, values: clean))
      _ = network.backward(loss.slope, parameters, &gradient, &tape)
      adam.step(&parameters, gradient, scale: cosineSchedule(step, of: options.steps))
      progress(step + 1, options.steps)
    }
    return parameters
  }

  /// Vectors that are like the wanted conditions.
  ///
  /// - Parameters:
  ///   - conditions: What each shall be like, a row each.
  ///   - steps: Calls of the network.
  ///   - emphasis: How much more than in the data the condition counts; 0 for as much.
  ///   - random: The first noise.
  ///   - guide: Moves predicted clean vectors towards what is wanted before each step, told how much noise is left; the
  ///     network isn't derived (He et al., "Manifold Preserving Guided Diffusion", ICLR 2024).
  /// - Returns: A vector for each row of conditions.
  package func samples(
    _ conditions: Matrix<Float>, steps: Int, emphasis: Float, _ random: inout SeededRandom,
    guide: (inout Matrix<Float>, Double) -> Void
  ) -> Matrix<Float> {
    var vectors = Matrix<Float>(rows: conditions.rows, columns: vectorWidth)
    for index in vectors.values.indices { vectors.values[index] = Float(random.normal()) }
    for step in 0..<steps {
      let time = 1 - Double(step) / Double(steps)
      let next = 1 - Double(step + 1) / Double(steps)
      var clean = prediction(vectors, conditions, at: time)
      if emphasis > 0 {
        let free = prediction(vectors, nil, at: time)
        for index in clean.values.indices {
          clean.values[index] += emphasis * (clean.values[index] - free.values[index])
        }
      }
      let signal = NoiseSchedule.signal(at: time)
      clean.clamp()
      guide(&clean, 1 - signal)
      clean.clamp()
      guard step + 1 < steps else { return clean }
      let nextSignal = NoiseSchedule.signal(at: next)
      let (kept, noise) = (Float(signal.squareRoot()), Float((1 - signal).squareRoot()))
      let (nextKept, nextNoise) = (Float(nextSignal.squareRoot()), Float((1 - nextSignal).squareRoot()))
      for index in vectors.values.indices {
        let direction = (vectors.values[index] - kept * clean.values[index]) / noise
        vectors.values[index] = nextKept * clean.values[index] + nextNoise * direction
      }
    }
    return vectors
  }

  private func prediction(_ vectors: Matrix<Float>, _ conditions: Matrix<Float>?, at time: Double) -> Matrix<Float> {
    let features = NoiseSchedule.features(of: time)
    var inputs: [Float] = []
    inputs.reserveCapacity(vectors.rows * (vectorWidth + features.count + conditionWidth + 1))
    for row in 0..<vectors.rows {
      inputs += vectors.row(row)
      inputs += features
      inputs += conditions?.row(row) ?? ArraySlice(repeating: 0, count: conditionWidth)
      inputs.append(conditions == nil ? 0 : 1)
    }
    var tape = Tape(recording: false)
    let columns = vectorWidth + features.count + conditionWidth + 1
    return network.forward(Matrix(rows: vectors.rows, columns: columns, values: inputs), parameters, &tape)
  }
}

extension ConditionalDiffusion.Samples {
  /// A row of a group that is drawn first.
  fileprivate func row(_ random: inout SeededRandom) -> Int {
    let group = random.below(groupEnds.count)
    let first = group == 0 ? 0 : groupEnds[group - 1]
    return first + random.below(groupEnds[group] - first)
  }
}

extension Matrix<Float> {
  /// Brings every entry into −1 … 1.
  fileprivate mutating func clamp() {
    for index in values.indices { values[index] = Swift.min(Swift.max(values[index], -1), 1) }
  }
}
