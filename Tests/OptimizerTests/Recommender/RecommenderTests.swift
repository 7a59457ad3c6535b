import Core
import Foundation
import Optimizer
import Testing

@Suite struct UnifiedOrdinalVectorTests {
  /// Every level of every scale, for every K.
  @Test(arguments: [1, 2, 7, 12, 64])
  func decodingInvertsEncoding(levels: Int) {
    for intervals in 1...levels {
      let scale = UnifiedOrdinalVector(levels: levels, intervals: intervals)
      for level in 0..<levels {
        #expect(scale.decode(scale.encode(level)) == level, "K = \(intervals)")
      }
    }
  }

  /// Two boundaries at −½ and 3½, four levels apart: level 5 is exp(−5.5 / 4) above the first and exp(−1.5 / 4) above the
  /// second.
  @Test func entriesAreDistancesAboveBoundaries() {
    let scale = UnifiedOrdinalVector(levels: 8, intervals: 2)
    let expected: [Double] = [exp(-5.5 / 4), exp(-1.5 / 4)]
    for (ours, theirs) in zip(scale.encode(5), expected) { #expect(abs(Double(ours) - theirs) < 1e-6) }
    #expect(scale.encode(2).last == 0)
  }

  /// Between two levels equally likely the higher one is taken if asked for.
  @Test func toleranceFavoursHigherLevels() {
    let scale = UnifiedOrdinalVector(levels: 4, intervals: 4)
    let mixture = zip(scale.encode(0), scale.encode(3)).map { 0.55 * $0 + 0.45 * $1 }
    #expect(scale.decode(mixture) == 0)
    #expect(scale.decode(mixture, tolerance: 1) == 3)
  }
}

@Suite struct HardwareRecommenderTests {
  /// A rule with a remainder in it, which no threshold on sizes expresses, is learnt and answered for layers never seen.
  @Test func learnsRemainders() {
    let examples = Self.examples(1500, seed: 1)
    var options = HardwareRecommender.Options()
    options.peLevels = 8
    options.peIntervals = 4
    options.bufferLevels = 3
    options.bufferIntervals = 3
    options.epochs = 6
    options.batch = 32
    let recommender = HardwareRecommender(examples, options: options, seed: 1)
    let unseen = Self.examples(300, seed: 2)
    let answers = recommender.recommend(unseen.map(\.query))
    #expect(zip(answers, unseen).count { $0 == $1.choice } > 270)
    #expect(HardwareRecommender(examples, options: options, seed: 1).recommend(unseen.map(\.query)) == answers)
  }

  private static func examples(_ count: Int, seed: UInt64) -> [HardwareRecommender.Example] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in
      let (k, c) = (1 + random.below(24), 1 + random.below(24))
      return HardwareRecommender.Example(
        query: RecommenderQuery(k: k, c: c, x: 8, y: 8, r: 1, s: 1, dataflow: random.below(3)),
        choice: .init(pe: c > 12 ? 7 : 2, buffer: k % 3), logLatency: log(Double(k * c)))
    }
  }
}
