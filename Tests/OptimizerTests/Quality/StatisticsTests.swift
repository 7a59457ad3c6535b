import Core
import Optimizer
import Testing

@Suite("Statistics of comparisons")
struct StatisticsTests {
  /// Critical values of the smaller rank sum at 5 % in both directions, from the table of Wilcoxon and Wilcox, "Some
  /// rapid approximate statistical procedures" (1964), as textbooks reprint it.
  @Test(
    "Critical rank sums are those of the published table",
    arguments: [(6, 0), (7, 2), (8, 3), (9, 5), (10, 8), (12, 13), (15, 25), (20, 52), (25, 89)])
  func criticalValues(pairs: Int, critical: Int) {
    #expect(probability(pairs: pairs, sum: critical) <= 0.05)
    #expect(probability(pairs: pairs, sum: critical + 1) > 0.05)
  }

  /// The two-sided probability when the ranks of pairs that favour the first sample add up to `sum`.
  private func probability(pairs: Int, sum: Int) -> Double {
    var left = sum
    var differences: [Double] = []
    for rank in stride(from: pairs, through: 1, by: -1) {
      let isTaken = rank <= left
      if isTaken { left -= rank }
      differences.append(isTaken ? Double(rank) : -Double(rank))
    }
    return WilcoxonSignedRank(differences, differences.map { _ in 0 }).twoSidedProbability
  }

  /// Darwin's maize: fifteen pairs of cross- and self-fertilised plants, eighths of an inch ("The effects of cross and
  /// self fertilisation in the vegetable kingdom", 1876, table XCVII as Fisher reprints it).
  @Test("Darwin's plants")
  func plants() {
    let differences: [Double] = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    let test = WilcoxonSignedRank(differences, differences.map { _ in 0 })
    #expect(test.greaterRanks == 96)
    #expect(test.lessRanks == 24)
    var atMost = 0
    let ranks = differences.map { value in differences.filter { abs($0) <= abs(value) }.count }
    for signs in 0..<(1 << 15) where ranks.indices.reduce(0, { $0 + (signs >> $1 & 1 == 1 ? ranks[$1] : 0) }) <= 24 {
      atMost += 1
    }
    #expect(abs(test.twoSidedProbability - Double(2 * atMost) / Double(1 << 15)) < 1e-12)
  }

  @Test("Ties share ranks, zeros are left out")
  func ties() {
    let test = WilcoxonSignedRank([1, 2, 3, 5, .infinity, .nan], [1, 1, 4, 1, .infinity, 2])
    #expect(test.pairs == 3)
    #expect(test.greaterRanks == 1.5 + 3)
    #expect(test.lessRanks == 1.5)
    // Of the 8 choices of signs of (1.5, 1.5, 3), 4 keep the sum at 1.5 or below: none, either small rank, no: 3.
    #expect(abs(test.twoSidedProbability - 2 * 3.0 / 8) < 1e-15)
    #expect(WilcoxonSignedRank([1, 1], [1, 1]).twoSidedProbability == 1)
  }

  @Test("The normal approximation of large samples meets random signs")
  func approximation() {
    let pairs = 60
    let observed = (1...pairs).map { $0 % 8 < 3 ? Double($0) : -Double($0) }
    let test = WilcoxonSignedRank(observed, observed.map { _ in 0 })
    var random = SeededRandom(seed: 3)
    let draws = 20_000
    var atMost = 0
    for _ in 0..<draws {
      let signs = random.next()
      let sum = (1...pairs).reduce(0) { $0 + (signs >> UInt64($1) & 1 == 1 ? $1 : 0) }
      if Double(sum) <= test.greaterRanks { atMost += 1 }
    }
    #expect(test.lessProbability > 0.01)
    // Three standard errors of the share counted.
    #expect(abs(test.lessProbability - Double(atMost) / Double(draws)) < 3 * 0.25 / Double(draws).squareRoot())
  }

  @Test("Quartiles lie between neighbours")
  func quartiles() {
    let summary = SampleSummary(of: [4, 1, 3, 2, .nan])
    #expect(summary.count == 4)
    #expect([summary.lowerQuartile, summary.median, summary.upperQuartile] == [1.75, 2.5, 3.25])
    #expect(SampleSummary(of: [1, .infinity, .infinity]).median == .infinity)
    #expect(SampleSummary(of: []).median.isNaN)
  }
}
