package import Core

/// A table of comma-separated values: one header row, then rows of as many fields, each with its line.
///
/// Reads RFC 4180: fields may be quoted, with commas, line breaks and doubled quotes inside; lines end with LF or CRLF.
/// Beyond it, a byte order mark, empty lines and spaces around unquoted fields are left out.
package struct CSVTable: Hashable, Sendable {
  /// A record, and the line of the file it begins on.
  package struct Row: Hashable, Sendable {
    package var line: Int
    package var fields: [String]
  }

  /// What diagnostics call the file.
  package let name: String
  /// The column names in order.
  package let header: [String]
  /// The records after the header, in order.
  package let rows: [Row]
  private let headerLine: Int
  private let positions: [String: Int]

  /// Reads a table whole.
  ///
  /// - Throws: `InvalidInput` with every syntax error, every row of a wrong length and every column named twice.
  package init(_ file: InputFile) throws(InvalidInput) {
    var scanner = CSVScanner(file)
    var records: [Row] = []
    while let record = scanner.nextRecord() {
      if record.fields != [""] { records.append(record) }
    }
    var problems = scanner.diagnostics
    func report(_ problem: Problem, line: Int) {
      problems.append(Diagnostic(problem, at: SourceLocation(file: file.name, line: line)))
    }
    let first = records.first ?? Row(line: 1, fields: [])
    if records.isEmpty && problems.isEmpty { report(.emptyFile, line: 1) }
    var positions: [String: Int] = [:]
    for (position, column) in first.fields.enumerated() where !column.isEmpty {
      if positions.updateValue(position, forKey: column) != nil {
        report(.duplicate(kind: "column", name: column), line: first.line)
      }
    }
    for row in records.dropFirst() where row.fields.count != first.fields.count {
      report(
        .other(
          "the row has \(row.fields.count) fields, the header \(first.fields.count)",
          remedy: "give every column a value, which may be empty"),
        line: row.line)
    }
    guard problems.isEmpty else { throw InvalidInput(problems) }
    name = file.name
    header = first.fields
    rows = Array(records.dropFirst())
    headerLine = first.line
    self.positions = positions
  }

  /// Whether the table has a column.
  package func has(_ column: String) -> Bool { positions[column] != nil }

  /// Checks that columns are there.
  ///
  /// - Throws: `InvalidInput` that names all missing columns at once.
  package func require(_ columns: [String]) throws(InvalidInput) {
    let missing = columns.filter { !has($0) }
    guard !missing.isEmpty else { return }
    let quoted = missing.map { "'\($0)'" }.joined(separator: ", ")
    throw InvalidInput(
      .other(
        missing.count == 1 ? "the table has no column \(quoted)" : "the table has no columns \(quoted)",
        remedy: "its columns are \(header.joined(separator: ", "))"),
      at: SourceLocation(file: name, line: headerLine))
  }

  /// The place of a row.
  package func location(_ row: Row) -> SourceLocation { SourceLocation(file: name, line: row.line) }
}

/// What a table's fields mean, row by row, with everything wrong in them gathered.
///
/// Reading goes on after a mistake with a stand-in value; `check()` at the end throws what was found.
package struct CSVFields: Sendable {
  private let table: CSVTable
  private let row: CSVTable.Row
  /// What was wrong so far.
  package private(set) var diagnostics: [Diagnostic] = []

  /// Reads fields of a row of the table.
  package init(_ table: CSVTable, _ row: CSVTable.Row) {
    self.table = table
    self.row = row
  }

  /// The text of a column; empty if the table has no such column.
  package func text(_ column: String) -> String { table.field(column, of: row) ?? "" }

  /// The integer of a column, or 0 and a diagnostic.
  package mutating func integer(_ column: String) -> Int {
    if let value = Int(text(column)) { return value }
    report(
      .notAQuantity(
        subject: "column '\(column)'", attribute: "value", found: text(column), kind: "whole number", example: "42"))
    return 0
  }

  /// The finite number of a column, or 0 and a diagnostic.
  package mutating func number(_ column: String) -> Double {
    if let value = Double(text(column)), value.isFinite { return value }
    report(
      .notAQuantity(
        subject: "column '\(column)'", attribute: "value", found: text(column), kind: "number", example: "0.25"))
    return 0
  }

  /// The meaning of a column's word among known ones; nil and a diagnostic for any other.
  package mutating func word<Meaning>(_ column: String, among known: KeyValuePairs<String, Meaning>) -> Meaning? {
    if let meaning = known.first(where: { $0.key == text(column) })?.value { return meaning }
    report(
      .unknownWord(
        subject: "column '\(column)'", attribute: "value", found: text(column), known: known.map(\.key)))
    return nil
  }

  /// Adds a diagnostic at the row.
  package mutating func report(_ problem: Problem) {
    diagnostics.append(Diagnostic(problem, at: table.location(row)))
  }
}

extension CSVTable {
  fileprivate func field(_ column: String, of row: Row) -> String? {
    positions[column].map { row.fields[$0] }
  }
}
