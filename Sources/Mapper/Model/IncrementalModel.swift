import Core

/// The analytical model for searches that change one loop at a time: nothing is derived again that a change can't touch.
///
/// Moving a factor between two loops of a dimension leaves every tile inside both and outside both as it was, so tiles,
/// trips and copies are kept from move to move, each multiplied by the factor or by 1. Traffic and its cost follow from
/// them for all levels at once, without branches on the counts: looking for what has not changed costs more than counting
/// it. The cost is that of a full evaluation of the same loops, bit for bit while counts stay below 2^51.
///
/// Unlike a `LoopNest` the value holds unit loops too: their places can take a factor later. Nothing is allocated after
/// `init`. Functions that only write through tables are `mutating` all the same: Swift 6.3.1 copies the whole value to
/// lend it to one that isn't.
package struct IncrementalModel: ~Copyable, Sendable {
  var model: AnalyticalModel<Double>
  let entryCount: Int
  /// Entries of the outermost level, which stand first.
  let outermostCount: Int
  let entries: Table<Entry>
  /// The entries two by two, as they are counted.
  let pairs: Table<EntryPair>
  let groups: Table<Group>
  let groupCount: Int
  /// Words that move into each entry; behind them, those of the multipliers.
  let moved: Table<Double>
  let multipliers: Int
  /// Units one copy of each entry reads and writes.
  let reads: Table<Double>
  let writes: Table<Double>
  /// Words of each entry's tile, and units it takes of its memory.
  let tileWords: Table<Double>
  let taken: Table<Double>
  /// Units of a word of each entry.
  let unit: Table<Double>
  /// Loops that move each entry's tile: temporal ones outside its level, bit i + 1 for loop i.
  let movers: Table<UInt64>
  /// Lanes of the entries inside each level, of those whose tile a dimension's factors are factors of, and of the trips
  /// inside each loop.
  let insideLanes: LaneSets
  let scalableLanes: LaneSets
  let tripLanes: LaneSets
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
  /// Whether what tiles take must be rounded: words of a fraction of a unit.
  let roundsUnits: Bool
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
    let entries = Self.entries(of: hierarchy, loops)
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
    outermostCount = entries.count { $0.level == 0 }
    self.entries = Table(entries)
    tileWords = Table(entries.count + 1, repeating: 0)
    taken = Table(entries.count + 1, repeating: 0)
    unit = Table(entries.map(\.unit) + [0])
    movers = Table(entries.map(\.movers) + [0])
    let groups = Self.groups(entries, of: hierarchy)
    groupCount = groups.count
    self.groups = Table(groups)
    pairs = Table(stride(from: 0, to: entries.count, by: 2).map { EntryPair(entries, at: $0, hierarchy, rules) })
    multipliers = Self.multipliers(behind: entries.count)
    moved = Table(multipliers + 1, repeating: 0)
    reads = Table(entries.count + 1, repeating: 0)
    writes = Table(entries.count + 1, repeating: 0)
    let bounds = shape.bounds
    let multiplying = DimensionSet(
      Dimension.allCases.filter { shape.multipliesTiles($0) }.map { DimensionSet($0) })
    self.multiplying = multiplying
    insideLanes = LaneSets(levelCount + 1, lanes: entries.count) { entries[$1].level >= $0 }
    scalableLanes = LaneSets(8, lanes: entries.count) { dimension, lane in
      let dimension = Dimension.allCases[dimension]
      let isWindow = entries[lane].operand == .inputs && !multiplying.contains(dimension)
      return entries[lane].operand.relevantDimensions.contains(dimension) && !isWindow
    }
    tripLanes = LaneSets(loops.count + 1, lanes: loops.count + 1) { $1 > $0 }
    let slides =
      rules.reuse != .tile && (bounds[.p] > 1 && bounds[.r] > 1 || bounds[.q] > 1 && bounds[.s] > 1)
    self.slides = slides
    let countsBursts = model.countsBursts
    needsExtents = slides || countsBursts || multiplying != .all
    roundsUnits = rules.rounding == .exact && entries.contains { $0.unit != $0.unit.rounded() }
    hasBlocks = hierarchy.memories.contains { $0.block != 1 }
    leaks = hierarchy.memories.contains { $0.leakage != 0 }
    macEnergy = shape.macs * hierarchy.macEnergy
    let extents = model.tiles[0]
    countsFully =
      hierarchy.levels.contains(where: \.neighbourLinks)
      || Self.sharesMemoriesApart(entries)
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
      live & ~(2 &<< UInt64(source)) | (left == 1 ? 0 : 2) &<< UInt64(source) | 2 &<< UInt64(target)
    let grows = target > source
    let (first, last) = grows ? (source, target) : (target, source)
    retile(first, last, LaneFactors(grows, factor, inverse))
    let (leaves, comes) = (!model.loops[source].isSpatial, !model.loops[target].isSpatial)
    if leaves && comes {
      retrip(first, last, LaneFactors(grows, inverse, factor))
    } else {
      // Trips change inside the loop that isn't spatial, all the way down.
      if leaves { retrip(source, model.loopCount, LaneFactors(inverse)) } else { respread(source, inverse) }
      if comes { retrip(target, model.loopCount, LaneFactors(factor)) } else { respread(target, factor) }
    }
    if model.countsBursts { repad(first, last) }
    return total()
  }
}
