package import Core

/// A design space as read: what varies, and how its points become architectures.
package struct SpaceFile: Sendable {
  /// The space.
  package var space: DesignSpace
  /// The base architecture, as a file.
  package var architecture: InputFile
  /// The architectures of the points.
  package var variants: ArchitectureVariants

  /// Reads a space and the architecture it varies.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the space, or with the architecture; `MissingInput` when there
  ///   is no such architecture.
  package static func read(_ input: InputFile) throws -> SpaceFile {
    let document = try CheckedDocument(input, kind: .space)
    var reader = document.reader
    let root = document.root
    let base = reader.text("architecture", of: root)
    let architecture = base.isEmpty ? nil : try InputFile.resolve(base, besideFile: input, kind: .architecture)
    var reading = SpaceReading(reader: reader)
    let allSettings = reading.settings(of: root)
    let settings = allSettings.filter { !FlowAttribute.components.contains($0.component) }
    let variants = try architecture.flatMap { try reading.variants(of: $0, settings: settings, in: root) }
    let space = reading.space(root, settings: allSettings, variants: variants)
    try reading.reader.finish()
    guard let architecture, var variants else {
      throw InvalidInput(.missingAttribute(subject: root.subject, attribute: "architecture"), at: root.location)
    }
    variants.target(space)
    try variants.checkValues(of: space, stated: root.children("parameter"))
    return SpaceFile(space: space, architecture: architecture, variants: variants)
  }

  /// Reads a space inside another document, without the architecture it varies.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the space in itself.
  static func space(of document: CheckedDocument) throws(InvalidInput) -> DesignSpace {
    var reading = SpaceReading(reader: document.reader)
    let space = reading.space(document.root, settings: reading.settings(of: document.root), variants: nil)
    try reading.reader.finish()
    return space
  }
}

extension InputFile {
  /// The document another one names: a built-in name, or a path relative to that document.
  ///
  /// - Throws: `MissingInput` when there is no such file.
  fileprivate static func resolve(
    _ name: String, besideFile file: InputFile, kind: DocumentKind
  ) throws(MissingInput) -> InputFile {
    guard !file.isBuiltin, !name.hasPrefix("/"), let slash = file.name.lastIndex(of: "/"),
      builtin(name, kind: kind) == nil
    else { return try resolve(name, kind: kind) }
    return try resolve(file.name[...slash] + name, kind: kind)
  }
}

/// The state of reading one space.
private struct SpaceReading {
  var reader: AttributeReader

  /// The space; what its parameters set is checked where the architecture's variants are known.
  mutating func space(_ root: XMLElement, settings: [Setting], variants: ArchitectureVariants?) -> DesignSpace {
    let parameters = root.children("parameter").map { parameter($0, variants: variants) }
    var space = DesignSpace(
      name: reader.name("name", of: root), summary: XMLText.oneLine(reader.text("summary", of: root, default: "")),
      architecture: reader.text("architecture", of: root), parameters: parameters.compactMap { $0 },
      sources: root.children("source").map { reader.source(of: $0) })
    space.fixed = settings.map { "\($0.component).\($0.attribute)=\($0.value)" }
    checkNames(root)
    space.constraints = root.children("constraint").compactMap { constraint($0, in: root) }
    return space
  }

  /// What every design of the space has.
  mutating func settings(of root: XMLElement) -> [Setting] {
    root.children("set").compactMap { element in
      let (path, value) = (reader.text("path", of: element), reader.text("value", of: element))
      if let problem = FlowAttribute.problem(withPath: path) ?? Self.problem(withFixed: path, value) {
        reader.note(problem, at: element.location(of: "path"))
      }
      return setting(path, value: value, of: element)
    }
  }

  private static func problem(withFixed path: String, _ value: String) -> Problem? {
    guard let attribute = FlowAttribute(rawValue: path) else { return nil }
    guard attribute.values != .frequency else {
      return .other("\(path) is fixed", remedy: "make it a parameter; one value will do")
    }
    return attribute.problem(with: value, number: 0)
  }

  /// The base with the space's settings; what is wrong with a setting is noted where it stands.
  mutating func variants(
    of architecture: InputFile, settings: [Setting], in root: XMLElement
  ) throws(InvalidInput) -> ArchitectureVariants? {
    do {
      return try ArchitectureVariants(of: architecture, settings: settings)
    } catch {
      var strangers: [Diagnostic] = []
      for diagnostic in error.diagnostics {
        guard let index = settings.firstIndex(where: { $0.location == diagnostic.location }) else {
          strangers.append(diagnostic)
          continue
        }
        let architectural = root.children("set").filter { element in
          !FlowAttribute.components.contains { element["path"]?.hasPrefix($0 + ".") ?? false }
        }
        reader.note(diagnostic.problem, at: architectural[index].location)
      }
      guard strangers.isEmpty else { throw InvalidInput(strangers) }
      return nil
    }
  }

  /// A parameter; `nil` when something is wrong with it.
  mutating func parameter(_ element: XMLElement, variants: ArchitectureVariants?) -> DesignParameter? {
    let paths = reader.text("path", of: element).split(whereSeparator: \.isWhitespace).map(String.init)
    for path in paths {
      let multiple = DesignParameter.Multiple(path)
      if path.contains("="), multiple == nil {
        reader.note(
          .notAQuantity(
            subject: element.subject, attribute: "path", found: path, kind: "multiple of the parameter's number",
            example: "scratchpad.width=2*B"), at: element.location(of: "path"))
      }
      guard let setting = setting(multiple?.path ?? path, value: "", of: element) else { continue }
      let isFlow = FlowAttribute.components.contains(setting.component)
      let problem = isFlow ? FlowAttribute.problem(withPath: path) : variants?.problem(with: setting)
      if let problem { reader.note(problem, at: element.location(of: "path")) }
    }
    if element["path"] != nil, paths.isEmpty {
      reader.note(.emptyList(subject: element.subject, attribute: "path", known: []), at: element.location(of: "path"))
    }
    let kind = reader.choice("kind", of: element, default: DesignParameter.Kind.ordinal)
    let name = reader.name("name", of: element)
    guard let values = ParameterValues(element, kind: kind, &reader) else { return nil }
    if !values.arePlain, let path = paths.first(where: { DesignParameter.Multiple($0) != nil }) {
      reader.note(
        .other("\(path) multiplies values that are no plain numbers", remedy: "give the parameter plain numbers"),
        at: element.location(of: "path"))
      return nil
    }
    for attribute in paths.compactMap(FlowAttribute.init(rawValue:)) {
      let problems = zip(values.texts, values.numbers).compactMap { attribute.problem(with: $0, number: $1) }
      if let problem = problems.first {
        reader.note(problem, at: element.location(of: element["values"] == nil ? "from" : "values"))
      }
    }
    var parameter = DesignParameter(
      name: name, paths: paths, kind: kind, values: values.texts, numbers: values.numbers)
    parameter.choices = choices(of: element, values: values.texts, variants: variants)
    return parameter
  }

  /// What single values of a parameter set besides; empty where none does.
  private mutating func choices(
    of element: XMLElement, values: [String], variants: ArchitectureVariants?
  ) -> [[String]] {
    let children = element.children("choice")
    guard !children.isEmpty else { return [] }
    var choices = values.map { _ in [String]() }
    for child in children {
      let (value, path) = (reader.text("when", of: child), reader.text("path", of: child))
      guard let index = values.firstIndex(of: value) else {
        reader.note(
          .unknownWord(subject: child.subject, attribute: "when", found: value, known: values),
          at: child.location(of: "when"))
        continue
      }
      guard let setting = setting(path, value: reader.text("value", of: child), of: child) else { continue }
      if let problem = variants?.problem(with: setting) { reader.note(problem, at: child.location(of: "path")) }
      choices[index].append("\(setting.component).\(setting.attribute)=\(setting.value)")
    }
    return choices
  }

  /// A constraint; `nil` when something is wrong with it.
  mutating func constraint(_ element: XMLElement, in root: XMLElement) -> DesignConstraint? {
    let parameters = root.children("parameter")
    let text = XMLText.oneLine(reader.text("rule", of: element))
    let place = element.location(of: "rule")
    do {
      let reason = XMLText.oneLine(reader.text("because", of: element, default: ""))
      let constraint = try DesignConstraint(parsing: text, reason: reason)
      let known = parameters.compactMap { $0["name"] } + DesignConstraint.Figure.allCases.map(\.rawValue)
      for name in constraint.names where !known.contains(name) {
        reader.note(.dangling(subject: "constraint", reference: name, kind: "parameter", known: known), at: place)
      }
      let words = parameters.filter { $0["kind"] == DesignParameter.Kind.categorical.rawValue }
      for name in constraint.names where words.contains(where: { $0["name"] == name }) {
        reader.note(
          .other("the rule '\(text)' computes with '\(name)', whose values are words", remedy: "leave it out"),
          at: place)
      }
      return constraint
    } catch {
      let found = error.found.isEmpty ? "the rule ends" : "found '\(error.found)'"
      reader.note(
        .other(
          "the rule '\(text)' can't be read: \(found) where \(error.expected) was expected",
          remedy: "write e.g. highest-clock >= clock"), at: place)
      return nil
    }
  }

  /// Names are how constraints and tables speak of parameters.
  mutating func checkNames(_ root: XMLElement) {
    var names = DesignConstraint.Figure.allCases.map(\.rawValue)
    var paths: [String] = []
    for element in root.children("parameter") {
      let name = element["name"] ?? ""
      if names.contains(name) {
        reader.note(.duplicate(kind: "parameter", name: name), at: element.location(of: "name"))
      }
      names.append(name)
      for path in (element["path"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init) {
        let attribute = DesignParameter.Multiple(path)?.path ?? path
        if paths.contains(attribute) {
          reader.note(.twice(kind: "attribute", name: attribute), at: element.location(of: "path"))
        }
        paths.append(attribute)
      }
      // Several values may set one attribute, but only once each, and no other parameter may.
      var chosen: Set<String> = []
      for child in element.children("choice") {
        let path = child["path"] ?? ""
        if paths.contains(path) || !chosen.insert("\(child["when"] ?? "") \(path)").inserted {
          reader.note(.twice(kind: "attribute", name: path), at: child.location(of: "path"))
        }
      }
      for child in element.children("choice") where !paths.contains(child["path"] ?? "") {
        paths.append(child["path"] ?? "")
      }
    }
  }

  /// A setting by its path; notes a path that is none.
  private mutating func setting(_ path: String, value: String, of element: XMLElement) -> Setting? {
    do {
      return try Setting(parsing: "\(path)=\(value)")
    } catch {
      if element["path"] != nil {
        for diagnostic in error.diagnostics { reader.note(diagnostic.problem, at: element.location(of: "path")) }
      }
      return nil
    }
  }
}
