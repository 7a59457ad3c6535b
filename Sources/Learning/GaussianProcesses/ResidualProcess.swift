import Foundation

/// A cheap prediction corrected by a Gaussian process: y = c + ρ · low + δ(x), with intervals calibrated on what it was
/// fitted to.
///
/// The scale ρ is learnt (Kennedy and O'Hagan, "Predicting the output from a complex computer code when fast approximations
/// are available", 2000, equation 2) with a normal prior about 1, by generalised least squares under the process of δ, in
/// turns with the fit of that process.
package struct ResidualProcess: Sendable {
  /// How it is fitted.
  package struct Options: Hashable, Sendable {
    /// The standard deviation of ρ's prior.
    package var scaleDeviation = 0.1
    /// Turns of fitting δ and ρ.
    package var turns = 2
    /// The fit of δ.
    package var process = GaussianProcess.FitOptions()
    /// The prior of δ's hyperparameters; that of the dimensions where nil.
    package var prior: HyperparameterPrior?
    /// The share of observations an interval shall hold.
    package var confidence = 0.95

    /// The usual settings.
    package init() {}
  }

  /// The process of the residuals, on scaled inputs.
  package let process: GaussianProcess
  /// ρ.
  package let scale: Double
  /// How many predicted deviations an interval reaches to either side.
  package let reach: Double

  private let inputScaling: ColumnScaling
  private let lowMean: Double

  /// Fits scale, process and intervals; nil if no hyperparameters give a positive definite covariance.
  ///
  /// - Parameters:
  ///   - inputs: A row for each observation.
  ///   - low: The cheap predictions there.
  ///   - targets: What was observed.
  ///   - groups: Observations with the same number resemble each other more than new ones will resemble them: intervals are
  ///     calibrated on groups left out whole.
  ///   - options: How it is fitted.
  ///   - seed: Of the starts of the fit.
  package init?(
    inputs: Matrix<Double>, low: [Double], targets: [Double], groups: [Int], options: Options = Options(), seed: UInt64
  ) {
    let scaling = ColumnScaling(inputs)
    let scaled = scaling.apply(inputs)
    let lowMean = low.reduce(0, +) / Double(max(1, low.count))
    var scale = 1.0
    var fitted: GaussianProcess?
    for turn in 0..<max(1, options.turns) {
      let residuals = zip(targets, low).map { $0 - scale * ($1 - lowMean) }
      guard
        let process = GaussianProcess.fit(
          inputs: scaled, targets: residuals, prior: options.prior, options: options.process, seed: seed)
      else { return nil }
      fitted = process
      if turn + 1 < options.turns {
        scale = process.trend(of: low.map { $0 - lowMean }, in: targets, prior: options.scaleDeviation)
      }
    }
    guard let fitted else { return nil }
    process = fitted
    self.scale = scale
    self.lowMean = lowMean
    inputScaling = scaling
    reach = fitted.calibratedReach(groups: groups, confidence: options.confidence)
  }

  /// Means and standard deviations of observations at further points, noise included.
  package func predict(_ inputs: Matrix<Double>, low: [Double]) -> (means: [Double], deviations: [Double]) {
    let (means, variances) = process.posterior(at: inputScaling.apply(inputs))
    let noise = process.noiseVariance
    return (
      zip(means, low).map { $0 + scale * ($1 - lowMean) }, variances.map { ($0 + noise).squareRoot() }
    )
  }

  /// The same in single precision, many times as fast.
  package var fast: FastResidualProcess {
    FastResidualProcess(FastPosterior(process), inputScaling, scale: scale, lowMean: lowMean)
  }
}

/// A residual process's predictions in single precision.
package struct FastResidualProcess: Sendable {
  private let posterior: FastPosterior
  private let scaling: ColumnScaling
  private let scale: Double
  private let lowMean: Double

  fileprivate init(_ posterior: FastPosterior, _ scaling: ColumnScaling, scale: Double, lowMean: Double) {
    self.posterior = posterior
    self.scaling = scaling
    self.scale = scale
    self.lowMean = lowMean
  }

  /// Means and standard deviations of observations at further points, noise included.
  package func predict(_ inputs: Matrix<Float>, low: [Double]) -> (means: [Double], deviations: [Double]) {
    let (means, variances) = posterior.predict(scaling.apply(inputs))
    return (
      zip(means, low).map { Double($0) + scale * ($1 - lowMean) }, variances.map { Double($0).squareRoot() }
    )
  }
}

extension GaussianProcess {
  /// The slope of a straight line in targets whose deviations from it follow this process, with a normal prior about 1.
  fileprivate func trend(of values: [Double], in targets: [Double], prior deviation: Double) -> Double {
    let ones = [Double](repeating: 1, count: values.count)
    let (solvedOnes, solvedValues) = (factor.solve(ones), factor.solve(values))
    let (a, b, c) = (dot(ones, solvedOnes), dot(ones, solvedValues), dot(values, solvedValues))
    let (u, v) = (dot(solvedOnes, targets), dot(solvedValues, targets))
    // Covariances are of standardised targets; the prior's precision is brought to their unit.
    let precision = standardisation.deviation * standardisation.deviation / (deviation * deviation)
    let determinant = a * (c + precision) - b * b
    return determinant > 0 ? (a * (v + precision) - b * u) / determinant : 1
  }

  /// How many predicted deviations hold the given share of observations when their whole group is left out.
  ///
  /// Predictions without a group follow from the inverse covariance (Rasmussen and Williams, equation 5.12, by blocks). As
  /// errors inside a group are alike, the quantile is one standard error above the share, groups counting as the
  /// independent draws (the binomial's upper limit for a quantile), and never below that of a normal distribution.
  fileprivate func calibratedReach(groups: [Int], confidence: Double) -> Double {
    let inverse = factor.inverse
    var members: [Int: [Int]] = [:]
    for (index, group) in groups.enumerated() { members[group, default: []].append(index) }
    var distances: [Double] = []
    for group in members.keys.sorted() {
      let rows = members[group] ?? []
      let block = Matrix<Double>(
        rows: rows.count, columns: rows.count, values: rows.flatMap { row in rows.map { inverse[row, $0] } })
      guard let blockFactor = Cholesky(block) else { continue }
      let errors = blockFactor.solve(rows.map { weights[$0] })
      let covariance = blockFactor.inverse
      for (index, error) in errors.enumerated() {
        distances.append(abs(error) / covariance[index, index].squareRoot())
      }
    }
    guard !distances.isEmpty else { return 1.96 }
    distances.sort()
    let cautious = confidence + (confidence * (1 - confidence) / Double(members.count)).squareRoot()
    let place = Int((cautious * Double(distances.count + 1)).rounded(.up)) - 1
    return max(1.96, distances[min(max(0, place), distances.count - 1)])
  }
}
