package import Core

/// Mapping documents (`urn:systole:mapping:1`): the mappings of a workload's layers onto an architecture.
package struct MappingFile: Hashable, Sendable {
  /// The mapping of one layer.
  package struct Entry: Hashable, Sendable {
    package var layer: String
    package var mapping: Mapping
    /// What the analytical model predicts, where the document says so.
    package var prediction: Prediction?
    /// Where the mapping stands in the document.
    package var location: SourceLocation

    package init(layer: String, mapping: Mapping, prediction: Prediction? = nil, location: SourceLocation) {
      self.layer = layer
      self.mapping = mapping
      self.prediction = prediction
      self.location = location
    }
  }

  /// The name of the architecture the mappings are made for.
  package var architecture: String
  /// The name of the workload whose layers are mapped.
  package var workload: String
  package var entries: [Entry]
  /// How the mappings were found, where the document says so.
  package var origin: Origin?
  /// Where the names of the architecture and the workload stand.
  package var map: SourceMap

  /// A document of mappings that were not read from a file.
  package init(architecture: String, workload: String, mappings: [(layer: String, mapping: Mapping)]) {
    self.architecture = architecture
    self.workload = workload
    map = SourceMap(file: "mapping")
    entries = mappings.map { Entry(layer: $0.layer, mapping: $0.mapping, location: SourceLocation(file: "mapping")) }
  }

  /// Reads a document; whether its mappings fit an architecture and a workload is up to `mappings(of:on:)`.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document.
  package static func read(_ input: InputFile) throws(InvalidInput) -> MappingFile {
    var document = try CheckedDocument(input, kind: .mapping)
    var file = MappingFile(
      architecture: document.reader.text("architecture", of: document.root),
      workload: document.reader.text("workload", of: document.root), mappings: [])
    file.map = SourceMap(file: input.name)
    file.map.add(document.root, as: "mappings")
    file.origin = Origin(document.root, &document.reader)
    for element in document.root.children("mapping") {
      let layer = document.reader.text("layer", of: element)
      if file.entries.contains(where: { $0.layer == layer }) {
        document.reader.note(.twice(kind: "the mapping of layer", name: layer), at: element.location(of: "layer"))
      }
      let prediction = Prediction(element, &document.reader)
      do {
        let mapping = try Mapping(parsing: XMLText.oneLine(element.text))
        file.entries.append(
          Entry(layer: layer, mapping: mapping, prediction: prediction, location: element.location))
      } catch {
        document.reader.note(.inLayer(layer, error.problem), at: element.location)
      }
    }
    try document.reader.finish()
    return file
  }

  /// Writes the document; reading it gives the same mappings.
  package func write() -> [UInt8] {
    var writer = XMLWriter()
    writer.element(DocumentKind.mapping.root, namespace: DocumentKind.mapping.namespace) { writer in
      writer.attribute("architecture", architecture)
      writer.attribute("workload", workload)
      origin?.write(to: &writer)
      for entry in entries {
        writer.element("mapping") { writer in
          writer.attribute("layer", entry.layer)
          entry.prediction?.write(to: &writer)
          writer.text(entry.mapping.description)
        }
      }
    }
    return writer.finish()
  }

  /// The mappings by layer, checked against the workload and the architecture they are to be used with.
  ///
  /// - Throws: `InvalidInput` with every mapping of an unknown layer, that doesn't multiply up, or that doesn't fit.
  package func mappings(
    of workload: Workload, on architecture: Architecture
  ) throws(InvalidInput) -> [String: Mapping] {
    var diagnostics: [Diagnostic] = []
    if architecture.name != self.architecture {
      diagnostics.append(
        Diagnostic(
          .madeForAnother(kind: "architecture", stated: self.architecture, used: architecture.name),
          at: map["mappings.architecture"]))
    }
    if workload.name != self.workload {
      diagnostics.append(
        Diagnostic(
          .madeForAnother(kind: "workload", stated: self.workload, used: workload.name),
          at: map["mappings.workload"]))
    }
    let names = workload.layers.map(\.name)
    var mappings: [String: Mapping] = [:]
    for entry in entries {
      guard let layer = workload.layers.first(where: { $0.name == entry.layer }) else {
        diagnostics.append(Diagnostic(.unknownLayer(found: entry.layer, known: names), at: entry.location))
        continue
      }
      guard let convolution = layer.convolution else {
        diagnostics.append(Diagnostic(.nothingToMap(layer: entry.layer), at: entry.location))
        continue
      }
      diagnostics += entry.mapping.problems(
        layer: entry.layer, convolution: convolution, precision: layer.precision, architecture: architecture
      ).map { Diagnostic($0, at: entry.location) }
      mappings[entry.layer] = entry.mapping
    }
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
    return mappings
  }
}
