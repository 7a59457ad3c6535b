package import Core

/// A storage level of the packed hierarchy: what it keeps and the copies of the part below it.
package struct HierarchyLevel: Sendable {
  /// Operands the level keeps; the others pass it by.
  package var keeps: OperandSet
  /// The memory that implements the level; two levels may share one (uneven mappings).
  package var memory: UInt8
  /// Copies of the part below along each axis.
  package var fanOutX: Int
  package var fanOutY: Int
  /// Whether neighbours below the fan-out pass inputs on to one another (Timeloop's link transfers).
  package var neighbourLinks: Bool

  package init(keeps: OperandSet, memory: Int, fanOutX: Int = 1, fanOutY: Int = 1, neighbourLinks: Bool = false) {
    self.keeps = keeps
    self.memory = UInt8(memory)
    self.fanOutX = fanOutX
    self.fanOutY = fanOutY
    self.neighbourLinks = neighbourLinks
  }
}

/// A memory and what its accesses cost.
///
/// All figures are of one copy. Traffic is counted in units: words for a Timeloop file, bytes for an `Architecture`, bits for WS16. `unit` says how
/// many units a word of each operand takes.
package struct MemoryCost<Scalar: ModelScalar>: Sendable {
  /// Units the memory holds; `infinity` for DRAM.
  package var capacity: Scalar
  /// Units a word of weights, inputs and outputs takes; for outputs, of a partial sum.
  package var unit: InlineArray<3, Double>
  /// Units a finished output word takes where it is written for the last time.
  package var finalOutputUnit: Double
  /// Units one access moves; energy is paid per access.
  package var block: Double
  /// Units of a burst, of which every stretch of memory takes whole ones where the rules count bursts; 1 for none.
  package var burst: Double
  /// Units a cycle; `infinity` where unlimited.
  package var readBandwidth: Scalar
  package var writeBandwidth: Scalar
  package var sharedBandwidth: Scalar
  /// Units a cycle that shift into the copies of one column of the array, through one row after the other; `infinity`
  /// where every copy is written by itself.
  package var columnBandwidth: Scalar
  /// Picojoules of an access.
  package var readEnergy: Scalar
  package var fillEnergy: Scalar
  package var updateEnergy: Scalar
  /// Picojoules a used copy leaks in a cycle.
  package var leakage: Scalar
  /// Copies of the memory, and how many of them share one access.
  package var instances: Double
  package var clusterSize: Double

  /// A memory without limits and without cost.
  package init() {
    capacity = Scalar(.infinity)
    unit = InlineArray(repeating: 1)
    finalOutputUnit = 1
    block = 1
    burst = 1
    readBandwidth = Scalar(.infinity)
    writeBandwidth = Scalar(.infinity)
    sharedBandwidth = Scalar(.infinity)
    columnBandwidth = Scalar(.infinity)
    readEnergy = Scalar(0)
    fillEnergy = Scalar(0)
    updateEnergy = Scalar(0)
    leakage = Scalar(0)
    instances = 1
    clusterSize = 1
  }
}

/// An architecture in the form the model computes with: storage levels from DRAM inwards.
package struct Hierarchy<Scalar: ModelScalar>: Sendable {
  /// Storage levels, outermost first.
  package let levels: [HierarchyLevel]
  /// The memories that implement them.
  package let memories: [MemoryCost<Scalar>]
  /// Picojoules of one multiply–accumulate.
  package var macEnergy: Scalar

  /// A hierarchy of the given levels and memories.
  ///
  /// - Precondition: at most 12 levels, the outermost keeps every operand and every level names a memory.
  package init(levels: [HierarchyLevel], memories: [MemoryCost<Scalar>], macEnergy: Scalar) {
    precondition(levels.count <= LoopNest<Scalar>.maximumLevels, "at most 12 levels")
    precondition(levels.first?.keeps == .all, "the outermost level keeps every operand")
    precondition(levels.allSatisfy { Int($0.memory) < memories.count }, "every level has a memory")
    self.levels = levels
    self.memories = memories
    self.macEnergy = macEnergy
  }

  /// The hierarchy with every level holding what it holds in a mapping.
  func keeping(as mapping: Mapping) -> Hierarchy {
    var seen = levels
    for index in seen.indices { seen[index].keeps = mapping.levels[index].keeps }
    return Hierarchy(levels: seen, memories: memories, macEnergy: macEnergy)
  }
}
