/// A simulation as JSON: every figure of the report at full precision, keys sorted, so equal results give equal bytes.
extension SimulationReport {
  /// The document's bytes, ended by a newline.
  ///
  /// - Parameter provenance: joined as `/provenance` where given; its environment may differ between runs.
  /// - Returns: the JSON text.
  /// - Throws: what `JSONEncoder` throws; figures that are not finite are written as the strings `INF`, `-INF`, `NaN`.
  package func json(provenance: ReportProvenance? = nil) throws -> String {
    try ReportJSON.text(Document(report: self, provenance: provenance))
  }

  private struct Document: Encodable {
    var report: SimulationReport
    var provenance: ReportProvenance?

    private enum CodingKeys: String, CodingKey {
      case provenance
    }

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(provenance, forKey: .provenance)
    }
  }
}
