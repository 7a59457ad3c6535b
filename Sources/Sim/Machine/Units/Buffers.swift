import Core

/// The on-chip memory of one operand: a ring of slots, each as large as the operand's largest tile.
///
/// Tile n lives in slot n mod `slots`. It may move in once tile n − `slots` has moved out, which is all that double
/// buffering is here: two slots where the capacity holds two.
struct TileBuffer {
  /// Index of the storage level.
  let level: Int
  let slots: Int
  /// Bytes reserved for a tile, all copies of the level together.
  let tileBytes: Int
  /// Tiles that have moved in and out so far.
  fileprivate(set) var opened = 0
  fileprivate(set) var released = 0
  /// For each slot, the elements of its tile that have arrived, in the tile's order.
  private var arrivedElements: [Int]
  /// For each slot, the cycle at which its results are complete; `.max` before it is known.
  private var completion: [Int]

  init(level: Int, slots: Int, tileBytes: Int) {
    self.level = level
    self.slots = slots
    self.tileBytes = tileBytes
    arrivedElements = Array(repeating: 0, count: slots)
    completion = Array(repeating: .max, count: slots)
  }

  /// Whether the slot of the tile is free for it.
  @inline(__always)
  func hasRoom(for tile: Int) -> Bool { tile < released + slots }

  /// Whether the first `elements` elements of the tile have arrived.
  @inline(__always)
  func holds(_ elements: Int, of tile: Int) -> Bool {
    elements == 0 || (tile < opened && arrivedElements[tile % slots] >= elements)
  }

  /// Notes that elements have arrived.
  @inline(__always)
  mutating func arrive(_ elements: Int, of tile: Int) {
    arrivedElements[tile % slots] = elements
  }

  /// Notes when the results of a tile are complete.
  mutating func complete(_ tile: Int, at time: Int) {
    completion[tile % slots] = time
  }

  /// The cycle at which the results of a tile are complete; `.max` when it is not known yet.
  func completionTime(of tile: Int) -> Int {
    tile < opened ? completion[tile % slots] : .max
  }

  fileprivate mutating func open() {
    arrivedElements[opened % slots] = 0
    completion[opened % slots] = .max
    opened += 1
  }
}

/// The on-chip buffers of the three operands and what the levels they share hold.
struct Buffers {
  var weights: TileBuffer
  var inputs: TileBuffer
  var outputs: TileBuffer
  /// Bytes held now and at most so far, by storage level.
  private(set) var heldBytes: [Int]
  private(set) var peakBytes: [Int]

  init(weights: TileBuffer, inputs: TileBuffer, outputs: TileBuffer, levels: Int) {
    self.weights = weights
    self.inputs = inputs
    self.outputs = outputs
    heldBytes = Array(repeating: 0, count: levels)
    peakBytes = heldBytes
  }

  subscript(operand: Operand) -> TileBuffer {
    @inline(__always) _read {
      switch operand {
      case .weights: yield weights
      case .inputs: yield inputs
      case .outputs: yield outputs
      }
    }
    @inline(__always) _modify {
      switch operand {
      case .weights: yield &weights
      case .inputs: yield &inputs
      case .outputs: yield &outputs
      }
    }
  }

  /// Lets the operand's next tile move in.
  ///
  /// - Precondition: its slot is free.
  mutating func open(_ operand: Operand) {
    precondition(
      self[operand].hasRoom(for: self[operand].opened), "\(operand) tile \(self[operand].opened) has no slot")
    self[operand].open()
    let level = self[operand].level
    heldBytes[level] += self[operand].tileBytes
    peakBytes[level] = max(peakBytes[level], heldBytes[level])
  }

  /// Lets the oldest tile of each operand of the set move out.
  @inline(__always)
  mutating func releaseTiles(of operands: OperandSet) {
    if operands.isEmpty { return }
    for operand in Operand.allCases where operands.contains(operand) { release(operand) }
  }

  /// Lets the operand's oldest tile move out.
  mutating func release(_ operand: Operand) {
    precondition(self[operand].released < self[operand].opened, "no \(operand) tile to release")
    self[operand].released += 1
    heldBytes[self[operand].level] -= self[operand].tileBytes
  }
}
