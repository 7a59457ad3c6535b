import Core

/// What an incremental model keeps of each level and operand.
extension IncrementalModel {
  /// What one level keeps of an operand.
  struct Entry: Sendable {
    let level: Int
    let memory: Int
    let operand: Operand
    /// The entry of the next level inwards that keeps the operand; one past the last for the multipliers.
    var child = 0
    /// Temporal loops outside the level that move the operand's tile: bit i + 1 for loop i.
    let movers: UInt64
    /// Units of a word, and copies of the memory.
    let unit: Double
    let copies: Double
    /// Copies of the level in use.
    var instances = 1.0
  }

  /// A memory and where its entries end, which follow those of the group before.
  struct Group: Sendable {
    let memory: MemoryCost<Double>
    let end: Int
  }

  /// The entries of a hierarchy, outermost level first and in the operands' order, as a full evaluation sums them.
  static func entries(
    of hierarchy: Hierarchy<Double>, _ loops: [NestLoop<Double>]
  ) -> [Entry] {
    var entries: [Entry] = []
    for (level, kept) in hierarchy.levels.enumerated() {
      for operand in kept.keeps.operands {
        let movers = loops.indices.filter {
          Int(loops[$0].level) < level && !loops[$0].isSpatial
            && operand.relevantDimensions.contains(loops[$0].dimension)
        }
        let memory = hierarchy.memories[Int(kept.memory)]
        entries.append(
          Entry(
            level: level, memory: Int(kept.memory), operand: operand,
            movers: movers.reduce(0) { $0 | 2 << UInt64($1) },
            unit: memory.unit[Int(operand.rawValue)],
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

  /// Where the words the multipliers take are counted: in a pair of their own, since a pair that was written by halves is
  /// slow to read.
  static func multipliers(behind entries: Int) -> Int { (entries + 1) & ~1 }

  /// Neighbouring entries of the same memory.
  static func groups(_ entries: [Entry], of hierarchy: Hierarchy<Double>) -> [Group] {
    entries.indices.filter { $0 + 1 == entries.count || entries[$0 + 1].memory != entries[$0].memory }
      .map { Group(memory: hierarchy.memories[entries[$0].memory], end: $0 + 1) }
  }

  /// Whether entries of another memory stand between those of one.
  static func sharesMemoriesApart(_ entries: [Entry]) -> Bool {
    entries.indices.contains { index in
      let memory = entries[index].memory
      return entries[..<index].contains { $0.memory == memory } && entries[index - 1].memory != memory
    }
  }
}

extension LayerShape where Scalar == Double {
  /// Whether a factor of a dimension is a factor of every tile that depends on it.
  ///
  /// Along a window's axis only where the other dimension of the axis is 1 and no stride leaves gaps. A dimension of 1
  /// has no factors.
  func multipliesTiles(_ dimension: Dimension) -> Bool {
    guard bounds[dimension] > 1 else { return true }
    return switch dimension {
    case .n, .g, .k, .c: true
    case .p: bounds[.r] == 1 && strideWidth == 1
    case .r: bounds[.p] == 1 && dilationWidth == 1
    case .q: bounds[.s] == 1 && strideHeight == 1
    case .s: bounds[.q] == 1 && dilationHeight == 1
    }
  }
}
