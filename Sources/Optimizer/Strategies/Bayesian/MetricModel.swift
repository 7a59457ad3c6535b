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

  /// Fits a Gaussian process to what was told.
  ///
  /// A failed design counts as bad as the worst one that worked, so that its surroundings are left alone.
  ///
  /// - Returns: `nil` when nothing was told or the fit has no result.
  init?(
    of metric: Metric, entries: [ToldDesigns.Entry], inputs: Matrix<Double>, groups: [Int], in context: ProposalContext
  ) {
    self.metric = metric
    let told = entries.map { $0.metrics?[metric] }
    let finite = told.compactMap { $0 }.filter(\.isFinite)
    guard !finite.isEmpty else { return nil }
    let isLogarithmic = finite.allSatisfy { $0 > 0 }
    self.isLogarithmic = isLogarithmic
    if let entry = entries.first, Self.known(metric, at: entry.point, in: context) != nil { return }
    let targets = told.map { value -> Double? in
      guard let value, value.isFinite else { return nil }
      return isLogarithmic ? log(value) : value
    }
    guard let worst = targets.compactMap({ $0 }).max() else { return nil }
    var options = GaussianProcess.FitOptions()
    options.groups = groups
    options.starts = entries.count <= Self.manyObservations ? 4 : 2
    guard
      let process = GaussianProcess.fit(
        inputs: inputs, targets: targets.map { $0 ?? worst }, prior: Self.prior(inputs: inputs.columns),
        options: options, seed: context.seed)
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
    let (means, variances) = process.posterior(at: inputs)
    return (means, variances.map { $0.squareRoot() })
  }

  /// Takes a mean for an observation; what can't be taken in is left out.
  mutating func imagine(_ mean: Double, at input: Matrix<Double>) {
    if let more = process?.conditioned(on: input, targets: [mean]) { process = more }
  }

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
