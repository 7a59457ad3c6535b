/// How much a search may do and has done.
package struct SearchEffort: Sendable {
  /// Mappings scored by the model.
  package var evaluated = 0
  /// Partial mappings bounded.
  package var visited = 0
  /// The least objective value among what was left unsearched; infinite when nothing was.
  package private(set) var openBound = Double.infinity

  private let deadline: ContinuousClock.Instant?
  private let mostVisited: Int
  private let isStopped: (@Sendable () -> Bool)?
  private var nextLook = 0
  private var expired = false

  /// Effort without limit, or ending after some seconds or partial mappings, or when asked to stop.
  package init(seconds: Double? = nil, visits: Int? = nil, isStopped: (@Sendable () -> Bool)? = nil) {
    deadline = seconds.map { ContinuousClock.now + .seconds($0) }
    mostVisited = visits ?? .max
    self.isStopped = isStopped
  }

  /// Whether the search has to stop; looks at the clock and asks now and then.
  var isSpent: Bool {
    mutating get {
      if expired { return true }
      if visited >= mostVisited { expired = true }
      if visited >= nextLook {
        nextLook = visited + 4096
        if let deadline, ContinuousClock.now >= deadline { expired = true }
        if let isStopped, isStopped() { expired = true }
      }
      return expired
    }
  }

  /// Notes the bound of a part left unsearched.
  mutating func leaveOpen(_ bound: CostPoint, _ objective: Objective) {
    openBound = min(openBound, bound.value(objective))
  }
}
