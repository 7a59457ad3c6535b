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
}
