import Core

/// A mapping in the form the heuristic searches change: a factor for each place and dimension, an order for each level.
struct MappingGenome: Hashable, Sendable {
  /// Factors by level, place (temporal, X, Y) and dimension.
  var factors: [Int]
  /// Dimensions of each level, outermost first; those without a temporal loop there wait for one.
  var orders: [[Dimension]]

  @inline(__always) static func place(_ level: Int, _ place: NestLoop<Double>.Place, _ dimension: Dimension) -> Int {
    (level * 3 + Int(place.rawValue)) * 8 + Int(dimension.rawValue)
  }
}

/// The genomes of one variant's mapspace: which are legal, how to step from one to the next.
struct GenomeSpace: Sendable {
  /// Somewhere a dimension may have a factor.
  private struct Slot: Sendable {
    var level: Int
    var place: NestLoop<Double>.Place
  }

  private let bounds: LoopBounds
  private let mapspace: Mapspace
  private let fanOuts: [(x: Int, y: Int)]
  /// Slots by dimension; the outermost temporal one first.
  private let slots: [[Slot]]
  /// Dimensions with more than one slot to choose between.
  private let movable: [Dimension]

  init(_ variant: MappingVariant, bounds: LoopBounds) {
    let fanOuts = variant.hierarchy.levels.map { (x: $0.fanOutX, y: $0.fanOutY) }
    let found = Dimension.allCases.map { dimension in
      var slots: [Slot] = []
      for (level, limits) in variant.mapspace.levels.enumerated() where limits.temporal.maximum[dimension] > 1 {
        slots.append(Slot(level: level, place: .temporal))
      }
      for (level, limits) in variant.mapspace.levels.enumerated() {
        if limits.spatialX.maximum[dimension] > 1 && fanOuts[level].x > 1 {
          slots.append(Slot(level: level, place: .x))
        }
        if limits.spatialY.maximum[dimension] > 1 && fanOuts[level].y > 1 {
          slots.append(Slot(level: level, place: .y))
        }
      }
      return slots
    }
    self.bounds = bounds
    self.fanOuts = fanOuts
    mapspace = variant.mapspace
    slots = found
    movable = Dimension.allCases.filter { bounds[$0] > 1 && found[Int($0.rawValue)].count > 1 }
  }

  /// The genome of a nest.
  func genome(of nest: LoopNest<Double>) -> MappingGenome {
    var genome = MappingGenome(
      factors: Array(repeating: 1, count: fanOuts.count * 24), orders: Array(repeating: [], count: fanOuts.count))
    for index in 0..<nest.count {
      let loop = nest[index]
      genome.factors[MappingGenome.place(Int(loop.level), loop.place, loop.dimension)] *= Int(loop.bound)
      if !loop.isSpatial { genome.orders[Int(loop.level)].append(loop.dimension) }
    }
    for level in genome.orders.indices {
      genome.orders[level] += Dimension.allCases.filter { !genome.orders[level].contains($0) }
    }
    return genome
  }

  /// The nest of a genome.
  func nest(of genome: MappingGenome) -> LoopNest<Double> {
    var nest = LoopNest<Double>()
    for level in fanOuts.indices {
      for dimension in order(of: genome, level: level) {
        let factor = genome.factors[MappingGenome.place(level, .temporal, dimension)]
        nest.append(NestLoop(dimension, Double(factor), level: level))
      }
      for place in [NestLoop<Double>.Place.x, .y] {
        for dimension in Dimension.allCases {
          let factor = genome.factors[MappingGenome.place(level, place, dimension)]
          nest.append(NestLoop(dimension, Double(factor), level: level, place: place))
        }
      }
    }
    return nest
  }

  /// The temporal loops of a level, outermost first: the genome's order where the constraint leaves it free.
  private func order(of genome: MappingGenome, level: Int) -> [Dimension] {
    let constraint = mapspace.levels[level]
    let used = genome.orders[level].filter { genome.factors[MappingGenome.place(level, .temporal, $0)] > 1 }
    let inner = constraint.innermost.filter(used.contains)
    let outer = constraint.outermost.filter { used.contains($0) && !inner.contains($0) }
    let free = used.filter { !inner.contains($0) && !outer.contains($0) }
    return outer + free.filter { !constraint.inside.contains($0) } + free.filter { constraint.inside.contains($0) }
      + inner.reversed()
  }

  /// Whether the mapspace and the fan-outs allow a genome.
  func isLegal(_ genome: MappingGenome) -> Bool {
    for level in fanOuts.indices {
      let constraint = mapspace.levels[level]
      for (place, limits, copies) in [
        (NestLoop<Double>.Place.temporal, constraint.temporal, Int.max), (.x, constraint.spatialX, fanOuts[level].x),
        (.y, constraint.spatialY, fanOuts[level].y),
      ] {
        var used = 1
        for dimension in Dimension.allCases {
          let factor = genome.factors[MappingGenome.place(level, place, dimension)]
          guard limits.allows(dimension, factor) else { return false }
          if place != .temporal { used *= factor }
        }
        guard used <= copies else { return false }
      }
      guard constraint.allows(order: order(of: genome, level: level).reversed()) else { return false }
    }
    return Dimension.allCases.allSatisfy { walksThrough($0, genome) }
  }

  /// Whether a dimension's factors end where its bound does: no loop has a trip too many.
  private func walksThrough(_ dimension: Dimension, _ genome: MappingGenome) -> Bool {
    let slots = slots[Int(dimension.rawValue)]
    var left = bounds[dimension]
    let spread = slots.reduce(1) { product, slot in
      product * (slot.place == .temporal ? 1 : genome.factors[MappingGenome.place(slot.level, slot.place, dimension)])
    }
    guard spread <= left else { return false }
    for slot in slots.reversed() {
      let factor = genome.factors[MappingGenome.place(slot.level, slot.place, dimension)]
      guard factor <= left, !mapspace.perfect || left % factor == 0 else { return false }
      left = ceilingDivide(left, factor)
    }
    return left == 1
  }

  /// A legal genome one to three random steps away; the same one when no step found was legal.
  func neighbour(of genome: MappingGenome, _ random: inout SeededRandom) -> MappingGenome {
    for _ in 0..<20 {
      var changed = genome
      for _ in 0...min(2, random.below(4) * random.below(2)) {
        if random.below(3) == 0 { reorder(&changed, &random) } else { refactor(&changed, &random) }
      }
      if changed != genome && isLegal(changed) { return changed }
    }
    return genome
  }

  /// Swaps two temporal loops of a level.
  private func reorder(_ genome: inout MappingGenome, _ random: inout SeededRandom) {
    let level = random.below(fanOuts.count)
    let used = genome.orders[level].indices.filter {
      genome.factors[MappingGenome.place(level, .temporal, genome.orders[level][$0])] > 1
    }
    guard used.count > 1 else { return }
    let first = random.below(used.count)
    let second = (first + 1 + random.below(used.count - 1)) % used.count
    genome.orders[level].swapAt(used[first], used[second])
  }

  /// Moves part of a dimension's trips from one place to another.
  private func refactor(_ genome: inout MappingGenome, _ random: inout SeededRandom) {
    guard !movable.isEmpty else { return }
    let dimension = movable[random.below(movable.count)]
    let slots = slots[Int(dimension.rawValue)]
    func place(_ slot: Slot) -> Int { MappingGenome.place(slot.level, slot.place, dimension) }
    let target = random.below(slots.count)
    guard mapspace.perfect else {
      // Any factor, then the outermost loop takes what is left.
      guard target > 0 else { return }
      let now = genome.factors[place(slots[target])]
      let next = random.below(2) == 0 ? random.within(1...bounds[dimension]) : now + (random.below(2) == 0 ? 1 : -1)
      genome.factors[place(slots[target])] = max(1, next)
      var left = bounds[dimension]
      for slot in slots.dropFirst().reversed() { left = ceilingDivide(left, genome.factors[place(slot)]) }
      genome.factors[place(slots[0])] = left
      return
    }
    let sources = slots.indices.filter { $0 != target && genome.factors[place(slots[$0])] > 1 }
    guard !sources.isEmpty else { return }
    let source = place(slots[sources[random.below(sources.count)]])
    let primes = primeFactors(genome.factors[source])
    let prime = primes[random.below(primes.count)]
    genome.factors[source] /= prime
    genome.factors[place(slots[target])] *= prime
  }

  /// A child with each dimension's factors and each level's order from one of two parents; the first parent where that
  /// breaks a constraint.
  func child(
    of first: MappingGenome, and second: MappingGenome, _ random: inout SeededRandom
  ) -> MappingGenome {
    var child = first
    for dimension in Dimension.allCases where random.below(2) == 0 {
      for place in stride(from: Int(dimension.rawValue), to: child.factors.count, by: 8) {
        child.factors[place] = second.factors[place]
      }
    }
    for level in child.orders.indices where random.below(2) == 0 { child.orders[level] = second.orders[level] }
    return isLegal(child) ? child : first
  }
}

/// The prime factors of a number above 1, rising, each as often as it divides.
package func primeFactors(_ number: Int) -> [Int] {
  var (left, prime, factors) = (number, 2, [Int]())
  while prime * prime <= left {
    while left % prime == 0 {
      factors.append(prime)
      left /= prime
    }
    prime += 1
  }
  return left > 1 ? factors + [left] : factors
}
