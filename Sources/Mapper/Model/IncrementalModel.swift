import Core

/// The analytical model for searches that change one loop at a time: only what a change touches is counted again.
///
/// Moving a factor between two loops of a dimension leaves every tile inside both and outside both as it was. The value
/// keeps an `AnalyticalModel`'s tables up to date in place and counts with the same functions, so that the cost is that
/// of a full evaluation of the same loops, bit for bit while counts stay below 2^53. Unlike a `LoopNest` it holds unit
/// loops too: their places can take a factor later. Nothing is allocated after `init`. Functions that only write through
/// tables are `mutating` all the same: Swift 6.3.1 copies the whole value to lend it to one that isn't.
package struct IncrementalModel: ~Copyable, Sendable {
  /// What one level keeps of an operand.
  private struct Entry: Sendable {
    var level: Int
    var memory: Int
    var operand: Operand
    /// The entry of the next level inwards that keeps the operand; −1 for the multipliers.
    var child: Int
    /// This entry and the one it gets its words from, one bit for each.
    var family: UInt64 = 0
    /// Temporal loops outside the level that move the operand's tile, one bit for each.
    var movers: UInt64
    /// Words of the tile, and words that move into one copy.
    var tile = 0.0
    var moved = 0.0
    /// Different copies of the child that ask this level, copies of this level, and words that belong to one of them.
    var asking = 1.0
    var instances = 1.0
    var partition = 0.0
    /// Units that move for each one the child asks for.
    var burstPadding = 1.0
    var units: MemoryUnits<Double>
  }

  private var model: AnalyticalModel<Double>
  private let entryCount: Int
  private let entries: Table<Entry>
  /// Entries of each memory, one bit for each.
  private let entriesOfMemory: Table<UInt64>
  /// Entries inside each level; one more for no level at all.
  private let entriesInside: Table<UInt64>
  /// Entries of operands that depend on a dimension, by dimension.
  private let dependents: Table<UInt64>
  /// Loops with more than one trip, one bit for each.
  private var live: UInt64 = 0
  private let slides: Bool
  private let leaks: Bool
  /// Whether only a full evaluation counts right: neighbour links, or factors that don't divide.
  private let countsFully: Bool
  /// Cycles each memory needs for its own traffic.
  private let memoryTimes: Table<Double>

  /// A model of one layer on one hierarchy with the given loops.
  ///
  /// - Parameters:
  ///   - shape: The layer.
  ///   - hierarchy: Where it runs.
  ///   - rules: The model's switches.
  ///   - loops: Outermost first, temporal before spatial in each level; unit loops are kept.
  package init(
    shape: LayerShape<Double>, hierarchy: Hierarchy<Double>, rules: ModelRules, loops: [NestLoop<Double>]
  ) {
    precondition(loops.count <= LoopNest<Double>.maximumLoops, "a nest holds at most 48 loops")
    var model = AnalyticalModel(shape: shape, hierarchy: hierarchy, rules: rules)
    model.loopCount = loops.count
    for (index, loop) in loops.enumerated() { model.loops[index] = loop }
    model.prepare()
    let entries = Self.entries(of: hierarchy, loops, rules)
    let levelCount = hierarchy.levels.count
    func mask(_ isIn: (Int) -> Bool) -> UInt64 {
      entries.indices.reduce(0) { $0 | (isIn($1) ? 1 << UInt64($1) : 0) }
    }
    entriesInside = Table((0...levelCount).map { level in mask { entries[$0].level >= level } })
    entriesOfMemory = Table(hierarchy.memories.indices.map { memory in mask { entries[$0].memory == memory } })
    dependents = Table(
      Dimension.allCases.map { dimension in mask { entries[$0].operand.relevantDimensions.contains(dimension) } })
    entryCount = entries.count
    self.entries = Table(entries)
    let bounds = shape.bounds
    slides = rules.reuse != .tile && (bounds[.p] > 1 && bounds[.r] > 1 || bounds[.q] > 1 && bounds[.s] > 1)
    leaks = hierarchy.memories.contains { $0.leakage != 0 }
    let extents = model.tiles[0]
    countsFully =
      hierarchy.levels.contains(where: \.neighbourLinks)
      || Dimension.allCases.contains { extents[$0] != bounds[$0] }
    memoryTimes = Table(hierarchy.memories.count, repeating: 0)
    for (index, loop) in loops.enumerated() where loop.bound != 1 { live |= 1 << UInt64(index) }
    self.model = model
    for index in 0..<entryCount {
      self.entries[index].tile = self.model.shape.tile(
        self.entries[index].operand, self.model.tiles[self.entries[index].level])
    }
    settleCopies()
    repad(entriesInside[0])
    recount(inside: 0, changed: entriesInside[0])
  }

  /// The entries of a hierarchy, outermost level first and in the operands' order, as a full evaluation sums them.
  private static func entries(
    of hierarchy: Hierarchy<Double>, _ loops: [NestLoop<Double>], _ rules: ModelRules
  ) -> [Entry] {
    let none = MemoryUnits(OperandTraffic<Double>(), .weights, hierarchy.memories[0], rules.rounding)
    var entries: [Entry] = []
    for (level, kept) in hierarchy.levels.enumerated() {
      for operand in kept.keeps.operands {
        let movers = loops.indices.filter {
          Int(loops[$0].level) < level && !loops[$0].isSpatial
            && operand.relevantDimensions.contains(loops[$0].dimension)
        }
        entries.append(
          Entry(
            level: level, memory: Int(kept.memory), operand: operand, child: -1,
            movers: movers.reduce(0) { $0 | 1 << UInt64($1) }, units: none))
      }
    }
    for index in entries.indices {
      let operand = entries[index].operand
      entries[index].child =
        entries.indices.first { $0 > index && entries[$0].operand == operand } ?? -1
    }
    for index in entries.indices {
      let giver = entries.indices.first { entries[$0].child == index }
      entries[index].family = 1 << UInt64(index) | (giver.map { 1 << UInt64($0) } ?? 0)
    }
    return entries
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
  package mutating func move(_ factor: Double, from source: Int, to target: Int) -> MappingCost<Double> {
    model.loops[source].bound /= factor
    model.loops[target].bound *= factor
    guard !countsFully else {
      model.prepare()
      return model.score()
    }
    let isLeft: UInt64 = model.loops[source].bound == 1 ? 0 : 1
    live = live & ~((1 as UInt64) << UInt64(source)) | isLeft << UInt64(source) | 1 << UInt64(target)
    let inwards = target > source
    let first = inwards ? source : target
    let last = inwards ? target : source
    let outer = Int(model.loops[first].level)
    let retiled = retile(model.loops[source].dimension, first, last, factor, grows: inwards)
    if model.loops[source].isSpatial || model.loops[target].isSpatial {
      retrip(first, through: model.loopCount)
      respread(source, factor, divides: true)
      respread(target, factor, divides: false)
      repad(entriesInside[0])
      recount(inside: 0, changed: entriesInside[0])
    } else {
      retrip(first, through: last)
      let padded = repad(retiled)
      recount(inside: outer + 1, changed: retiled | padded)
    }
    return total()
  }

  /// Corrects one dimension's extent of the tiles between two loops, and the words of those tiles.
  ///
  /// - Returns: The entries whose tiles these are, one bit for each.
  @inline(__always) private mutating func retile(
    _ dimension: Dimension, _ first: Int, _ last: Int, _ factor: Double, grows: Bool
  ) -> UInt64 {
    let (outer, inner) = (Int(model.loops[first].level), Int(model.loops[last].level))
    var level = outer + 1
    while level <= inner {
      let extent = model.tiles[level][dimension]
      model.tiles[level][dimension] = grows ? extent * factor : extent / factor
      level += 1
    }
    let retiled = entriesInside[outer + 1] & ~entriesInside[inner + 1] & dependents[Int(dimension.rawValue)]
    var left = retiled
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      if moves(dimension) && entries[index].operand == .inputs {
        entries[index].tile = model.shape.tile(.inputs, model.tiles[entries[index].level])
      } else {
        entries[index].tile = grows ? entries[index].tile * factor : entries[index].tile / factor
      }
    }
    guard slides else { return retiled }
    for index in first..<last where model.loops[index].dimension == dimension {
      model.steps[index] = grows ? model.steps[index] * factor : model.steps[index] / factor
    }
    return retiled
  }

  /// Finds out anew how far tiles are short of bursts of the outermost memory.
  ///
  /// - Parameter changed: The entries whose tiles have changed, one bit for each.
  /// - Returns: The entries these tiles come from.
  @inline(__always) @discardableResult private mutating func repad(_ changed: UInt64) -> UInt64 {
    guard model.countsBursts else { return 0 }
    var givers: UInt64 = 0
    for index in 0..<entryCount where entries[index].level == 0 && entries[index].child >= 0 {
      let child = entries[index].child
      guard changed >> UInt64(child) & 1 != 0 else { continue }
      entries[index].burstPadding = model.burstPadding(entries[index].operand, into: entries[child].level)
      givers |= 1 << UInt64(index)
    }
    return givers
  }

  /// Whether the input's extent along a dimension is a window's, not the dimension's own.
  @inline(__always) private func moves(_ dimension: Dimension) -> Bool {
    switch dimension {
    case .p, .q, .r, .s: true
    case .n, .g, .k, .c: false
    }
  }

  /// Counts again the trips outside the loops after one, up to another.
  @inline(__always) private mutating func retrip(_ first: Int, through last: Int) {
    var trips = model.outerTrips[first]
    for index in first..<last {
      if !model.loops[index].isSpatial { trips *= model.loops[index].bound }
      model.outerTrips[index + 1] = trips
    }
  }

  /// Corrects what the copies below a spatial loop decide.
  @inline(__always) private mutating func respread(_ loop: Int, _ factor: Double, divides: Bool) {
    guard model.loops[loop].isSpatial else { return }
    let dimension = model.loops[loop].dimension
    guard !moves(dimension) else { return settleCopies() }
    let level = Int(model.loops[loop].level)
    for inner in (level + 1)...model.levelCount {
      let copies = model.instances[inner]
      model.instances[inner] = divides ? copies / factor : copies * factor
    }
    let dependents = dependents[Int(dimension.rawValue)]
    for index in 0..<entryCount {
      let depends = dependents >> UInt64(index) & 1 != 0
      if entries[index].level > level {
        let copies = entries[index].instances
        entries[index].instances = divides ? copies / factor : copies * factor
        let partition = entries[index].partition
        if depends { entries[index].partition = divides ? partition * factor : partition / factor }
      } else if depends && (entries[index].child < 0 || entries[entries[index].child].level > level) {
        let asking = entries[index].asking
        entries[index].asking = divides ? asking / factor : asking * factor
      }
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
    for index in 0..<entryCount {
      let (level, operand) = (entries[index].level, entries[index].operand)
      let child = entries[index].child < 0 ? model.levelCount : entries[entries[index].child].level
      entries[index].asking = 1
      for outer in level..<child { entries[index].asking *= model.distinct[outer * 3 + Int(operand.rawValue)] }
      entries[index].instances = model.instances[level]
      entries[index].partition = operand == .outputs ? model.ownedOutputs(ofLevel: level) : 0
    }
  }

  /// Counts again the words moved into a level and all further in, and what they cost at both ends, and refreshes the
  /// entries where that or something else has changed.
  @inline(__always) private mutating func recount(inside level: Int, changed: UInt64) {
    var changed = changed
    var left = entriesInside[level]
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      let movers = entries[index].movers & live
      let mover = 63 - movers.leadingZeroBitCount
      var moved = entries[index].tile * model.outerTrips[movers == 0 ? 0 : mover + 1]
      if slides && entries[index].operand == .inputs {
        moved = model.wordsMoved(.inputs, tile: entries[index].tile, into: entries[index].level)
      }
      changed |= moved == entries[index].moved ? 0 : entries[index].family
      entries[index].moved = moved
    }
    left = changed
    var memories: UInt64 = 0
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      memories |= 1 << UInt64(entries[index].memory)
      refresh(index)
    }
    left = memories
    while left != 0 {
      let memory = left.trailingZeroBitCount
      left &= left - 1
      reclock(memory)
    }
  }

  /// What one level does with an operand, from the words that come in and those its child asks for.
  @inline(__always) private mutating func refresh(_ index: Int) {
    let (child, level, partition) = (entries[index].child, entries[index].level, entries[index].partition)
    let asked = (child < 0 ? model.outerTrips[model.loopCount] : entries[child].moved) * entries[index].asking
    let arrived = level == 0 ? 0 : entries[index].moved
    var traffic = OperandTraffic<Double>()
    traffic.tile = entries[index].tile
    traffic.instances = entries[index].instances
    traffic.partition = partition
    traffic.burstPadding = entries[index].burstPadding
    if entries[index].operand == .outputs {
      if level > 0 {
        traffic.fills = model.rules.elidesFirstFills ? arrived - partition : arrived
        if model.rules.countsDrainReads { traffic.reads = arrived }
      }
      traffic.updates = asked
      traffic.reads += asked - partition
    } else {
      traffic.reads = asked
      traffic.fills = arrived
    }
    entries[index].units = MemoryUnits(
      traffic, entries[index].operand, model.memories[entries[index].memory], model.rules.rounding)
  }

  /// The time and occupancy of one memory.
  @inline(__always) private mutating func reclock(_ memory: Int) {
    var (reads, writes, taken) = (0.0, 0.0, 0.0)
    var left = entriesOfMemory[memory]
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      reads += entries[index].units.reads
      writes += entries[index].units.writes
      taken += entries[index].units.tile
    }
    memoryTimes[memory] = model.memoryTime(memory, reads, writes)
    model.occupancy[memory] = taken
  }

  /// Sums what is known of every level.
  @inline(__always) private mutating func total() -> MappingCost<Double> {
    let computeCycles = model.outerTrips[model.loopCount]
    var energy = model.shape.macs * model.macEnergy
    for index in 0..<entryCount { energy += entries[index].units.energy }
    var cycles = computeCycles
    var fits = true
    for memory in 0..<model.memoryCount {
      cycles = max(cycles, memoryTimes[memory])
      fits = fits && model.occupancy[memory] <= model.memories[memory].capacity
    }
    if leaks {
      for level in 0..<model.levelCount { energy += model.leakage(ofLevel: level, cycles: cycles) }
    }
    return MappingCost(cycles: cycles, energy: energy, computeCycles: computeCycles, fits: fits)
  }
}
