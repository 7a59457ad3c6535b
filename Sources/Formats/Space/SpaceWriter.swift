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
        let sides = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        writer.element("set") { writer in
          writer.attribute("path", sides[0])
          writer.attribute("value", sides.count == 2 ? sides[1] : "")
        }
      }
      for parameter in space.parameters {
        writer.element("parameter") { writer in
          writer.attribute("name", parameter.name)
          writer.attribute("path", parameter.paths.joined(separator: " "))
          if parameter.kind != .ordinal { writer.attribute("kind", parameter.kind.rawValue) }
          writer.attribute("values", parameter.values.joined(separator: " "))
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
  /// What a document is after.
  mutating func source(_ source: Source) {
    element("source") { writer in
      writer.attribute("key", source.key)
      writer.attribute("title", source.title)
      writer.attribute("reference", source.reference)
    }
  }
}
