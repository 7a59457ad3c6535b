package import Core

/// Timeloop's model of a mapping: how many words each level moves, the cycles that takes and the energy.
///
/// Source: NVlabs/timeloop at 4cf6d4c, `src/loop-analysis/nest-analysis.cpp` and `tiling.cpp` for counts, `src/model/
/// buffer.cpp` for energy and cycles; `ModelRules` names the variants. The value owns the scratch of an evaluation, so
/// evaluating allocates nothing; evaluate a copy per thread.
package struct AnalyticalModel<Scalar: ModelScalar>: Sendable {
  package let shape: LayerShape<Scalar>
  package let hierarchy: Hierarchy<Scalar>
  package let rules: ModelRules

  /// Traffic of the last evaluation.
  package internal(set) var traffic = Traffic<Scalar>()
  /// Cycles of each memory in the last evaluation.
  package internal(set) var memoryCycles: InlineArray<12, Scalar>
  /// Units of each memory one copy's tiles take in the last evaluation.
  package internal(set) var occupancy: InlineArray<12, Scalar>

  /// Indices of its dimension one step of each loop covers.
  var steps: InlineArray<48, Scalar>
  /// The product of the temporal bounds before each loop.
  var outerTrips: InlineArray<49, Scalar>
  /// The first loop of each level; one more entry for the end.
  var levelStart: InlineArray<13, Int>
  /// Tile extents at each level; the entry after the last level is one multiply–accumulate.
  var tiles: InlineArray<13, PerDimension<Scalar>>
  /// Extents below each level's fan-out: its spatial loops and everything inside.
  var fannedOutExtents: InlineArray<12, PerDimension<Scalar>>
  /// Copies of each level in use; the entry after the last level counts multipliers.
  var instances: InlineArray<13, Scalar>
  /// Different tiles the fan-out below each level asks for, by level and operand.
  var distinct: InlineArray<36, Scalar>

  package init(shape: LayerShape<Scalar>, hierarchy: Hierarchy<Scalar>, rules: ModelRules) {
    self.shape = shape
    self.hierarchy = hierarchy
    self.rules = rules
    hasLinks = (0..<hierarchy.levelCount).contains { hierarchy.levels[$0].neighbourLinks }
    memoryCycles = InlineArray(repeating: Scalar(0))
    occupancy = InlineArray(repeating: Scalar(0))
    steps = InlineArray(repeating: Scalar(1))
    outerTrips = InlineArray(repeating: Scalar(1))
    levelStart = InlineArray(repeating: 0)
    tiles = InlineArray(repeating: PerDimension(repeating: Scalar(1)))
    fannedOutExtents = InlineArray(repeating: PerDimension(repeating: Scalar(1)))
    instances = InlineArray(repeating: Scalar(1))
    distinct = InlineArray(repeating: Scalar(1))
  }

  /// The cost of a mapping whose factors multiply up to the layer's bounds.
  ///
  /// Costs O(loops + levels); about a quarter of a microsecond on a four-level hierarchy.
  package mutating func evaluate(_ nest: LoopNest<Scalar>) -> MappingCost<Scalar> {
    prepare(nest)
    return score(nest)
  }

  /// The cost of a nest that `prepare`, or `begin` and `enter` level by level, have seen.
  @inline(__always) mutating func score(_ nest: LoopNest<Scalar>) -> MappingCost<Scalar> {
    for index in 0..<3 { countTraffic(of: .at(index), nest) }
    if hasLinks { passInputsOn(nest) }
    return cost(computeCycles: outerTrips[unchecked: nest.count])
  }

  /// Whether neighbours pass inputs on anywhere.
  private let hasLinks: Bool

  /// Finds each loop's step, each level's tile, the copies in use and the trips outside every loop.
  @inline(__always) mutating func prepare(_ nest: LoopNest<Scalar>) {
    let levelCount = hierarchy.levelCount
    var extents = PerDimension<Scalar>(repeating: .one)
    var level = levelCount
    tiles[unchecked: level] = extents
    levelStart[unchecked: level] = nest.count
    var index = nest.count
    while level > 0 {
      level -= 1
      var fansOut = index > 0 && Int(nest[index - 1].level) == level && nest[index - 1].isSpatial
      while index > 0 && Int(nest[index - 1].level) == level {
        index -= 1
        let loop = nest[index]
        if fansOut && !loop.isSpatial {
          fannedOutExtents[unchecked: level] = extents
          fansOut = false
        }
        let step = extents[loop.dimension]
        steps[unchecked: index] = step
        extents[loop.dimension] = step * loop.bound
      }
      if fansOut { fannedOutExtents[unchecked: level] = extents }
      levelStart[unchecked: level] = index
      tiles[unchecked: level] = extents
    }
    var trips = Scalar.one
    var copies = Scalar.one
    instances[unchecked: 0] = copies
    for level in 0..<levelCount {
      let end = levelStart[unchecked: level + 1]
      var fansOut = false
      for index in levelStart[unchecked: level]..<end {
        outerTrips[unchecked: index] = trips
        let loop = nest[index]
        if loop.isSpatial {
          copies *= loop.bound
          fansOut = true
        } else {
          trips *= loop.bound
        }
      }
      instances[unchecked: level + 1] = copies
      countDistinct(level, fansOut: fansOut, nest)
    }
    outerTrips[unchecked: nest.count] = trips
  }

  /// Counts the words of one operand at every level that keeps it, outermost first.
  @inline(__always) private mutating func countTraffic(of operand: Operand, _ nest: LoopNest<Scalar>) {
    let whole = shape.tile(operand, tiles[unchecked: 0])
    var parent = 0
    var entry = OperandTraffic<Scalar>()
    entry.tile = whole
    entry.partition = whole
    while true {
      let child = hierarchy.child(of: operand, below: parent)
      // Multicast: of the copies between parent and child, only different tiles are asked for.
      var copies = Scalar.one
      for level in parent..<child { copies *= distinct[unchecked: level * 3 + Int(operand.rawValue)] }
      var next = OperandTraffic<Scalar>()
      var moved: Scalar
      if child == hierarchy.levelCount {
        moved = outerTrips[unchecked: nest.count]
      } else {
        next.tile = shape.tile(operand, tiles[unchecked: child])
        next.instances = instances[unchecked: child]
        moved = wordsMoved(operand, tile: next.tile, into: child, nest)
      }
      let asked = moved * copies
      if operand == .outputs {
        entry.updates = asked
        entry.reads += asked - entry.partition
        if child < hierarchy.levelCount {
          next.partition = whole * partitionShare(of: child, nest)
          next.fills = moved - next.partition
          if rules.countsDrainReads { next.reads = moved }
        }
      } else {
        entry.reads += asked
        next.fills = moved
      }
      traffic[parent, operand] = entry
      guard child < hierarchy.levelCount else { return }
      entry = next
      parent = child
    }
  }

  /// The share of the output tensor one copy of a level owns: the spatial loops outside divide it.
  @inline(__always) private func partitionShare(
    of level: Int, _ nest: LoopNest<Scalar>
  ) -> Scalar {
    var share = Scalar.one
    for index in 0..<levelStart[unchecked: level] {
      let loop = nest[index]
      if loop.isSpatial && Operand.outputs.relevantDimensions.contains(loop.dimension) { share = share / loop.bound }
    }
    return share
  }

  /// Words of an operand's tensor that belong to one copy of a level, as Timeloop reports them: each fan-out hands on
  /// the share its child's tile has of the tile below the fan-out, rounded down (`ComputePartitionSizes`,
  /// `src/loop-analysis/tiling.cpp`).
  package func partition(ofLevel level: Int, _ operand: Operand) -> Scalar {
    var share = shape.tile(operand, tiles[0])
    for outer in 0..<level where instances[outer + 1].primal != instances[outer].primal {
      let child = shape.tile(operand, tiles[outer + 1])
      let fannedOut = shape.tile(operand, fannedOutExtents[outer])
      share = share * child / fannedOut
      if rules.rounding == .exact { share = share.floor }
    }
    return share
  }
}
