/// Aligned columns of plain text.
package struct TextTable: Hashable, Sendable {
  /// How a column's cells stand.
  package enum Alignment: Hashable, Sendable {
    case left
    case right
  }

  /// A column's heading and how its cells stand.
  package struct Column: Hashable, Sendable {
    package var heading: String
    package var alignment: Alignment

    package init(_ heading: String, _ alignment: Alignment = .right) {
      self.heading = heading
      self.alignment = alignment
    }
  }

  package var columns: [Column]
  package var rows: [[String]] = []
  /// A last row set off by a rule; empty for none.
  package var total: [String] = []
  /// The widest line in columns; the first column gives way, down to eight characters.
  package var width: Int

  package init(_ columns: [Column], width: Int = 110) {
    self.columns = columns
    self.width = width
  }

  /// The table's lines, without trailing blanks, each ended by a newline.
  package var text: String {
    let gap = 2
    var widths = columns.indices.map { column in
      ([columns[column].heading] + (rows + [total]).compactMap { $0.indices.contains(column) ? $0[column] : nil })
        .map { TerminalText.width(TerminalText.safe($0)) }.max() ?? 0
    }
    let excess = widths.reduce(0, +) + gap * (widths.count - 1) - width
    if excess > 0, let first = widths.first { widths[0] = min(first, max(8, first - excess)) }
    func line(_ cells: [String]) -> String {
      let padded = zip(columns, widths).enumerated().map { index, column in
        let cell = cells.indices.contains(index) ? TerminalText.safe(cells[index]) : ""
        let shown = TerminalText.truncated(cell, to: column.1)
        let blanks = String(repeating: " ", count: max(0, column.1 - TerminalText.width(shown)))
        return column.0.alignment == .left ? shown + blanks : blanks + shown
      }.joined(separator: String(repeating: " ", count: gap))
      return TerminalText.trimmedEnd(padded) + "\n"
    }
    let rule = String(repeating: "─", count: widths.reduce(0, +) + gap * max(0, widths.count - 1)) + "\n"
    var text = line(columns.map(\.heading)) + rule
    for row in rows { text += line(row) }
    if !total.isEmpty { text += rule + line(total) }
    return text
  }
}
