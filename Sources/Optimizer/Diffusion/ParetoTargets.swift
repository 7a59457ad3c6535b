package import Core
import Foundation

/// Objective values to wish for, just beyond a front, where it leaves the largest gaps.
///
/// A candidate lies between neighbours of the front, a step closer to the ideal in every objective; those are taken one
/// after the other that would add most hypervolume to the front and the ones before. Objectives are minimised and should
/// be scaled alike, as logarithms are.
package struct ParetoTargets {
  /// The present front.
  package var front: [[Double]]
  /// The worst corner.
  package var reference: [Double]
  /// What a step in each objective is a share of.
  package var extents: [Double]
  /// How far beyond the front targets lie.
  package var reach: Double

  /// Targets beyond a front.
  ///
  /// - Parameters:
  ///   - front: The present front.
  ///   - reference: The worst corner.
  ///   - extents: What a step in each objective is a share of; above 0.
  ///   - reach: How far beyond the front targets lie.
  package init(front: [[Double]], reference: [Double], extents: [Double], reach: Double) {
    self.front = front
    self.reference = reference
    self.extents = extents
    self.reach = reach
  }

  /// The targets of the largest gaps.
  ///
  /// - Returns: As many as wanted; none without a front.
  package func largestGaps(_ count: Int, _ random: inout SeededRandom) -> [[Double]] {
    guard !front.isEmpty else { return [] }
    var covered = front
    var targets: [[Double]] = []
    for _ in 0..<count {
      let candidates = (0..<Self.candidates).map { _ in candidate(&random) }
      let gains = candidates.map { hypervolumeImprovement(of: $0, over: covered, reference: reference) }
      guard let best = gains.indices.max(by: { (gains[$0], $1) < (gains[$1], $0) }) else { break }
      targets.append(candidates[best])
      covered.append(candidates[best])
    }
    return targets
  }

  /// A point a step beyond a random mixture of neighbours.
  private func candidate(_ random: inout SeededRandom) -> [Double] {
    let first = front[random.below(front.count)]
    let distances = front.map { distance($0, first) }
    let near = front.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(2 * reference.count + 1)
    var weights = near.indices.map { _ in -log(1 - random.unit()) }
    // Mixtures of few neighbours reach into the gaps between them.
    for index in weights.indices where random.below(2) == 0 { weights[index] = 0 }
    let sum = weights.reduce(0, +)
    let step = reach * (0.25 + random.unit())
    return reference.indices.map { objective in
      let mixture =
        sum > 0
        ? zip(near, weights).reduce(0.0) { $0 + front[$1.0][objective] * $1.1 } / sum : first[objective]
      return mixture - step * extents[objective]
    }
  }

  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    left.indices.reduce(0.0) { sum, objective in
      let part = (left[objective] - right[objective]) / extents[objective]
      return sum + part * part
    }
  }

  private static let candidates = 96
}
