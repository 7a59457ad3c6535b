import Core

/// The finest regular grid that the budget can fill, then finer ones.
///
/// Parameters get one more value in turn, in their order, as long as the grid has no more points than the budget; values
/// are spread evenly over the indices, a single one lies in the middle. When a grid holds fewer new legal points than
/// wanted, the next is that of twice as many points.
public struct GridStrategy: Strategy {
  /// What trials and tables call the strategy.
  public let name = "grid"

  /// Grid search.
  public init() {}

  /// The first points of the grid that are new.
  public func propose(_ count: Int, in context: ProposalContext) -> [Proposal] {
    var points: [DesignPoint] = []
    var taken: Set<DesignPoint> = []
    var most = max(1, Double(context.budget.total))
    while points.count < count {
      let grid = Grid(of: context.space, most: most)
      var place = 0
      while points.count < count, let point = grid.point(at: place) {
        place += 1
        if !taken.contains(point), context.isOpen(point) {
          taken.insert(point)
          points.append(point)
        }
      }
      guard Double(grid.size) < context.space.size, most <= Self.largest else { break }
      most *= 2
    }
    return points.map { Proposal($0) }
  }

  /// Points of the largest grid that is walked.
  private static let largest = 0x1p24
}

/// Evenly spread values of each parameter and all their combinations.
private struct Grid {
  /// For each parameter the indices of its values.
  private var indices: [[Int]]

  init(of space: DesignSpace, most: Double) {
    var counts = space.parameters.map { _ in 1 }
    var size = 1.0
    var grew = true
    while grew {
      grew = false
      for (index, parameter) in space.parameters.enumerated() where counts[index] < parameter.count {
        let larger = size / Double(counts[index]) * Double(counts[index] + 1)
        guard larger <= most else { continue }
        counts[index] += 1
        size = larger
        grew = true
      }
    }
    indices = zip(counts, space.parameters).map { count, parameter in
      guard count > 1 else { return [(parameter.count - 1) / 2] }
      return (0..<count).map { ($0 * (parameter.count - 1) + (count - 1) / 2) / (count - 1) }
    }
  }

  var size: Int { indices.reduce(1) { $0 * $1.count } }

  /// The combination at a place, the last parameter changing fastest; `nil` past the end.
  func point(at place: Int) -> DesignPoint? {
    guard place < size else { return nil }
    var rest = place
    var point = Array(repeating: 0, count: indices.count)
    for index in indices.indices.reversed() {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: indices[index].count)
      point[index] = indices[index][remainder]
      rest = quotient
    }
    return DesignPoint(point)
  }
}
