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
  /// Where the slots lie.
  let place: TilePlace
  /// Tiles that have moved out so far, in order of their numbers.
  fileprivate(set) var released = 0
  /// For each slot, the number of the tile in it; -1 before the first.
  private var occupants: [Int]
  /// For each slot, the elements of its tile that have arrived, in the tile's order.
  private var arrivedElements: [Int]
  /// For each slot, the cycle at which its results are complete; `.max` before it is known.
  private var completion: [Int]

  init(level: Int, slots: Int, tileBytes: Int, place: TilePlace = TilePlace()) {
    self.level = level
    self.slots = slots
    self.tileBytes = tileBytes
    self.place = place
    occupants = Array(repeating: -1, count: slots)
    arrivedElements = Array(repeating: 0, count: slots)
    completion = Array(repeating: .max, count: slots)
  }

  /// Whether the slot of the tile is free for it.
  @inline(__always)
  func hasRoom(for tile: Int) -> Bool { tile < released + slots }

  /// Whether the first `elements` elements of the tile have arrived.
  @inline(__always)
  func holds(_ elements: Int, of tile: Int) -> Bool {
    elements == 0 || (occupants[tile % slots] == tile && arrivedElements[tile % slots] >= elements)
  }

  /// Notes that elements have arrived.
  @inline(__always)
  mutating func arrive(_ elements: Int, of tile: Int) {
    arrivedElements[tile % slots] = elements
  }

  /// Where an element of a tile lies.
  @inline(__always)
  func address(of element: Int, in tile: Int) -> Int { place.address(slot: tile % slots, element: element) }

  /// Notes when the results of a tile are complete.
  mutating func complete(_ tile: Int, at time: Int) {
    completion[tile % slots] = time
  }

  /// The cycle at which the results of a tile are complete; `.max` when it is not known yet.
  func completionTime(of tile: Int) -> Int {
    occupants[tile % slots] == tile ? completion[tile % slots] : .max
  }

  /// Whether the slots hold what they held, up to the shift of the operand's tiles; `isPlaced` where it matters which
  /// slot a tile is in.
  func recurs(_ earlier: TileBuffer, tiles: Int, isPlaced: Bool, _ shift: Shift) -> Bool {
    guard released - earlier.released == tiles, tiles % slots == 0 || !isPlaced else { return false }
    for slot in 0..<slots {
      let later = (slot + tiles) % slots
      guard occupants[later] - earlier.occupants[slot] == tiles || max(occupants[later], earlier.occupants[slot]) < 0,
        arrivedElements[later] == earlier.arrivedElements[slot],
        shift.matches(completion[later], earlier.completion[slot])
      else { return false }
    }
    return true
  }

  fileprivate mutating func open(_ tile: Int) {
    occupants[tile % slots] = tile
    arrivedElements[tile % slots] = 0
    completion[tile % slots] = .max
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
  var conflicts: BankConflicts
  /// The operands whose banks serve one access a cycle.
  private(set) var watched: OperandSet = []

  init(
    weights: TileBuffer, inputs: TileBuffer, outputs: TileBuffer, levels: [StorageLevel], isIdeal: Bool
  ) {
    self.weights = weights
    self.inputs = inputs
    self.outputs = outputs
    heldBytes = Array(repeating: 0, count: levels.count)
    peakBytes = heldBytes
    conflicts = BankConflicts(levels, isIdeal: isIdeal)
    for operand in Operand.allCases where conflicts.matters(at: inspect(operand) { $0.level }) {
      watched.insert(OperandSet(operand))
    }
  }

  /// Reads the buffer of an operand in place; an accessor would allocate.
  @inline(__always)
  private func inspect<Value>(_ operand: Operand, _ read: (borrowing TileBuffer) -> Value) -> Value {
    switch operand {
    case .weights: read(weights)
    case .inputs: read(inputs)
    case .outputs: read(outputs)
    }
  }

  /// Changes the buffer of an operand in place.
  @inline(__always)
  private mutating func update(_ operand: Operand, _ change: (inout TileBuffer) -> Void) {
    switch operand {
    case .weights: change(&weights)
    case .inputs: change(&inputs)
    case .outputs: change(&outputs)
    }
  }

  /// Whether the operand's slot of the tile is free for it.
  @inline(__always)
  func hasRoom(_ operand: Operand, for tile: Int) -> Bool { inspect(operand) { $0.hasRoom(for: tile) } }

  /// Notes that the DMA has brought a tile's first elements, with so many bytes at last.
  @inline(__always)
  mutating func arrive(_ operand: Operand, _ tile: Int, elements: Int, bytes: Int, at time: Int) {
    update(operand) { $0.arrive(elements, of: tile) }
    transfer(operand, tile, from: elements, bytes: bytes, at: time)
  }

  /// Notes that the DMA writes or reads bytes of a tile, from an element on.
  @inline(__always)
  mutating func transfer(_ operand: Operand, _ tile: Int, from element: Int, bytes: Int, at time: Int) {
    guard watched.contains(operand) else { return }
    let (level, address) = inspect(operand) { ($0.level, $0.address(of: element, in: tile)) }
    conflicts.access(level: level, address: address, bytes: bytes, at: time)
  }

  /// Notes that a fold sweeps through the elements of a tile, at an even pace.
  mutating func sweep(_ operand: Operand, _ tile: Int, from first: Int, to last: Int, during time: Range<Int>) {
    let sweep = inspect(operand) { buffer in
      Sweep(
        level: buffer.level, first: buffer.address(of: first, in: tile), last: buffer.address(of: last, in: tile),
        start: time.lowerBound, end: time.upperBound)
    }
    conflicts.begin(operand, sweep)
  }

  /// Lets a tile of the operand move in.
  ///
  /// - Precondition: its slot is free.
  mutating func open(_ operand: Operand, _ tile: Int) {
    precondition(hasRoom(operand, for: tile), "\(operand) tile \(tile) has no slot")
    update(operand) { $0.open(tile) }
    let (level, bytes) = inspect(operand) { ($0.level, $0.tileBytes) }
    heldBytes[level] += bytes
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
    update(operand) { $0.released += 1 }
    let (level, bytes) = inspect(operand) { ($0.level, $0.tileBytes) }
    heldBytes[level] -= bytes
  }

  /// Whether the buffers hold what they held, up to the shift.
  func recurs(_ earlier: Buffers, _ shift: Shift) -> Bool {
    heldBytes == earlier.heldBytes
      && weights.recurs(
        earlier.weights, tiles: shift.tiles.weights, isPlaced: watched.contains(.weights), shift)
      && inputs.recurs(earlier.inputs, tiles: shift.tiles.inputs, isPlaced: watched.contains(.inputs), shift)
      && outputs.recurs(earlier.outputs, tiles: shift.tiles.outputs, isPlaced: watched.contains(.outputs), shift)
      && conflicts.recurs(earlier.conflicts, shift)
  }
}
