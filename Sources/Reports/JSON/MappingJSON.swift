/// A mapped workload as JSON: every figure of the report at full precision, keys sorted.
extension MappingReport {
  /// The document's text, ended by a newline.
  ///
  /// - Throws: what `JSONEncoder` throws; figures that are not finite are written as the strings `INF`, `-INF`, `NaN`.
  package func json() throws -> String { try ReportJSON.text(self) }
}
