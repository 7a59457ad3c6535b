import Core
package import Sim

/// How SCALE-Sim mode compares with reports of SCALE-Sim itself, row by row and column by column.
package struct ScaleSimComparison: Hashable, Sendable, Encodable {
  /// A value that differs.
  package struct Mismatch: Hashable, Sendable, Encodable {
    package var file: String
    package var line: Int
    /// The column as the file names it; `status` when only one of the two has a report.
    package var column: String
    package var expected: String
    package var found: String
  }

  /// The values of a column in all files.
  package struct Column: Hashable, Sendable, Encodable {
    package var column: ScaleSimColumn
    package var values: Int
    package var mismatches: Int
  }

  /// Rows compared.
  package private(set) var rows = 0
  /// Rows whose every value is equal.
  package private(set) var equalRows = 0
  /// Rows in which SCALE-Sim did not finish, which state nothing to compare with; not among `rows`.
  package private(set) var unfinishedRows = 0
  /// All report columns, in the order of the reports; those the files lack have no values.
  package private(set) var columns = ScaleSimColumn.allCases.map { Column(column: $0, values: 0, mismatches: 0) }
  /// The mismatches that come first, at most ``mostMismatches``.
  package private(set) var firstMismatches: [Mismatch] = []

  /// How many mismatches are kept.
  package static let mostMismatches = 20

  /// How far a percentage or bandwidth may be off, relative to the larger of the two; integers must be equal.
  ///
  /// The reference data print ten significant digits, so rounding alone moves a value by up to 5·10⁻¹⁰ of itself.
  package static let relativeTolerance = 1e-9

  /// Whether there was something to compare and all of it is equal.
  package var isEqual: Bool { rows > 0 && equalRows == rows }

  /// Values compared.
  package var values: Int { columns.reduce(0) { $0 + $1.values } }

  /// Compares a row with what SCALE-Sim mode makes of it.
  mutating func add(_ row: ScaleSimReferenceRow) {
    let outcome = row.outcome
    switch (row.status, outcome) {
    case (.unfinished, _):
      unfinishedRows += 1
      return
    case (.failed, .failure):
      equalRows += 1
    case (.failed(let status), .success):
      keep(row, "status", expected: status, found: "ok")
    case (.finished, .failure(let error)):
      keep(row, "status", expected: "ok", found: error.description)
    case (.finished, .success(let report)):
      if compare(row, report) { equalRows += 1 }
    }
    rows += 1
  }

  private mutating func compare(_ row: ScaleSimReferenceRow, _ report: ScaleSimReport) -> Bool {
    var isEqual = true
    for (position, column) in ScaleSimColumn.allCases.enumerated() {
      guard let expected = row.values[column] else { continue }
      let found = report[column]
      columns[position].values += 1
      guard !Self.areEqual(expected, found) else { continue }
      columns[position].mismatches += 1
      isEqual = false
      keep(row, column.rawValue, expected: expected.description, found: found.description)
    }
    return isEqual
  }

  private static func areEqual(_ expected: ScaleSimValue, _ found: ScaleSimValue) -> Bool {
    guard case .ratio(let expected) = expected, case .ratio(let found) = found else { return expected == found }
    return (expected - found).magnitude <= relativeTolerance * max(expected.magnitude, found.magnitude)
  }

  private mutating func keep(_ row: ScaleSimReferenceRow, _ column: String, expected: String, found: String) {
    guard firstMismatches.count < Self.mostMismatches else { return }
    firstMismatches.append(
      Mismatch(
        file: row.location.file, line: row.location.line ?? 0, column: column, expected: expected, found: found))
  }
}

extension ScaleSimComparison {
  /// The comparison in words: a verdict, then columns and rows that differ.
  package var text: String {
    var lines = ["SCALE-Sim v3: \(equalRows) of \(rows) rows equal in every value (\(values) values compared)"]
    if unfinishedRows > 0 {
      lines.append("\(unfinishedRows) rows left out: SCALE-Sim did not finish them")
    }
    let differing = columns.filter { $0.mismatches > 0 }
    if !differing.isEmpty {
      lines.append("columns that differ:")
      lines += differing.map { "  \($0.column.rawValue): \($0.mismatches) of \($0.values) values" }
    }
    if !firstMismatches.isEmpty {
      lines.append("first mismatches:")
      lines += firstMismatches.map {
        "  \($0.file):\($0.line): \($0.column): expected \($0.expected), found \($0.found)"
      }
    }
    lines.append(
      "integers are compared exactly, percentages and bandwidths to \(Self.relativeTolerance) of their value")
    return lines.joined(separator: "\n") + "\n"
  }
}
