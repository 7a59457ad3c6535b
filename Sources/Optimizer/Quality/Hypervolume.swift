/// The volume between a set of points and a reference point: what the set dominates (Zitzler and Thiele,
/// "Multiobjective evolutionary algorithms: a comparative case study", IEEE TEC 3(4), 1999).
///
/// Exact in any number of objectives: a staircase in two, a sweep of staircases in three, the exclusive volumes of WFG
/// in more (While, Bradstreet and Barone, "A fast way of calculating exact hypervolumes", IEEE TEC 16(1), 2012).
///
/// - Parameters:
///   - points: Objective vectors, minimised; dominated ones, ones beyond the reference and ones that aren't finite add
///     nothing.
///   - reference: The worst corner.
/// - Returns: The volume, 0 for no points.
public func hypervolume(of points: [[Double]], reference: [Double]) -> Double {
  let inside = points.filter { point in
    point.count == reference.count && zip(point, reference).allSatisfy { $0.isFinite && $0 < $1 }
  }
  return volume(paretoFront(of: inside).map { inside[$0] }, reference: reference)
}

/// How much a point adds to the hypervolume of a front.
///
/// - Parameters:
///   - point: An objective vector, minimised.
///   - front: The points it is added to.
///   - reference: The worst corner.
/// - Returns: The volume only the point dominates; 0 when the front already dominates it or it isn't finite.
public func hypervolumeImprovement(of point: [Double], over front: [[Double]], reference: [Double]) -> Double {
  guard zip(point, reference).allSatisfy({ $0.isFinite && $0 < $1 }) else { return 0 }
  let alone = zip(point, reference).reduce(1.0) { $0 * ($1.1 - $1.0) }
  let limited = front.map { member in zip(member, point).map { max($0, $1) } }
  return alone - hypervolume(of: limited, reference: reference)
}

/// The volume each point of a set dominates alone, the set's hypervolume without it subtracted.
///
/// - Parameters:
///   - points: Objective vectors, minimised.
///   - reference: The worst corner.
/// - Returns: One volume for each point; 0 for dominated points and for equal ones.
public func hypervolumeContributions(of points: [[Double]], reference: [Double]) -> [Double] {
  points.indices.map { index in
    var others = points
    others.remove(at: index)
    return hypervolumeImprovement(of: points[index], over: others, reference: reference)
  }
}

/// The hypervolume of points that don't dominate each other and lie inside the reference.
private func volume(_ front: [[Double]], reference: [Double]) -> Double {
  switch reference.count {
  case 0: return 0
  case 1: return front.map { reference[0] - $0[0] }.max() ?? 0
  case 2: return stairArea(front, reference: reference)
  case 3: return sweptVolume(front, reference: reference)
  default: return exclusiveVolumes(front, reference: reference)
  }
}

private func stairArea(_ front: [[Double]], reference: [Double]) -> Double {
  var area = 0.0
  var top = reference[1]
  for point in front.sorted(by: { $0[0] < $1[0] }) where point[1] < top {
    area += (reference[0] - point[0]) * (top - point[1])
    top = point[1]
  }
  return area
}

/// Points enter a staircase of the first two objectives in order of the third; the volume is the area under the stairs
/// from each entry to the next.
private func sweptVolume(_ front: [[Double]], reference: [Double]) -> Double {
  let points = front.sorted { $0[2] < $1[2] }
  var stairs: [(x: Double, y: Double)] = [(-.infinity, reference[1]), (reference[0], -.infinity)]
  var area = 0.0
  var volume = 0.0
  for (index, point) in points.enumerated() {
    let (x, y) = (point[0], point[1])
    // Stairs run with x up and y down between two ends that are never removed.
    let first = stairs.partitioningIndex { $0.x >= x }
    if stairs[first - 1].y > y {
      var last = first
      var left = x
      var top = stairs[first - 1].y
      while stairs[last].y >= y {
        area += (stairs[last].x - left) * (top - y)
        left = stairs[last].x
        top = stairs[last].y
        last += 1
      }
      area += (stairs[last].x - left) * (top - y)
      stairs.replaceSubrange(first..<last, with: [(x, y)])
    }
    let end = index + 1 < points.count ? points[index + 1][2] : reference[2]
    volume += area * (end - point[2])
  }
  return volume
}

/// WFG's sum of exclusive volumes.
///
/// In order of falling last objective, the points still to come limit a point in all objectives but the last, which the
/// exclusive volume is therefore a multiple of.
private func exclusiveVolumes(_ front: [[Double]], reference: [Double]) -> Double {
  guard let last = reference.indices.last else { return 0 }
  let points = front.sorted { $0[last] > $1[last] }
  let corner = Array(reference.dropLast())
  var total = 0.0
  for (index, point) in points.enumerated() {
    let base = point.dropLast()
    let alone = zip(base, corner).reduce(1.0) { $0 * ($1.1 - $1.0) }
    let limited = points[(index + 1)...].map { other in zip(other.dropLast(), base).map { max($0, $1) } }
    total += (reference[last] - point[last]) * (alone - hypervolume(of: limited, reference: corner))
  }
  return total
}

extension Array {
  /// The first position whose element belongs to the second of two runs.
  ///
  /// O(log n); elements that belong stand behind those that don't.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
