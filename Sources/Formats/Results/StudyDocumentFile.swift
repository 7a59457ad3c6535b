package import Core

/// Documents of explorations (`urn:systole:study:1`).
package enum StudyDocumentFile {
  /// Reads what an exploration found.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document, the documents in it included.
  package static func read(_ input: InputFile) throws(InvalidInput) -> StudyDocument {
    let document = try XMLDocument(input)
    try CheckedDocument.checkKind(document.root, kind: .study)
    let checked = try CheckedDocument(document, element: 0, kind: .study)
    let root = checked.root
    var reader = checked.reader
    let space = reader.embedded(.space, of: root, in: document) { checked throws(InvalidInput) in
      try SpaceFile.space(of: checked)
    }
    let architecture =
      root.child(DocumentKind.architecture.root) == nil
      ? nil : reader.architecture(of: root, in: document, file: input.name)
    let layers =
      root.child(DocumentKind.workload.root) == nil
      ? nil : reader.workload(of: root, in: document, file: input.name)
    let syntheses = reader.allEmbedded(.synthesis, in: document) { checked throws(InvalidInput) in
      try SynthesisFile.read(checked).result
    }
    let run = reader.run(of: root)
    guard let space else {
      try reader.finish()
      throw InvalidInput(.missingElement(subject: "study", expected: [DocumentKind.space.root]), at: root.location)
    }
    var reading = StudyReading(root: root, reader: reader, space: space)
    var record = reading.record()
    for synthesis in syntheses where !record.trials.contains(where: { $0.number == synthesis.trial }) {
      reading.reader.note(
        .other("there is no trial for the design synthesised", remedy: "name one: trial=\"…\""), at: root.location)
    }
    try reading.reader.finish()
    record.architecture = architecture
    record.layers = layers
    record.syntheses = syntheses
    return StudyDocument(record, run)
  }

  /// The whole document.
  package static func write(_ document: StudyDocument) -> [UInt8] {
    var bytes: [UInt8] = []
    write(document) { bytes += $0 }
    return bytes
  }

  /// Writes the document in pieces, some trials at a time, so that it is never held whole.
  ///
  /// - Throws: what `output` throws; nothing more is written then.
  package static func write<Failure: Error>(
    _ document: StudyDocument, to output: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let record = document.result
    var writer = XMLWriter()
    writer.start(DocumentKind.study.root, namespace: DocumentKind.study.namespace)
    writer.attribute("name", record.name)
    writer.attribute("workload", record.workload)
    writer.search(of: record)
    writer.inputs(of: document.run)
    SpaceFile.write(record.space, to: &writer)
    if let architecture = record.architecture { ArchitectureFile.write(architecture, to: &writer) }
    if let layers = record.layers { WorkloadFile.write(layers, to: &writer) }
    writer.summary(of: record)
    writer.base(record.base, of: record.space)
    for (index, trial) in record.trials.enumerated() {
      if index.isMultiple(of: 64) { try output(writer.takeBytes()) }
      writer.trial(trial, of: record.space)
    }
    for number in record.front { writer.element("front") { $0.attribute("trial", number) } }
    writer.hypervolume(of: record)
    for result in record.syntheses { SynthesisFile.write(SynthesisDocument(result), to: &writer) }
    writer.environment(of: document.run)
    writer.end()
    try output(writer.finish())
  }
}

extension XMLWriter {
  fileprivate mutating func search(of record: StudyRecord) {
    element("search") { writer in
      writer.attribute("fidelity", record.fidelity.name)
      writer.attribute("mapper", record.policy)
      writer.attribute("seed", String(record.seed))
      writer.attribute("batch", record.batchSize)
      writer.attribute("looks", record.cheapLooks)
      for metric in record.objectives.metrics {
        writer.element("objective") { $0.attribute("metric", metric.rawValue) }
      }
      for limit in record.objectives.limits {
        writer.element("limit") { writer in
          writer.attribute("metric", limit.metric.rawValue)
          writer.attribute("most", limit.most)
        }
      }
    }
  }

  fileprivate mutating func summary(of record: StudyRecord) {
    element("summary") { writer in
      for (name, count) in StudyReading.counts(of: record) { writer.attribute(name, count) }
    }
  }

  fileprivate mutating func base(_ base: StudyRecord.Base, of space: DesignSpace) {
    guard base != StudyRecord.Base() else { return }
    element("base") { writer in
      writer.attribute("made-by", base.madeBy)
      if let point = base.point { writer.attribute("values", space.values(of: point).joined(separator: " ")) }
      for metric in Metric.allCases {
        guard let value = base.figures[metric] else { continue }
        writer.element("figure") { writer in
          writer.attribute("metric", metric.rawValue)
          writer.attribute("is", value)
          writer.attribute("unit", metric.unit)
        }
      }
    }
  }

  fileprivate mutating func trial(_ trial: Trial, of space: DesignSpace) {
    element("trial") { writer in
      writer.attribute("number", trial.number)
      writer.attribute("batch", trial.batch)
      writer.attribute("strategy", trial.strategy)
      writer.attribute("fidelity", trial.fidelity.name)
      writer.attribute("state", trial.state.rawValue)
      writer.attribute("values", space.values(of: trial.point).joined(separator: " "))
      writer.attribute("simulations", trial.cost.simulations)
      writer.attribute("analytical-evaluations", trial.cost.analyticalEvaluations)
      if let metrics = trial.metrics {
        writer.element("metrics") { writer in
          writer.attribute("cycles", metrics.cycles)
          writer.attribute("seconds", metrics.seconds)
          writer.attribute("joules", metrics.joules)
          writer.attribute("square-millimetres", metrics.areaSquareMillimetres)
          writer.attribute("leakage-watts", metrics.leakageWatts)
          writer.attribute("core-hertz", metrics.coreHertz)
        }
      }
      if let failure = trial.failure { writer.element("failure") { $0.text(failure) } }
      guard let mappings = trial.mappings else { return }
      writer.element("mappings") { writer in
        for (layer, mapping) in mappings.sorted(by: { $0.key < $1.key }) {
          writer.element("mapping") { writer in
            writer.attribute("layer", layer)
            writer.text(mapping.description)
          }
        }
      }
    }
  }

  fileprivate mutating func hypervolume(of record: StudyRecord) {
    element("hypervolume") { writer in
      writer.attribute("scale", record.hypervolumeScale)
      for corner in record.reference { writer.element("corner") { $0.attribute("is", corner) } }
      for rise in record.growth {
        writer.element("rise") { writer in
          writer.attribute("trial", rise.trial)
          writer.attribute("to", rise.hypervolume)
        }
      }
    }
  }
}
