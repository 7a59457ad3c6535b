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
    _ mapping: Mapping, of convolution: Convolution, precision: Precision, on architecture: Architecture,
    isIdeal: Bool
  ) throws(UnusableLayer) {
    let level = OperandMap(
      weights: try Self.buffer(of: .weights, on: architecture), inputs: try Self.buffer(of: .inputs, on: architecture),
      outputs: try Self.buffer(of: .outputs, on: architecture))
    let levels = architecture.levels
    func bytes(_ operand: Operand, at index: Int) -> Int {
      let format = precision.format(of: operand, in: levels[index].kind)
      return format.bytes(convolution.elements(of: operand, inTile: mapping.tileBounds(atLevel: index)))
    }
    let tiles = OperandMap(
      weights: bytes(.weights, at: level.weights), inputs: bytes(.inputs, at: level.inputs),
      outputs: bytes(.outputs, at: level.outputs))
    var slots = OperandMap(repeating: 1)
    for index in levels.indices where levels[index].kind != .dram {
      // An operand further in than its buffer takes its one tile's share of the level from the others.
      let guests = levels[index].keeps.operands.filter { level[$0] != index }
      let taken = guests.reduce(0) { $0 + bytes($1, at: index) }
      let sharers = Operand.allCases.filter { level[$0] == index }
      let changes = sharers.map { Self.innermostChange($0, mapping, index) }
      let order = sharers.indices.sorted { (changes[$0], $0) > (changes[$1], $1) }
      let counts = Self.slots(
        of: levels[index], room: (levels[index].capacityBytes ?? .max) / levels[index].instances - taken,
        tiles: order.map { tiles[sharers[$0]] }, moves: order.map { changes[$0] >= 0 })
      for (place, count) in zip(order, counts) { slots[sharers[place]] = count }
    }
    func buffer(_ operand: Operand) -> TileBuffer {
      let storage = levels[level[operand]]
      let copies = mapping.levels[..<level[operand]].flatMap(\.spatial).reduce(1) { $0 * $1.bound }
      let before = Operand.allCases.filter { level[$0] == level[operand] && $0.rawValue > operand.rawValue }
      return TileBuffer(
        level: level[operand], slots: slots[operand], tileBytes: min(copies, storage.instances) * tiles[operand],
        place: Self.place(
          in: storage, behind: before.reduce(0) { $0 + (storage.buffering == 1 ? slots[$1] : 1) * tiles[$1] },
          tile: tiles[operand], isLast: operand == .weights && !before.isEmpty, slots: slots[operand],
          bits: precision.format(of: operand, in: storage.kind).bits))
    }
    self.level = level
    buffers = Buffers(
      weights: buffer(.weights), inputs: buffer(.inputs), outputs: buffer(.outputs), levels: levels, isIdeal: isIdeal)
  }

  /// Where an operand's slots lie in one copy of a level: behind those of the operands before it, or, the last ones, at
  /// the end, as Gemmini's kernels let inputs grow up and weights down (`gemmini.h`); in each half of a level that is
  /// halved, else slot after slot.
  private static func place(
    in level: StorageLevel, behind taken: Int, tile: Int, isLast: Bool, slots: Int, bits: Int
  ) -> TilePlace {
    let capacity = (level.capacityBytes ?? 0) / level.instances
    let region = level.buffering == 1 ? capacity : capacity / level.buffering
    let size = level.buffering == 1 ? slots * tile : tile
    return TilePlace(
      base: isLast ? max(taken, region - size) : taken, pitch: level.buffering == 1 ? tile : region, bits: bits,
      instances: level.instances)
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

  /// Slots for operands that share a level, given tile by tile; a tile that never moves out needs no second one.
  private static func slots(of level: StorageLevel, room: Int, tiles: [Int], moves: [Bool]) -> [Int] {
    guard level.buffering == 1 else { return tiles.map { _ in level.buffering } }
    var slots = tiles.map { _ in 1 }
    var free = room - tiles.reduce(0, +)
    var growing = tiles.indices.filter { moves[$0] }
    while !growing.isEmpty {
      growing.removeAll { tiles[$0] > free || slots[$0] == slotLimit }
      for place in growing where tiles[place] <= free {
        slots[place] += 1
        free -= tiles[place]
      }
    }
    return slots
  }

  /// The place of the innermost temporal loop outside the level that moves the operand's tile; -1 when none does.
  private static func innermostChange(_ operand: Operand, _ mapping: Mapping, _ level: Int) -> Int {
    let loops = mapping.levels[..<level].flatMap(\.temporal)
    return loops.lastIndex { $0.bound > 1 && operand.relevantDimensions.contains($0.dimension) } ?? -1
  }
}
