import Core
import Foundation

/// What the analytical model says of designs, each looked at once and no more new ones than allowed.
struct CheapLooks {
  private let context: ProposalContext
  private(set) var known: [DesignPoint: DesignMetrics] = [:]
  private var missing: Set<DesignPoint> = []
  private var left: Int

  /// Looks at every told design, and will look at some more; at nothing where there is no model or no more are allowed.
  init(in context: ProposalContext, told: ToldDesigns, most: Int) {
    self.context = context
    left = most > 0 ? told.entries.count : 0
    for entry in told.entries { _ = look(entry.point) }
    left = most
  }

  /// The logarithms of the objectives of a design that was looked at; `nil` where one isn't positive.
  func logarithms(of point: DesignPoint) -> [Double]? {
    guard let values = known[point].map(context.objectives.values), values.allSatisfy({ $0 > 0 }) else { return nil }
    return values.map { log($0) }
  }

  /// Whether there is a model and a look is left.
  var canLook: Bool { left > 0 && (!known.isEmpty || missing.count < Self.patience) }

  /// Whether another look at a design would say nothing new.
  func isSettled(_ point: DesignPoint) -> Bool { known[point] != nil || missing.contains(point) }

  /// The model's figures of a legal design; `nil` when there is no such model, it can't take the design, or no look is
  /// left.
  mutating func look(_ point: DesignPoint) -> DesignMetrics? {
    if let metrics = known[point] { return metrics }
    guard left > 0, !missing.contains(point), !known.isEmpty || missing.count < Self.patience else { return nil }
    left -= 1
    guard let metrics = context.cheap(Proposal(point)), metrics.isFinite else {
      missing.insert(point)
      return nil
    }
    known[point] = metrics
    return metrics
  }

  /// The designs that seem to add most hypervolume to some objective vectors and to each other, best first.
  ///
  /// - Parameters:
  ///   - count: How many are wanted.
  ///   - points: Designs to choose from; those without figures or beyond a limit don't count.
  ///   - front: Logarithms of objective vectors that are there already.
  /// - Returns: Fewer where the others would add nothing.
  mutating func best(_ count: Int, of points: [DesignPoint], beyond front: [[Double]] = []) -> [DesignPoint] {
    var choices: [(point: DesignPoint, values: [Double])] = []
    for point in points {
      guard let metrics = look(point), context.objectives.allows(metrics) else { continue }
      if let values = logarithms(of: point) { choices.append((point, values)) }
    }
    let corner = context.objectives.metrics.indices.map { objective in
      ((front + choices.map(\.values)).map { $0[objective] }.max() ?? 0) + Self.margin
    }
    var covered = front
    var chosen: [DesignPoint] = []
    while chosen.count < count {
      let gains = choices.map { hypervolumeImprovement(of: $0.values, over: covered, reference: corner) }
      guard let best = gains.indices.max(by: { (gains[$0], $1) < (gains[$1], $0) }), gains[best] > 0 else { break }
      chosen.append(choices[best].point)
      covered.append(choices.remove(at: best).values)
    }
    return chosen
  }

  /// Looks in vain after which there is no model.
  private static let patience = 6
  /// How far the corner lies beyond the worst of all, in logarithms.
  private static let margin = 0.1
}
