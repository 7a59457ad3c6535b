import Foundation

/// The likelihood of observations under a Gaussian process, with its derivatives.
package struct MarginalLikelihood: Hashable, Sendable {
  /// The kernel, in the logarithms of whose numbers the derivatives are.
  package var kernel: MaternKernel
  /// The variance of the noise.
  package var noise: Double

  /// The likelihood under the given kernel and noise.
  package init(kernel: MaternKernel, noise: Double) {
    self.kernel = kernel
    self.noise = noise
  }

  /// Derivatives of the negative logarithm.
  package struct Gradient: Hashable, Sendable {
    /// By the logarithm of each length scale.
    package var logLengthScales: [Double]
    /// By the logarithm of the kernel's variance.
    package var logVariance: Double
    /// By the logarithm of the noise's variance.
    package var logNoise: Double
    /// By the inputs, in their units; without rows unless asked for.
    package var inputs: Matrix<Double>
  }

  /// The negative logarithm of the marginal likelihood and its derivatives (Rasmussen and Williams, equations 5.8, 5.9).
  ///
  /// The constant mean is the one that makes the likelihood largest, so it has no derivative. O(n³).
  ///
  /// - Returns: Nil where the covariance isn't positive definite.
  package func evaluate(
    _ inputs: Matrix<Double>, _ targets: [Double], withInputs: Bool = false
  ) -> (value: Double, gradient: Gradient)? {
    let count = inputs.rows
    let scaled = kernel.scaled(inputs)
    let distances = squaredDistances(scaled, scaled)
    var covariance = distances
    for index in covariance.values.indices {
      covariance.values[index] = kernel.covariance(squaredDistance: distances.values[index])
    }
    for index in 0..<count { covariance[index, index] = kernel.variance + noise }
    guard let factor = Cholesky(covariance) else { return nil }
    var weights = factor.inverse
    let mean = generalisedMean(weights, targets)
    let residuals = targets.map { $0 - mean }
    let solved = weights.times(residuals)
    let value = (dot(residuals, solved) + factor.logDeterminant + Double(count) * log(2 * Double.pi)) / 2
    guard value.isFinite else { return nil }

    // W = K⁻¹ − αα^T; each derivative is ½ Σ W ∘ dK.
    var (noiseTrace, varianceSum) = (0.0, 0.0)
    for row in 0..<count {
      let first = row * count
      let own = solved[row]
      for column in 0..<count {
        let weight = weights.values[first + column] - own * solved[column]
        varianceSum += weight * covariance.values[first + column]
        weights.values[first + column] = weight * kernel.slope(squaredDistance: distances.values[first + column])
        if row == column { noiseTrace += weight }
      }
    }
    varianceSum -= noise * noiseTrace
    var gradient = Gradient(
      logLengthScales: [], logVariance: varianceSum / 2, logNoise: noise * noiseTrace / 2,
      inputs: Matrix(rows: 0, columns: inputs.columns))
    // Σ_j G_ij (x_i − x_j) for all i at once: (row sum) x_i − (G X)_i.
    var pull = weights * scaled
    for row in 0..<count {
      let sum = weights.row(row).reduce(0, +)
      for column in 0..<scaled.columns { pull[row, column] = sum * scaled[row, column] - pull[row, column] }
    }
    gradient.logLengthScales = (0..<scaled.columns).map { column in
      (0..<count).reduce(0.0) { $0 + scaled[$1, column] * pull[$1, column] }
    }
    if withInputs {
      for row in 0..<count {
        for column in 0..<scaled.columns { pull[row, column] /= -kernel.lengthScales[column] }
      }
      gradient.inputs = pull
    }
    return (value, gradient)
  }
}

/// (1ᵀ K⁻¹ y) / (1ᵀ K⁻¹ 1), the most likely constant mean.
private func generalisedMean(_ inverse: Matrix<Double>, _ targets: [Double]) -> Double {
  let sums = inverse.times([Double](repeating: 1, count: targets.count))
  let total = sums.reduce(0, +)
  return total > 0 ? dot(sums, targets) / total : 0
}
