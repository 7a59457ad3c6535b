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

  /// A memory and its entries, which stand one after the other.
  struct Group: Sendable {
    let memory: Int
    let first: Int
    var end: Int
  }

  /// The entries of a hierarchy, outermost level first and in the operands' order, as a full evaluation sums them.
  static func entries(
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
            level: level, memory: Int(kept.memory), operand: operand,
            movers: movers.reduce(0) { $0 | 2 << UInt64($1) },
            arrives: level > 0 ? 1 : 0, elides: isFilled && rules.elidesFirstFills ? 1 : 0,
            drains: isFilled && rules.countsDrainReads ? 1 : 0,
            returns: operand == .outputs ? 1 : 0, unit: unit,
            finishedUnit: operand == .outputs ? memory.finalOutputUnit - unit : 0,
            readEnergy: memory.readEnergy,
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

  /// Neighbouring entries of the same memory.
  static func groups(_ entries: [Entry]) -> [Group] {
    var groups: [Group] = []
    for (index, entry) in entries.enumerated() {
      if let last = groups.indices.last, groups[last].memory == entry.memory {
        groups[last].end = index + 1
      } else {
        groups.append(Group(memory: entry.memory, first: index, end: index + 1))
      }
    }
    return groups
  }
}

extension LayerShape where Scalar == Double {
  /// Whether a factor of a dimension is a factor of every tile that depends on it: along a window's axis only where the
  /// other dimension of the axis is 1 and no stride leaves gaps.
  func multipliesTiles(_ dimension: Dimension) -> Bool {
    switch dimension {
    case .n, .g, .k, .c: true
    case .p: bounds[.r] == 1 && strideWidth == 1
    case .r: bounds[.p] == 1 && dilationWidth == 1
    case .q: bounds[.s] == 1 && strideHeight == 1
    case .s: bounds[.q] == 1 && dilationHeight == 1
    }
  }
}
