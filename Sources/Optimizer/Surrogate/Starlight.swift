import Core
import Foundation
package import Learning

/// A surrogate that knows a design's cost before anything is simulated and corrects itself with few simulations.
///
/// After Starlight (Sakhuja, Hong and Lin, "Polaris", arXiv 2412.15548): a variational auto-encoder with latency and energy
/// heads is trained on analytical data ("Starlight-Low"); its encoder is the feature extractor of a deep-kernel Gaussian
/// process fitted to the expensive points. What the paper leaves open is filled so: 12 latent variables, two hidden layers
/// of 96; the extractor is frozen; the kernel is Matérn-5/2 with a length scale each for the latent variables and for the
/// physical numbers of `MappedLayer`, which pass by the encoder; the target is the logarithm, as a residual on a scale
/// times the low-fidelity logarithm, the scale learnt; intervals are calibrated on layers left out whole.
package struct Starlight: Sendable {
  /// The auto-encoder trained on analytical data.
  package let low: VariationalAutoencoder

  /// Trains the auto-encoder on random mappings of random layers.
  ///
  /// - Parameters:
  ///   - samples: How many.
  ///   - options: Sizes and training.
  ///   - seed: Of samples and training.
  ///   - progress: Called after each epoch with its number and mean loss.
  package init(
    samples: Int = 12_000, options: VariationalAutoencoder.Options = .init(), seed: UInt64,
    progress: (Int, Float) -> Void = { _, _ in }
  ) {
    let layers = MappedLayer.random(samples, seed: seed)
    low = VariationalAutoencoder(
      inputs: Matrix(layers.map(\.features)), targets: Matrix(layers.map { [$0.logCycles, $0.logEnergy] }),
      options: options, seed: seed, progress: progress)
  }

  /// What the process sees of mapped layers: latent variables, then physical numbers.
  package func inputs(_ layers: [MappedLayer]) -> Matrix<Double> {
    low.encode(Matrix(layers.map(\.features))).beside(Matrix(layers.map(\.physical)))
  }

  /// Fits the expensive fidelity.
  ///
  /// - Parameters:
  ///   - inputs: `inputs(_:)` of the layers measured.
  ///   - lowFidelity: The logarithm of the cheap prediction of each.
  ///   - targets: The logarithm measured.
  ///   - groups: Equal numbers for equal layers.
  ///   - seed: Of the fit.
  /// - Returns: Nil if there is nothing to fit.
  package func fit(
    _ inputs: Matrix<Double>, lowFidelity: [Double], targets: [Double], groups: [Int], seed: UInt64
  ) -> ResidualProcess? {
    guard !targets.isEmpty else { return nil }
    var options = ResidualProcess.Options()
    options.process.starts = 1
    options.process.optimiser.iterations = 60
    return ResidualProcess(
      inputs: inputs, low: lowFidelity, targets: targets, groups: groups, options: options, seed: seed)
  }

  /// A fitted process with the encoder in front of it, in single precision.
  package func predictor(_ process: ResidualProcess) -> StarlightPredictor {
    StarlightPredictor(low: low, process: process.fast)
  }
}

/// Means and deviations of mapped layers' logarithms, tens of thousands a second.
package struct StarlightPredictor: Sendable {
  fileprivate let low: VariationalAutoencoder
  fileprivate let process: FastResidualProcess

  /// Means and standard deviations of observations, noise included.
  ///
  /// - Parameters:
  ///   - features: `MappedLayer.features`, a row each.
  ///   - lowFidelity: The logarithm of the cheap prediction of each.
  /// - Returns: The natural logarithm's mean and deviation for each row.
  package func predict(_ features: Matrix<Float>, low lowFidelity: [Double]) -> (means: [Double], deviations: [Double])
  {
    let codes = low.encode(single: features)
    let physical = features.columns - MappedLayer.physicalCount..<features.columns
    return process.predict(codes.beside(features, columns: physical), low: lowFidelity)
  }
}
