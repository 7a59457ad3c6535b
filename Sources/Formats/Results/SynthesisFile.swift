package import Core

/// Documents of synthesised arrays (`urn:systole:synthesis:1`).
package enum SynthesisFile {
  /// The whole document.
  package static func write(_ document: SynthesisDocument) -> [UInt8] {
    var writer = XMLWriter()
    write(document, to: &writer)
    return writer.finish()
  }

  /// Writes the document inside another one.
  static func write(_ document: SynthesisDocument, to writer: inout XMLWriter) {
    let result = document.result
    writer.element(DocumentKind.synthesis.root, namespace: DocumentKind.synthesis.namespace) { writer in
      if let trial = result.trial { writer.attribute("trial", trial) }
      writer.attribute("design", result.design)
      writer.attribute("library", result.library)
      writer.attribute("sha256", result.libraryHash)
      writer.attribute("target-nanoseconds", result.targetNanoseconds)
      writer.attribute("toggle-rate", result.toggleRate)
      writer.inputs(of: document.run)
      for tool in result.tools { writer.element("tool") { $0.attribute("version", tool) } }
      for setting in result.settings {
        writer.element("setting") { writer in
          writer.attribute("name", setting.name)
          writer.attribute("value", setting.value)
        }
      }
      for block in result.blocks { writer.block(block) }
      for memory in result.memories {
        writer.element("memory") { writer in
          writer.attribute("component", memory.component)
          writer.attribute("square-millimetres", memory.squareMillimetres)
          if let hertz = memory.highestHertz { writer.attribute("highest-hertz", hertz) }
          writer.attribute("extrapolated", memory.isExtrapolated ? "true" : "false")
        }
      }
      for command in result.commands { writer.element("command") { $0.text(command) } }
      writer.environment(of: document.run)
    }
  }

  /// Reads a synthesised array.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document.
  package static func read(_ input: InputFile) throws(InvalidInput) -> SynthesisDocument {
    try read(try CheckedDocument(input, kind: .synthesis))
  }

  /// Reads a checked document, alone or inside another one.
  static func read(_ checked: CheckedDocument) throws(InvalidInput) -> SynthesisDocument {
    let root = checked.root
    var reading = SynthesisReading(reader: checked.reader)
    let result = reading.result(root)
    let run = reading.reader.run(of: root)
    try reading.reader.finish()
    return SynthesisDocument(result, run)
  }
}

/// The state of reading one synthesised array.
private struct SynthesisReading {
  var reader: AttributeReader

  mutating func result(_ root: XMLElement) -> SynthesisResult {
    SynthesisResult(
      trial: root["trial"].map { _ in reader.integer("trial", of: root, in: 0...Self.largestCount) },
      design: reader.text("design", of: root), library: reader.text("library", of: root),
      libraryHash: reader.text("sha256", of: root), tools: root.children("tool").map { reader.text("version", of: $0) },
      targetNanoseconds: reader.number("target-nanoseconds", of: root),
      toggleRate: reader.number("toggle-rate", of: root),
      settings: root.children("setting").map {
        SynthesisResult.Setting(reader.text("name", of: $0), reader.text("value", of: $0))
      }, blocks: root.children("block").map { block($0) }, memories: root.children("memory").map { memory($0) },
      commands: root.children("command").map(\.text))
  }

  private mutating func block(_ element: XMLElement) -> SynthesisResult.Block {
    SynthesisResult.Block(
      name: reader.text("name", of: element), module: reader.text("module", of: element),
      count: reader.integer("count", of: element, in: 0...Self.largestCount),
      squareMicrometres: reader.number("square-micrometres", of: element),
      nanoseconds: reader.number("nanoseconds", of: element),
      picojoulesPerCycle: reader.number("picojoules-per-cycle", of: element),
      leakageMilliwatts: reader.number("leakage-milliwatts", of: element),
      path: element.children("step").map { step in
        SynthesisResult.Step(
          delayNanoseconds: reader.number("delay", of: step), timeNanoseconds: reader.number("time", of: step),
          edge: reader.choice("edge", of: step, default: .rise), pin: reader.text("pin", of: step),
          cell: reader.text("cell", of: step))
      })
  }

  private mutating func memory(_ element: XMLElement) -> SynthesisResult.Memory {
    SynthesisResult.Memory(
      component: reader.text("component", of: element),
      squareMillimetres: reader.number("square-millimetres", of: element),
      highestHertz: element["highest-hertz"].map { _ in
        reader.integer("highest-hertz", of: element, in: 0...Self.largestCount)
      }, isExtrapolated: reader.flag("extrapolated", of: element, default: false))
  }

  private static let largestCount = 1 << 50
}

extension XMLWriter {
  fileprivate mutating func block(_ block: SynthesisResult.Block) {
    element("block") { writer in
      writer.attribute("name", block.name)
      writer.attribute("module", block.module)
      writer.attribute("count", block.count)
      writer.attribute("square-micrometres", block.squareMicrometres)
      writer.attribute("nanoseconds", block.nanoseconds)
      writer.attribute("picojoules-per-cycle", block.picojoulesPerCycle)
      writer.attribute("leakage-milliwatts", block.leakageMilliwatts)
      for step in block.path {
        writer.element("step") { writer in
          writer.attribute("delay", step.delayNanoseconds)
          writer.attribute("time", step.timeNanoseconds)
          writer.attribute("edge", step.edge.rawValue)
          writer.attribute("pin", step.pin)
          writer.attribute("cell", step.cell)
        }
      }
    }
  }
}
