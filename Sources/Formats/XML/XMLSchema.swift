import CLibXML2
package import Core

/// A compiled XSD; owns libxml2's schema and frees it.
package struct XMLSchema: ~Copyable {
  private let schema: xmlSchemaPtr

  /// Compiles a schema held as bytes.
  ///
  /// - Throws: `InvalidInput` when it is no valid schema.
  package init(_ input: InputFile) throws(InvalidInput) {
    xmlInitParser()
    let complaints = XMLComplaints()
    let compiled: xmlSchemaPtr? = input.bytes.withUnsafeBytes { bytes in
      guard
        let context = xmlSchemaNewMemParserCtxt(
          bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
      else { return nil }
      defer { xmlSchemaFreeParserCtxt(context) }
      let collector = Unmanaged.passUnretained(complaints).toOpaque()
      xmlSchemaSetParserStructuredErrors(context, collectComplaint, collector)
      return xmlSchemaParse(context)
    }
    guard let compiled else {
      let first = complaints.list.first
      throw InvalidInput(
        .notWellFormed(.other(first?.message ?? "the schema can't be compiled")),
        at: SourceLocation(file: input.name, line: first?.line))
    }
    schema = compiled
  }

  deinit {
    xmlSchemaFree(schema)
  }

  /// Everything in an element that breaks the schema, in document order; `vocabulary` holds the schema's names.
  package func verdict(on document: borrowing XMLDocument, element: Int, vocabulary: SchemaVocabulary) -> SchemaVerdict
  {
    let complaints = XMLComplaints()
    guard let context = xmlSchemaNewValidCtxt(schema) else {
      preconditionFailure("libxml2 has no memory for a validation context")
    }
    defer { xmlSchemaFreeValidCtxt(context) }
    xmlSchemaSetValidStructuredErrors(context, collectComplaint, Unmanaged.passUnretained(complaints).toOpaque())
    document.validate(element, context)
    return SchemaVerdict(complaints.list.filter(\.isError), document: document, vocabulary: vocabulary)
  }
}

/// libxml2's structured error callback: appends to the `XMLComplaints` behind the context.
private let collectComplaint: xmlStructuredErrorFunc = { context, error in
  guard let context, let error else { return }
  Unmanaged<XMLComplaints>.fromOpaque(context).takeUnretainedValue().append(error.pointee)
}
