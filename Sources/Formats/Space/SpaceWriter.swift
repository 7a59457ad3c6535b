import Core

extension SpaceFile {
  /// Writes a space as an element, alone or inside another document; ranges come out as lists of their values.
  static func write(_ space: DesignSpace, to writer: inout XMLWriter) {
    writer.element(DocumentKind.space.root, namespace: DocumentKind.space.namespace) { writer in
      writer.attribute("name", space.name)
      writer.attribute("architecture", space.architecture)
      if !space.summary.isEmpty { writer.attribute("summary", space.summary) }
      for source in space.sources { writer.source(source) }
      for setting in space.fixed {
        writer.element("set") { writer in writer.setting(setting) }
      }
      for parameter in space.parameters {
        writer.element("parameter") { writer in
          writer.attribute("name", parameter.name)
          writer.attribute("path", parameter.paths.joined(separator: " "))
          if parameter.kind != .ordinal { writer.attribute("kind", parameter.kind.rawValue) }
          writer.attribute("values", parameter.values.joined(separator: " "))
          for (value, settings) in zip(parameter.values, parameter.choices) {
            for setting in settings {
              writer.element("choice") { writer in
                writer.attribute("when", value)
                writer.setting(setting)
              }
            }
          }
        }
      }
      for constraint in space.constraints {
        writer.element("constraint") { writer in
          writer.attribute("rule", constraint.text)
          if !constraint.reason.isEmpty { writer.attribute("because", constraint.reason) }
        }
      }
    }
  }
}

extension XMLWriter {
  /// What `--set` takes, as two attributes.
  fileprivate mutating func setting(_ text: String) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    attribute("path", sides[0])
    attribute("value", sides.count == 2 ? sides[1] : "")
  }

  /// What a document is after.
  mutating func source(_ source: Source) {
    element("source") { writer in
      writer.attribute("key", source.key)
      writer.attribute("title", source.title)
      writer.attribute("reference", source.reference)
    }
  }
}
