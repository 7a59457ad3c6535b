import Core

/// The analytical model for searches that change one loop at a time: nothing is derived again that a change can't touch.
///
/// Moving a factor between two loops of a dimension leaves every tile inside both and outside both as it was, so tiles,
/// trips and copies are kept from move to move, each changed by the factor where it changes at all. Traffic and its cost
/// follow from them for all levels at once, without branches on the counts: looking for what has not changed costs more
/// than counting it. The cost is that of a full evaluation of the same loops, bit for bit while counts stay below 2^51.
///
/// Unlike a `LoopNest` the value holds unit loops too: their places can take a factor later. Nothing is allocated after
/// `init`. Functions that only write through tables are `mutating` all the same: Swift 6.3.1 copies the whole value to
/// lend it to one that isn't.
package struct IncrementalModel: ~Copyable, Sendable {
  var model: AnalyticalModel<Double>
  let entryCount: Int
  let entries: Table<Entry>
  /// Words that move into each entry; one more for the multipliers.
  let moved: Table<Double>
  let groups: Table<Group>
  let groupCount: Int
  /// Entries inside each level, one bit for each; one more for no level at all.
  let entriesInside: Table<UInt64>
  /// Entries of each level or further out whose child lies further in.
  let entriesAcross: Table<UInt64>
  /// Entries of operands that depend on a dimension, by dimension.
  let dependents: Table<UInt64>
  /// Entries of inputs, whose windows may slide.
  let inputs: UInt64
  /// Dimensions whose factors are factors of every tile that depends on them: not those of windows.
  let multiplying: DimensionSet
  /// Loops with more than one trip: bit i + 1 for loop i.
  var live: UInt64 = 0
  let slides: Bool
  /// Whether anything is counted from extents: windows or bursts.
  let needsExtents: Bool
  /// Whether any memory is accessed in blocks of several units.
  let hasBlocks: Bool
  let leaks: Bool
  /// Whether only a full evaluation counts right: neighbour links, factors that don't divide, or levels far apart that
  /// share a memory.
  let countsFully: Bool
  /// Picojoules of the multipliers.
  let macEnergy: Double

  /// A model of one layer on one hierarchy with the given loops.
  ///
  /// - Parameters:
  ///   - shape: The layer.
  ///   - hierarchy: Where it runs.
  ///   - rules: The model's switches.
  ///   - loops: Outermost first, temporal before spatial in each level; unit loops are kept.
  package init(
    shape: LayerShape<Double>, hierarchy: Hierarchy<Double>, rules: ModelRules,
    loops: [NestLoop<Double>]
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
    func childLevel(_ entry: Entry) -> Int {
      entry.child < entries.count ? entries[entry.child].level : levelCount
    }
    entriesInside = Table((0...levelCount).map { level in mask { $0.level >= level } })
    entriesAcross = Table(
      (0..<levelCount).map { level in mask { $0.level <= level && childLevel($0) > level } })
    dependents = Table(
      Dimension.allCases.map { dimension in
        mask { $0.operand.relevantDimensions.contains(dimension) }
      })
    inputs = mask { $0.operand == .inputs && $0.level > 0 }
    entryCount = entries.count
    self.entries = Table(entries)
    moved = Table(entries.count + 1, repeating: 0)
    let groups = Self.groups(entries)
    groupCount = groups.count
    self.groups = Table(groups)
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
      || Set(groups.map(\.memory)).count < groups.count
      || Dimension.allCases.contains { extents[$0] != bounds[$0] }
    for (index, loop) in loops.enumerated() where loop.bound != 1 { live |= 2 << UInt64(index) }
    self.model = model
    for index in 0..<entryCount {
      let extents = self.model.tiles[self.entries[index].level]
      retile(index, self.model.shape.tile(self.entries[index].operand, extents))
    }
    settleCopies()
    if countsBursts { repad(entriesInside[0]) }
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
  package mutating func move(_ factor: Double, from source: Int, to target: Int) -> MappingCost<
    Double
  > {
    let inverse = 1 / factor
    let left = scaled(model.loops[source].bound, inverse)
    model.loops[source].bound = left
    model.loops[target].bound *= factor
    guard !countsFully else {
      model.prepare()
      return model.score()
    }
    live =
      live & ~(2 << UInt64(source)) | (left == 1 ? 0 : 2) << UInt64(source) | 2 << UInt64(target)
    let retiled = retile(source, target, target > source ? factor : inverse)
    if model.loops[source].isSpatial { respread(source, inverse) }
    if model.loops[target].isSpatial { respread(target, factor) }
    retrip(source, target, factor, inverse)
    if model.countsBursts {
      let isSpatial = model.loops[source].isSpatial || model.loops[target].isSpatial
      repad(isSpatial ? entriesInside[0] : retiled)
    }
    return total()
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
      moved[index] = model.wordsMoved(
        .inputs, tile: entries[index].tile, into: entries[index].level)
    }
  }

  /// Units one copy moves for an entry.
  @inline(__always) private mutating func unitsMoved(_ index: Int) -> (
    reads: Double, fills: Double, updates: Double
  ) {
    let arrived = moved[index]
    let asked = moved[entries[index].child] * entries[index].asking
    let (unit, partition, padding) = (
      entries[index].unit, entries[index].partition, entries[index].burstPadding
    )
    return (
      (arrived * entries[index].drains + (asked - partition)) * unit * padding,
      (arrived * entries[index].arrives - partition * entries[index].elides) * unit,
      (asked * entries[index].returns * unit + partition * entries[index].finishedUnit) * padding
    )
  }

  /// Picojoules all copies pay for an entry's units.
  @inline(__always) private mutating func picojoules(
    of units: (reads: Double, fills: Double, updates: Double), _ index: Int, _ rounding: Rounding
  ) -> Double {
    let copies =
      entries[index].instances < entries[index].copies
      ? entries[index].instances : entries[index].copies
    let (read, fill, update) = (
      entries[index].readEnergy, entries[index].fillEnergy, entries[index].updateEnergy
    )
    guard hasBlocks else {
      return (units.reads * read + units.fills * fill + units.updates * update) * copies
    }
    let block = entries[index].block
    return
      (MemoryUnits.accesses(units.reads, block, rounding) * read
      + MemoryUnits.accesses(units.fills, block, rounding) * fill
      + MemoryUnits.accesses(units.updates, block, rounding) * update) * copies
  }

  /// Counts the traffic of every level and sums what it costs, in the order of a full evaluation.
  @inline(__always) private mutating func total() -> MappingCost<Double> {
    countMoved()
    let rounding = model.rules.rounding
    let rows = model.reducingCopies[model.levelCount]
    var energy = macEnergy
    var slowest = 0.0
    var overflow = 0.0
    for group in 0..<groupCount {
      var (reads, writes, taken) = (0.0, 0.0, 0.0)
      for index in groups[group].first..<groups[group].end {
        let units = unitsMoved(index)
        energy += picojoules(of: units, index, rounding)
        reads += units.reads
        writes += units.fills + units.updates
        taken += entries[index].taken
      }
      let memory = groups[group].memory
      let time = model.memories[memory].time(reads, writes, rows: rows)
      slowest = time > slowest ? time : slowest
      let excess = taken - model.memories[memory].capacity
      overflow = excess > overflow ? excess : overflow
    }
    if model.rules.wholeCycles && rounding == .exact { slowest = slowest.ceiling }
    let computeCycles = moved[entryCount]
    let cycles = slowest > computeCycles ? slowest : computeCycles
    if leaks {
      for level in 0..<model.levelCount { energy += model.leakage(ofLevel: level, cycles: cycles) }
    }
    return MappingCost(
      cycles: cycles, energy: energy, computeCycles: computeCycles, fits: overflow <= 0)
  }
}
