package import Core

/// A comparison of strategies as JSON: every search and every summary at full precision, keys sorted.
extension SearchComparison {
  /// The document's text, ended by a newline.
  ///
  /// - Returns: JSON; figures that are not finite are written as the strings `INF`, `-INF`, `NaN`.
  /// - Throws: What `JSONEncoder` throws.
  package func json() throws -> String {
    try ReportJSON.text(self)
  }
}
