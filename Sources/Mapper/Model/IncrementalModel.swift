import Core

/// The analytical model for searches that change one loop at a time: nothing is derived again that a change can't touch.
///
/// Moving a factor between two loops of a dimension leaves every tile inside both and outside both as it was, so tiles,
/// trips and copies are kept from move to move, each changed by the factor where it changes at all. Traffic and its cost
/// follow from them for all levels at once, without branches on the counts: looking for what has not changed costs more
/// than counting it. The cost is that of a full evaluation of the same loops, bit for bit while counts stay below 2^53.
///
/// Unlike a `LoopNest` the value holds unit loops too: their places can take a factor later. Nothing is allocated after
/// `init`. Functions that only write through tables are `mutating` all the same: Swift 6.3.1 copies the whole value to
/// lend it to one that isn't.
package struct IncrementalModel: ~Copyable, Sendable {
  /// What one level keeps of an operand.
  private struct Entry: Sendable {
    let level: Int
    let memory: Int
    let operand: Operand
    /// The entry of the next level inwards that keeps the operand; one past the last for the multipliers.
    var child = 0
    /// Temporal loops outside the level that move the operand's tile: bit i + 1 for loop i.
    let movers: UInt64
    /// 1 where words come from outside, where their first fills are elided, where they are read to be drained; else 0.
    let arrives: Double
    let elides: Double
    let drains: Double
    /// 1 for outputs, which come back from the child; else 0.
    let returns: Double
    /// Units of a word, and how many more a finished one takes; picojoules of an access; units of one; copies that pay.
    let unit: Double
    let finishedUnit: Double
    let readEnergy: Double
    let fillEnergy: Double
    let updateEnergy: Double
    let block: Double
    let copies: Double
    /// Words of the tile, and units it takes.
    var tile = 0.0
    var taken = 0.0
    /// Different copies of the child that ask this level, copies of this level, and words that belong to one of them.
    var asking = 1.0
    var instances = 1.0
    var partition = 0.0
    /// Units that move for each one the child asks for.
    var burstPadding = 1.0
  }

  /// Units one copy of a memory moves and holds.
  private struct Load: Sendable {
    var reads = 0.0
    var writes = 0.0
    var taken = 0.0
  }

  private var model: AnalyticalModel<Double>
  private let entryCount: Int
  private let entries: Table<Entry>
  /// Words that move into each entry; one more for the multipliers.
  private let moved: Table<Double>
  private let loads: Table<Load>
  /// Entries inside each level, one bit for each; one more for no level at all.
  private let entriesInside: Table<UInt64>
  /// Entries of each level or further out whose child lies further in.
  private let entriesAcross: Table<UInt64>
  /// Entries of operands that depend on a dimension, by dimension.
  private let dependents: Table<UInt64>
  /// Entries of inputs, whose windows may slide.
  private let inputs: UInt64
  /// Dimensions whose factors are factors of every tile that depends on them: not those of windows.
  private let multiplying: DimensionSet
  /// Loops with more than one trip: bit i + 1 for loop i.
  private var live: UInt64 = 0
  private let slides: Bool
  /// Whether anything is counted from extents: windows or bursts.
  private let needsExtents: Bool
  /// Whether any memory is accessed in blocks of several units.
  private let hasBlocks: Bool
  private let leaks: Bool
  /// Whether only a full evaluation counts right: neighbour links, or factors that don't divide.
  private let countsFully: Bool
  /// Picojoules of the multipliers.
  private let macEnergy: Double

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
    func mask(_ isIn: (Entry) -> Bool) -> UInt64 {
      entries.indices.reduce(0) { $0 | (isIn(entries[$1]) ? 1 << UInt64($1) : 0) }
    }
    func childLevel(_ entry: Entry) -> Int { entry.child < entries.count ? entries[entry.child].level : levelCount }
    entriesInside = Table((0...levelCount).map { level in mask { $0.level >= level } })
    entriesAcross = Table((0..<levelCount).map { level in mask { $0.level <= level && childLevel($0) > level } })
    dependents = Table(
      Dimension.allCases.map { dimension in mask { $0.operand.relevantDimensions.contains(dimension) } })
    inputs = mask { $0.operand == .inputs && $0.level > 0 }
    entryCount = entries.count
    self.entries = Table(entries)
    moved = Table(entries.count + 1, repeating: 0)
    loads = Table(hierarchy.memories.count, repeating: Load())
    let bounds = shape.bounds
    let multiplying = DimensionSet(
      Dimension.allCases.filter { shape.multipliesTiles($0) }.map { DimensionSet($0) })
    self.multiplying = multiplying
    let slides =
      rules.reuse != .tile && (bounds[.p] > 1 && bounds[.r] > 1 || bounds[.q] > 1 && bounds[.s] > 1)
    self.slides = slides
    let countsBursts = model.countsBursts
    needsExtents = slides || countsBursts || multiplying != .all
    hasBlocks = hierarchy.memories.contains { $0.block != 1 }
    leaks = hierarchy.memories.contains { $0.leakage != 0 }
    macEnergy = shape.macs * hierarchy.macEnergy
    let extents = model.tiles[0]
    countsFully =
      hierarchy.levels.contains(where: \.neighbourLinks)
      || Dimension.allCases.contains { extents[$0] != bounds[$0] }
    for (index, loop) in loops.enumerated() where loop.bound != 1 { live |= 2 << UInt64(index) }
    self.model = model
    for index in 0..<entryCount {
      let extents = self.model.tiles[self.entries[index].level]
      retile(index, self.model.shape.tile(self.entries[index].operand, extents))
    }
    settleCopies()
    repad(entriesInside[0])
  }

  /// The entries of a hierarchy, outermost level first and in the operands' order, as a full evaluation sums them.
  private static func entries(
    of hierarchy: Hierarchy<Double>, _ loops: [NestLoop<Double>], _ rules: ModelRules
  ) -> [Entry] {
    var entries: [Entry] = []
    for (level, kept) in hierarchy.levels.enumerated() {
      for operand in kept.keeps.operands {
        let movers = loops.indices.filter {
          Int(loops[$0].level) < level && !loops[$0].isSpatial
            && operand.relevantDimensions.contains(loops[$0].dimension)
        }
        let isFilled = operand == .outputs && level > 0
        let memory = hierarchy.memories[Int(kept.memory)]
        let unit = memory.unit[Int(operand.rawValue)]
        entries.append(
          Entry(
            level: level, memory: Int(kept.memory), operand: operand, movers: movers.reduce(0) { $0 | 2 << UInt64($1) },
            arrives: level > 0 ? 1 : 0, elides: isFilled && rules.elidesFirstFills ? 1 : 0,
            drains: isFilled && rules.countsDrainReads ? 1 : 0, returns: operand == .outputs ? 1 : 0, unit: unit,
            finishedUnit: operand == .outputs ? memory.finalOutputUnit - unit : 0, readEnergy: memory.readEnergy,
            fillEnergy: memory.fillEnergy, updateEnergy: memory.updateEnergy, block: memory.block,
            copies: memory.instances / memory.clusterSize))
      }
    }
    for index in entries.indices {
      let operand = entries[index].operand
      entries[index].child =
        entries.indices.first { $0 > index && entries[$0].operand == operand } ?? entries.count
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
    let left = model.loops[source].bound / factor
    model.loops[source].bound = left
    model.loops[target].bound *= factor
    guard !countsFully else {
      model.prepare()
      return model.score()
    }
    live = live & ~(2 << UInt64(source)) | (left == 1 ? 0 : 2) << UInt64(source) | 2 << UInt64(target)
    let retiled = retile(source, target, factor)
    if model.loops[source].isSpatial { respread(source, factor, divides: true) }
    if model.loops[target].isSpatial { respread(target, factor, divides: false) }
    retrip(source, target, factor)
    let isSpatial = model.loops[source].isSpatial || model.loops[target].isSpatial
    repad(isSpatial ? entriesInside[0] : retiled)
    return total()
  }

  /// Corrects the tiles between two loops for a factor that moves from one to the other.
  ///
  /// - Returns: The entries whose tiles these are, one bit for each.
  @inline(__always) private mutating func retile(_ source: Int, _ target: Int, _ factor: Double) -> UInt64 {
    let grows = target > source
    let first = grows ? source : target
    let last = grows ? target : source
    let dimension = model.loops[source].dimension
    let (outer, inner) = (Int(model.loops[first].level), Int(model.loops[last].level))
    if needsExtents {
      var level = outer + 1
      while level <= inner {
        let extent = model.tiles[level][dimension]
        model.tiles[level][dimension] = grows ? extent * factor : extent / factor
        level += 1
      }
    }
    let retiled = entriesInside[outer + 1] & ~entriesInside[inner + 1] & dependents[Int(dimension.rawValue)]
    var left = retiled
    let isWindow = !multiplies(dimension)
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      if isWindow && inputs >> UInt64(index) & 1 != 0 {
        retile(index, model.shape.tile(.inputs, model.tiles[entries[index].level]))
      } else {
        retile(index, grows ? entries[index].tile * factor : entries[index].tile / factor)
      }
    }
    guard slides else { return retiled }
    for index in first..<last where model.loops[index].dimension == dimension {
      model.steps[index] = grows ? model.steps[index] * factor : model.steps[index] / factor
    }
    return retiled
  }

  /// Gives an entry another tile.
  @inline(__always) private mutating func retile(_ index: Int, _ tile: Double) {
    entries[index].tile = tile
    let taken = tile * entries[index].unit
    entries[index].taken = model.rules.rounding == .exact ? taken.ceiling : taken
  }

  /// Corrects the trips inside either loop for a factor that moves from one to the other.
  @inline(__always) private mutating func retrip(_ source: Int, _ target: Int, _ factor: Double) {
    let (leaves, comes) = (!model.loops[source].isSpatial, !model.loops[target].isSpatial)
    if leaves {
      var index = source
      let end = comes ? target : model.loopCount
      while index < end {
        index += 1
        model.outerTrips[index] /= factor
      }
    }
    if comes {
      var index = target
      let end = leaves ? source : model.loopCount
      while index < end {
        index += 1
        model.outerTrips[index] *= factor
      }
    }
  }

  /// Finds out anew how far tiles are short of bursts of the outermost memory.
  ///
  /// - Parameter changed: The entries whose tiles may have changed, one bit for each.
  @inline(__always) private mutating func repad(_ changed: UInt64) {
    guard model.countsBursts else { return }
    for index in 0..<entryCount where entries[index].level == 0 && entries[index].child < entryCount {
      let child = entries[index].child
      guard changed >> UInt64(child) & 1 != 0 else { continue }
      entries[index].burstPadding = model.burstPadding(entries[index].operand, into: entries[child].level)
    }
  }

  @inline(__always) private func multiplies(_ dimension: Dimension) -> Bool {
    multiplying.rawValue & (1 << dimension.rawValue) != 0
  }

  /// Corrects what the copies below a spatial loop decide.
  @inline(__always) private mutating func respread(_ loop: Int, _ factor: Double, divides: Bool) {
    let dimension = model.loops[loop].dimension
    guard multiplies(dimension) else { return settleCopies() }
    let level = Int(model.loops[loop].level)
    for inner in level..<model.levelCount {
      let copies = model.instances[inner + 1]
      model.instances[inner + 1] = divides ? copies / factor : copies * factor
    }
    if model.loops[loop].reduces {
      for inner in level..<model.levelCount {
        let rows = model.reducingCopies[inner + 1]
        model.reducingCopies[inner + 1] = divides ? rows / factor : rows * factor
      }
    }
    let dependents = dependents[Int(dimension.rawValue)]
    var inside = entriesInside[level + 1]
    while inside != 0 {
      let index = inside.trailingZeroBitCount
      inside &= inside - 1
      let copies = entries[index].instances
      entries[index].instances = divides ? copies / factor : copies * factor
      let partition = entries[index].partition
      if dependents >> UInt64(index) & 1 != 0 {
        entries[index].partition = divides ? partition * factor : partition / factor
      }
    }
    var across = entriesAcross[level] & dependents
    while across != 0 {
      let index = across.trailingZeroBitCount
      across &= across - 1
      let asking = entries[index].asking
      entries[index].asking = divides ? asking / factor : asking * factor
    }
  }

  /// Counts copies, different tiles and shares, which spatial loops alone decide.
  private mutating func settleCopies() {
    var copies = 1.0
    var reducing = 1.0
    for level in 0..<model.levelCount {
      var fansOut = false
      for index in model.levelStart[level]..<model.levelStart[level + 1] where model.loops[index].isSpatial {
        copies *= model.loops[index].bound
        if model.loops[index].reduces { reducing *= model.loops[index].bound }
        fansOut = true
      }
      model.instances[level + 1] = copies
      model.reducingCopies[level + 1] = reducing
      model.countDistinct(level, fansOut: fansOut)
    }
    for index in 0..<entryCount {
      let (level, operand) = (entries[index].level, entries[index].operand)
      let child = entries[index].child < entryCount ? entries[entries[index].child].level : model.levelCount
      var asking = 1.0
      for outer in level..<child { asking *= model.distinct[outer * 3 + Int(operand.rawValue)] }
      entries[index].asking = asking
      entries[index].instances = model.instances[level]
      entries[index].partition = operand == .outputs ? model.ownedOutputs(ofLevel: level) : 0
    }
  }

  /// Counts the words that move into every level, outermost first.
  @inline(__always) private mutating func countMoved() {
    for index in 0..<entryCount {
      // The trips up to the innermost loop that moves the tile; those before the first loop where none does.
      let mover = 63 - (entries[index].movers & live | 1).leadingZeroBitCount
      moved[index] = entries[index].tile * model.outerTrips[mover]
    }
    moved[entryCount] = model.outerTrips[model.loopCount]
    guard slides else { return }
    var left = inputs
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      moved[index] = model.wordsMoved(.inputs, tile: entries[index].tile, into: entries[index].level)
    }
  }

  /// Counts the traffic of every level and sums what it costs, in the order of a full evaluation.
  @inline(__always) private mutating func total() -> MappingCost<Double> {
    countMoved()
    let rounding = model.rules.rounding
    for memory in 0..<model.memoryCount { loads[memory] = Load() }
    var energy = macEnergy
    for index in 0..<entryCount {
      let arrived = moved[index]
      let asked = moved[entries[index].child] * entries[index].asking
      let (unit, partition, padding) = (entries[index].unit, entries[index].partition, entries[index].burstPadding)
      let reads = (arrived * entries[index].drains + (asked - partition)) * unit * padding
      let fills = (arrived * entries[index].arrives - partition * entries[index].elides) * unit
      let updates = (asked * entries[index].returns * unit + partition * entries[index].finishedUnit) * padding
      let copies = min(entries[index].instances, entries[index].copies)
      if hasBlocks {
        let block = entries[index].block
        energy +=
          (MemoryUnits.accesses(reads, block, rounding) * entries[index].readEnergy
            + MemoryUnits.accesses(fills, block, rounding) * entries[index].fillEnergy
            + MemoryUnits.accesses(updates, block, rounding) * entries[index].updateEnergy) * copies
      } else {
        energy +=
          (reads * entries[index].readEnergy + fills * entries[index].fillEnergy
            + updates * entries[index].updateEnergy) * copies
      }
      let memory = entries[index].memory
      loads[memory].reads += reads
      loads[memory].writes += fills + updates
      loads[memory].taken += entries[index].taken
    }
    let computeCycles = moved[entryCount]
    var slowest = 0.0
    var overflow = 0.0
    let rows = model.reducingCopies[model.levelCount]
    for memory in 0..<model.memoryCount {
      slowest = max(slowest, model.memories[memory].time(loads[memory].reads, loads[memory].writes, rows: rows))
      overflow = max(overflow, loads[memory].taken - model.memories[memory].capacity)
    }
    if model.rules.wholeCycles && rounding == .exact { slowest = slowest.ceiling }
    let cycles = max(computeCycles, slowest)
    if leaks {
      for level in 0..<model.levelCount { energy += model.leakage(ofLevel: level, cycles: cycles) }
    }
    return MappingCost(cycles: cycles, energy: energy, computeCycles: computeCycles, fits: overflow <= 0)
  }
}

extension LayerShape where Scalar == Double {
  /// Whether a factor of a dimension is a factor of every tile that depends on it: along a window's axis only where the
  /// other dimension of the axis is 1 and no stride leaves gaps.
  fileprivate func multipliesTiles(_ dimension: Dimension) -> Bool {
    switch dimension {
    case .n, .g, .k, .c: true
    case .p: bounds[.r] == 1 && strideWidth == 1
    case .r: bounds[.p] == 1 && dilationWidth == 1
    case .q: bounds[.s] == 1 && strideHeight == 1
    case .s: bounds[.q] == 1 && dilationHeight == 1
    }
  }
}
