import Core

/// The analytical model for searches that change one loop at a time: only what a change touches is counted again.
///
/// Moving a factor between two loops of a dimension leaves every tile inside both and outside both as it was. The value
/// keeps an `AnalyticalModel`'s tables up to date in place and counts with the same functions, so that the cost is that
/// of a full evaluation of the same loops, bit for bit while trip counts stay below 2^53. Unlike a `LoopNest` it holds
/// unit loops too: their places can take a factor later. Nothing is allocated after `init`.
package struct IncrementalModel: ~Copyable, Sendable {
  /// Words that move between two levels.
  private struct Link: Sendable {
    var operand: Operand
    /// The level that gives, and the one that takes; `levelCount` for the multipliers.
    var parent: Int
    var child: Int
    /// Words one copy of the child receives, and the different copies that ask.
    var moved = 0.0
    var copies = 1.0
  }

  /// What one level keeps of an operand, and what it costs.
  private struct Entry: Sendable {
    var level: Int
    var operand: Operand
    /// The links from the parent (−1 at the outermost level) and to the child.
    var incoming: Int
    var outgoing: Int
    /// Both, one bit for each.
    var links: UInt64
    var tile = 0.0
    var partition = 0.0
    var units: MemoryUnits<Double>
  }

  private var model: AnalyticalModel<Double>
  private let linkCount: Int
  private let entryCount: Int
  private let links: Table<Link>
  private let entries: Table<Entry>
  /// Entries of each memory, one bit for each.
  private let entriesOfMemory: Table<UInt64>
  /// Temporal loops each operand depends on, one bit for each, and loops with more than one trip.
  private let relevant: Table<UInt64>
  private var live: UInt64 = 0
  private let slides: Bool
  private let leaks: Bool
  /// Whether only a full evaluation counts right: neighbour links, or factors that don't divide.
  private let countsFully: Bool
  private let clearTime: Table<Double>
  private var computeCycles = 0.0

  /// A model of one layer on one hierarchy with the given loops.
  ///
  /// - Parameters:
  ///   - loops: Outermost first, temporal before spatial in each level; unit loops are kept.
  package init(
    shape: LayerShape<Double>, hierarchy: Hierarchy<Double>, rules: ModelRules, loops: [NestLoop<Double>]
  ) {
    precondition(loops.count <= LoopNest<Double>.maximumLoops, "a nest holds at most 48 loops")
    var model = AnalyticalModel(shape: shape, hierarchy: hierarchy, rules: rules)
    model.loopCount = loops.count
    for (index, loop) in loops.enumerated() { model.loops[index] = loop }
    model.prepare()
    let levels = hierarchy.levels
    var links: [Link] = []
    var entries: [Entry] = []
    let none = MemoryUnits(OperandTraffic<Double>(), .weights, hierarchy.memories[0], rules.rounding)
    for (level, kept) in levels.enumerated() {
      for operand in kept.keeps.operands {
        let incoming = links.firstIndex { $0.operand == operand && $0.child == level }
        let link = Link(operand: operand, parent: level, child: model.child(of: operand, below: level))
        entries.append(
          Entry(
            level: level, operand: operand, incoming: incoming ?? -1, outgoing: links.count,
            links: 1 << UInt64(links.count) | (incoming.map { 1 << UInt64($0) } ?? 0), units: none))
        links.append(link)
      }
    }
    linkCount = links.count
    entryCount = entries.count
    self.links = Table(links)
    self.entries = Table(entries)
    entriesOfMemory = Table(
      hierarchy.memories.indices.map { memory in
        entries.indices.reduce(0) { $0 | (Int(levels[entries[$1].level].memory) == memory ? 1 << UInt64($1) : 0) }
      })
    relevant = Table(
      Operand.allCases.map { operand in
        loops.indices.reduce(0) {
          $0 | (!loops[$1].isSpatial && operand.relevantDimensions.contains(loops[$1].dimension) ? 1 << UInt64($1) : 0)
        }
      })
    let bounds = shape.bounds
    slides = rules.reuse != .tile && (bounds[.p] > 1 && bounds[.r] > 1 || bounds[.q] > 1 && bounds[.s] > 1)
    leaks = hierarchy.memories.contains { $0.leakage != 0 }
    let extents = model.tiles[0]
    countsFully =
      levels.contains(where: \.neighbourLinks) || Dimension.allCases.contains { extents[$0] != bounds[$0] }
    clearTime = Table(hierarchy.memories.count, repeating: 0)
    for (index, loop) in loops.enumerated() where loop.bound != 1 { live |= 1 << UInt64(index) }
    self.model = model
    settleCopies()
    recount(inside: -1)
  }

  /// The loop at an index.
  @inline(__always) package func loop(_ index: Int) -> NestLoop<Double> { model.loops[index] }

  /// The loops as a nest, unit loops left out.
  package var nest: LoopNest<Double> { model.nest }

  /// The cost of the loops as they are.
  package mutating func cost() -> MappingCost<Double> {
    countsFully ? model.score() : total()
  }

  /// Takes a factor out of one loop's bound and gives it to another loop of the same dimension.
  ///
  /// - Parameters:
  ///   - factor: Divides the bound of `source`.
  ///   - source: The loop that loses the factor.
  ///   - target: The loop that gets it.
  /// - Returns: The cost of the changed mapping.
  @inline(__always) package mutating func move(
    _ factor: Double, from source: Int, to target: Int
  ) -> MappingCost<Double> {
    var (giver, taker) = (model.loops[source], model.loops[target])
    giver.bound /= factor
    taker.bound *= factor
    model.loops[source] = giver
    model.loops[target] = taker
    guard !countsFully else {
      model.prepare()
      return model.score()
    }
    let one: UInt64 = 1
    live = live & ~(one << UInt64(source)) | one << UInt64(target) | (giver.bound == 1 ? 0 : one << UInt64(source))
    let inwards = target > source
    let first = inwards ? source : target
    let last = inwards ? target : source
    let dimension = giver.dimension
    retile(dimension, between: Int(model.loops[first].level), and: Int(model.loops[last].level), factor, inwards)
    if slides {
      for index in first..<last where model.loops[index].dimension == dimension {
        model.steps[index] = inwards ? model.steps[index] * factor : model.steps[index] / factor
      }
    }
    if giver.isSpatial || taker.isSpatial {
      if !giver.isSpatial { retrip(after: source, through: model.loopCount, factor, divides: true) }
      if !taker.isSpatial { retrip(after: target, through: model.loopCount, factor, divides: false) }
      settleCopies()
      recount(inside: -1)
    } else {
      retrip(after: first, through: last, factor, divides: inwards)
      recount(inside: first)
    }
    return total()
  }

  /// Corrects one dimension's extent of the tiles between two loops' levels.
  @inline(__always) private func retile(
    _ dimension: Dimension, between outer: Int, and inner: Int, _ factor: Double, _ grows: Bool
  ) {
    var level = outer + 1
    while level <= inner {
      let extent = model.tiles[level][dimension]
      model.tiles[level][dimension] = grows ? extent * factor : extent / factor
      level += 1
    }
  }

  /// Corrects the trips outside the loops after one, up to another.
  @inline(__always) private func retrip(after first: Int, through last: Int, _ factor: Double, divides: Bool) {
    var index = first + 1
    while index <= last {
      let trips = model.outerTrips[index]
      model.outerTrips[index] = divides ? trips / factor : trips * factor
      index += 1
    }
  }

  /// Counts copies, different tiles and shares, which spatial loops alone decide.
  private mutating func settleCopies() {
    var copies = 1.0
    for level in 0..<model.levelCount {
      var fansOut = false
      for index in model.levelStart[level]..<model.levelStart[level + 1] where model.loops[index].isSpatial {
        copies *= model.loops[index].bound
        fansOut = true
      }
      model.instances[level + 1] = copies
      model.countDistinct(level, fansOut: fansOut)
    }
    for index in 0..<linkCount {
      let operand = Int(links[index].operand.rawValue)
      links[index].copies = 1
      for level in links[index].parent..<links[index].child {
        links[index].copies *= model.distinct[level * 3 + operand]
      }
    }
    for index in 0..<entryCount {
      let (operand, level) = (entries[index].operand, entries[index].level)
      guard operand == .outputs else { continue }
      let whole = model.shape.tile(operand, model.tiles[0])
      entries[index].partition = level == 0 ? whole : whole * model.partitionShare(of: level)
    }
  }

  /// Counts again the words moved into every level that a loop after `first` lies outside of, and what they cost.
  @inline(__always) private mutating func recount(inside first: Int) {
    var changed: UInt64 = 0
    if first < 0 { changed = .max }
    for index in 0..<linkCount {
      let (operand, child) = (links[index].operand, links[index].child)
      var moved = model.outerTrips[model.loopCount]
      if child < model.levelCount {
        guard model.levelStart[child] > first else { continue }
        moved = wordsMoved(operand, tile: model.shape.tile(operand, model.tiles[child]), into: child)
      }
      if moved != links[index].moved { changed |= 1 << UInt64(index) }
      links[index].moved = moved
    }
    computeCycles = model.outerTrips[model.loopCount]
    var dirty: UInt64 = 0
    for index in 0..<entryCount {
      let tile = model.shape.tile(entries[index].operand, model.tiles[entries[index].level])
      guard entries[index].links & changed != 0 || tile != entries[index].tile else { continue }
      dirty |= 1 << UInt64(index)
      refresh(index, tile: tile)
    }
    for memory in 0..<model.memoryCount where entriesOfMemory[memory] & dirty != 0 { reclock(memory) }
  }

  @inline(__always) private func wordsMoved(_ operand: Operand, tile: Double, into child: Int) -> Double {
    if slides && operand == .inputs { return model.wordsMoved(operand, tile: tile, into: child) }
    let outside = relevant[Int(operand.rawValue)] & live & ((1 << UInt64(model.levelStart[child])) - 1)
    guard outside != 0 else { return tile }
    let mover = 63 - outside.leadingZeroBitCount
    return tile * (model.outerTrips[mover] * model.loops[mover].bound)
  }

  /// What one level does with an operand, from the links at both sides.
  @inline(__always) private func refresh(_ index: Int, tile: Double) {
    let (level, operand, partition) = (entries[index].level, entries[index].operand, entries[index].partition)
    let (incoming, outgoing) = (entries[index].incoming, entries[index].outgoing)
    var traffic = OperandTraffic<Double>()
    traffic.tile = tile
    traffic.instances = model.instances[level]
    traffic.partition = partition
    let asked = links[outgoing].moved * links[outgoing].copies
    let arrived = incoming < 0 ? 0 : links[incoming].moved
    if operand == .outputs {
      if incoming >= 0 {
        traffic.fills = model.rules.elidesFirstFills ? arrived - partition : arrived
        if model.rules.countsDrainReads { traffic.reads = arrived }
      }
      traffic.updates = asked
      traffic.reads += asked - partition
    } else {
      traffic.reads = asked
      traffic.fills = arrived
    }
    entries[index].tile = tile
    entries[index].units = MemoryUnits(
      traffic, operand, model.memories[Int(model.levels[level].memory)], model.rules.rounding)
  }

  /// The time and occupancy of one memory.
  @inline(__always) private func reclock(_ memory: Int) {
    var (reads, writes, taken) = (0.0, 0.0, 0.0)
    var left = entriesOfMemory[memory]
    while left != 0 {
      let index = left.trailingZeroBitCount
      reads += entries[index].units.reads
      writes += entries[index].units.writes
      taken += entries[index].units.tile
      left &= left - 1
    }
    clearTime[memory] = model.memoryTime(memory, reads, writes)
    model.occupancy[memory] = taken
  }

  /// Sums what is known of every level.
  @inline(__always) private func total() -> MappingCost<Double> {
    var energy = model.shape.macs * model.macEnergy
    for index in 0..<entryCount { energy += entries[index].units.energy }
    var cycles = computeCycles
    var fits = true
    for memory in 0..<model.memoryCount {
      cycles = max(cycles, clearTime[memory])
      fits = fits && model.occupancy[memory] <= model.memories[memory].capacity
    }
    if leaks {
      for level in 0..<model.levelCount { energy += model.leakage(ofLevel: level, cycles: cycles) }
    }
    return MappingCost(cycles: cycles, energy: energy, computeCycles: computeCycles, fits: fits)
  }
}
