import Core
import Foundation

extension DesignPoint {
  /// A mixture of two designs, parameter by parameter.
  ///
  /// A word comes from either. A number comes from either or, as in simulated binary crossover (Deb and Agrawal, 1995),
  /// from around one of them, spread by the distance between the two.
  func crossed(with other: DesignPoint, in space: DesignSpace, _ random: inout SeededRandom) -> DesignPoint {
    var child = self
    for (place, parameter) in space.parameters.enumerated() {
      let (mine, theirs) = (indices[place], other.indices[place])
      guard mine != theirs else { continue }
      guard parameter.kind == .ordinal, random.unit() < 0.5 else {
        child.indices[place] = random.below(2) == 0 ? mine : theirs
        continue
      }
      let share = random.unit()
      let spread =
        share <= 0.5 ? pow(2 * share, 1 / Self.crossoverPower) : pow(1 / (2 * (1 - share)), 1 / Self.crossoverPower)
      let (low, high) = (Double(min(mine, theirs)), Double(max(mine, theirs)))
      let sign = random.below(2) == 0 ? -1.0 : 1
      let value = ((low + high) + sign * spread * (high - low)) / 2
      child.indices[place] = parameter.clamped(value)
    }
    return child
  }

  /// The design with about one parameter changed, at least one: a number by a step whose length is geometric with a mean
  /// of a tenth of its values, a word by another one.
  func mutated(in space: DesignSpace, _ random: inout SeededRandom) -> DesignPoint {
    let free = space.parameters.indices.filter { space.parameters[$0].count > 1 }
    guard !free.isEmpty else { return self }
    var child = self
    let chosen = free[random.below(free.count)]
    for place in free where place == chosen || random.below(free.count) == 0 {
      let parameter = space.parameters[place]
      switch parameter.kind {
      case .categorical:
        let step = 1 + random.below(parameter.count - 1)
        child.indices[place] = (indices[place] + step) % parameter.count
      case .ordinal:
        let mean = max(1, Double(parameter.count) / 10)
        let length = 1 + floor(log(1 - random.unit()) / log(1 - 1 / (mean + 0.5)))
        let isUp = random.below(2) == 0
        let value = Double(indices[place]) + (isUp ? length : -length)
        child.indices[place] = parameter.clamped(value)
        // A step into the wall goes the other way.
        if child.indices[place] == indices[place] {
          child.indices[place] = parameter.clamped(Double(indices[place]) + (isUp ? -length : length))
        }
      }
    }
    return child
  }

  /// The distribution index plus one of the crossover: 5 keeps children near their parents on coarse grids.
  private static let crossoverPower = 6.0
}

extension DesignParameter {
  /// The index nearest to a number.
  fileprivate func clamped(_ index: Double) -> Int {
    Int(min(max(index.rounded(), 0), Double(count - 1)))
  }
}
