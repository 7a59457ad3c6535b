import Core

/// NSGA-II on a grid of points (Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm:
/// NSGA-II", IEEE Transactions on Evolutionary Computation 6(2), 2002).
///
/// The population is chosen from all told trials by rank and crowding each time, which keeps the strategy a pure function
/// of the study; the paper chooses from the last parents and children, so that a design once dropped never returns.
/// Operators are the integer forms of the paper's: children take each value from either parent or, for numbers, from
/// around them; mutation steps along numbers and redraws words. A design the study knows is mutated on until it is new.
/// With a single objective the ranks are a sort and the strategy a genetic algorithm with elitism.
public struct NSGAStrategy: Strategy {
  /// What trials and tables call the strategy.
  public let name = "nsga2"
  /// Designs that may become parents, as many random ones begin; `nil` takes an eighth of the budget, 10 to 40.
  public var population: Int?
  /// How often a pair of parents is mixed; otherwise the child is a mutated copy of the first.
  public var crossoverShare = 0.9

  /// A genetic search.
  public init(population: Int? = nil) {
    self.population = population.map { max(4, $0) }
  }

  /// Children of the best designs so far, or random ones until there is a population.
  public func propose(_ count: Int, in context: ProposalContext) -> [Proposal] {
    var random = context.random
    let population = population ?? min(40, max(10, context.budget.total / 8))
    guard context.trials.count >= population else { return context.draw(count, with: &random).map { Proposal($0) } }
    let parents = Population(of: ToldDesigns(in: context).entries, size: population)
    var children: [DesignPoint] = []
    var taken: Set<DesignPoint> = []
    while children.count < count, let child = newChild(of: parents, avoiding: taken, in: context, &random) {
      children.append(child)
      taken.insert(child)
    }
    if children.count < count {
      children += context.draw(count - children.count, with: &random, avoiding: taken)
    }
    return children.map { Proposal($0) }
  }

  /// A legal child the study doesn't know; `nil` when none was found in many attempts.
  private func newChild(
    of parents: Population, avoiding taken: Set<DesignPoint>, in context: ProposalContext, _ random: inout SeededRandom
  ) -> DesignPoint? {
    for _ in 0..<Self.attempts {
      let first = parents.tournament(&random)
      let second = parents.tournament(&random)
      var child = first
      if random.unit() < crossoverShare { child = first.crossed(with: second, in: context.space, &random) }
      // Near the front most children are known; wandering on from them searches around it.
      for _ in 0..<Self.steps {
        child = child.mutated(in: context.space, &random)
        if !taken.contains(child), context.isOpen(child) { return child }
      }
    }
    return nil
  }

  /// Pairs of parents tried for one child.
  private static let attempts = 200
  /// Mutations of one child until it is new.
  private static let steps = 3
}

/// Designs with their ranks and how alone they stand.
private struct Population {
  private var members: [(entry: ToldDesigns.Entry, rank: Int, crowding: Double)] = []

  /// The best entries: whole fronts while they fit, then the least crowded of the next one.
  init(of entries: [ToldDesigns.Entry], size: Int) {
    var rest = Array(entries.indices)
    var rank = 0
    while members.count < size, !rest.isEmpty {
      let front = Self.firstFront(of: rest, entries)
      let crowding = Self.crowding(of: front.map { entries[$0].values ?? [] })
      let order = front.indices.sorted { (-crowding[$0], $0) < (-crowding[$1], $1) }
      for place in order.prefix(size - members.count) {
        members.append((entries[front[place]], rank, crowding[place]))
      }
      let isTaken = Set(front)
      rest.removeAll { isTaken.contains($0) }
      rank += 1
    }
  }

  /// The better of two random members: lower rank, then more room around it.
  func tournament(_ random: inout SeededRandom) -> DesignPoint {
    let (left, right) = (members[random.below(members.count)], members[random.below(members.count)])
    if left.rank != right.rank { return (left.rank < right.rank ? left : right).entry.point }
    return (left.crowding >= right.crowding ? left : right).entry.point
  }

  /// The entries no other one beats.
  private static func firstFront(of places: [Int], _ entries: [ToldDesigns.Entry]) -> [Int] {
    let kept = places.filter { entries[$0].values != nil && entries[$0].violation == 0 }
    if !kept.isEmpty { return paretoFront(of: kept.map { entries[$0].values ?? [] }).map { kept[$0] } }
    let least = places.map { entries[$0].violation }.min() ?? 0
    return places.filter { entries[$0].violation == least }
  }

  /// The sum over objectives of the distance between a point's neighbours, as a share of the front's extent; infinite at
  /// the ends: section III-B of the paper.
  private static func crowding(of front: [[Double]]) -> [Double] {
    var distances = [Double](repeating: 0, count: front.count)
    for objective in (front.first ?? []).indices {
      let order = front.indices.sorted { (front[$0][objective], $0) < (front[$1][objective], $1) }
      guard let first = order.first, let last = order.last else { continue }
      let extent = front[last][objective] - front[first][objective]
      distances[first] = .infinity
      distances[last] = .infinity
      guard extent > 0 else { continue }
      for place in 1..<max(1, order.count - 1) {
        distances[order[place]] += (front[order[place + 1]][objective] - front[order[place - 1]][objective]) / extent
      }
    }
    return distances
  }
}
