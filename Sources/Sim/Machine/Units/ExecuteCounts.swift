import Core

/// What the execute unit did.
struct ExecuteCounts {
  private(set) var folds = 0
  /// Cycles stationary words shifted in, hidden or not.
  var preloadCycles = 0
  /// Rows streamed.
  private(set) var rows = 0
  private(set) var macs = 0
  private(set) var words: LevelWords
  /// Tiles in place at the levels between buffer and array.
  private var held: [Point?]

  init(_ levels: LevelPaths) {
    words = LevelWords(levels: levels.count)
    held = Array(repeating: nil, count: levels.between.count)
  }

  /// Counts a fold.
  mutating func add(_ fold: PlannedFold, rows: Int, stationary: Operand, _ levels: LevelPaths) {
    folds += 1
    self.rows += rows
    macs += fold.macs
    for operand in Operand.allCases {
      let isKept = operand == stationary && fold.keepsStationary
      if operand == .outputs {
        words.write(levels.edge.outputs, operand, fold.words.outputs)
        if fold.accumulates { words.read(levels.edge.outputs, operand, fold.words.outputs) }
      } else if !isKept {
        words.read(levels.edge[operand], operand, fold.words[operand])
      }
      if let registers = levels.registers[operand] {
        words.read(registers, operand, fold.macs)
        if operand != stationary || operand == .outputs {
          words.write(registers, operand, fold.macs)
        } else if !isKept {
          words.write(registers, operand, fold.processingElements)
        }
      }
    }
    for index in levels.between.indices {
      levels.between[index].count(fold, held: &held[index], into: &words)
    }
  }

  /// Counts what leaves the levels between with the last tile.
  mutating func conclude(_ levels: LevelPaths) {
    for index in levels.between.indices { levels.between[index].writeBack(held[index], into: &words) }
  }

  /// Whether the levels between hold what they held, up to the shift.
  func recurs(_ earlier: ExecuteCounts, _ shift: Shift, _ levels: LevelPaths) -> Bool {
    for index in levels.between.indices {
      guard levels.between[index].admits(shift) else { return false }
      guard let later = held[index], let before = earlier.held[index] else {
        guard held[index] == nil, earlier.held[index] == nil else { return false }
        continue
      }
      guard shift.matches(later, before) else { return false }
    }
    return true
  }

  mutating func move(by shift: Shift) {
    for index in held.indices {
      if let point = held[index] { held[index] = point &+ shift.point }
    }
  }

  /// Counts what happened since an earlier state so many times more.
  mutating func `repeat`(_ times: Int, since earlier: ExecuteCounts) {
    folds += times * (folds - earlier.folds)
    preloadCycles += times * (preloadCycles - earlier.preloadCycles)
    rows += times * (rows - earlier.rows)
    macs += times * (macs - earlier.macs)
    words.repeat(times, since: earlier.words)
  }
}
