/// Whether a point is at least as good as another in every objective and better in one; all are minimised.
public func dominates(_ point: [Double], _ other: [Double]) -> Bool {
  var isBetter = false
  for (left, right) in zip(point, other) {
    if left > right { return false }
    if left < right { isBetter = true }
  }
  return isBetter
}

/// The positions of the points no other point dominates, in increasing order.
///
/// Of equal points the first stands for all; points with a value that isn't finite are never on the front. One and two
/// objectives take O(n log n) time, more take O(n · f) for a front of f points.
///
/// - Parameter points: Objective vectors of one length; every objective is minimised.
/// - Returns: Positions in `points`.
public func paretoFront(of points: [[Double]]) -> [Int] {
  let finite = points.indices.filter { index in !points[index].isEmpty && points[index].allSatisfy(\.isFinite) }
  // No point can be dominated by one that follows it in lexicographic order.
  let order = finite.sorted { left, right in
    if points[left] == points[right] { return left < right }
    return points[left].lexicographicallyPrecedes(points[right])
  }
  guard let objectives = order.first.map({ points[$0].count }) else { return [] }
  var front: [Int] = []
  if objectives <= 2 {
    var best = Double.infinity
    for index in order where points[index].last ?? 0 < best && (objectives == 2 || front.isEmpty) {
      best = points[index].last ?? 0
      front.append(index)
    }
    return front.sorted()
  }
  if objectives == 3 {
    var stairs = Staircase()
    return order.filter { stairs.add(points[$0][1], points[$0][2]) }.sorted()
  }
  for index in order {
    let isCovered = front.contains { member in
      zip(points[member], points[index]).allSatisfy { $0 <= $1 }
    }
    if !isCovered { front.append(index) }
  }
  return front.sorted()
}

/// The rank of each point: 0 on the front, 1 on the front of what is left without it, and so on (Deb et al., "A fast
/// and elitist multiobjective genetic algorithm: NSGA-II", IEEE TEC 6(2), 2002).
///
/// Equal points share a rank. O(n² · m) time for m objectives.
///
/// - Parameters:
///   - count: How many points there are.
///   - dominates: Whether the first point dominates the second; any strict partial order.
/// - Returns: One rank for each point.
func dominanceRanks(count: Int, by dominates: (Int, Int) -> Bool) -> [Int] {
  var above = [Int](repeating: 0, count: count)
  var below = [[Int]](repeating: [], count: count)
  for left in 0..<count {
    for right in (left + 1)..<max(count, left + 1) {
      if dominates(left, right) {
        below[left].append(right)
        above[right] += 1
      } else if dominates(right, left) {
        below[right].append(left)
        above[left] += 1
      }
    }
  }
  var ranks = [Int](repeating: 0, count: count)
  var current = (0..<count).filter { above[$0] == 0 }
  var rank = 0
  while !current.isEmpty {
    var next: [Int] = []
    for index in current {
      ranks[index] = rank
      for other in below[index] {
        above[other] -= 1
        if above[other] == 0 { next.append(other) }
      }
    }
    current = next
    rank += 1
  }
  return ranks
}

/// Points of two objectives none of which dominates another, the first objective rising and the second falling.
private struct Staircase {
  private var steps: [(first: Double, second: Double)] = []

  /// Adds a point unless another one is as good in both; complexity O(log n) and what it moves.
  ///
  /// - Returns: Whether it was added.
  mutating func add(_ first: Double, _ second: Double) -> Bool {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].first <= first { low = middle + 1 } else { high = middle }
    }
    if low > 0, steps[low - 1].second <= second { return false }
    let start = low > 0 && steps[low - 1].first == first ? low - 1 : low
    var end = start
    while end < steps.count, steps[end].second >= second { end += 1 }
    steps.replaceSubrange(start..<end, with: [(first, second)])
    return true
  }
}
