import Core
import Foundation
import Learning

/// What is believed of one metric at designs that were not evaluated.
///
/// Metrics above 0 are modelled by their logarithm; what the problem knows for free is not modelled.
struct MetricModel {
  /// The metric.
  let metric: Metric
  /// Whether values are logarithms.
  let isLogarithmic: Bool
  /// `nil` where the metric is known for free.
  private var process: GaussianProcess?
  /// What the process corrects: figures of a cheaper model and their factor; `nil` where it stands alone.
  private var baseline: (figures: [DesignPoint: DesignMetrics], factor: Double)?

  /// Fits a Gaussian process to what was told.
  ///
  /// A failed design counts as bad as the worst one that worked, so that its surroundings are left alone. `nil` when
  /// nothing was told or the fit has no result.
  ///
  /// - Parameters:
  ///   - metric: What is modelled.
  ///   - entries: The designs told.
  ///   - inputs: Their coordinates, a row each.
  ///   - groups: The parameter of each coordinate.
  ///   - figures: What a cheaper model says of these designs and of all that will be asked about; empty without one.
  ///   - context: What is explored.
  init?(
    of metric: Metric, entries: [ToldDesigns.Entry], inputs: Matrix<Double>, groups: [Int],
    correcting figures: [DesignPoint: DesignMetrics] = [:], in context: ProposalContext
  ) {
    self.metric = metric
    let told = entries.map { $0.metrics?[metric] }
    let finite = told.compactMap { $0 }.filter(\.isFinite)
    guard !finite.isEmpty else { return nil }
    let isLogarithmic = finite.allSatisfy { $0 > 0 }
    self.isLogarithmic = isLogarithmic
    if let entry = entries.first, Self.known(metric, at: entry.point, in: context) != nil { return }
    var targets = told.map { value -> Double? in
      guard let value, value.isFinite else { return nil }
      return isLogarithmic ? log(value) : value
    }
    let cheap = entries.map { figures[$0.point]?[metric] ?? .nan }
    if isLogarithmic, cheap.allSatisfy({ $0 > 0 && $0.isFinite }) {
      let low = cheap.map { log($0) }
      let factor = Self.factor(of: low, in: targets)
      baseline = (figures, factor)
      for index in targets.indices { targets[index] = targets[index].map { $0 - factor * low[index] } }
    }
    guard let worst = targets.compactMap({ $0 }).max() else { return nil }
    var options = GaussianProcess.FitOptions()
    options.groups = groups
    options.starts = entries.count <= Self.manyObservations ? 4 : 2
    guard
      let process = context.training.process(
        "the surrogate of \(metric.rawValue)", inputs: inputs, targets: targets.map { $0 ?? worst },
        prior: Self.prior(inputs: inputs.columns), options: options, seed: context.seed)
    else { return nil }
    self.process = process
  }

  /// A metric's value as the model sees it.
  func transformed(_ value: Double) -> Double { isLogarithmic ? log(value) : value }

  /// Mean and deviation of the transformed metric at each design.
  func predict(
    _ points: [DesignPoint], inputs: Matrix<Double>, in context: ProposalContext
  ) -> (means: [Double], deviations: [Double]) {
    guard let process else {
      let means = points.map { point in
        transformed(Self.known(metric, at: point, in: context) ?? .infinity)
      }
      return (means, means.map { _ in 0 })
    }
    var (means, variances) = process.posterior(at: inputs)
    for index in points.indices { means[index] += offset(at: points[index]) }
    return (means, variances.map { $0.squareRoot() })
  }

  /// What the cheaper model contributes; 0 for a design it wasn't asked about.
  private func offset(at point: DesignPoint) -> Double {
    guard let baseline, let value = baseline.figures[point]?[metric], value > 0 else { return 0 }
    return baseline.factor * log(value)
  }

  /// Takes a mean for an observation; what can't be taken in is left out.
  mutating func imagine(_ mean: Double, of point: DesignPoint, at input: Matrix<Double>) {
    if let more = process?.conditioned(on: input, targets: [mean - offset(at: point)]) { process = more }
  }

  /// Takes in what the cheaper model says of further designs.
  mutating func correct(_ figures: [DesignPoint: DesignMetrics]) { baseline?.figures.merge(figures) { $1 } }

  /// The factor of a cheaper model's values that fits best: least squares with a normal prior about 1, as wide as what is
  /// left over at 1 allows.
  private static func factor(of low: [Double], in targets: [Double?]) -> Double {
    let pairs = zip(low, targets).compactMap { low, target in target.map { (low: low, target: $0) } }
    let count = Double(max(1, pairs.count))
    let (lowMean, mean) = (pairs.reduce(0) { $0 + $1.low } / count, pairs.reduce(0) { $0 + $1.target } / count)
    var (common, spread, left) = (0.0, 0.0, 0.0)
    for pair in pairs {
      let (x, y) = (pair.low - lowMean, pair.target - mean)
      common += x * y
      spread += x * x
      left += (y - x) * (y - x)
    }
    let precision = left / count / (factorDeviation * factorDeviation)
    return spread + precision > 0 ? (common + precision) / (spread + precision) : 1
  }

  /// How far from 1 a factor is expected.
  private static let factorDeviation = 0.1

  /// What is known of a metric without paying.
  private static func known(_ metric: Metric, at point: DesignPoint, in context: ProposalContext) -> Double? {
    metric == .area ? context.free(point)?.areaSquareMillimetres : nil
  }

  /// Observations beyond which hyperparameters are searched from fewer starts.
  private static let manyObservations = 100

  /// BoTorch's prior, but for the noise: evaluations repeat exactly, so that only the kernel's misfit is left of it.
  private static func prior(inputs: Int) -> HyperparameterPrior {
    var prior = HyperparameterPrior.dimensionScaled(inputs: inputs)
    prior.noise = .logNormal(mean: -9, deviation: 2)
    return prior
  }
}
