package import Core

/// The legal designs of a space that is small enough to list, with the areas they are known to have.
package struct DesignCatalogue: Hashable, Sendable, Codable {
  /// The space.
  package let space: DesignSpace
  /// Its legal points, in the order of the list in which the last parameter changes fastest.
  package let points: [DesignPoint]
  /// Square millimetres of each.
  package let areas: [Double]

  /// Points of the largest space that is listed.
  package static let mostPoints = 4096

  /// The given legal points, each with its area in square millimetres.
  package init(space: DesignSpace, points: [DesignPoint], areas: [Double]) {
    self.space = space
    self.points = points
    self.areas = areas
  }

  /// The smallest area of a design; no budget below it can be kept.
  package var leastArea: Double { areas.min() ?? 0 }

  /// The best allowed design by some values, of equally good ones the smallest, then the first; `nil` where no design is
  /// allowed.
  ///
  /// - Parameters:
  ///   - values: Of each design; less is better, infinite where it can't be used.
  ///   - budget: Square millimetres allowed.
  ///   - slack: Values so much worse than the best count as equal to it.
  /// - Returns: The design's place in the catalogue.
  package func best(by values: [Double], within budget: Double, slack: Double = 0) -> Int? {
    var least = Double.infinity
    for place in points.indices where areas[place] <= budget { least = min(least, values[place]) }
    guard least.isFinite else { return nil }
    var best: Int?
    for place in points.indices where areas[place] <= budget && values[place] <= least + slack {
      guard let known = best else {
        best = place
        continue
      }
      if (areas[place], values[place]) < (areas[known], values[known]) { best = place }
    }
    return best
  }
}
