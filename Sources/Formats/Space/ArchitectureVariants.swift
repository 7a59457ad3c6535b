package import Core

/// An architecture document whose attributes can be changed again and again without parsing it anew.
///
/// The document is validated against its schema once; a variant goes through every check of an architecture beyond that
/// and is priced. Summary, sources and remarks on where numbers come from are left out: reading them took most of a
/// variant's time, and no cost depends on them.
package struct ArchitectureVariants: Sendable {
  /// An attribute a parameter sets.
  fileprivate struct Target: Sendable {
    /// The way from the root to the element, as indices of children.
    var element: [Int]
    /// One for each value of the parameter; `nil` where a value leaves the attribute alone.
    var settings: [Setting?]
  }

  private let root: XMLElement
  private let file: String
  private let vocabulary: SchemaVocabulary
  /// For each parameter of the space, what it sets.
  private var targets: [[Target]] = []

  /// The variants of a document, all of which have some settings in common.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document or the settings.
  init(of input: InputFile, settings: [Setting]) throws(InvalidInput) {
    let vocabulary = try SchemaVocabulary(InputFile.schema(of: .architecture))
    var document = try CheckedDocument(input, kind: .architecture) { tree, vocabulary throws(InvalidInput) in
      try tree.apply(settings, vocabulary: vocabulary)
    }
    try document.reader.finish()
    root = document.root.withoutRemarks
    file = input.name
    self.vocabulary = vocabulary
  }

  /// What keeps a setting from being applied, apart from its value; `nil` when nothing does.
  func problem(with setting: Setting) -> Problem? {
    guard let place = Self.place(of: setting.component, in: root) else {
      return .unknownComponent(found: setting.component, known: Self.components(of: root))
    }
    let element = Self.element(at: place, of: root)
    let known = vocabulary.attributes(of: element.name)
    guard known.contains(setting.attribute) else {
      return .unknownAttribute(subject: element.subject, attribute: setting.attribute, known: known)
    }
    return nil
  }

  /// Finds the attributes the parameters of a space set.
  mutating func target(_ space: DesignSpace) {
    targets = space.parameters.map { parameter in
      let settings = parameter.values.indices.map { index in
        parameter.settings(at: index).compactMap { try? Setting(parsing: $0) }
      }
      let attributes = settings.joined().reduce(into: [Setting]()) { known, setting in
        if !known.contains(where: { $0.setsSame(as: setting) }) { known.append(setting) }
      }
      return attributes.compactMap { attribute in
        guard let place = Self.place(of: attribute.component, in: root) else { return nil }
        return Target(
          element: place, settings: settings.map { list in list.first { $0.setsSame(as: attribute) } })
      }
    }
  }

  /// Checks that each value of each parameter is one its attributes can have.
  ///
  /// Whether the architecture is legal with it may depend on the other parameters and is not asked here.
  ///
  /// - Throws: `InvalidInput` with every parameter that has a value of the wrong kind, at the parameter.
  func checkValues(of space: DesignSpace, stated elements: [XMLElement]) throws(InvalidInput) {
    var diagnostics: [Diagnostic] = []
    for (index, parameter) in space.parameters.enumerated() {
      // The values of a long list are those of a range, which are of one kind.
      let values = parameter.count > 64 ? [0, parameter.count - 1] : Array(parameter.values.indices)
      for value in values {
        guard let problem = problem(ofParameter: index, value: value) else { continue }
        let element = elements[index]
        diagnostics.append(
          Diagnostic(problem, at: element.location(of: element["values"] == nil ? "from" : "values")))
        break
      }
    }
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
  }

  private func problem(ofParameter index: Int, value: Int) -> Problem? {
    var root = root
    for target in targets[index] { target.set(value, in: &root) }
    do {
      _ = try Self.read(root, file: file)
      return nil
    } catch {
      let places = targets[index].compactMap { $0.settings[value]?.location }
      return error.diagnostics.first { places.contains($0.location) && $0.problem.isAboutOneValue }?.problem
    }
  }

  /// The architecture of a point, priced.
  ///
  /// - Throws: `InvalidInput` with everything that keeps the parts from going together.
  package func architecture(at point: DesignPoint, of space: DesignSpace) throws(InvalidInput) -> Architecture {
    var root = root
    for (value, targets) in zip(point.indices, targets) {
      for target in targets { target.set(value, in: &root) }
    }
    return try Self.read(root, file: file)
  }

  /// The base architecture with the settings all variants have, priced.
  ///
  /// - Throws: `InvalidInput` with everything that keeps the parts from going together.
  package func base() throws(InvalidInput) -> Architecture {
    try Self.read(root, file: file)
  }

  private static func read(_ root: XMLElement, file: String) throws(InvalidInput) -> Architecture {
    var reading = ArchitectureReading(root: root, reader: AttributeReader(), file: file)
    return try reading.finished()
  }

  /// The way to the first element that answers to a word, in the order of the document.
  private static func place(of component: String, in element: XMLElement) -> [Int]? {
    if element.answers(to: component) { return [] }
    for (index, child) in element.children.enumerated() {
      if let rest = place(of: component, in: child) { return [index] + rest }
    }
    return nil
  }

  private static func element(at place: [Int], of root: XMLElement) -> XMLElement {
    place.reduce(root) { $0.children[$1] }
  }

  private static func components(of element: XMLElement) -> [String] {
    [element.component].compactMap { $0 } + element.children.flatMap { components(of: $0) }
  }
}

extension ArchitectureVariants {
  /// How many points are legal: counted where there are few, estimated from seeded draws where there are many.
  ///
  /// - Returns: The share of legal points, and whether all were looked at.
  package func legalShare(of space: DesignSpace) -> (share: Double, isCounted: Bool) {
    let isCounted = space.size <= 20_000
    var random = SeededRandom(seed: 1)
    let looks = isCounted ? Int(space.size) : 2000
    let legal = (0..<looks).count { place in
      let drawn = DesignPoint(space.parameters.map { random.below($0.count) })
      let point = isCounted ? space.point(at: place) ?? drawn : drawn
      return (try? legalArchitecture(at: point, of: space)) != nil
    }
    return (looks == 0 ? 0 : Double(legal) / Double(looks), isCounted)
  }

  /// The architecture of a point that obeys every rule; `nil` when a rule of the space is broken.
  ///
  /// - Throws: `InvalidInput` when the parts don't go together.
  package func legalArchitecture(
    at point: DesignPoint, of space: DesignSpace
  ) throws(InvalidInput) -> Architecture? {
    guard space.satisfiesConstraints(point) else { return nil }
    let architecture = try architecture(at: point, of: space)
    guard space.constraints.contains(where: \.needsArchitecture) else { return architecture }
    let figures = architecture.freeFigures
    return space.satisfiesConstraints(point, figures: figures) ? architecture : nil
  }
}

extension Setting {
  /// Whether both change the same attribute.
  fileprivate func setsSame(as other: Setting) -> Bool {
    component == other.component && attribute == other.attribute
  }
}

extension ArchitectureVariants.Target {
  fileprivate func set(_ value: Int, in root: inout XMLElement) {
    guard let setting = settings[value] else { return }
    root.set(setting.attribute, to: setting.value, at: element[...], location: setting.location)
  }
}

extension XMLElement {
  /// The element without summaries, sources, and words on where numbers come from.
  fileprivate var withoutRemarks: XMLElement {
    var element = self
    element.attributes.removeAll { ["summary", "from", "estimated"].contains($0.name) }
    element.children = children.filter { $0.name != "source" }.map(\.withoutRemarks)
    return element
  }

  /// Sets an attribute of a descendant; a value set this way is no longer the cost table's.
  fileprivate mutating func set(
    _ attribute: String, to value: String, at place: ArraySlice<Int>, location: SourceLocation
  ) {
    if let first = place.first {
      children[first].set(attribute, to: value, at: place.dropFirst(), location: location)
      return
    }
    if let index = attributes.firstIndex(where: { $0.name == attribute }) {
      attributes[index].value = value
      attributes[index].location = location
    } else {
      attributes.append(XMLAttribute(name: attribute, value: value, location: location))
    }
    if let index = attributes.firstIndex(where: { $0.name == "priced" }), priced.contains(attribute) {
      attributes[index].value = priced.filter { $0 != attribute }.joined(separator: " ")
    }
  }
}

extension Problem {
  /// Whether the value would be wrong whatever the rest of the document says.
  fileprivate var isAboutOneValue: Bool {
    switch self {
    case .notAQuantity, .unknownWord, .emptyList, .repeatedWord, .againstSchema: true
    default: false
    }
  }
}
