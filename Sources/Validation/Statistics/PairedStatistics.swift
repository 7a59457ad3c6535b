import Foundation

/// How far predictions are from measurements, and whether they rank alike.
///
/// Errors are in percent of the measured value; means and medians are over absolute errors.
package struct PairedStatistics: Encodable, Hashable, Sendable {
  /// Number of pairs.
  package var count: Int
  /// Mean absolute error.
  package var mape: Double
  package var medianError: Double
  /// The error that 90 % of the pairs don't exceed, interpolated between neighbours.
  package var p90Error: Double
  /// Geometric mean of predicted over measured.
  package var geometricMeanRatio: Double
  /// Spearman's rank correlation.
  ///
  /// Ties share their mean rank; 0 when either side is constant.
  package var spearman: Double
  /// Kendall's τ-b, 0 when either side is constant.
  package var kendall: Double
  /// One minus residual over total sum of squares of the natural logarithms, 0 when all measurements are equal.
  package var r2Log: Double

  /// Compares predictions with the measurements at the same positions; all are positive.
  ///
  /// Takes O(n log n) time.
  package init(predicted: [Double], measured: [Double]) {
    precondition(predicted.count == measured.count, "\(predicted.count) predictions for \(measured.count) measurements")
    count = predicted.count
    let errors = zip(predicted, measured).map { 100 * abs($0 - $1) / $1 }.sorted()
    mape = mean(errors)
    medianError = quantile(0.5, ofSorted: errors)
    p90Error = quantile(0.9, ofSorted: errors)
    let logPredicted = predicted.map { log($0) }
    let logMeasured = measured.map { log($0) }
    let residuals = zip(logPredicted, logMeasured).map { predicted, measured in predicted - measured }
    geometricMeanRatio = exp(mean(residuals))
    spearman = pearsonCorrelation(ranks(of: predicted), ranks(of: measured))
    kendall = kendallTauB(predicted, measured)
    let centre = mean(logMeasured)
    let total = logMeasured.reduce(0.0) { sum, value in sum + (value - centre) * (value - centre) }
    let residual = residuals.reduce(0.0) { sum, value in sum + value * value }
    r2Log = total > 0 ? 1 - residual / total : 0
  }
}

/// The arithmetic mean; 0 of nothing.
package func mean(_ values: [Double]) -> Double {
  values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}

/// A quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan, "Sample Quantiles in
/// Statistical Packages", 1996); 0 of nothing.
package func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
  guard let last = values.indices.last else { return 0 }
  let place = share * Double(last)
  let lower = Int(place.rounded(.down))
  let upper = min(lower + 1, last)
  return values[lower] + (place - Double(lower)) * (values[upper] - values[lower])
}
