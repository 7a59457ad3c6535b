import Testing
import Validation

/// Figures worked out by hand.
@Suite struct StatisticsTests {
  @Test func kendallCountsPairs() {
    // 5 of 6 pairs agree: (5 − 1) / 6.
    #expect(abs(kendallTauB([1, 2, 3, 4], [1, 2, 4, 3]) - 4.0 / 6) < 1e-12)
    #expect(kendallTauB([1, 2, 3], [3, 2, 1]) == -1)
    #expect(kendallTauB([1, 1, 1], [1, 2, 3]) == 0)
  }

  /// One tie on the left and one on the right: (4 − 0) / √(5 · 5) of 6 pairs.
  @Test func kendallLeavesTiesOutOfItsScale() {
    #expect(abs(kendallTauB([1, 1, 2, 3], [1, 2, 3, 3]) - 4.0 / 5) < 1e-12)
  }

  /// A pair tied on both sides counts on neither: 5 concordant of √(5 · 5).
  @Test func kendallOfATieOnBothSides() {
    #expect(abs(kendallTauB([1, 1, 2, 3], [5, 5, 6, 7]) - 1) < 1e-12)
  }

  /// The last two are ranked the wrong way round; their measurements are 1 % apart.
  @Test func pairsAgainstTheMeasurementAreCounted() {
    let trust = KendallTrust(predicted: [1, 2, 4, 3], measured: [1, 2, 100, 101])
    #expect(trust.discordant == 1)
    #expect(trust.discordantAndClose == 1)
    #expect(trust.tied == 0)
    let other = KendallTrust(predicted: [2, 1, 3, 3, 3], measured: [1, 2, 3, 4, 4])
    #expect(other.discordantAndClose == 0)
    #expect(other.tied == 2)
  }

  /// Nothing to doubt where every resample agrees; some doubt where one pair in ten doesn't.
  @Test func resamplesSpreadAroundKendall() {
    let measured = (1...20).map(Double.init)
    let sure = KendallTrust(predicted: measured, measured: measured)
    #expect(sure.low == 1 && sure.high == 1)
    let predicted = measured.map { $0 == 20 ? 0.5 : $0 }
    let doubtful = KendallTrust(predicted: predicted, measured: measured)
    let kendall = kendallTauB(predicted, measured)
    #expect(doubtful.low < kendall && kendall < doubtful.high)
  }

  @Test func tiesShareTheirRank() {
    #expect(ranks(of: [10, 30, 10, 20]) == [1.5, 4, 1.5, 3])
  }

  @Test func quantilesInterpolate() {
    #expect(quantile(0.5, ofSorted: [1, 2, 4, 8]) == 3)
    #expect(abs(quantile(0.9, ofSorted: [0, 10]) - 9) < 1e-12)
    #expect(quantile(0.5, ofSorted: []) == 0)
  }

  @Test func errorsAreInPercentOfTheMeasuredValue() {
    let pairs = PairedStatistics(predicted: [110, 150, 400], measured: [100, 200, 400])
    #expect(pairs.count == 3)
    #expect(abs(pairs.mape - (10 + 25) / 3.0) < 1e-9)
    #expect(abs(pairs.medianError - 10) < 1e-9)
    #expect(pairs.kendall == 1)
    #expect(abs(pairs.spearman - 1) < 1e-12)
    // The cube root of 1.1 · 0.75.
    #expect(abs(pairs.geometricMeanRatio - 0.937_889) < 1e-6)
  }

  /// Logarithms 0, 1, 2 (base e²) predicted as 0, 1, 1: residual 1 of a total of 2.
  @Test func r2IsOfLogarithms() {
    let base = 7.389_056_098_930_65
    let pairs = PairedStatistics(predicted: [1, base, base], measured: [1, base, base * base])
    #expect(abs(pairs.r2Log - 0.5) < 1e-9)
  }
}
