import Core

/// Looks for the open design with the highest score by steps that shrink, from several starts at once.
///
/// A design's neighbours change one number by the present step, up and down, or one word, or a few of them at random. The
/// best neighbour is taken while it is better; otherwise the step is halved, down to neighbouring values.
struct PatternSearch {
  /// The space whose designs are searched.
  var space: DesignSpace
  /// Whether a design may be proposed.
  var isOpen: (DesignPoint) -> Bool
  /// The scores of designs; higher is better.
  var scores: ([DesignPoint]) -> [Double]

  /// The best design found.
  ///
  /// - Parameters:
  ///   - candidates: Open designs to begin with.
  ///   - random: For the combined steps.
  /// - Returns: `nil` when there is no candidate.
  func best(of candidates: [DesignPoint], _ random: inout SeededRandom) -> DesignPoint? {
    var known: [DesignPoint: Double] = [:]
    let values = scores(candidates)
    for (point, value) in zip(candidates, values) { known[point] = value }
    let order = candidates.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    var walks = order.prefix(Self.starts).map { Walk(point: candidates[$0], value: values[$0]) }
    for _ in 0..<Self.rounds where walks.contains(where: { !$0.isDone }) {
      var wanted: [DesignPoint] = []
      var neighbourhoods: [[DesignPoint]] = []
      for walk in walks {
        let neighbours = walk.isDone ? [] : neighbours(of: walk.point, share: walk.share, &random)
        neighbourhoods.append(neighbours)
        for point in neighbours where known[point] == nil {
          known[point] = -.infinity
          if isOpen(point) { wanted.append(point) }
        }
      }
      for (point, value) in zip(wanted, scores(wanted)) { known[point] = value }
      for (index, neighbours) in neighbourhoods.enumerated() where !walks[index].isDone {
        walks[index].take(neighbours, known, finest: finestShare)
      }
    }
    return walks.max { ($0.value, $1.point) < ($1.value, $0.point) }?.point
  }

  /// Walks at once.
  private static let starts = 10
  /// Steps of a walk at most.
  private static let rounds = 80

  /// The share of the values at which every step is one value.
  private var finestShare: Double { 1 / Double(max(2, space.parameters.map(\.count).max() ?? 2)) }

  private func neighbours(of point: DesignPoint, share: Double, _ random: inout SeededRandom) -> [DesignPoint] {
    var neighbours: [DesignPoint] = []
    for (place, parameter) in space.parameters.enumerated() where parameter.count > 1 {
      for index in steps(of: parameter, from: point.indices[place], share: share) {
        var neighbour = point
        neighbour.indices[place] = index
        neighbours.append(neighbour)
      }
    }
    for _ in 0..<space.parameters.count {
      var neighbour = point
      for (place, parameter) in space.parameters.enumerated() where random.below(3) == 0 {
        let steps = steps(of: parameter, from: point.indices[place], share: share)
        if !steps.isEmpty { neighbour.indices[place] = steps[random.below(steps.count)] }
      }
      if neighbour != point { neighbours.append(neighbour) }
    }
    return neighbours
  }

  private func steps(of parameter: DesignParameter, from index: Int, share: Double) -> [Int] {
    guard parameter.kind == .ordinal else { return parameter.values.indices.filter { $0 != index } }
    let step = max(1, Int(share * Double(parameter.count)))
    return [index - step, index + step].filter(parameter.values.indices.contains)
  }
}

/// One walk of a pattern search.
private struct Walk {
  var point: DesignPoint
  var value: Double
  /// The step as a share of each parameter's values.
  var share = 0.125
  var isDone = false

  /// Goes to the best neighbour, or takes smaller steps.
  mutating func take(_ neighbours: [DesignPoint], _ known: [DesignPoint: Double], finest: Double) {
    var isBetter = false
    for neighbour in neighbours {
      guard let value = known[neighbour], value > self.value else { continue }
      (point, self.value) = (neighbour, value)
      isBetter = true
    }
    guard !isBetter else { return }
    isDone = share <= finest
    share /= 2
  }
}
