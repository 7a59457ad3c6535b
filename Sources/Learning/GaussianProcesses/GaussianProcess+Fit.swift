import Core
import Foundation

extension GaussianProcess {
  /// How hyperparameters are searched.
  package struct FitOptions: Hashable, Sendable {
    /// Starting points: the prior's medians, then random ones about them.
    package var starts = 4
    /// The walk downhill from each.
    package var optimiser = LBFGS()
    /// Inputs whose length scales are one number: the group of each input; nil gives each its own.
    package var groups: [Int]?

    /// The usual settings.
    package init() {}
  }

  /// The process whose hyperparameters are most likely given observations and prior, as BoTorch fits `SingleTaskGP`.
  ///
  /// Maximises log marginal likelihood plus log prior with L-BFGS in the logarithms, from several starts; the most likely
  /// result counts. O(n³) an evaluation, some hundreds of which are made. Deterministic.
  ///
  /// - Parameters:
  ///   - inputs: A row for each observation, about 0 … 1 each.
  ///   - targets: What was observed; finite.
  ///   - prior: If not `dimensionScaled`.
  ///   - options: How to search.
  ///   - seed: Of the random starts.
  /// - Returns: Nil if no hyperparameters give a positive definite covariance.
  package static func fit(
    inputs: Matrix<Double>, targets: [Double], prior: HyperparameterPrior? = nil, options: FitOptions = FitOptions(),
    seed: UInt64
  ) -> GaussianProcess? {
    let posterior = HyperparameterPosterior(
      inputs: inputs, targets: targets, prior: prior ?? .dimensionScaled(inputs: inputs.columns),
      groups: options.groups ?? Array(0..<inputs.columns))
    var random = SeededRandom(seed: seed)
    var best: (point: [Double], value: Double)?
    for start in 0..<max(1, options.starts) {
      let result = options.optimiser.minimise(
        from: posterior.start(number: start, &random), posterior.negativeLogDensity)
      guard result.value.isFinite else { continue }
      guard let known = best, known.value <= result.value else {
        best = result
        continue
      }
    }
    guard let best else { return nil }
    return GaussianProcess(
      inputs: inputs, targets: targets, hyperparameters: posterior.hyperparameters(at: best.point))
  }
}

/// The density of hyperparameters given observations, as a function of their logarithms: length scales by group, noise,
/// and the variance where it isn't fixed.
struct HyperparameterPosterior {
  let inputs: Matrix<Double>
  let targets: [Double]
  let prior: HyperparameterPrior
  let groups: [Int]
  private let groupCount: Int

  init(inputs: Matrix<Double>, targets: [Double], prior: HyperparameterPrior, groups: [Int]) {
    precondition(groups.count == inputs.columns, "\(groups.count) groups for \(inputs.columns) inputs")
    self.inputs = inputs
    let standardisation = Standardisation(of: targets)
    self.targets = targets.map(standardisation.standardise)
    self.prior = prior
    self.groups = groups
    groupCount = (groups.max() ?? -1) + 1
  }

  /// Numbers beyond e^±16 say no more than that.
  private static let widest = 16.0

  func start(number: Int, _ random: inout SeededRandom) -> [Double] {
    var densities = [HyperparameterPrior.Density](repeating: prior.lengthScale, count: groupCount)
    densities.append(prior.noise)
    if let variance = prior.variance { densities.append(variance) }
    return densities.enumerated().map { index, density in
      let centre = index < groupCount ? density.logMedian : density.logMode
      let spread = number == 0 ? 0 : random.normal()
      let floor = index == groupCount ? log(prior.leastNoise) + 1 : -Self.widest + 1
      return min(max(centre + spread, floor), Self.widest - 1)
    }
  }

  func hyperparameters(at point: [Double]) -> GaussianProcess.Hyperparameters {
    let variance = prior.variance == nil ? 1 : exp(point[groupCount + 1])
    return GaussianProcess.Hyperparameters(
      kernel: MaternKernel(lengthScales: groups.map { exp(point[$0]) }, variance: variance),
      noise: exp(point[groupCount]))
  }

  /// The negative logarithm of the density, up to a constant, and its gradient; infinite beyond the bounds.
  func negativeLogDensity(_ point: [Double], _ gradient: inout [Double]) -> Double {
    guard point.allSatisfy({ abs($0) <= Self.widest }), point[groupCount] >= log(prior.leastNoise) else {
      return .infinity
    }
    let numbers = hyperparameters(at: point)
    let likelihood = MarginalLikelihood(kernel: numbers.kernel, noise: numbers.noise)
    guard let (value, slopes) = likelihood.evaluate(inputs, targets) else { return .infinity }
    var total = value
    gradient = [Double](repeating: 0, count: point.count)
    for (input, group) in groups.enumerated() { gradient[group] += slopes.logLengthScales[input] }
    gradient[groupCount] = slopes.logNoise
    if prior.variance != nil { gradient[groupCount + 1] = slopes.logVariance }
    func add(_ density: HyperparameterPrior.Density, _ index: Int) {
      let (logDensity, derivative) = density.logDensity(atLog: point[index])
      total -= logDensity
      gradient[index] -= derivative
    }
    for index in 0..<groupCount { add(prior.lengthScale, index) }
    add(prior.noise, groupCount)
    if let variance = prior.variance { add(variance, groupCount + 1) }
    return total
  }
}
