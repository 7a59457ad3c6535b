package import Core

/// Timeloop's model of a mapping: how many words each level moves, the cycles that takes and the energy.
///
/// Source: NVlabs/timeloop at 4cf6d4c, `src/loop-analysis/nest-analysis.cpp` and `tiling.cpp` for counts, `src/model/
/// buffer.cpp` for energy and cycles; `ModelRules` names the variants. The value owns the scratch of an evaluation, so
/// evaluating allocates nothing; make one per thread.
package struct AnalyticalModel<Scalar: ModelScalar>: ~Copyable, Sendable {
  private let shapes: Table<LayerShape<Scalar>>
  package let rules: ModelRules
  package let levelCount: Int
  let memoryCount: Int
  let macEnergy: Scalar
  let levels: Table<HierarchyLevel>
  let memories: Table<MemoryCost<Scalar>>
  /// Whether neighbours pass inputs on anywhere.
  private let hasLinks: Bool
  /// Whether short rows of the outermost memory cost whole bursts.
  let countsBursts: Bool

  /// The loops of the mapping under evaluation, outermost first, and how many there are.
  let loops: Table<NestLoop<Scalar>>
  var loopCount = 0
  /// The loops that run for what is left, one bit for each.
  private var elastic: UInt64 = 0
  /// Indices of its dimension one step of each loop covers.
  let steps: Table<Scalar>
  /// The product of the temporal bounds before each loop; one more entry for the multipliers, one for an even count.
  let outerTrips: Table<Scalar>
  /// The first loop of each level; one more entry for the end.
  let levelStart: Table<Int>
  /// Tile extents at each level; the entry after the last level is one multiply–accumulate.
  let tiles: Table<PerDimension<Scalar>>
  /// Extents below each level's fan-out, where it has spatial loops: those and everything inside.
  let fannedOut: Table<PerDimension<Scalar>>
  /// Copies of each level in use; the entry after the last level counts multipliers.
  let instances: Table<Scalar>
  /// The part of `instances` that is of dimensions outputs are summed over: rows of the array.
  let reducingCopies: Table<Scalar>
  /// Different tiles the fan-out below each level asks for, by level and operand.
  let distinct: Table<Scalar>
  /// Traffic of the last evaluation, by level and operand; entries of bypassed operands mean nothing.
  let traffic: Table<OperandTraffic<Scalar>>
  /// Traffic of all copies together, where factors don't divide and copies differ.
  let totals: Table<OperandTraffic<Scalar>>
  /// Cycles of each memory in the last evaluation.
  package let memoryCycles: Table<Scalar>
  /// Units of each memory one copy's tiles take in the last evaluation.
  package let occupancy: Table<Scalar>

  /// A model of one layer on one hierarchy.
  package init(shape: LayerShape<Scalar>, hierarchy: Hierarchy<Scalar>, rules: ModelRules) {
    shapes = Table(1, repeating: shape)
    self.rules = rules
    levelCount = hierarchy.levels.count
    memoryCount = hierarchy.memories.count
    macEnergy = hierarchy.macEnergy
    hasLinks = hierarchy.levels.contains(where: \.neighbourLinks)
    let burst = hierarchy.memories[Int(hierarchy.levels[0].memory)].burst
    countsBursts = rules.countsBursts && rules.rounding == .exact && burst > 1
    levels = Table(hierarchy.levels)
    memories = Table(
      hierarchy.memories.map { memory in
        // Copies are only ever counted by clusters.
        var memory = memory
        memory.instances /= memory.clusterSize
        memory.clusterSize = 1
        return memory
      })
    let most = LoopNest<Scalar>.maximumLoops
    loops = Table(most, repeating: NestLoop(.n, .one, level: 0))
    steps = Table(most, repeating: .one)
    outerTrips = Table(most + 2, repeating: .one)
    levelStart = Table(levelCount + 1, repeating: 0)
    tiles = Table(levelCount + 1, repeating: PerDimension(repeating: .one))
    fannedOut = Table(levelCount, repeating: PerDimension(repeating: .one))
    instances = Table(levelCount + 1, repeating: .one)
    reducingCopies = Table(levelCount + 1, repeating: .one)
    distinct = Table(levelCount * 3, repeating: .one)
    traffic = Table(levelCount * 3, repeating: OperandTraffic())
    totals = Table(levelCount * 3, repeating: OperandTraffic())
    memoryCycles = Table(memoryCount, repeating: .zero)
    occupancy = Table(memoryCount, repeating: .zero)
  }

  /// The layer.
  @inline(__always) package var shape: LayerShape<Scalar> {
    unsafeAddress { shapes.address(of: 0) }
  }

  /// The cost of a mapping whose factors multiply up to the layer's bounds.
  ///
  /// Under relaxed rounding the outermost loop of each dimension runs for what the loops inside it leave of the layer's
  /// bound, whole or not: its own bound is not looked at, and derivatives by it are zero. Costs O(loops + levels) and
  /// allocates nothing.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Dual)
  package mutating func evaluate(_ nest: LoopNest<Scalar>) -> MappingCost<Scalar> {
    loopCount = nest.count
    for index in 0..<nest.count { loops[index] = nest[index] }
    prepare()
    return score()
  }

  /// The cost of the loops that `prepare`, or `begin` and `enter` level by level, have seen.
  @inline(__always) mutating func score() -> MappingCost<Scalar> {
    guard rules.rounding == .relaxed || isPerfect else {
      let steps = countImperfectly()
      return cost(computeCycles: steps, isPerfect: false)
    }
    for index in 0..<3 { countTraffic(of: .at(index)) }
    if hasLinks { passInputsOn() }
    return cost(computeCycles: outerTrips[loopCount], isPerfect: true)
  }

  /// The traffic of a kept operand in the last evaluation.
  package func traffic(_ level: Int, _ operand: Operand) -> OperandTraffic<Scalar> {
    traffic[level * 3 + Int(operand.rawValue)]
  }

  /// The traffic of a kept operand in the last evaluation, over all copies of the level.
  package func totalTraffic(_ level: Int, _ operand: Operand) -> OperandTraffic<Scalar> {
    guard isPerfect || rules.rounding == .relaxed else { return totals[level * 3 + Int(operand.rawValue)] }
    var entry = traffic(level, operand)
    entry.reads *= entry.instances
    entry.fills *= entry.instances
    entry.updates *= entry.instances
    entry.partition *= entry.instances
    return entry
  }

  /// Whether the loops' bounds multiply up to the layer's.
  @inline(__always) var isPerfect: Bool {
    for index in 0..<8 where tiles[0].values[index].primal != shape.bounds.values[index].primal { return false }
    return true
  }

  @inline(__always) func keeps(_ operand: Operand, at level: Int) -> Bool {
    levels[level].keeps.rawValue & (1 << operand.rawValue) != 0
  }

  /// The next level inwards that keeps the operand; `levelCount` stands for the multipliers.
  @inline(__always) func child(of operand: Operand, below level: Int) -> Int {
    var next = level + 1
    while next < levelCount && !keeps(operand, at: next) { next += 1 }
    return next
  }

  /// The loops that run for what the loops inside them leave, one bit for each: relaxed, the outermost of a dimension.
  @inline(__always) private var elasticLoops: UInt64 {
    guard rules.rounding == .relaxed else { return 0 }
    var seen: UInt8 = 0
    var elastic: UInt64 = 0
    for index in 0..<loopCount {
      let dimension: UInt8 = 1 << loops[index].dimension.rawValue
      if seen & dimension == 0 { elastic |= 1 << UInt64(index) }
      seen |= dimension
    }
    return elastic
  }

  /// Finds each loop's step, each level's tile, the copies in use and the trips outside every loop.
  @inline(__always) mutating func prepare() {
    let elastic = elasticLoops
    self.elastic = elastic
    var extents = PerDimension<Scalar>(repeating: .one)
    var level = levelCount
    tiles[level] = extents
    levelStart[level] = loopCount
    var index = loopCount
    while level > 0 {
      level -= 1
      var fansOut = index > 0 && Int(loops[index - 1].level) == level && loops[index - 1].isSpatial
      while index > 0 && Int(loops[index - 1].level) == level {
        index -= 1
        var loop = loops[index]
        if fansOut && !loop.isSpatial {
          fannedOut[level] = extents
          fansOut = false
        }
        let step = extents[loop.dimension]
        steps[index] = step
        if elastic & (1 << UInt64(index)) != 0 {
          extents[loop.dimension] = shape.bounds[loop.dimension]
          loop.bound = shape.bounds[loop.dimension] / step
          loops[index] = loop
        } else {
          extents[loop.dimension] = step * loop.bound
        }
      }
      if fansOut { fannedOut[level] = extents }
      levelStart[level] = index
      tiles[level] = extents
    }
    var trips = Scalar.one
    var copies = Scalar.one
    var reducing = Scalar.one
    instances[0] = copies
    for level in 0..<levelCount {
      var fansOut = false
      for index in levelStart[level]..<levelStart[level + 1] {
        outerTrips[index] = trips
        let loop = loops[index]
        if loop.isSpatial {
          copies *= loop.bound
          if loop.reduces { reducing *= loop.bound }
          fansOut = true
        } else {
          trips *= loop.bound
        }
      }
      instances[level + 1] = copies
      reducingCopies[level + 1] = reducing
      countDistinct(level, fansOut: fansOut)
    }
    outerTrips[loopCount] = trips
  }

  /// Counts the words of one operand at every level that keeps it, outermost first.
  @inline(__always) private mutating func countTraffic(of operand: Operand) {
    let whole = shape.tile(operand, tiles[0])
    var parent = 0
    var entry = OperandTraffic<Scalar>()
    entry.tile = whole
    entry.partition = whole
    while true {
      let child = child(of: operand, below: parent)
      // Multicast: of the copies between parent and child, only different tiles are asked for.
      var copies = Scalar.one
      for level in parent..<child { copies *= distinct[level * 3 + Int(operand.rawValue)] }
      var next = OperandTraffic<Scalar>()
      var moved: Scalar
      if child == levelCount {
        moved = outerTrips[loopCount]
      } else {
        next.tile = shape.tile(operand, tiles[child])
        next.instances = instances[child]
        moved = wordsMoved(operand, tile: next.tile, into: child)
      }
      let asked = moved * copies
      if parent == 0 && countsBursts { entry.burstPadding = burstPadding(operand, into: child) }
      if operand == .outputs {
        entry.updates = asked
        entry.reads += asked - elided(entry.partition, of: asked, at: parent)
        if child < levelCount {
          next.partition = ownedOutputs(ofLevel: child)
          next.fills = rules.elidesFirstFills ? moved - next.partition : moved
          if rules.countsDrainReads { next.reads = moved }
        }
      } else {
        entry.reads += asked
        next.fills = moved
      }
      traffic[parent * 3 + Int(operand.rawValue)] = entry
      guard child < levelCount else { return }
      entry = next
      parent = child
    }
  }

  /// The sums of one copy that are not read because they begin there: one for each word, of every copy that adds to it.
  ///
  /// Where a relaxed spatial loop is not whole, there are more such copies than it says.
  @inline(__always) private func elided(_ owned: Scalar, of asked: Scalar, at level: Int) -> Scalar {
    guard elastic != 0 else { return owned }
    var elided = owned
    for index in 0..<levelStart[level] where elastic >> UInt64(index) & 1 != 0 && loops[index].isSpatial {
      guard !Operand.outputs.relevantDimensions.contains(loops[index].dimension) else { continue }
      let bound = loops[index].bound
      let whole = bound.primal.rounded(.up)
      if whole - bound.primal > 1e-9 && whole - bound.primal < 1 - 1e-9 {
        elided = .minimum(elided.scaled(by: whole) / bound, asked)
      }
    }
    return elided
  }

  /// Words of the output tensor that belong to one copy of a level: the spatial loops outside divide them.
  @inline(__always) func ownedOutputs(ofLevel level: Int) -> Scalar {
    var owned = shape.tile(.outputs, tiles[0])
    for index in 0..<levelStart[level] {
      let loop = loops[index]
      if loop.isSpatial && Operand.outputs.relevantDimensions.contains(loop.dimension) { owned = owned / loop.bound }
    }
    return owned
  }

  /// Words of an operand's tensor that belong to one copy of a level, as Timeloop reports them: each fan-out hands on
  /// the share its child's tile has of the tile below the fan-out, rounded down (`ComputePartitionSizes`,
  /// `src/loop-analysis/tiling.cpp`).
  package func partition(ofLevel level: Int, _ operand: Operand) -> Scalar {
    var share = shape.tile(operand, tiles[0])
    for outer in 0..<level where instances[outer + 1].primal != instances[outer].primal {
      share = share * shape.tile(operand, tiles[outer + 1]) / shape.tile(operand, fannedOut[outer])
      if rules.rounding == .exact { share = share.floor }
    }
    return share
  }
}
