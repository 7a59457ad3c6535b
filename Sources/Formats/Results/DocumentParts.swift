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

  /// Reads the architecture inside the document; its errors join the others.
  mutating func architecture(of root: XMLElement, in document: borrowing XMLDocument, file: String) -> Architecture? {
    embedded(.architecture, of: root, in: document) { checked throws(InvalidInput) in
      try ArchitectureFile.read(checked, file: file).0
    }
  }

  /// Reads the workload inside the document; its errors join the others.
  mutating func workload(of root: XMLElement, in document: borrowing XMLDocument, file: String) -> Workload? {
    embedded(.workload, of: root, in: document) { checked throws(InvalidInput) in
      try WorkloadFile.read(checked, file: file).workload
    }
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

  /// What a document says of the run that made it.
  mutating func run(of root: XMLElement) -> RunRecord {
    let environment = root.child("environment")
    return RunRecord(
      inputs: inputs(of: root), command: environment.map { text("command", of: $0) } ?? "",
      environment: (environment?.children("item") ?? []).map { item in
        RunFact(text("name", of: item), text("value", of: item))
      })
  }

  private mutating func inputs(of root: XMLElement) -> [RunInput] {
    (root.child("inputs")?.children("input") ?? []).map { element in
      RunInput(
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
}

/// The sum of every count of a document: while it stays below 2^62, no sum of some of them overflows.
struct CountTotal {
  private var sum = 0

  /// Takes a count in; `false` where the sum would become too large, and then it stays.
  mutating func add(_ count: Int) -> Bool {
    let (sum, overflow) = sum.addingReportingOverflow(count)
    guard !overflow, sum < 1 << 62 else { return false }
    self.sum = sum
    return true
  }
}

extension AttributeReader {
  /// The largest count a document may hold.
  static var largestCount: Int { 1 << 60 }

  /// Reads a count and adds it to the document's.
  mutating func count(_ name: String, of element: XMLElement, in total: inout CountTotal) -> Int {
    let value = integer(name, of: element, in: 0...Self.largestCount)
    add(value, to: &total, at: element)
    return value
  }

  /// Adds a count that was read another way.
  mutating func add(_ value: Int, to total: inout CountTotal, at element: XMLElement) {
    if !total.add(value) { note(.results(.uncountable), at: element.location) }
  }
}

extension XMLWriter {
  /// The files the run read.
  mutating func inputs(of run: RunRecord) {
    element("inputs") { writer in
      for input in run.inputs {
        writer.element("input") { writer in
          writer.attribute("role", input.role)
          writer.attribute("name", input.name)
          writer.attribute("sha256", input.sha256)
        }
      }
    }
  }

  /// The command that made the document and what varies between runs.
  mutating func environment(of run: RunRecord) {
    element("environment") { writer in
      writer.attribute("command", run.command)
      for item in run.environment {
        writer.element("item") { writer in
          writer.attribute("name", item.name)
          writer.attribute("value", item.value)
        }
      }
    }
  }
}
