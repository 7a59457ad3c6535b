import Core

/// How far Kendall's τ-b of a sample can be trusted: its spread over resamples, and how clear the pairs it counts are.
package struct KendallTrust: Hashable, Sendable {
  /// Resamples drawn.
  package static let resamples = 1000
  /// Measurements that differ by no more of the larger one are close.
  package static let closeness = 0.02
  private static let seed: UInt64 = 1

  /// The 5 % and 95 % quantiles of τ-b over resamples of the points with replacement (Efron, "Bootstrap methods: another
  /// look at the jackknife", Annals of Statistics 7(1), 1979).
  package private(set) var low: Double
  package private(set) var high: Double
  /// Pairs of points which the prediction orders against the measurement.
  package private(set) var discordant = 0
  /// Those of them whose measurements are close.
  package private(set) var discordantAndClose = 0
  /// Pairs predicted equal and measured unequal, as repeated runs of one program are.
  package private(set) var tied = 0

  /// Judges predictions of the measurements at the same positions; all are positive.
  ///
  /// Takes O(n²) time, and 1000 times that of τ-b.
  package init(predicted: [Double], measured: [Double]) {
    precondition(predicted.count == measured.count, "\(predicted.count) predictions for \(measured.count) measurements")
    var random = SeededRandom(seed: Self.seed)
    let taus = (0..<Self.resamples).map { _ in
      let drawn = measured.indices.map { _ in random.below(measured.count) }
      return kendallTauB(drawn.map { predicted[$0] }, drawn.map { measured[$0] })
    }.sorted()
    low = quantile(0.05, ofSorted: taus)
    high = quantile(0.95, ofSorted: taus)
    for first in measured.indices {
      for second in 0..<first {
        let (larger, smaller) = measured[first] > measured[second] ? (first, second) : (second, first)
        guard measured[larger] > measured[smaller] else { continue }
        if predicted[larger] == predicted[smaller] { tied += 1 }
        guard predicted[larger] < predicted[smaller] else { continue }
        discordant += 1
        if measured[larger] - measured[smaller] <= Self.closeness * measured[larger] { discordantAndClose += 1 }
      }
    }
  }
}
