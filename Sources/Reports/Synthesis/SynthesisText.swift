import Core

/// A synthesised array in the terminal, as JSON and as CSV.
extension SynthesisReport {
  /// The report for a person: blocks, what limits the clock, the slowest path, the commands.
  package var text: String {
    var text = "\(design)\n\(library), \(tools.joined(separator: ", ")); "
    text += "clock asked for \(Self.text(nanoseconds: targetNanoseconds))\n\n"
    text += table.text + "\n\(verdict)\n"
    text += "Power at \(NumberText.engineering(hertz, unit: "Hz")) with \(NumberText.percent(toggleRate)) of nets "
    text += "toggling a cycle; memories from the cost tables"
    text += memories.contains(where: \.isExtrapolated) ? " (extrapolated), their energy left out. " : ". "
    text += "\(Self.claim)\n"
    if let slowest, !blocks[slowest].path.isEmpty {
      text += "\nslowest path of \(blocks[slowest].module)\n\(path(of: blocks[slowest]).text)"
    }
    if !commands.isEmpty { text += "\nagain:\n" + commands.map { "  \($0)\n" }.joined() }
    return text
  }

  private var table: TextTable {
    var table = TextTable([
      .init("block", .left), .init("×"), .init("area each"), .init("area"), .init("share"), .init("period"),
      .init("power"),
    ])
    for block in blocks {
      table.rows.append([
        block.name, NumberText.integer(block.count), "\(NumberText.fixed(block.squareMicrometres, decimals: 0)) µm²",
        Self.text(squareMillimetres: block.squareMillimetres), NumberText.percent(block.share),
        Self.text(nanoseconds: block.nanoseconds), NumberText.engineering(block.milliwatts * 1e-3, unit: "W"),
      ])
    }
    for memory in memories {
      table.rows.append([
        memory.component, "", "", Self.text(squareMillimetres: memory.squareMillimetres),
        NumberText.percent(memory.share), memory.nanoseconds.map { Self.text(nanoseconds: $0) } ?? NumberText.missing,
        NumberText.missing,
      ])
    }
    table.total = [
      "total", "", "", Self.text(squareMillimetres: squareMillimetres), "", Self.text(nanoseconds: nanoseconds),
      NumberText.engineering(milliwatts * 1e-3, unit: "W"),
    ]
    return table
  }

  private func path(of block: Block) -> TextTable {
    var table = TextTable([
      .init("delay"), .init("time"), .init("edge", .left), .init("pin", .left), .init("cell", .left),
    ])
    for step in block.path {
      table.rows.append([
        Self.text(nanoseconds: step.delayNanoseconds), Self.text(nanoseconds: step.timeNanoseconds), step.edge.rawValue,
        step.pin, step.cell,
      ])
    }
    return table
  }

  /// Every figure at full precision, keys sorted.
  ///
  /// - Throws: What `JSONEncoder` throws.
  package func json() throws -> String { try ReportJSON.text(self) }

  /// A row for each block and memory.
  package var csv: String {
    var document = CSVDocument(header: [
      "part", "module", "count", "square_micrometres_each", "square_millimetres", "nanoseconds", "milliwatts",
    ])
    for block in blocks {
      document.rows.append([
        block.name, block.module, "\(block.count)", block.squareMicrometres.description,
        block.squareMillimetres.description, block.nanoseconds.description, block.milliwatts.description,
      ])
    }
    for memory in memories {
      document.rows.append([
        memory.component, "", "1", "", memory.squareMillimetres.description, memory.nanoseconds?.description ?? "", "",
      ])
    }
    return document.text
  }
}
