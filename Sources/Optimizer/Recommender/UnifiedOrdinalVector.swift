import Foundation

/// A level of an ordered scale as a vector between a class and a number.
///
/// After AIrchitect v2's unified ordinal vectors (Seo et al., DATE 2025, arXiv 2501.09954): K boundaries cut the scale, and
/// entry i is exp(−(y − bᵢ) / w) where y lies above boundary bᵢ, else 0. The paper's w is one level, which leaves the upper
/// levels of a wide interval nearly no signal; here it is the interval's width. Boundaries begin half a level below the
/// lowest level, so that every level lies above one, and decoding takes the level whose code is nearest; on codes that
/// inverts the encoding exactly. (The released code decodes with another function than it encodes with, and levels below
/// its first boundary with none.) K = 1 is a regression, K = the number of levels a classification that knows the order.
package struct UnifiedOrdinalVector: Hashable, Sendable {
  /// Levels of the scale.
  package let levels: Int
  /// K, the vector's length.
  package let intervals: Int

  private let codes: [Float]

  /// A scale of levels 0 ..< `levels` cut into equal intervals.
  ///
  /// - Precondition: 1 ≤ `intervals` ≤ `levels`.
  package init(levels: Int, intervals: Int) {
    precondition((1...levels).contains(intervals), "\(intervals) intervals of \(levels) levels")
    self.levels = levels
    self.intervals = intervals
    codes = (0..<levels).flatMap { level in
      (0..<intervals).map { index in
        let width = Float(levels) / Float(intervals)
        let distance = Float(level) + 0.5 - Float(index) * width
        return distance > 0 ? exp(-distance / width) : 0
      }
    }
  }

  /// The vector of a level.
  package func encode(_ level: Int) -> ArraySlice<Float> {
    codes[level * intervals..<(level + 1) * intervals]
  }

  /// How near each level's code is to a vector of shares: minus the divergence of independent yes-or-no draws, so 0 for the
  /// level the vector encodes and less for all others.
  package func scores(_ vector: some Collection<Float>) -> [Float] {
    let shares = vector.map { min(max($0, 1e-6), 1 - 1e-6) }
    let yes = shares.map { log($0) }
    let no = shares.map { log(1 - $0) }
    return (0..<levels).map { level in
      var score: Float = 0
      for (index, target) in encode(level).enumerated() {
        score += target * yes[index] + (1 - target) * no[index]
        if target > 0, target < 1 { score -= target * log(target) + (1 - target) * log(1 - target) }
      }
      return score
    }
  }

  /// The level whose code is nearest; of levels within `tolerance` of it, the highest.
  package func decode(_ vector: some Collection<Float>, tolerance: Float = 0) -> Int {
    let scores = scores(vector)
    let best = scores.max() ?? 0
    return scores.lastIndex { $0 >= best - tolerance } ?? 0
  }
}
