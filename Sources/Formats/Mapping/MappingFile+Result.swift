package import Core

extension MappingFile {
  /// What the analytical model says of one layer's mapping, and what the search proved.
  package struct Prediction: Hashable, Sendable {
    package var cycles: Int
    package var picojoules: Double
    package var certificate: MappingCertificate

    package init(cycles: Int, picojoules: Double, certificate: MappingCertificate = MappingCertificate()) {
      self.cycles = cycles
      self.picojoules = picojoules
      self.certificate = certificate
    }

    /// The prediction an element states; `nil` when it states none.
    init?(_ element: XMLElement, _ reader: inout AttributeReader) {
      guard element["cycles"] != nil || element["picojoules"] != nil else { return nil }
      self.init(
        cycles: reader.integer("cycles", of: element, in: 0...(1 << 60)),
        picojoules: reader.number("picojoules", of: element),
        certificate: MappingCertificate(element, &reader))
    }

    func write(to writer: inout XMLWriter) {
      writer.attribute("cycles", cycles)
      writer.attribute("picojoules", picojoules)
      certificate.write(to: &writer)
    }
  }

  /// How the mappings of a document were found.
  package struct Origin: Hashable, Sendable {
    package var objective: MappingObjective
    package var search: String
    package var constraintSet: String
    /// What was proved of the network as a whole.
    package var certificate: MappingCertificate

    package init(
      objective: MappingObjective, search: String, constraintSet: String, certificate: MappingCertificate
    ) {
      self.objective = objective
      self.search = search
      self.constraintSet = constraintSet
      self.certificate = certificate
    }

    /// The origin an element states; `nil` when it states none.
    init?(_ element: XMLElement, _ reader: inout AttributeReader) {
      guard element["objective"] != nil else { return nil }
      self.init(
        objective: reader.choice("objective", of: element, default: .edp), search: reader.text("search", of: element),
        constraintSet: reader.text("constraint-set", of: element),
        certificate: MappingCertificate(element, &reader))
    }

    func write(to writer: inout XMLWriter) {
      writer.attribute("objective", objective.rawValue)
      writer.attribute("search", search)
      writer.attribute("constraint-set", constraintSet)
      certificate.write(to: &writer)
    }
  }

  /// The document of the mappings a search found; layers without one are left out.
  package init(_ result: MappingResult) {
    self.init(architecture: result.architecture.name, workload: result.workload.name, mappings: [])
    origin = result.search.map { search in
      Origin(
        objective: result.objective, search: search, constraintSet: result.constraintSet,
        certificate: result.certificate ?? MappingCertificate())
    }
    entries = result.layers.compactMap { layer in
      guard let found = layer.found else { return nil }
      let prediction = Prediction(
        cycles: found.score.cycles, picojoules: found.score.picojoules, certificate: found.certificate)
      return Entry(
        layer: layer.name, mapping: found.mapping, prediction: prediction, location: SourceLocation(file: "mapping"))
    }
  }
}

extension MappingCertificate {
  /// The bound and the gap an element states.
  init(_ element: XMLElement, _ reader: inout AttributeReader) {
    self.init(
      lowerBound: element["lower-bound"] == nil ? nil : reader.number("lower-bound", of: element),
      gap: element["gap"] == nil ? nil : reader.number("gap", of: element))
  }

  func write(to writer: inout XMLWriter) {
    if let lowerBound { writer.attribute("lower-bound", lowerBound) }
    if let gap { writer.attribute("gap", gap) }
  }
}
