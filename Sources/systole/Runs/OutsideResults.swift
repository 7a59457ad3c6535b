import Core
import Formats

/// Results made elsewhere, from a table.
enum OutsideResults {
  /// Reads every row.
  ///
  /// - Throws: `InvalidInput` with everything wrong in the table.
  static func read(
    _ file: InputFile, of space: DesignSpace
  ) throws(InvalidInput) -> [(point: DesignPoint, metrics: DesignMetrics)] {
    let table = try CSVTable(file)
    let time = table.has("cycles") ? ["cycles", "hertz"] : ["seconds"]
    try table.require(space.parameters.map(\.name) + time + ["joules"])
    var diagnostics: [Diagnostic] = []
    var results: [(point: DesignPoint, metrics: DesignMetrics)] = []
    for row in table.rows {
      var fields = CSVFields(table, row)
      let indices = space.parameters.map { parameter in
        if let index = parameter.values.firstIndex(of: fields.text(parameter.name)) { return index }
        fields.report(
          .unknownWord(
            subject: "column '\(parameter.name)'", attribute: "value", found: fields.text(parameter.name),
            known: parameter.values))
        return 0
      }
      let metrics = metrics(&fields, table)
      let values = [metrics.seconds, metrics.joules, metrics.areaSquareMillimetres, metrics.leakageWatts]
      if fields.diagnostics.isEmpty, !values.allSatisfy({ $0.isFinite && $0 >= 0 }) || metrics.seconds == 0 {
        fields.report(.other("a figure is negative, or no time passed", remedy: "correct the row"))
      }
      diagnostics += fields.diagnostics
      results.append((DesignPoint(indices), metrics))
    }
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
    return results
  }

  private static func metrics(_ fields: inout CSVFields, _ table: CSVTable) -> DesignMetrics {
    var metrics = DesignMetrics(seconds: 0, joules: fields.number("joules"))
    if table.has("cycles") {
      metrics.cycles = fields.integer("cycles")
      metrics.coreHertz = fields.integer("hertz")
      metrics.seconds = metrics.coreHertz > 0 ? Double(metrics.cycles) / Double(metrics.coreHertz) : 0
    } else {
      metrics.seconds = fields.number("seconds")
    }
    if table.has("area") { metrics.areaSquareMillimetres = fields.number("area") }
    if table.has("leakage") { metrics.leakageWatts = fields.number("leakage") }
    return metrics
  }
}
