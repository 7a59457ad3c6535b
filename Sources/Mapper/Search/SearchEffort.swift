/// What a search can say of itself while it runs.
package struct SearchState: Sendable {
  /// The least objective value found so far.
  package var best: Double?
  /// No mapping has a lower one.
  package var lowerBound: Double
  /// Steps taken so far: mappings scored or changed, points of the mapspace gone through.
  package var steps = 0

  /// How far the best can be above the optimum, as a share.
  package var gap: Double? {
    guard let best, lowerBound > 0 else { return nil }
    return max(0, best / lowerBound - 1)
  }
}

/// How much a search may do and has done.
package struct SearchEffort: Sendable {
  /// Mappings scored by the model.
  package var evaluated = 0
  /// Partial mappings bounded.
  package var visited = 0
  /// The least objective value among what was left unsearched; infinite when nothing was.
  package private(set) var openBound = Double.infinity

  private let deadline: ContinuousClock.Instant?
  /// Where the present part of the search ends, no later than the deadline.
  private var partEnd: ContinuousClock.Instant?
  private let mostVisited: Int
  private let isStopped: (@Sendable (SearchState) -> Bool)?
  private var state = SearchState(lowerBound: 0)
  private var steps = 0
  private var nextLook = 0
  private var expired = false

  /// Effort without limit, or ending after some seconds or partial mappings, or when asked to stop.
  package init(seconds: Double? = nil, visits: Int? = nil, isStopped: (@Sendable (SearchState) -> Bool)? = nil) {
    deadline = seconds.map { ContinuousClock.now + .seconds($0) }
    partEnd = deadline
    mostVisited = visits ?? .max
    self.isStopped = isStopped
  }

  /// Steps between two looks at the clock and at whether to stop; a step takes a few microseconds at most.
  package static var stepsBetweenLooks: Int { 4096 }

  /// Counts a step; every loop of a search whose length the layer decides takes one each time round.
  ///
  /// - Returns: Whether the search may go on.
  @inline(__always) mutating func step() -> Bool {
    steps += 1
    return !isSpent
  }

  /// Counts a step that takes as long as a thousand others.
  mutating func longStep() -> Bool {
    steps += Self.stepsBetweenLooks / 4
    return !isSpent
  }

  /// Whether the search has to stop; looks at the clock and asks now and then.
  @inline(__always) var isSpent: Bool {
    mutating get {
      if visited >= mostVisited { expired = true }
      if steps >= nextLook { look() }
      return expired
    }
  }

  @inline(never) private mutating func look() {
    nextLook = steps + Self.stepsBetweenLooks
    guard !expired else { return }
    state.steps = steps
    if let partEnd, ContinuousClock.now >= partEnd { expired = true }
    if let isStopped, isStopped(state) { expired = true }
  }

  /// Begins one of so many parts that are left, which gets its share of the time left.
  mutating func beginPart(of parts: Int) {
    expired = false
    nextLook = steps
    guard let deadline else { return }
    let now = ContinuousClock.now
    partEnd = now + (deadline - now) / max(1, parts)
  }

  /// Notes the best objective value found.
  mutating func noteBest(_ value: Double) {
    state.best = min(state.best ?? .infinity, value)
  }

  /// Notes what bounds everything not searched yet.
  mutating func noteBound(_ bound: CostPoint, _ objective: Objective) {
    state.lowerBound = min(bound.value(objective), state.best ?? .infinity)
  }

  /// Forgets what was left unsearched, for a search that begins again in a larger space.
  mutating func reopen() {
    openBound = .infinity
  }

  /// Notes the bound of a part left unsearched.
  mutating func leaveOpen(_ bound: CostPoint, _ objective: Objective) {
    openBound = min(openBound, bound.value(objective))
  }
}
