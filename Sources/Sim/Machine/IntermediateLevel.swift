import Core

/// A level between an operand's buffer and the one the array reads: what moves through it is counted, its time is not.
///
/// A tile is filled from the level outside when the loops outside it move to another tile, and partial sums go back and
/// forth the same way.
struct IntermediateLevel {
  let operand: Operand
  let level: Int
  /// The next level outwards that keeps the operand.
  let parent: Int
  private let tiles: TileGeometry
  private let origin: Point
  /// For each dimension, the stride of the innermost loop outside the level.
  private let strides: Point
  /// Whether the tile changes while a fold streams, so that every streamed word is a fill.
  private let changesWithinFold: Bool

  private static let reductionLanes = DimensionSet([.c, .r, .s]).mask

  init(operand: Operand, level: Int, parent: Int, tiles: TileGeometry, nest: LoopNest, streaming: Int) {
    self.operand = operand
    self.level = level
    self.parent = parent
    self.tiles = tiles
    changesWithinFold = tiles.outerLoops > streaming
    origin = nest.origin
    var strides = nest.extents
    for loop in nest.temporal[..<tiles.outerLoops] {
      strides[loop.dimension] = min(strides[loop.dimension], loop.stride)
    }
    self.strides = strides
  }

  /// The first index of the tile a fold works in.
  private func first(of fold: Point) -> Point { (fold &- origin) / strides &* strides &+ origin }

  /// Whether tiles stay tiles when everything moves by the shift.
  func admits(_ shift: Shift) -> Bool { changesWithinFold || shift.point % strides == Point(repeating: 0) }

  /// Counts what a fold moves; `held` is the tile in place, with its first index.
  func count(_ fold: PlannedFold, held: inout Point?, into traffic: inout LevelWords) {
    guard !changesWithinFold else {
      traffic.fill(level, from: parent, operand, fold.words[operand])
      return
    }
    let next = first(of: fold.first)
    if let held, (held ^ next) & tiles.identity == Point(repeating: 0) { return }
    writeBack(held, into: &traffic)
    if operand != .outputs || next & Self.reductionLanes != Point(repeating: 0) {
      traffic.fill(level, from: parent, operand, elements(at: next))
    }
    held = next
  }

  /// Counts the results that leave the level with the last tile.
  func writeBack(_ held: Point?, into traffic: inout LevelWords) {
    guard operand == .outputs, let held else { return }
    traffic.fill(parent, from: level, operand, elements(at: held))
  }

  private func elements(at first: Point) -> Int {
    tiles.box(at: first, TensorLayout.Place(base: 0, bits: 8)).neededElements
  }
}

/// Words of each operand read from and written to each level.
struct LevelWords {
  private var read: [Int]
  private var written: [Int]

  init(levels: Int) {
    read = Array(repeating: 0, count: 3 * levels)
    written = read
  }

  @inline(__always)
  mutating func read(_ level: Int, _ operand: Operand, _ words: Int) {
    read[3 * level + Int(operand.rawValue)] += words
  }

  @inline(__always)
  mutating func write(_ level: Int, _ operand: Operand, _ words: Int) {
    written[3 * level + Int(operand.rawValue)] += words
  }

  /// Counts words read from one level and written to another.
  mutating func fill(_ level: Int, from parent: Int, _ operand: Operand, _ words: Int) {
    read(parent, operand, words)
    write(level, operand, words)
  }

  /// Counts what happened since an earlier state so many times more.
  mutating func `repeat`(_ times: Int, since earlier: LevelWords) {
    for index in read.indices {
      read[index] += times * (read[index] - earlier.read[index])
      written[index] += times * (written[index] - earlier.written[index])
    }
  }

  /// Words read and written.
  func words(_ level: Int, _ operand: Operand) -> (read: Int, written: Int) {
    (read[3 * level + Int(operand.rawValue)], written[3 * level + Int(operand.rawValue)])
  }
}
