package import Core

/// A mapping for people: its loops beside the memory each operand comes from, then what each level holds and moves.
package enum MappingNestText {
  /// Both tables and the mapping's text, ended by a newline.
  ///
  /// - Parameters:
  ///   - mapping: the loops.
  ///   - score: the analytical model's figures of the mapping.
  ///   - architecture: names the levels.
  /// - Returns: the lines.
  package static func text(_ mapping: Mapping, score: MappingScore, architecture: Architecture) -> String {
    loops(mapping, architecture: architecture).text + "\n" + levels(score).text + "\n\(mapping)\n"
  }

  /// One row a loop, outermost first: the loop, then for each operand the memory that feeds it there.
  ///
  /// ```
  /// loop                       weights     inputs      outputs
  /// for K in 0..<4             dram        dram        dram
  ///   for C in 0..<8           scratchpad  scratchpad  │
  ///     parallel C in 0..<16
  /// ```
  package static func loops(_ mapping: Mapping, architecture: Architecture) -> TextTable {
    var table = TextTable(
      [TextTable.Column("loop", .left)] + Operand.allCases.map { TextTable.Column($0.name, .left) })
    var level = -1
    var above: [String] = []
    for line in LoopNestText.lines(mapping, architecture: architecture) {
      guard line.isLoop else {
        level += 1
        continue
      }
      let homes = Operand.allCases.map { home(of: $0, at: level, mapping, architecture) }
      let cells = homes.indices.map { above.indices.contains($0) && above[$0] == homes[$0] ? "│" : homes[$0] }
      table.rows.append([String(repeating: "  ", count: line.depth) + line.words] + cells)
      above = homes
    }
    return table
  }

  /// The innermost memory down to a level that holds an operand.
  private static func home(
    of operand: Operand, at level: Int, _ mapping: Mapping, _ architecture: Architecture
  ) -> String {
    let holder = (0...max(0, level)).last { mapping.levels[$0].keeps.contains(operand) } ?? 0
    return architecture.levels.indices.contains(holder) ? architecture.levels[holder].name : "L\(holder)"
  }

  /// One row a level and operand: its tile, the fill of the level, words moved, energy.
  package static func levels(_ score: MappingScore) -> TextTable {
    var table = TextTable([
      TextTable.Column("level", .left), TextTable.Column("copies"), TextTable.Column("cycles"),
      TextTable.Column("operand", .left), TextTable.Column("tile"), TextTable.Column("fill"),
      TextTable.Column("reads"), TextTable.Column("fills"), TextTable.Column("updates"), TextTable.Column("energy"),
    ])
    for level in score.levels {
      let mark = score.limitingLevel == level.name ? " ◂" : ""
      for (index, operand) in level.operands.enumerated() {
        let isFirst = index == 0
        table.rows.append([
          isFirst ? level.name : "", isFirst ? NumberText.integer(level.copies) : "",
          isFirst ? NumberText.integer(level.cycles) + mark : "", operand.operand.name,
          NumberText.bytes(operand.tileBytes), fill(operand.tileBytes, of: level.availableBytes),
          NumberText.integer(operand.reads), NumberText.integer(operand.fills), NumberText.integer(operand.updates),
          NumberText.energy(picojoules: operand.picojoules),
        ])
      }
      if level.leakagePicojoules > 0 {
        table.rows.append(
          ["", "", "", "leakage", "", "", "", "", "", NumberText.energy(picojoules: level.leakagePicojoules)])
      }
    }
    table.rows.append([
      "array", "", NumberText.integer(score.computeCycles) + (score.limitingLevel == nil ? " ◂" : ""), "", "", "",
      "", "", "", NumberText.energy(picojoules: score.macPicojoules),
    ])
    table.total = [
      "layer", "", NumberText.integer(score.cycles), "", "", "", "", "", "",
      NumberText.energy(picojoules: score.picojoules),
    ]
    return table
  }

  private static func fill(_ bytes: Int, of available: Int?) -> String {
    guard let available, available > 0 else { return "" }
    return NumberText.percent(Double(bytes) / Double(available))
  }
}
