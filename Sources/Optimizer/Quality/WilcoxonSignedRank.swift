import Learning

/// Wilcoxon's signed-rank test: how likely paired samples differ as one-sidedly as they do by chance.
///
/// Pairs without a difference are left out and equal differences share their mean rank (Wilcoxon, "Individual
/// comparisons by ranking methods", Biometrics Bulletin 1(6), 1945). Up to 50 pairs the distribution is counted exactly
/// over all signs of the ranks at hand, ties included; beyond, the normal approximation with continuity correction and
/// tie correction (Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd edition, section 3.1) is used.
public struct WilcoxonSignedRank: Hashable, Sendable, Codable {
  /// Pairs that differ.
  public var pairs: Int
  /// The sum of ranks of pairs whose first value is greater.
  public var greaterRanks: Double
  /// The sum of ranks of pairs whose first value is less.
  public var lessRanks: Double
  /// How likely differences this one-sided are, in either direction, if both samples came from one distribution.
  public var twoSidedProbability: Double
  /// How likely a `greaterRanks` this small is, if both samples came from one distribution.
  public var lessProbability: Double

  /// Tests the pairs at equal positions.
  ///
  /// - Parameters:
  ///   - first: One sample.
  ///   - second: The other, of the same length; pairs with a value that is no number are left out.
  public init(_ first: [Double], _ second: [Double]) {
    // Equal infinities are no difference, though subtracting them gives no number.
    let differences = zip(first, second).filter { $0 != $1 }.map { $0 - $1 }.filter { !$0.isNaN }
    let order = differences.indices.sorted { abs(differences[$0]) < abs(differences[$1]) }
    // Twice the ranks are whole numbers, mean ranks of ties too.
    var doubleRanks = [Int](repeating: 0, count: order.count)
    var tieSizes: [Int] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, abs(differences[order[end]]) == abs(differences[order[start]]) { end += 1 }
      for place in start..<end { doubleRanks[order[place]] = start + 1 + end }
      tieSizes.append(end - start)
      start = end
    }
    let total = doubleRanks.reduce(0, +)
    let greater = differences.indices.reduce(0) { $0 + (differences[$1] > 0 ? doubleRanks[$1] : 0) }
    pairs = differences.count
    greaterRanks = Double(greater) / 2
    lessRanks = Double(total - greater) / 2
    let atMost: (Int) -> Double =
      if pairs <= Self.exactPairs {
        { Self.exactProbability(ofAtMost: $0, doubleRanks: doubleRanks) }
      } else {
        { [pairs] sum in Self.normalProbability(ofAtMost: Double(sum) / 2, pairs: pairs, tieSizes: tieSizes) }
      }
    lessProbability = atMost(greater)
    twoSidedProbability = min(1, 2 * atMost(min(greater, total - greater)))
  }

  /// Pairs up to which probabilities are counted.
  static let exactPairs = 50

  /// The share of all choices of signs whose positive ranks sum to at most the given one, ranks and sum doubled.
  private static func exactProbability(ofAtMost sum: Int, doubleRanks: [Int]) -> Double {
    var shares = [Double](repeating: 0, count: doubleRanks.reduce(0, +) + 1)
    shares[0] = 1
    var reached = 0
    for rank in doubleRanks {
      for value in stride(from: reached, through: 0, by: -1) {
        let half = shares[value] / 2
        shares[value] = half
        shares[value + rank] += half
      }
      reached += rank
    }
    return shares[...sum].reduce(0, +)
  }

  private static func normalProbability(ofAtMost sum: Double, pairs: Int, tieSizes: [Int]) -> Double {
    let count = Double(pairs)
    let mean = count * (count + 1) / 4
    let ties = tieSizes.reduce(0.0) { $0 + Double($1) * Double($1 * $1 - 1) } / 48
    let deviation = (count * (count + 1) * (2 * count + 1) / 24 - ties).squareRoot()
    return deviation > 0 ? normalCumulative((sum + 0.5 - mean) / deviation) : 1
  }
}
