import Core

/// How the on-chip memories are divided between the operands' tiles.
///
/// Each operand's buffer is the outermost level on the chip that keeps it. A level with `buffering` b holds b copies of
/// every tile; otherwise every operand gets one slot and then, in turn, another one as long as the capacity lasts, so
/// that double buffering appears exactly where there is room for it.
struct BufferPlan {
  /// Level of each operand's buffer.
  let level: OperandMap<Int>
  let buffers: Buffers

  /// Slots an operand gets at most: a controller keeps track of a bounded number of tiles.
  private static let slotLimit = 16

  /// The buffers of a convolution's mapping.
  ///
  /// - Throws: `UnusableLayer` when no level on the chip keeps an operand.
  init(
    _ mapping: Mapping, of convolution: Convolution, precision: Precision, on architecture: Architecture
  ) throws(UnusableLayer) {
    var level = OperandMap(repeating: 0)
    for operand in Operand.allCases { level[operand] = try Self.buffer(of: operand, on: architecture) }
    func bytes(_ operand: Operand, at index: Int) -> Int {
      let format = precision.format(of: operand, in: architecture.levels[index].kind)
      return format.bytes(convolution.elements(of: operand, inTile: mapping.tileBounds(atLevel: index)))
    }
    let changes = level.mapped { Self.innermostChange($0, mapping, $1) }
    // An operand further in than its buffer takes its one tile's share of the level from the others.
    let taken = architecture.levels.indices.map { index in
      architecture.levels[index].keeps.operands.reduce(0) { sum, operand in
        level[operand] == index || index == 0 ? sum : sum + bytes(operand, at: index)
      }
    }
    self.init(
      level: level, bytes: level.mapped { bytes($0, at: $1) }, taken: taken,
      order: Operand.allCases.sorted { (changes[$0], $0.rawValue) > (changes[$1], $1.rawValue) },
      moves: changes.mapped { $1 >= 0 ? 1 : 0 },
      copies: architecture.levels.indices.map { Self.copies(of: mapping, outside: $0) }, architecture)
  }

  /// The buffers of a vector layer, its tiles of the given sizes.
  init(inputs: (level: Int, bytes: Int), outputs: (level: Int, bytes: Int), on architecture: Architecture) {
    self.init(
      level: OperandMap(weights: inputs.level, inputs: inputs.level, outputs: outputs.level),
      bytes: OperandMap(weights: 0, inputs: inputs.bytes, outputs: outputs.bytes),
      taken: Array(repeating: 0, count: architecture.levels.count), order: [.outputs, .inputs],
      moves: OperandMap(repeating: 1),
      copies: architecture.levels.map(\.instances), architecture)
  }

  /// The level that is an operand's buffer.
  ///
  /// - Throws: `UnusableLayer` when none on the chip keeps it.
  static func buffer(of operand: Operand, on architecture: Architecture) throws(UnusableLayer) -> Int {
    guard let index = architecture.outermostOnChipLevel(keeping: operand) else {
      throw UnusableLayer(
        .other(
          "'\(architecture.name)' has no memory on the chip that keeps \(operand.name)",
          remedy: "let a level inside DRAM keep them"))
    }
    return index
  }

  /// Gives every operand its slots, at each level the operand whose tile changes most often first.
  private init(
    level: OperandMap<Int>, bytes: OperandMap<Int>, taken: [Int], order: [Operand], moves: OperandMap<Int>,
    copies: [Int], _ architecture: Architecture
  ) {
    var slots = OperandMap(repeating: 1)
    for (index, storage) in architecture.levels.enumerated() {
      let sharers = order.filter { level[$0] == index }
      guard storage.buffering == 1 else {
        for operand in sharers { slots[operand] = storage.buffering }
        continue
      }
      var free = (storage.capacityBytes ?? .max) / storage.instances - taken[index]
      for operand in sharers { free -= bytes[operand] }
      // A tile that never moves out needs no second slot.
      var candidates = sharers.filter { moves[$0] > 0 }
      while !candidates.isEmpty {
        candidates = candidates.filter { bytes[$0] <= free && slots[$0] < Self.slotLimit }
        for operand in candidates where bytes[operand] <= free {
          slots[operand] += 1
          free -= bytes[operand]
        }
      }
    }
    func buffer(_ operand: Operand) -> TileBuffer {
      let used = min(copies[level[operand]], architecture.levels[level[operand]].instances)
      return TileBuffer(level: level[operand], slots: slots[operand], tileBytes: used * bytes[operand])
    }
    self.level = level
    buffers = Buffers(
      weights: buffer(.weights), inputs: buffer(.inputs), outputs: buffer(.outputs),
      levels: architecture.levels.count)
  }

  /// Instances of a level the spatial loops outside it use.
  private static func copies(of mapping: Mapping, outside level: Int) -> Int {
    mapping.levels[..<level].flatMap(\.spatial).reduce(1) { $0 * $1.bound }
  }

  /// The place of the innermost temporal loop outside the level that moves the operand's tile; -1 when none does.
  private static func innermostChange(_ operand: Operand, _ mapping: Mapping, _ level: Int) -> Int {
    let loops = mapping.levels[..<level].flatMap(\.temporal)
    return loops.lastIndex { $0.bound > 1 && operand.relevantDimensions.contains($0.dimension) } ?? -1
  }
}

extension OperandMap {
  fileprivate func mapped(_ transform: (Operand, Value) -> Value) -> Self {
    Self(
      weights: transform(.weights, weights), inputs: transform(.inputs, inputs),
      outputs: transform(.outputs, outputs))
  }
}
