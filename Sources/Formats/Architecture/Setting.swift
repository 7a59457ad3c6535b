package import Core

/// A change to an attribute of an architecture document: `scratchpad.capacity=512KiB`.
package struct Setting: Hashable, Sendable {
  /// A component's name, or its element's: `scratchpad`, `array`.
  package var component: String
  package var attribute: String
  package var value: String

  /// Reads `component.attribute=value`.
  ///
  /// - Throws: `InvalidInput` when the text is none.
  package init(parsing text: String) throws(InvalidInput) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let path = sides[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, path.count == 2, path.allSatisfy({ !$0.isEmpty }) else {
      throw InvalidInput(.settingSyntax, at: SourceLocation(file: "--set \(XMLText.oneLine(text))"))
    }
    component = path[0]
    attribute = path[1]
    value = String(sides[1])
  }

  /// Where diagnostics about the changed attribute point.
  package var location: SourceLocation {
    SourceLocation(file: XMLText.oneLine("--set \(component).\(attribute)=\(value)"))
  }
}

extension XMLDocument {
  /// Changes attributes of an architecture before it is validated.
  ///
  /// - Throws: `InvalidInput` naming every setting whose component or attribute doesn't exist.
  mutating func apply(_ settings: [Setting], vocabulary: SchemaVocabulary) throws(InvalidInput) {
    var diagnostics: [Diagnostic] = []
    for setting in settings {
      let tags = tags
      guard let ordinal = tags.firstIndex(where: { $0.answers(to: setting.component) }) else {
        let known = tags.compactMap(\.component)
        diagnostics.append(
          Diagnostic(.unknownComponent(found: setting.component, known: known), at: setting.location))
        continue
      }
      let known = vocabulary.attributes(of: tags[ordinal].name)
      guard known.contains(setting.attribute) else {
        diagnostics.append(
          Diagnostic(
            .unknownAttribute(subject: tags[ordinal].subject, attribute: setting.attribute, known: known),
            at: setting.location))
        continue
      }
      set(setting.attribute, to: setting.value, ofElement: ordinal, setting: setting.location)
      // A value set by hand is no longer the cost table's.
      let priced = self.tags[ordinal].priced
      if priced.contains(setting.attribute) {
        let rest = priced.filter { $0 != setting.attribute }.joined(separator: " ")
        set("priced", to: rest, ofElement: ordinal, setting: setting.location)
      }
    }
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
  }
}

extension XMLElement {
  /// What settings call the element: its name, or its element's name where it has none; `nil` for what is no component.
  var component: String? {
    switch name {
    case "source", "ini": nil
    case "architecture": name
    default: self["name"] ?? name
    }
  }

  /// Whether a setting's component means the element.
  func answers(to word: String) -> Bool {
    component == word || (["dram", "registers"].contains(name) && name == word)
  }
}
