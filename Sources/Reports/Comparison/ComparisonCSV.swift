import Core

/// A comparison as CSV: one record per layer and result.
extension ComparisonReport {
  /// The table's text; figures at full precision.
  package var csv: String {
    var document = CSVDocument(header: [
      "row", "result", "file", "layer", "match", "operation", "cycles", "cycles_over_first", "macs", "picojoules",
      "dram_bytes", "bound_by", "mapping",
    ])
    for (row, layer) in layers.enumerated() {
      let base = layer[0]?.cycles
      for entry in layer.entries {
        let ratio = Ratios.ratio(Double(entry.cycles), base.map(Double.init))
        document.rows.append([
          String(row), subjects[entry.subject].label, subjects[entry.subject].name, entry.name, entry.match.rawValue,
          entry.operation, String(entry.cycles), ratio.map(\.description) ?? "", String(entry.macs),
          entry.picojoules.description, entry.dramBytes.map(String.init) ?? "", entry.boundBy ?? "",
          entry.mapping ?? "",
        ])
      }
    }
    return document.text
  }
}

/// A comparison as JSON.
extension ComparisonReport {
  /// The document's text, ended by a newline: every figure at full precision, keys sorted.
  ///
  /// - Throws: what `JSONEncoder` throws; figures that are not finite are written as the strings `INF`, `-INF`, `NaN`.
  package func json() throws -> String { try ReportJSON.text(self) }
}
