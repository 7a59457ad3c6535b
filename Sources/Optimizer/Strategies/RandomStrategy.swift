public import Core

/// Points drawn uniformly from those that are legal and new.
///
/// Points are drawn from the whole space and rejected until they fit; where most don't, small spaces are listed instead.
public struct RandomStrategy: Strategy {
  /// What trials and tables call the strategy.
  public let name = "random"

  /// Random search.
  public init() {}

  /// Draws the next points.
  public func propose(_ count: Int, in context: ProposalContext) -> [Proposal] {
    var random = context.random
    return context.draw(count, with: &random).map { Proposal($0) }
  }
}

extension ProposalContext {
  /// Draws uniformly among the legal points the study doesn't know.
  ///
  /// - Parameters:
  ///   - count: How many, no two alike.
  ///   - random: The numbers to draw with.
  ///   - avoiding: Points not to draw either.
  /// - Returns: As many as wanted; fewer when the space has no more, or is too large to list and almost nothing in it is
  ///   legal.
  public func draw(
    _ count: Int, with random: inout SeededRandom, avoiding: Set<DesignPoint> = []
  ) -> [DesignPoint] {
    var taken = avoiding
    var points: [DesignPoint] = []
    var misses = 0
    while points.count < count, misses < Self.patience {
      let point = DesignPoint(space.parameters.map { random.below($0.count) })
      if !taken.contains(point), isOpen(point) {
        taken.insert(point)
        points.append(point)
        misses = 0
      } else {
        misses += 1
      }
    }
    guard points.count < count, space.size <= Self.listable else { return points }
    var open = (0..<Int(space.size)).compactMap { space.point(at: $0) }
      .filter { !taken.contains($0) && isOpen($0) }
    // The first places of a Fisher-Yates shuffle.
    while points.count < count, !open.isEmpty {
      let place = random.below(open.count)
      points.append(open[place])
      open.swapAt(place, open.count - 1)
      open.removeLast()
    }
    return points
  }

  /// Draws in vain before the space is listed.
  private static let patience = 10_000
  /// Points of the largest space that is listed.
  private static let listable = 0x1p20
}
