package import Core

/// Why a problem has no mapping: which constraint or which memory rejects mappings, and what share of them.
///
/// First each dimension by itself, exactly: are there factors its constraints allow? Then the mappings drawn at random
/// from what the constraints allow: which fan-out has too few copies, which memory overflows.
package struct EmptyMapspace: Sendable, Hashable {
  /// What stands in the way.
  package enum Cause: Sendable, Hashable {
    /// The factors a place may have of a dimension: no others multiply up to the layer's size.
    case factors(Dimension, size: Int, place: FactorPlace, minimum: Int, maximum: Int)
    /// A fan-out with too few copies for the factors spread over it.
    case copies(place: FactorPlace, available: Int)
    /// A memory, by index, and the units the smallest tiles take of those it has.
    case memory(Int, smallest: Double, capacity: Double)
  }

  /// A cause and the share of the tried factors or mappings it rejects.
  package struct Rejection: Sendable, Hashable {
    package var cause: Cause
    package var share: Double
  }

  /// What rejects anything, in the order of hierarchies searched; the first kind that rejects everything hides the rest.
  package internal(set) var rejections: [Rejection] = []
}

/// One place of a mapping that holds factors: a level's temporal loops, or one axis of its fan-out.
package struct FactorPlace: Sendable, Hashable {
  package var level: Int
  package var place: NestLoop<Double>.Place
}

extension MappingProblem {
  /// Finds out why nothing was found; meant for problems without any mapping.
  ///
  /// - Parameter draws: Mappings tried for each variant.
  /// - Returns: What rejects mappings; for reasons in words see `EmptyMapspace.reasons`.
  package func whyEmpty(draws: Int = 512) -> EmptyMapspace {
    var found = EmptyMapspace()
    for variant in variants {
      var inquiry = EmptinessInquiry(variant, convolution)
      for rejection in inquiry.rejections(draws: draws)
      where !found.rejections.contains(where: { $0.cause == rejection.cause }) {
        found.rejections.append(rejection)
      }
    }
    return found
  }
}

extension EmptyMapspace {
  /// The rejections in words, what rejects most first.
  package func reasons(on architecture: Architecture) -> [String] {
    func name(_ level: Int) -> String {
      architecture.levels.indices.contains(level) ? architecture.levels[level].name : "L\(level)"
    }
    func percent(_ share: Double) -> String {
      share > 0.995 && share < 1 ? "over 99 %" : "\(Int((share * 100).rounded())) %"
    }
    return rejections.enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }.map {
      let share = percent($0.element.share)
      switch $0.element.cause {
      case .factors(let dimension, let size, let place, let minimum, let maximum):
        let limits =
          minimum == maximum
          ? "exactly \(minimum)"
          : minimum == 1
            ? "at most \(maximum)"
            : maximum == .max ? "at least \(minimum)" : "\(minimum) to \(maximum)"
        return "no factors of \(dimension.letter) multiply up to \(size): '\(name(place.level))' takes "
          + "\(limits)\(place.words) and rejects \(share) of the factorisations"
      case .copies(let place, let available):
        return "\(share) of the mappings need more than the \(available) copies below '\(name(place.level))'"
      case .memory(let memory, let smallest, let capacity):
        let tiles =
          smallest > capacity
          ? "; even the smallest tiles take \(Int(smallest)) of its \(Int(capacity)) bytes" : ""
        return "\(share) of the mappings overflow '\(name(memory))'\(tiles)"
      }
    }
  }
}

extension FactorPlace {
  fileprivate var words: String {
    switch place {
    case .temporal: ""
    case .x: " over X"
    case .y: " over Y"
    }
  }
}

/// The inquiry into one hierarchy.
private struct EmptinessInquiry {
  private let variant: MappingVariant
  private let convolution: Convolution
  private let shape: LayerShape<Double>
  /// Places from the outside in.
  private let places: [FactorPlace]
  private var random = SeededRandom(seed: 1)
  /// For each place and number of trips left whether factors further in can use them up.
  private var known: [Int: Bool] = [:]

  init(_ variant: MappingVariant, _ convolution: Convolution) {
    self.variant = variant
    self.convolution = convolution
    shape = LayerShape(convolution)
    places = variant.hierarchy.levels.indices.flatMap { level in
      [NestLoop<Double>.Place.temporal, .x, .y].map { FactorPlace(level: level, place: $0) }
    }
  }

  mutating func rejections(draws: Int) -> [EmptyMapspace.Rejection] {
    let blocked = Dimension.allCases.filter { !isPossible($0) }
    guard blocked.isEmpty else { return blocked.flatMap { blame($0, draws: draws) } }
    var overflowing = Array(repeating: 0, count: variant.hierarchy.memories.count)
    var short = Array(repeating: 0, count: places.count)
    let smallest = occupancy(draw(outermost: true))
    for _ in 0..<draws {
      let factors = draw(outermost: false)
      for (index, used) in occupancy(factors).enumerated() where used > capacity(index) { overflowing[index] += 1 }
      for index in places.indices where (factors[index].checkedProduct ?? .max) > copies(places[index]) {
        short[index] += 1
      }
    }
    var found: [EmptyMapspace.Rejection] = []
    for index in overflowing.indices where overflowing[index] > 0 {
      found.append(
        EmptyMapspace.Rejection(
          cause: .memory(index, smallest: smallest[index], capacity: capacity(index)),
          share: Double(overflowing[index]) / Double(draws)))
    }
    for index in places.indices where short[index] > 0 {
      found.append(
        EmptyMapspace.Rejection(
          cause: .copies(place: named(places[index]), available: copies(places[index])),
          share: Double(short[index]) / Double(draws)))
    }
    return found
  }

  private func capacity(_ memory: Int) -> Double { variant.hierarchy.memories[memory].capacity }

  private func copies(_ place: FactorPlace) -> Int {
    switch place.place {
    case .temporal: .max
    case .x: variant.hierarchy.levels[place.level].fanOutX
    case .y: variant.hierarchy.levels[place.level].fanOutY
    }
  }

  /// The place under its storage level's index: a level that keeps operands at different heights has several parts.
  private func named(_ place: FactorPlace) -> FactorPlace {
    FactorPlace(level: Int(variant.hierarchy.levels[place.level].memory), place: place.place)
  }

  private func limits(_ place: FactorPlace) -> FactorLimits {
    let constraint = variant.mapspace.levels[place.level]
    switch place.place {
    case .temporal: return constraint.temporal
    case .x: return constraint.spatialX
    case .y: return constraint.spatialY
    }
  }

  /// The factors of a dimension a place may take, of the trips that are left; `freed` is taken to be without limits.
  private func choices(_ place: Int, _ dimension: Dimension, left: Int, freed: Int?) -> [Int] {
    let limits = limits(places[place])
    let most = copies(places[place])
    var choices = TripSpace.divisors(of: left)
    if !variant.mapspace.perfect {
      for edge in [limits.minimum[dimension], limits.maximum[dimension]] where edge < left && left % edge != 0 {
        choices.append(edge)
      }
    }
    return choices.filter { $0 <= most && (place == freed || limits.allows(dimension, $0)) }
  }

  private func isPossible(_ dimension: Dimension, freed: Int? = nil) -> Bool {
    var reachable: Set<Int> = [convolution.bounds[dimension]]
    for place in places.indices {
      var next: Set<Int> = []
      for left in reachable {
        for factor in choices(place, dimension, left: left, freed: freed) { next.insert(ceilingDivide(left, factor)) }
      }
      reachable = next
    }
    return reachable.contains(1)
  }

  /// The constraints that keep a dimension from any factorisation: those that suffice alone, else all that bind.
  private mutating func blame(_ dimension: Dimension, draws: Int) -> [EmptyMapspace.Rejection] {
    let size = convolution.bounds[dimension]
    let binding = places.indices.filter { place in
      let limits = limits(places[place])
      return copies(places[place]) > 1 && (limits.minimum[dimension] > 1 || limits.maximum[dimension] < size)
    }
    let alone = binding.filter { isPossible(dimension, freed: $0) }
    var rejected = Array(repeating: 0, count: places.count)
    let open = places.indices.filter { copies(places[$0]) > 1 }
    for _ in 0..<draws {
      var factors = Array(repeating: 1, count: places.count)
      for prime in Self.primes(of: size) { factors[open[random.below(open.count)]] *= prime }
      for place in binding where !limits(places[place]).allows(dimension, factors[place]) { rejected[place] += 1 }
    }
    return (alone.isEmpty ? binding : alone).map { place in
      let limits = limits(places[place])
      return EmptyMapspace.Rejection(
        cause: .factors(
          dimension, size: size, place: named(places[place]), minimum: limits.minimum[dimension],
          maximum: limits.maximum[dimension]),
        share: Double(rejected[place]) / Double(draws))
    }
  }

  private static func primes(of number: Int) -> [Int] {
    var (left, prime, primes) = (number, 2, [Int]())
    while left > 1 {
      if prime * prime > left { prime = left }
      while left % prime == 0 {
        primes.append(prime)
        left /= prime
      }
      prime += 1
    }
    return primes
  }

  /// Factors of each place that the constraints allow: random ones, or everything as far out as can be.
  private mutating func draw(outermost: Bool) -> [LoopBounds] {
    var factors = Array(repeating: LoopBounds(), count: places.count)
    for dimension in Dimension.allCases {
      known.removeAll(keepingCapacity: true)
      var left = convolution.bounds[dimension]
      for place in places.indices {
        let open = choices(place, dimension, left: left, freed: nil).filter {
          canFinish(place + 1, dimension, left: ceilingDivide(left, $0))
        }
        guard let last = open.max() else { break }
        let factor = outermost ? last : open[random.below(open.count)]
        factors[place][dimension] = factor
        left = ceilingDivide(left, factor)
      }
    }
    return factors
  }

  /// Whether the places from one on can use up the trips left.
  private mutating func canFinish(_ place: Int, _ dimension: Dimension, left: Int) -> Bool {
    guard place < places.count else { return left == 1 }
    let key = left * 64 + place
    if let answer = known[key] { return answer }
    let answer = choices(place, dimension, left: left, freed: nil).contains {
      canFinish(place + 1, dimension, left: ceilingDivide(left, $0))
    }
    known[key] = answer
    return answer
  }

  /// Units of each memory the tiles take.
  private func occupancy(_ factors: [LoopBounds]) -> [Double] {
    var used = Array(repeating: 0.0, count: variant.hierarchy.memories.count)
    var extents = PerDimension<Double>(repeating: 1)
    for index in places.indices.reversed() {
      for dimension in Dimension.allCases { extents[dimension] *= Double(factors[index][dimension]) }
      guard places[index].place == .temporal else { continue }
      let level = variant.hierarchy.levels[places[index].level]
      for operand in level.keeps.operands {
        let unit = variant.hierarchy.memories[Int(level.memory)].unit[Int(operand.rawValue)]
        used[Int(level.memory)] += (shape.tile(operand, extents) * unit).rounded(.up)
      }
    }
    return used
  }
}
