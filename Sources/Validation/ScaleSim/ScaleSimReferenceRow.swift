import Core
import Formats
import Sim

/// One layer run of SCALE-Sim: what was run, and what its reports say.
struct ScaleSimReferenceRow {
  /// How the run ended.
  enum Status {
    case finished
    /// It ended with an exception, in the file's words.
    case failed(String)
    /// It was stopped for time or memory.
    case unfinished
  }

  let location: SourceLocation
  let layer: ScaleSimLayer
  let configuration: ScaleSimConfiguration
  let status: Status
  /// The values stated; empty fields state nothing.
  let values: [ScaleSimColumn: ScaleSimValue]

  /// The columns that say what ran.
  static let inputColumns = [
    "df", "array_h", "array_w", "mode", "rd_bw", "wr_bw", "ifmap_kB", "filter_kB", "ofmap_kB", "ifmap_h", "ifmap_w",
    "filt_h", "filt_w", "ch", "nfilt", "stride_h", "stride_w",
  ]

  /// The rows of a table in order.
  ///
  /// - Throws: `InvalidInput` with the missing columns, or else with every field that can't be read.
  static func rows(_ table: CSVTable) throws(InvalidInput) -> [ScaleSimReferenceRow] {
    try table.require(inputColumns)
    let columns = ScaleSimColumn.allCases.filter { table.has($0.rawValue) }
    guard !columns.isEmpty else {
      throw InvalidInput(
        .other(
          "the table has no report values to compare with",
          remedy: "give it columns such as \(ScaleSimColumn.totalCycles.rawValue)"),
        at: SourceLocation(file: table.name, line: 1))
    }
    var rows: [ScaleSimReferenceRow] = []
    var diagnostics: [Diagnostic] = []
    for row in table.rows {
      var fields = CSVFields(table, row)
      let reference = ScaleSimReferenceRow(&fields, at: table.location(row), columns)
      if fields.diagnostics.isEmpty, let reference { rows.append(reference) }
      diagnostics += fields.diagnostics
    }
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
    return rows
  }

  private init?(_ fields: inout CSVFields, at location: SourceLocation, _ columns: [ScaleSimColumn]) {
    self.location = location
    let dataflow: Dataflow? = fields.word(
      "df", among: ["os": .outputStationary, "ws": .weightStationary, "is": .inputStationary])
    let isUser: Bool? = fields.word("mode", among: ["CALC": false, "USER": true])
    guard let dataflow, let isUser else { return nil }
    configuration = ScaleSimConfiguration(
      arrayRows: fields.integer("array_h"), arrayColumns: fields.integer("array_w"), dataflow: dataflow,
      interface: isUser ? .user(read: fields.integer("rd_bw"), write: fields.integer("wr_bw")) : .calculated,
      ifmapKiB: fields.integer("ifmap_kB"), filterKiB: fields.integer("filter_kB"),
      ofmapKiB: fields.integer("ofmap_kB"))
    layer = ScaleSimLayer(
      ifmapHeight: fields.integer("ifmap_h"), ifmapWidth: fields.integer("ifmap_w"),
      filterHeight: fields.integer("filt_h"), filterWidth: fields.integer("filt_w"), channels: fields.integer("ch"),
      filters: fields.integer("nfilt"), strideHeight: fields.integer("stride_h"),
      strideWidth: fields.integer("stride_w"))
    status = Self.status(fields.text("status"))
    var values: [ScaleSimColumn: ScaleSimValue] = [:]
    for column in columns where !fields.text(column.rawValue).isEmpty {
      values[column] =
        column.isCount ? .count(fields.integer(column.rawValue)) : .ratio(fields.number(column.rawValue))
    }
    self.values = values
    if case .finished = status { checkSizes(&fields) }
  }

  /// Reports sizes that no run can have had.
  private func checkSizes(_ fields: inout CSVFields) {
    guard fields.diagnostics.isEmpty else { return }
    do throws(ScaleSimError) {
      try layer.validate()
      try configuration.validate()
    } catch {
      fields.report(.other(error.description, remedy: "SCALE-Sim cannot have reported on it"))
    }
  }

  private static func status(_ text: String) -> Status {
    let words = text.lowercased()
    if words.isEmpty || words == "ok" { return .finished }
    return ["timeout", "time limit", "timed out", "killed", "memory"].contains { words.contains($0) }
      ? .unfinished : .failed(text)
  }

  /// What SCALE-Sim mode makes of the run.
  var outcome: Result<ScaleSimReport, ScaleSimError> {
    Result { () throws(ScaleSimError) in try scaleSimReport(layer: layer, configuration: configuration) }
  }
}
