import Core
package import RTL

/// Figures of parts of arrays, made once and read again: a row for each part, a column for each setting of the flow.
package final class PartTable: PartSource {
  /// What the table says of one part with one setting of the flow.
  private typealias Row = [BlockResult?]

  /// A library and the knobs, as a column's head states them.
  package struct Flow: Hashable, Comparable, Sendable {
    package var library: String
    package var options: String

    package init(_ options: SynthesisOptions, library: String) {
      self.library = library
      self.options = options.code
    }

    fileprivate init?(_ text: Substring) {
      let sides = text.split(separator: "/", maxSplits: 1)
      guard sides.count == 2 else { return nil }
      library = String(sides[0])
      options = String(sides[1])
    }

    package var text: String { "\(library)/\(options)" }

    package static func < (left: Flow, right: Flow) -> Bool { left.text < right.text }
  }

  /// The tools and cells that made the figures.
  package let origin: String
  private let columns: [Flow: Int]
  private let rows: [String: Row]

  /// How many parts were synthesised, each setting counted.
  package var count: Int { rows.values.reduce(0) { $0 + $1.count { $0 != nil } } }

  /// Reads a table; `nil` when the text is none.
  package init?(_ text: String) {
    var lines = text.split(whereSeparator: \.isNewline)
    guard lines.count >= 2, lines[0].hasPrefix("# ") else { return nil }
    origin = String(lines.removeFirst().dropFirst(2))
    let heads = lines.removeFirst().split(separator: ",").dropFirst().map { Flow($0) }
    guard !heads.contains(nil) else { return nil }
    var columns: [Flow: Int] = [:]
    for (index, flow) in heads.compactMap({ $0 }).enumerated() { columns[flow] = index }
    var rows: [String: Row] = [:]
    for line in lines {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == heads.count + 1 else { return nil }
      rows[String(fields[0])] = fields.dropFirst().map(BlockResult.init(tableText:))
    }
    self.columns = columns
    self.rows = rows
  }

  /// What the table says of a part.
  ///
  /// - Throws: `ToolFailure` when it says nothing.
  package func figures(of part: DesignPart, _ options: SynthesisOptions, library: String) throws -> BlockResult {
    let flow = Flow(options, library: library)
    guard let column = columns[flow], let known = rows[part.code]?[column] else {
      throw ToolFailure(.yosys, .notUnderstood("\(part.code) with \(flow.text) in the table"))
    }
    return known
  }

  /// Writes a table: areas in whole square micrometres, periods in picoseconds, energies in femtojoules a cycle, leakage
  /// in picowatts; a field is empty where the tools failed.
  ///
  /// - Parameters:
  ///   - origin: The tools and cells.
  ///   - figures: What they said.
  /// - Returns: The text `init` reads.
  package static func text(origin: String, _ figures: [String: [Flow: BlockResult]]) -> String {
    let flows = Set(figures.values.flatMap(\.keys)).sorted()
    var text = "# \(origin)\npart"
    for flow in flows { text += ",\(flow.text)" }
    text += "\n"
    for (part, known) in figures.sorted(by: { $0.key < $1.key }) {
      text += part
      for flow in flows { text += "," + (known[flow]?.tableText ?? "") }
      text += "\n"
    }
    return text
  }
}

extension BlockResult {
  fileprivate init?(tableText text: Substring) {
    let numbers = text.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 4 else { return nil }
    self.init(
      area: Double(numbers[0]), nanoseconds: Double(numbers[1]) / 1e3, picojoulesPerCycle: Double(numbers[2]) / 1e3,
      leakageMilliwatts: Double(numbers[3]) / 1e9)
  }

  fileprivate var tableText: String {
    let numbers = [area, nanoseconds * 1e3, picojoulesPerCycle * 1e3, leakageMilliwatts * 1e9]
    return numbers.map { Int(exactly: $0.rounded()).map { "\($0)" } ?? "" }.joined(separator: " ")
  }
}
