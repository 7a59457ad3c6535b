package import Core

/// A network as a table of layers, a row each: `name,N,K,C,P,Q,R,S,stride,dilation,groups,count`.
///
/// K and C are totals over all groups; P and R go along the width. `stride` and `dilation` are a number or
/// `WIDTHxHEIGHT`; `count` repeats the layer. Columns left out are 1.
package struct LayerCSVFile: Hashable, Sendable {
  package var workload: Workload

  /// The columns, in the order they are written.
  package static let columns = ["name", "N", "K", "C", "P", "Q", "R", "S", "stride", "dilation", "groups", "count"]
  private static let layerLimit = 100_000

  /// Reads a table.
  ///
  /// - Throws: `InvalidInput` with every column and row that is wrong.
  package init(_ file: InputFile) throws(InvalidInput) {
    let table = try CSVTable(file)
    try table.require(["name", "K", "C", "P"])
    var diagnostics: [Diagnostic] = []
    for column in table.header where !column.isEmpty && !Self.columns.contains(column) {
      diagnostics.append(
        Diagnostic(
          .other(
            "column '\(XMLText.oneLine(column))' is unknown",
            remedy: "columns are \(Self.columns.joined(separator: ", "))"),
          at: SourceLocation(file: file.name, line: 1)))
    }
    var layers: [Layer] = []
    var names = LayerNames()
    for row in table.rows where diagnostics.count < 100 {
      var fields = CSVFields(table, row)
      let layer = Self.layer(&fields, table)
      diagnostics += fields.diagnostics
      guard let (convolution, count) = layer, fields.diagnostics.isEmpty else { continue }
      guard layers.count + count <= Self.layerLimit else {
        diagnostics.append(
          Diagnostic(
            .workload(.tooManyLayers(subject: "row '\(XMLText.oneLine(fields.text("name")))'", limit: Self.layerLimit)),
            at: table.location(row)))
        break
      }
      for index in 1...count {
        let name = fields.text("name") + (count > 1 ? ".\(index)" : "")
        layers.append(Layer(name: names.own(name), content: LayerContent(operation: .convolution(convolution))))
      }
    }
    if layers.isEmpty, diagnostics.isEmpty {
      diagnostics.append(
        Diagnostic(.other("the table has no layers", remedy: "add rows"), at: SourceLocation(file: file.name)))
    }
    diagnostics += WorkloadTotals.problems(of: layers, in: file.name)
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
    workload = Workload(name: file.stem, summary: "layers of \(file.file)", layers: layers)
  }

  private static func layer(_ fields: inout CSVFields, _ table: CSVTable) -> (Convolution, Int)? {
    func size(_ column: String, _ fields: inout CSVFields) -> Int {
      guard table.has(column), !fields.text(column).isEmpty else { return 1 }
      let value = fields.integer(column)
      if value < 1 || value > 1 << 40 {
        fields.report(
          .outOfRange(
            subject: "column", attribute: "'\(column)'", found: XMLText.oneLine(fields.text(column)),
            expected: "1 to 2^40"))
        return 1
      }
      return value
    }
    let groups = size("groups", &fields)
    let (filters, channels) = (size("K", &fields), size("C", &fields))
    for (column, value) in [("K", filters), ("C", channels)] where !value.isMultiple(of: groups) {
      fields.report(
        .workload(
          .groups(
            subject: "row '\(XMLText.oneLine(fields.text("name")))'", attribute: column, channels: value, groups: groups
          )))
    }
    let bounds = LoopBounds(
      n: size("N", &fields), g: groups, k: filters / groups, c: channels / groups, p: size("P", &fields),
      q: size("Q", &fields), r: size("R", &fields), s: size("S", &fields))
    let convolution = Convolution(
      bounds: bounds, stride: extent("stride", &fields), dilation: extent("dilation", &fields))
    let count = size("count", &fields)
    guard fields.diagnostics.isEmpty else { return nil }
    if let invalidity = convolution.invalidity {
      fields.report(.other("row '\(XMLText.oneLine(fields.text("name")))': \(invalidity)", remedy: "check its sizes"))
      return nil
    }
    return (convolution, count)
  }

  private static func extent(_ column: String, _ fields: inout CSVFields) -> Extent {
    let text = fields.text(column)
    if text.isEmpty { return Extent(square: 1) }
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard (1...2).contains(sides.count), sides.allSatisfy({ (1...1 << 16).contains($0) }) else {
      fields.report(
        .notAQuantity(
          subject: "column '\(column)'", attribute: "value", found: XMLText.oneLine(text), kind: "extent",
          example: "2 or 2x1"))
      return Extent(square: 1)
    }
    return Extent(width: sides[0], height: sides[sides.count - 1])
  }
}
