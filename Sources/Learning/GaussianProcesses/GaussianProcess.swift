import Foundation

/// Gaussian process regression with a constant mean, an ARD Matérn-5/2 kernel and noise.
///
/// Targets are standardised inside; everything it returns is in the targets' unit. Inputs are expected in about 0 … 1,
/// as the priors of the fit assume. A value: conditioning on further observations gives another process.
package struct GaussianProcess: Sendable {
  /// The numbers that say what functions are likely, in units of standardised targets.
  package struct Hyperparameters: Hashable, Sendable {
    /// The kernel's length scales and variance.
    package var kernel: MaternKernel
    /// The variance of the noise.
    package var noise: Double

    /// The given kernel and noise.
    package init(kernel: MaternKernel, noise: Double) {
      self.kernel = kernel
      self.noise = noise
    }
  }

  /// The inputs observed, a row each.
  package let inputs: Matrix<Double>
  /// The targets observed.
  package let targets: [Double]
  /// The numbers it was made with.
  package let hyperparameters: Hyperparameters
  /// Mean and deviation targets are standardised with.
  package let standardisation: Standardisation

  let scaledInputs: Matrix<Double>
  let factor: Cholesky
  /// K⁻¹ (y − m), for standardised targets.
  let weights: [Double]
  /// m, for standardised targets.
  let level: Double

  /// The process given observations and hyperparameters, nil if the covariance isn't positive definite.
  ///
  /// The constant mean is the most likely one. O(n³).
  ///
  /// - Parameters:
  ///   - inputs: A row for each observation; at least one.
  ///   - targets: What was observed there; finite.
  ///   - hyperparameters: Kernel and noise.
  ///   - standardisation: If not that of the targets.
  package init?(
    inputs: Matrix<Double>, targets: [Double], hyperparameters: Hyperparameters,
    standardisation: Standardisation? = nil
  ) {
    precondition(inputs.rows == targets.count && !targets.isEmpty, "\(targets.count) targets for \(inputs.rows) inputs")
    let scaled = hyperparameters.kernel.scaled(inputs)
    var covariance = hyperparameters.kernel.covariances(ofScaled: scaled, scaled)
    for index in 0..<inputs.rows {
      covariance[index, index] = hyperparameters.kernel.variance + hyperparameters.noise
    }
    guard let factor = Cholesky(covariance) else { return nil }
    let standardisation = standardisation ?? Standardisation(of: targets)
    let ones = factor.solve([Double](repeating: 1, count: targets.count))
    let standardised = targets.map(standardisation.standardise)
    let level = dot(ones, standardised) / ones.reduce(0, +)
    self.init(
      inputs: inputs, targets: targets, hyperparameters: hyperparameters, standardisation: standardisation,
      scaledInputs: scaled, factor: factor, level: level)
  }

  private init(
    inputs: Matrix<Double>, targets: [Double], hyperparameters: Hyperparameters, standardisation: Standardisation,
    scaledInputs: Matrix<Double>, factor: Cholesky, level: Double
  ) {
    self.inputs = inputs
    self.targets = targets
    self.hyperparameters = hyperparameters
    self.standardisation = standardisation
    self.scaledInputs = scaledInputs
    self.factor = factor
    self.level = level
    weights = factor.solve(targets.map { standardisation.standardise($0) - level })
  }

  /// Mean and variance of the function, without noise, at each row.
  ///
  /// O(n²) a point. The variance is never negative.
  package func posterior(at points: Matrix<Double>) -> (means: [Double], variances: [Double]) {
    let cross = hyperparameters.kernel.covariances(ofScaled: scaledInputs, hyperparameters.kernel.scaled(points))
    let means = cross.times(weights, transposed: true).map { standardisation.restore($0 + level) }
    let explained = factor.solveLower(cross)
    var variances = [Double](repeating: hyperparameters.kernel.variance, count: points.rows)
    for row in 0..<explained.rows {
      let first = row * points.rows
      for column in variances.indices {
        let part = explained.values[first + column]
        variances[column] -= part * part
      }
    }
    let scale = standardisation.deviation * standardisation.deviation
    return (means, variances.map { max(0, $0) * scale })
  }

  /// The variance of the noise, in the targets' unit squared.
  package var noiseVariance: Double {
    hyperparameters.noise * standardisation.deviation * standardisation.deviation
  }

  /// The joint distribution of the function, without noise, at all rows.
  ///
  /// O(n² m + n m²).
  package func jointPosterior(at points: Matrix<Double>) -> JointPosterior {
    let kernel = hyperparameters.kernel
    let scaled = kernel.scaled(points)
    let cross = kernel.covariances(ofScaled: scaledInputs, scaled)
    let explained = factor.solveLower(cross)
    var covariance = kernel.covariances(ofScaled: scaled, scaled)
    for index in 0..<points.rows { covariance[index, index] = kernel.variance }
    let scale = standardisation.deviation * standardisation.deviation
    covariance.setProduct(explained, explained, transposingLeft: true, scale: -scale, keeping: scale)
    return JointPosterior(
      means: cross.times(weights, transposed: true).map { standardisation.restore($0 + level) },
      covariance: covariance)
  }

  /// The process after further observations, at the cost of a rank-k update of the factorisation: O(n² k).
  ///
  /// Hyperparameters, mean and standardisation stay; observations that were only imagined ("fantasies") are added so.
  ///
  /// - Returns: Nil if the new covariance isn't positive definite.
  package func conditioned(on points: Matrix<Double>, targets added: [Double]) -> GaussianProcess? {
    let kernel = hyperparameters.kernel
    let scaled = kernel.scaled(points)
    var corner = kernel.covariances(ofScaled: scaled, scaled)
    for index in 0..<points.rows { corner[index, index] = kernel.variance + hyperparameters.noise }
    let cross = kernel.covariances(ofScaled: scaledInputs, scaled)
    guard let bordered = factor.bordered(cross: cross, corner: corner) else { return nil }
    func stacked(_ upper: Matrix<Double>, _ lower: Matrix<Double>) -> Matrix<Double> {
      Matrix(rows: upper.rows + lower.rows, columns: upper.columns, values: upper.values + lower.values)
    }
    return GaussianProcess(
      inputs: stacked(inputs, points), targets: targets + added, hyperparameters: hyperparameters,
      standardisation: standardisation, scaledInputs: stacked(scaledInputs, scaled), factor: bordered, level: level)
  }
}

/// A shift and a scale that give numbers mean 0 and deviation 1.
package struct Standardisation: Hashable, Sendable {
  /// What is subtracted.
  package var mean: Double
  /// What is divided by.
  package var deviation: Double

  /// The given shift and scale.
  package init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// The sample mean and deviation of numbers; deviation 1 where they are all (nearly) equal.
  package init(of values: [Double]) {
    let count = Double(values.count)
    mean = values.isEmpty ? 0 : values.reduce(0, +) / count
    let centre = mean
    let squares = values.reduce(0.0) { $0 + ($1 - centre) * ($1 - centre) }
    deviation = values.count > 1 ? (squares / (count - 1)).squareRoot() : 1
    if !(deviation > 1e-12 * max(1, abs(mean))) { deviation = 1 }
  }

  /// The number as a distance from the mean in deviations.
  package func standardise(_ value: Double) -> Double { (value - mean) / deviation }

  /// The number a standardised one stands for.
  package func restore(_ value: Double) -> Double { value * deviation + mean }
}
