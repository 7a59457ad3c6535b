/// How our analytical model's counts compare with Timeloop's, row by row.
///
/// A row is equal when every count of every level and operand is equal, cycles are equal and energies agree to 1e-6.
/// Rows in which P and R, or Q and S, iterate at one level with the filter loop inside are Timeloop's artefact rows:
/// it extrapolates from two iterations of each loop and misjudges how the window wraps around. Where that changes a
/// count, the model walks every iteration instead and is compared with an enumeration of the tiles.
package struct TimeloopComparison: Encodable, Sendable {
  /// Rows read.
  package var rows = 0
  /// Rows equal to Timeloop, artefact rows apart.
  package var equalRows = 0
  /// Artefact rows equal to our own enumeration.
  package var artefactRows = 0
  /// Artefact rows whose printed counts are reproduced too, by extrapolating as Timeloop does.
  package var artefactRowsAsPrinted = 0
  /// Rows in which Timeloop's cycles are one too many because its division rounds up.
  package var rowsOneCycleAbove = 0
  /// Equal rows in which walking every iteration, the mapper's default, gives another input count than extrapolating.
  package var rowsWalkedDifferently = 0
  /// Single counts compared.
  package var counts = 0
  /// The largest relative difference of an energy.
  package var largestEnergyError = 0.0
  /// The first differences found.
  package var mismatches: [Mismatch] = []

  /// Whether every row holds.
  package var holds: Bool { rows > 0 && equalRows + artefactRows == rows }

  /// One figure that differs.
  package struct Mismatch: Encodable, Sendable {
    package var row: String
    /// Level, operand and figure.
    package var figure: String
    package var expected: Double
    package var found: Double
  }
}

extension TimeloopComparison: CustomStringConvertible {
  /// The comparison as a person reads it.
  package var description: String {
    var lines = [
      "\(rows) rows: \(equalRows) equal, \(artefactRows) of Timeloop's artefact rows equal to our enumeration"
        + " (\(artefactRowsAsPrinted) of them reproduced as printed)",
      "\(counts) counts compared; \(rowsOneCycleAbove) rows in which Timeloop's cycles are one too many;"
        + " largest energy difference \(largestEnergyError)",
    ]
    if rowsWalkedDifferently > 0 {
      lines.append("\(rowsWalkedDifferently) equal rows would count inputs differently if every iteration were walked")
    }
    lines += mismatches.map { "\($0.row): \($0.figure) is \($0.found), expected \($0.expected)" }
    return lines.joined(separator: "\n")
  }
}
