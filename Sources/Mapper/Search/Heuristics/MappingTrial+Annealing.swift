import Core

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Simulated annealing (Jung et al., "SALSA: Simulated Annealing based Loop-Ordering Scheduler for DNN Accelerators",
/// DAC 2023).
///
/// A step moves a prime factor of a loop to another level or swaps two loops; a worse mapping is taken with probability
/// exp(−Δ/T), Δ being the difference of the logarithms of what is minimised, so that the temperature has no unit. The
/// budget is spent in rounds that cool down from a new random mapping each; the paper runs one round.
extension MappingTrial {
  private static var hottest: Double { 1 }
  /// Where a round begins that has a good mapping to begin with.
  private static var warm: Double { 0.1 }
  private static var coldest: Double { 1e-3 }
  /// Mappings scored in a round: long enough to cool down, short enough for several rounds.
  private static var roundLength: Int { 2000 }

  /// Anneals; a first round that begins with a good mapping begins cooler, or the mapping would be lost.
  mutating func anneal(from start: LoopNest<Double>? = nil) {
    var first = start.map { space.genome(of: $0) }
    while goesOn {
      let hottest = first == nil ? Self.hottest : Self.warm
      guard var current = first ?? draw() else { return }
      first = nil
      let length = min(budget, Self.roundLength)
      let cooling = pow(Self.coldest / hottest, 1 / Double(length))
      var temperature = hottest
      var height = score(current)
      for _ in 1..<max(1, length) where goesOn {
        temperature *= cooling
        let next = space.neighbour(of: current, &random)
        let nextHeight = score(next)
        if nextHeight <= height || random.unit() < exp(log(height / nextHeight) / temperature) {
          current = next
          height = nextHeight
        }
      }
    }
  }
}
