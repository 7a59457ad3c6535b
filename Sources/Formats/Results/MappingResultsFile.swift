package import Core

/// Documents of mapping results (`urn:systole:mapping-results:1`).
package enum MappingResultsFile {
  /// Reads what a run found.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document, the architecture and the workload in it included.
  package static func read(_ input: InputFile) throws(InvalidInput) -> MappingResultsDocument {
    let document = try XMLDocument(input)
    try CheckedDocument.checkKind(document.root, kind: .mappingResults)
    let checked = try CheckedDocument(document, element: 0, kind: .mappingResults)
    var reading = MappingResultsReading(root: checked.root, reader: checked.reader)
    let architecture = reading.reader.architecture(of: checked.root, in: document, file: input.name)
    let workload = reading.reader.workload(of: checked.root, in: document, file: input.name)
    let run = reading.reader.run(of: checked.root)
    let layers = reading.layers()
    let search = reading.search()
    if let workload, reading.reader.isClean { reading.check(layers, workload: workload) }
    try reading.reader.finish()
    guard let architecture, let workload else {
      throw InvalidInput(
        .missingElement(subject: "mapping-results", expected: ["architecture"]), at: checked.root.location)
    }
    let result = MappingResult(
      architecture: architecture, workload: workload, objective: search.objective, search: search.name,
      constraintSet: search.constraintSet, layers: layers, certificate: search.certificate)
    return MappingResultsDocument(result, run)
  }

  /// The whole document.
  package static func write(_ document: MappingResultsDocument) -> [UInt8] {
    let result = document.result
    var writer = XMLWriter()
    writer.element(DocumentKind.mappingResults.root, namespace: DocumentKind.mappingResults.namespace) { writer in
      writer.element("search") { writer in
        writer.attribute("objective", result.objective.rawValue)
        if let name = result.search { writer.attribute("name", name) }
        writer.attribute("constraint-set", result.constraintSet)
        writer.attribute("certified", result.certificate == nil ? "false" : "true")
        if let certificate = result.certificate { certificate.write(to: &writer) }
      }
      writer.inputs(of: document.run)
      ArchitectureFile.write(result.architecture, to: &writer)
      WorkloadFile.write(result.workload, to: &writer)
      writer.element("summary") { writer in
        writer.attribute("cycles", result.cycles)
        writer.attribute("seconds", result.seconds)
        writer.attribute("macs", result.macs)
        writer.attribute("picojoules", result.picojoules)
        writer.attribute("joule-seconds", result.energyDelayProduct)
      }
      for layer in result.layers { writer.mappedLayer(layer, among: result.layers) }
      writer.environment(of: document.run)
    }
    return writer.finish()
  }
}

extension XMLWriter {
  /// A layer's outcome; one that differs by nothing but its name from the layer it equals says no more than that.
  fileprivate mutating func mappedLayer(_ layer: LayerMapping, among layers: [LayerMapping]) {
    element("layer") { writer in
      writer.attribute("name", layer.name)
      if let reference = layer.equalTo {
        writer.attribute("equal-to", reference)
        let first = layers.first { $0.name == reference }
        if let first, first.equalTo == nil, first.outcome == layer.outcome { return }
      }
      switch layer.outcome {
      case .mapped(let found):
        writer.attribute("outcome", "mapped")
        writer.found(found)
      case .vector: writer.attribute("outcome", "vector")
      case .impossible(let reasons):
        writer.attribute("outcome", "impossible")
        for reason in reasons { writer.element("reason") { $0.text(reason) } }
      case .notFound: writer.attribute("outcome", "not-found")
      }
    }
  }

  private mutating func found(_ found: FoundMapping) {
    element("mapping") { writer in
      writer.attribute("evaluated", found.evaluated)
      writer.attribute("visited", found.visited)
      found.certificate.write(to: &writer)
      if let gap = found.paretoGap { writer.attribute("pareto-gap", gap) }
      writer.text(found.mapping.description)
    }
    score(found.score)
    for choice in found.paretoSet {
      element("choice") { writer in
        writer.choice(choice)
        writer.text(choice.mapping.description)
      }
    }
    for refined in found.refined {
      element("refined") { writer in
        writer.choice(refined.choice)
        writer.attribute("simulated-cycles", refined.simulatedCycles)
        writer.attribute("simulated-picojoules", refined.simulatedPicojoules)
        writer.text(refined.choice.mapping.description)
      }
    }
  }

  private mutating func choice(_ choice: MappingChoice) {
    attribute("cycles", choice.cycles)
    attribute("picojoules", choice.picojoules)
  }

  private mutating func score(_ score: MappingScore) {
    element("score") { writer in
      writer.attribute("cycles", score.cycles)
      writer.attribute("compute-cycles", score.computeCycles)
      writer.attribute("macs", score.macs)
      writer.attribute("picojoules", score.picojoules)
      writer.attribute("mac-picojoules", score.macPicojoules)
      for level in score.levels {
        writer.element("level") { writer in
          writer.attribute("name", level.name)
          writer.attribute("copies", level.copies)
          writer.attribute("cycles", level.cycles)
          writer.attribute("held-bytes", level.heldBytes)
          if let bytes = level.availableBytes { writer.attribute("available-bytes", bytes) }
          writer.attribute("leakage-picojoules", level.leakagePicojoules)
          for operand in level.operands {
            writer.element("operand") { writer in
              writer.attribute("name", operand.operand.name)
              writer.attribute("tile-words", operand.tileWords)
              writer.attribute("tile-bytes", operand.tileBytes)
              writer.attribute("reads", operand.reads)
              writer.attribute("fills", operand.fills)
              writer.attribute("updates", operand.updates)
              writer.attribute("picojoules", operand.picojoules)
            }
          }
        }
      }
    }
  }
}
