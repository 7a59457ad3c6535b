import Foundation
import Learning

/// The part of objective space that a front does not dominate, inside a reference point, as boxes that don't overlap.
///
/// A new point gains the volume of each box that lies above it, which is a product over objectives; so the expected gain
/// of independent normal objectives is a sum of products of one-dimensional expectations, exact in any number of
/// objectives (Yang, Emmerich, Deutz and Bäck, "Efficient computation of expected hypervolume improvement using box
/// decomposition algorithms", Journal of Global Optimization 75, 2019).
///
/// The boxes come from local upper bounds (Lacour, Klamroth and Fonseca, "A box decomposition algorithm to compute the
/// hypervolume indicator", Computers & Operations Research 79, 2017), found once for the front and once more for its
/// bounds, seen from below; a front of n points in 2 or 3 objectives has O(n) of them.
package struct ImprovementBoxes {
  /// The coordinates boxes begin and end at, for each objective.
  private var edges: [[Double]]
  /// For each box and objective the places of its ends in `edges`; boxes that reach down for ever begin at −∞.
  private var boxes: [[(low: Int, high: Int)]]

  /// The boxes beside a front; points beyond the reference don't count.
  package init(front: [[Double]], reference: [Double]) {
    let inside = front.filter { zip($0, reference).allSatisfy { $0 < $1 } }
    let bounds = LocalUpperBounds(of: inside, reference: reference).corners
    let infinite = [Double](repeating: .infinity, count: reference.count)
    // Seen from below, what is not dominated is what the bounds dominate.
    let mirrored = LocalUpperBounds(of: bounds.map { $0.map { -$0 } }, reference: infinite).boxes
    let ends = mirrored.map { box in box.map { (low: -$0.high, high: -$0.low) } }
    edges = reference.indices.map { objective in
      Set(ends.flatMap { [$0[objective].low, $0[objective].high] }).sorted()
    }
    let places = edges.map { Dictionary(uniqueKeysWithValues: $0.enumerated().map { ($1, $0) }) }
    boxes = ends.map { box in
      zip(box, places).map { end, places in (low: places[end.low] ?? 0, high: places[end.high] ?? 0) }
    }
  }

  /// The logarithm of the expected hypervolume improvement of independent normal objectives.
  ///
  /// - Parameters:
  ///   - means: One mean for each objective.
  ///   - deviations: Their standard deviations; 0 for what is known.
  /// - Returns: −∞ where no improvement is possible.
  package func logExpectedImprovement(means: [Double], deviations: [Double]) -> Double {
    let gains = edges.indices.map { objective in
      edges[objective].map { expectedGain(below: $0, mean: means[objective], deviation: deviations[objective]) }
    }
    var total = 0.0
    for box in boxes {
      var product = 1.0
      for (objective, end) in box.enumerated() { product *= gains[objective][end.high] - gains[objective][end.low] }
      total += product
    }
    // Products underflow long before their logarithms do.
    return total > Self.leastDirect ? log(total) : sumOfLogarithms(means: means, deviations: deviations)
  }

  private static let leastDirect = 1e-200

  private func sumOfLogarithms(means: [Double], deviations: [Double]) -> Double {
    let gains = edges.indices.map { objective in
      edges[objective].map {
        $0 == -.infinity
          ? -.infinity
          : Learning.logExpectedImprovement(mean: means[objective], deviation: deviations[objective], below: $0)
      }
    }
    let terms = boxes.map { box in
      box.enumerated().reduce(0.0) { sum, entry in
        let (high, low) = (gains[entry.offset][entry.element.high], gains[entry.offset][entry.element.low])
        return sum + (low == -.infinity ? high : high + log1p(-exp(min(0, low - high))))
      }
    }
    guard let largest = terms.max(), largest > -.infinity else { return -.infinity }
    return largest + log(terms.reduce(0.0) { $0 + exp($1 - largest) })
  }

  /// E max(0, edge − y) of a normal y.
  private func expectedGain(below edge: Double, mean: Double, deviation: Double) -> Double {
    guard edge > -.infinity else { return 0 }
    guard deviation > 0 else { return max(0, edge - mean) }
    let z = (edge - mean) / deviation
    return max(0, deviation * (normalDensity(z) + z * normalCumulative(z)))
  }
}

/// The corners of what a set of points does not dominate, each with the points that define it.
///
/// The algorithm wants points of which no two agree in a coordinate. Coordinates are therefore replaced by their places in
/// sorted order, equal ones in the order of the points, as if they differed by next to nothing; boxes that have no
/// extent in the true coordinates are left out.
private struct LocalUpperBounds {
  /// A corner and, for each objective, the point its coordinate comes from.
  private struct Bound {
    var corner: [Int]
    var definers: [[Int]]
  }

  private var bounds: [Bound]
  /// The coordinates at each place, for each objective: the reference stands at the end.
  private let coordinates: [[Double]]

  init(of points: [[Double]], reference: [Double]) {
    var places = points.map { $0.map { _ in 0 } }
    var coordinates: [[Double]] = []
    for objective in reference.indices {
      let order = points.indices.sorted { (points[$0][objective], $0) < (points[$1][objective], $1) }
      for (place, point) in order.enumerated() { places[point][objective] = place }
      coordinates.append(order.map { points[$0][objective] } + [reference[objective]])
    }
    self.coordinates = coordinates
    let definers = reference.indices.map { objective in
      reference.indices.map { $0 == objective ? points.count : Self.below }
    }
    bounds = [Bound(corner: reference.map { _ in points.count }, definers: definers)]
    for point in places { insert(point) }
  }

  /// The place before all points.
  private static let below = -1

  /// Splits every corner the point lies below: algorithm 1 of Lacour and others.
  private mutating func insert(_ point: [Int]) {
    var kept: [Bound] = []
    kept.reserveCapacity(bounds.count + point.count)
    for bound in bounds {
      guard zip(point, bound.corner).allSatisfy({ $0 < $1 }) else {
        kept.append(bound)
        continue
      }
      for objective in point.indices {
        let isDefined = point.indices.allSatisfy { other in
          other == objective || bound.definers[other][objective] < point[objective]
        }
        guard isDefined else { continue }
        var split = bound
        split.corner[objective] = point[objective]
        split.definers[objective] = point
        kept.append(split)
      }
    }
    bounds = kept
  }

  /// The corners, equal ones once.
  var corners: [[Double]] {
    var seen: Set<[Double]> = []
    return bounds.map { bound in bound.corner.enumerated().map { coordinate($0, at: $1) } }
      .filter { seen.insert($0).inserted }
  }

  /// The dominated part as boxes that are not empty: equation 2 of Lacour and others.
  var boxes: [[(low: Double, high: Double)]] {
    bounds.compactMap { bound in
      let box = bound.corner.indices.map { objective -> (low: Double, high: Double) in
        let high = coordinate(objective, at: bound.corner[objective])
        guard objective > 0 else { return (high, coordinates[0].last ?? high) }
        let low = (0..<objective).map { bound.definers[$0][objective] }.max() ?? Self.below
        return (coordinate(objective, at: low), high)
      }
      return box.allSatisfy { $0.low < $0.high } ? box : nil
    }
  }

  private func coordinate(_ objective: Int, at place: Int) -> Double {
    place == Self.below ? -.infinity : coordinates[objective][place]
  }
}
