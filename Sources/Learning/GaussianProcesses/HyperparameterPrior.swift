import Foundation

/// What is believed of a Gaussian process's hyperparameters before there are observations, for targets standardised to
/// variance 1 and inputs in 0 … 1.
package struct HyperparameterPrior: Hashable, Sendable {
  /// The belief about one positive number.
  package enum Density: Hashable, Sendable {
    /// Shape and rate.
    case gamma(shape: Double, rate: Double)
    /// Mean and standard deviation of the logarithm.
    case logNormal(mean: Double, deviation: Double)
  }

  /// Of each length scale.
  package var lengthScale: Density
  /// Of the function's variance; nil fixes it at 1.
  package var variance: Density?
  /// Of the variance of the noise.
  package var noise: Density
  /// The least variance of the noise.
  package var leastNoise: Double

  /// A prior of the given beliefs.
  package init(lengthScale: Density, variance: Density?, noise: Density, leastNoise: Double) {
    self.lengthScale = lengthScale
    self.variance = variance
    self.noise = noise
    self.leastNoise = leastNoise
  }

  /// Length scales that grow with the square root of the number of inputs, log-normal with location √2 + ½ log d and
  /// deviation √3; unit variance; noise log-normal (−4, 1): BoTorch's default since 0.12 (`gp_regression.py`,
  /// `get_covar_module_with_dim_scaled_prior`; Hvarfner, Hellsten and Nardi, "Vanilla Bayesian Optimization Performs
  /// Great in High Dimensions", ICML 2024), here with the Matérn kernel and a noise that may be smaller.
  package static func dimensionScaled(inputs: Int) -> HyperparameterPrior {
    HyperparameterPrior(
      lengthScale: .logNormal(mean: 2.0.squareRoot() + log(Double(max(1, inputs))) / 2, deviation: 3.0.squareRoot()),
      variance: nil, noise: .logNormal(mean: -4, deviation: 1), leastNoise: 1e-6)
  }

  /// BoTorch's default before 0.12: Gamma (3, 6) for length scales, (2, 0.15) for the variance, (1.1, 0.05) for the noise.
  package static let gamma = HyperparameterPrior(
    lengthScale: .gamma(shape: 3, rate: 6), variance: .gamma(shape: 2, rate: 0.15),
    noise: .gamma(shape: 1.1, rate: 0.05), leastNoise: 1e-4)
}

extension HyperparameterPrior.Density {
  /// The logarithm of the density at exp(x), up to a constant, and its derivative by x.
  ///
  /// It is the density of the number itself, as GPyTorch adds it to the marginal likelihood, not of its logarithm.
  func logDensity(atLog x: Double) -> (value: Double, derivative: Double) {
    switch self {
    case .gamma(let shape, let rate):
      return ((shape - 1) * x - rate * exp(x), shape - 1 - rate * exp(x))
    case .logNormal(let mean, let deviation):
      let distance = (x - mean) / deviation
      return (-x - distance * distance / 2, -1 - distance / deviation)
    }
  }

  /// The logarithm of the most likely number.
  var logMode: Double {
    switch self {
    case .gamma(let shape, let rate): return log(max(shape - 1, 0.1) / rate)
    case .logNormal(let mean, let deviation): return mean - deviation * deviation
    }
  }

  /// The logarithm of the median, or nearly so.
  var logMedian: Double {
    switch self {
    // Wilson and Hilferty's approximation.
    case .gamma(let shape, let rate): return log(shape / rate) + 3 * log(max(0.1, 1 - 1 / (9 * shape)))
    case .logNormal(let mean, _): return mean
    }
  }
}
