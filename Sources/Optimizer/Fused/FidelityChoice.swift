import Core
import Foundation
import Learning

/// Decides of each candidate whether it is paid for at once, looked at through the analytical model first, or left.
///
/// Two things can be done: pay for a design, which gains what improvement is expected of it and costs 1; or look at one,
/// which gains nothing by itself but may show that it deserves to be paid for more than the best candidate so far, and
/// costs `lookCost`. What a look can show is as uncertain as the plain surrogate is beyond what the correction of the
/// analytical model leaves open: where the correction is as uncertain as the plain surrogate, looks show nothing and designs
/// are paid for without. Of both kinds that is done which has the most expected gain for its cost. (The value of an
/// observation for a later choice: Frazier, Powell and Dayanik, "The Knowledge-Gradient Policy for Correlated Normal
/// Beliefs", INFORMS Journal on Computing 21(4), 2009; several sources of unequal cost: Poloczek, Wang and Frazier,
/// "Multi-Information Source Optimization", NeurIPS 2017.)
struct FidelityChoice {
  private var plain: DesignBelief
  private var corrected: DesignBelief
  private let lookCost: Double
  /// What a look could show, in deviations, for each imagined look and objective.
  private let imagined: [[Double]]

  /// A choice between two beliefs.
  ///
  /// - Parameters:
  ///   - plain: What is believed of designs without the analytical model.
  ///   - corrected: What is believed of designs that were looked at.
  ///   - lookCost: What a look costs, in evaluations that count.
  ///   - random: Draws the imagined looks.
  init(plain: DesignBelief, corrected: DesignBelief, lookCost: Double, _ random: inout SeededRandom) {
    self.plain = plain
    self.corrected = corrected
    self.lookCost = lookCost
    let draws = (0..<Self.imaginedLooks / 2).map { _ in plain.reference.map { _ in random.normal() } }
    imagined = draws + draws.map { $0.map { -$0 } }
  }

  /// The designs paid for.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - pool: The candidates.
  ///   - looks: What was looked at; looks may be added as far as they are allowed.
  /// - Returns: As many as wanted, or all of the pool.
  mutating func paid(_ count: Int, of pool: [DesignPoint], _ looks: inout CheapLooks) -> [DesignPoint] {
    var left = pool
    var chosen: [DesignPoint] = []
    while chosen.count < count, !left.isEmpty {
      lookWhereItPays(left, &looks)
      let scores = scores(of: left, looks)
      guard let best = scores.indices.max(by: { (scores[$0], $1) < (scores[$1], $0) }) else { break }
      let point = left.remove(at: best)
      chosen.append(point)
      imagine(point, wasLookedAt: looks.known[point] != nil)
    }
    return chosen
  }

  /// Looks at designs, the most promising first, as long as a look has more gain for its cost than the best design.
  private mutating func lookWhereItPays(_ points: [DesignPoint], _ looks: inout CheapLooks) {
    while looks.canLook {
      let scores = scores(of: points, looks)
      let best = scores.max() ?? -.infinity
      let unseen = points.indices.filter { !looks.isSettled(points[$0]) }
        .sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(Self.shortlist).map { points[$0] }
      let values = valuesOfLooks(at: unseen, beside: best)
      let worth = unseen.indices.filter { values[$0] > lookCost && values[$0].isFinite }
        .sorted { (-values[$0], $0) < (-values[$1], $1) }.prefix(Self.looksAtOnce)
      guard !worth.isEmpty else { return }
      var figures: [DesignPoint: DesignMetrics] = [:]
      for place in worth {
        if let metrics = looks.look(unseen[place]) { figures[unseen[place]] = metrics }
      }
      corrected.correct(figures)
    }
  }

  /// The logarithm of what is expected of designs: by the corrected belief where they were looked at.
  private func scores(of points: [DesignPoint], _ looks: CheapLooks) -> [Double] {
    var scores = plain.scoring()(points)
    let seen = points.indices.filter { looks.known[points[$0]] != nil }
    for (place, score) in zip(seen, corrected.scoring()(seen.map { points[$0] })) { scores[place] = score }
    return scores
  }

  /// By what share of the best design's expected gain a look at each design is expected to raise the gain of the next
  /// payment.
  private func valuesOfLooks(at points: [DesignPoint], beside best: Double) -> [Double] {
    guard let improvement = plain.improvement(), best > -.infinity else { return points.map { _ in 0 } }
    let (wide, narrow) = (plain.predictions(at: points), corrected.predictions(at: points))
    let limits = plain.limitScores(of: points)
    return points.indices.map { index in
      let rests = narrow.indices.map { min(narrow[$0].deviations[index], wide[$0].deviations[index]) }
      let shifts = wide.indices.map { objective -> Double in
        let deviation = wide[objective].deviations[index]
        return max(0, deviation * deviation - rests[objective] * rests[objective]).squareRoot()
      }
      guard shifts.contains(where: { $0 > 0 }) else { return 0 }
      let gain = imagined.reduce(0.0) { sum, draw in
        let means = wide.indices.map { wide[$0].means[index] + shifts[$0] * draw[$0] }
        return sum + max(0, exp(improvement(means, rests) + limits[index] - best) - 1)
      }
      return gain / Double(imagined.count)
    }
  }

  /// Takes it for granted that a design turns out as expected.
  private mutating func imagine(_ point: DesignPoint, wasLookedAt: Bool) {
    guard wasLookedAt else {
      let expected = plain.predictions(at: [point]).map { $0.means[0] }
      plain.imagine(point)
      corrected.count(achieved: expected)
      return
    }
    let expected = corrected.predictions(at: [point]).map { $0.means[0] }
    corrected.imagine(point)
    plain.imagine(point, outcome: expected)
  }

  /// Designs a look is considered for, those of which most is expected.
  private static let shortlist = 96
  /// Looks taken before their values are worked out again.
  private static let looksAtOnce = 8
  /// Outcomes of a look that are imagined, half of them mirror images.
  private static let imaginedLooks = 8
}
