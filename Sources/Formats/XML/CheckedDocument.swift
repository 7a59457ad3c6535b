package import Core

/// A document of a known kind, validated, with what was found wrong so far.
///
/// The three checks of DESIGN §8 in order: well-formed (throws at once), valid (noted in `reader`), and meaningful, which
/// is up to the caller: read every attribute through `reader`, then `finish` it.
package struct CheckedDocument {
  package var root: XMLElement
  package var reader: AttributeReader

  /// Parses and validates an input.
  ///
  /// - Parameters:
  ///   - input: the document's bytes.
  ///   - kind: the kind of document it must be.
  ///   - change: alters the tree before it is validated.
  /// - Throws: `InvalidInput` when the input isn't XML or is another kind of document.
  package init(
    _ input: InputFile, kind: DocumentKind,
    change: (inout XMLDocument, SchemaVocabulary) throws(InvalidInput) -> Void = { _, _ in }
  ) throws(InvalidInput) {
    var document = try XMLDocument(input)
    try Self.checkKind(document.root, kind: kind)
    let vocabulary = try SchemaVocabulary(InputFile.schema(of: kind))
    try change(&document, vocabulary)
    try self.init(document, element: 0, kind: kind, vocabulary: vocabulary)
  }

  /// Validates an element of a parsed document that is a document of a kind itself.
  init(_ document: borrowing XMLDocument, element: Int, kind: DocumentKind) throws(InvalidInput) {
    try self.init(
      document, element: element, kind: kind, vocabulary: try SchemaVocabulary(InputFile.schema(of: kind)))
  }

  private init(
    _ document: borrowing XMLDocument, element: Int, kind: DocumentKind, vocabulary: SchemaVocabulary
  ) throws(InvalidInput) {
    let schema = try XMLSchema(InputFile.schema(of: kind))
    root = document.element(element)
    reader = AttributeReader(schema.verdict(on: document, element: element, vocabulary: vocabulary))
  }

  static func checkKind(_ root: XMLElement, kind: DocumentKind) throws(InvalidInput) {
    guard root.name != kind.root || root.namespace != kind.namespace else { return }
    let found =
      if let other = DocumentKind(root: root.name, namespace: root.namespace) {
        other.noun
      } else if root.name == kind.root {
        root.namespace.isEmpty ? "<\(root.name)> without a namespace" : "<\(root.name)> of '\(root.namespace)'"
      } else {
        "a document that starts with <\(root.name)>"
      }
    throw InvalidInput(
      .wrongDocument(found: found, expected: kind.noun, root: kind.root, namespace: kind.namespace),
      at: root.location)
  }
}
