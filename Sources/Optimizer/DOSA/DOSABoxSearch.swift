/// Branch and bound over the sizes of both memories, beside an array of one side.
///
/// In a box of sizes every layer may use what the largest memories hold and pays at least what the smallest cost, or
/// what its own tiling needs if that is more. With memories given, layers choose for themselves, and the network's least
/// product is a corner of the sum of their hulls (`DOSAProduct`): the box's bound. What it chose is a design; where that
/// needs larger memories than the box's smallest, the box is split between the two.
struct DOSABoxSearch {
  /// Sizes, and by layer the candidates that can still be part of something better.
  private struct Box {
    var region: DOSARegion
    var bound: Double
    var candidates: [[Int32]]
  }

  private let set: DOSACandidateSet
  /// The least picojoules times cycles known.
  private(set) var best: Double
  /// The candidates that reach it, by layer; `nil` when it came from outside.
  private(set) var choices: [DOSACandidate]?
  /// The least product anything left unsearched can have; infinite when all was searched.
  private(set) var openBound = Double.infinity
  /// Boxes bounded.
  private(set) var boxes = 0
  private var product: DOSAProduct
  private var points: [[DOSAProduct.Point]]

  /// A search for something better than `best`.
  init(_ set: DOSACandidateSet, best: Double = .infinity) {
    self.set = set
    self.best = best
    product = DOSAProduct(layers: set.layers.count)
    points = Array(repeating: [], count: set.layers.count)
  }

  /// Sums that differ by less are equal: they were added up in another order.
  private static let tolerance = 1e-12

  /// Splits boxes, the most promising first, until none can hold anything better or `most` have been bounded.
  mutating func run(most: Int = .max) {
    guard set.layers.allSatisfy({ !$0.isEmpty }) else { return }
    var open = [Box(region: smallestRegion, bound: 0, candidates: set.layers.map { Array(0..<Int32($0.count)) })]
    while let box = open.popLast() {
      guard box.bound < best * (1 - Self.tolerance) else { continue }
      guard boxes < most else {
        openBound = min(openBound, box.bound)
        continue
      }
      boxes += 1
      open += split(box)
    }
  }

  /// The part of the region the candidates can make use of.
  private var smallestRegion: DOSARegion {
    var region = set.region
    let all = set.layers.joined()
    let scratchpad = all.reduce(region.scratchpadKiB.lowerBound) { max($0, Int($1.scratchpadKiB)) }
    let accumulator = all.reduce(region.accumulatorKiB.lowerBound) { max($0, Int($1.accumulatorKiB)) }
    region.scratchpadKiB = region.scratchpadKiB.lowerBound...scratchpad
    region.accumulatorKiB = region.accumulatorKiB.lowerBound...accumulator
    return region
  }

  /// Bounds a box, notes the design that gives the bound, and splits it.
  ///
  /// - Returns: The parts that can hold something better, the more promising last.
  private mutating func split(_ box: Box) -> [Box] {
    guard let kept = bounded(box.candidates, in: box.region) else { return [] }
    let (cycles, energy) = product.least()
    let bound = cycles * energy
    guard bound < best * (1 - Self.tolerance) else { return [] }

    let chosen = product.choices.enumerated().map { set.layers[$0][Int($1.index)] }
    let scratchpad = chosen.reduce(box.region.scratchpadKiB.lowerBound) { max($0, Int($1.scratchpadKiB)) }
    let accumulator = chosen.reduce(box.region.accumulatorKiB.lowerBound) { max($0, Int($1.accumulatorKiB)) }
    let price = DOSAPrice(scratchpadKiB: scratchpad, accumulatorKiB: accumulator, side: Double(set.side))
    let paid = zip(set.counts, chosen).reduce(0) { $0 + $1.0 * $1.1.energy(price) }
    if cycles * paid < best { (best, choices) = (cycles * paid, chosen) }
    guard bound < best * (1 - Self.tolerance) else { return [] }

    // Split the memory whose price was too low by more.
    let low = DOSAPrice(
      scratchpadKiB: box.region.scratchpadKiB.lowerBound, accumulatorKiB: box.region.accumulatorKiB.lowerBound,
      side: Double(set.side))
    let scratchpadAccesses = zip(set.counts, chosen).reduce(0) { $0 + $1.0 * $1.1.scratchpadAccesses }
    let accumulatorAccesses = zip(set.counts, chosen).reduce(0) { $0 + $1.0 * $1.1.accumulatorAccesses }
    let scratchpadLoss = (price.scratchpad - low.scratchpad) * scratchpadAccesses
    let accumulatorLoss = (price.accumulator - low.accumulator) * accumulatorAccesses
    guard max(scratchpadLoss, accumulatorLoss) > 0 else { return [] }
    var small = Box(region: box.region, bound: bound, candidates: kept)
    var large = small
    if scratchpadLoss >= accumulatorLoss {
      let range = box.region.scratchpadKiB
      let middle = (range.lowerBound + scratchpad) / 2
      small.region.scratchpadKiB = range.lowerBound...middle
      large.region.scratchpadKiB = (middle + 1)...range.upperBound
    } else {
      let range = box.region.accumulatorKiB
      let middle = (range.lowerBound + accumulator) / 2
      small.region.accumulatorKiB = range.lowerBound...middle
      large.region.accumulatorKiB = (middle + 1)...range.upperBound
    }
    return [small, large]
  }

  /// Gives the product what each layer can do in a region.
  ///
  /// - Returns: By layer the candidates that can be part of something better there; `nil` when a layer has none.
  private mutating func bounded(_ candidates: [[Int32]], in region: DOSARegion) -> [[Int32]]? {
    let side = Double(set.side)
    var least: [(cycles: Double, energy: Double)] = []
    var cycles = 0.0
    var energy = 0.0
    for layer in candidates.indices {
      points[layer].removeAll(keepingCapacity: true)
      var low = (cycles: Double.infinity, energy: Double.infinity)
      for index in candidates[layer] {
        let candidate = set.layers[layer][Int(index)]
        guard region.holds(candidate) else { continue }
        let point = DOSAProduct.Point(
          cycles: candidate.cycles * set.counts[layer],
          energy: candidate.energy(region.price(candidate, side: side)) * set.counts[layer], index: index)
        low.cycles = min(low.cycles, point.cycles)
        low.energy = min(low.energy, point.energy)
        points[layer].append(point)
      }
      guard !points[layer].isEmpty else { return nil }
      least.append(low)
      cycles += low.cycles
      energy += low.energy
    }
    product.begin()
    for layer in candidates.indices {
      let others = (cycles: cycles - least[layer].cycles, energy: energy - least[layer].energy)
      points[layer].removeAll { (others.cycles + $0.cycles) * (others.energy + $0.energy) > best }
      guard !points[layer].isEmpty else { return nil }
      product.add(points[layer], layer: layer)
    }
    return points.map { $0.map(\.index) }
  }
}
