import Core

/// What documents of results have in common: their inputs, the documents inside them, their environment.
extension AttributeReader {
  /// Reads a document inside the document; its errors join the others.
  mutating func embedded<Value>(
    _ kind: DocumentKind, of root: XMLElement, in document: borrowing XMLDocument,
    read: (CheckedDocument) throws(InvalidInput) -> Value
  ) -> Value? {
    guard let ordinal = document.first(kind) else {
      note(.missingElement(subject: root.name, expected: [kind.root]), at: root.location)
      return nil
    }
    return embedded(kind, at: ordinal, in: document, read: read)
  }

  /// Reads the documents of a kind inside the document; their errors join the others.
  mutating func allEmbedded<Value>(
    _ kind: DocumentKind, in document: borrowing XMLDocument, read: (CheckedDocument) throws(InvalidInput) -> Value
  ) -> [Value] {
    var values: [Value] = []
    for ordinal in document.all(kind) {
      if let value = embedded(kind, at: ordinal, in: document, read: read) { values.append(value) }
    }
    return values
  }

  private mutating func embedded<Value>(
    _ kind: DocumentKind, at ordinal: Int, in document: borrowing XMLDocument,
    read: (CheckedDocument) throws(InvalidInput) -> Value
  ) -> Value? {
    do {
      return try read(try CheckedDocument(document, element: ordinal, kind: kind))
    } catch {
      for diagnostic in error.diagnostics { note(diagnostic.problem, at: diagnostic.location) }
      return nil
    }
  }

  /// The files the run read.
  mutating func inputs(of root: XMLElement) -> [ResultsDocument.Input] {
    (root.child("inputs")?.children("input") ?? []).map { element in
      ResultsDocument.Input(
        role: text("role", of: element), name: text("name", of: element), sha256: hash(of: element))
    }
  }

  private mutating func hash(of element: XMLElement) -> String {
    let found = text("sha256", of: element)
    if found.utf8.count != 64 || !found.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) {
      note(
        .notAQuantity(
          subject: element.subject, attribute: "sha256", found: found, kind: "SHA-256 hash",
          example: SHA256.hexadecimal([])),
        at: element.location(of: "sha256"))
    }
    return found
  }

  /// The command that made the document and what varies between runs.
  mutating func environment(of root: XMLElement) -> (command: String, items: [ResultsDocument.Item]) {
    guard let element = root.child("environment") else { return ("", []) }
    let items = element.children("item").map { item in
      ResultsDocument.Item(text("name", of: item), text("value", of: item))
    }
    return (text("command", of: element), items)
  }
}

extension XMLWriter {
  /// The files the run read.
  mutating func inputs(_ inputs: [ResultsDocument.Input]) {
    element("inputs") { writer in
      for input in inputs {
        writer.element("input") { writer in
          writer.attribute("role", input.role)
          writer.attribute("name", input.name)
          writer.attribute("sha256", input.sha256)
        }
      }
    }
  }

  /// The command that made the document and what varies between runs.
  mutating func environment(command: String, items: [ResultsDocument.Item]) {
    element("environment") { writer in
      writer.attribute("command", command)
      for item in items {
        writer.element("item") { writer in
          writer.attribute("name", item.name)
          writer.attribute("value", item.value)
        }
      }
    }
  }
}
