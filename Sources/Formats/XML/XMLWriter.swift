import CLibXML2
import Core

/// Writes an XML document as a stream: indented, attributes in the order given, the same bytes for the same calls.
package struct XMLWriter: ~Copyable {
  private let buffer: xmlBufferPtr?
  private let writer: xmlTextWriterPtr?

  /// Starts a document: declaration, UTF-8.
  package init() {
    buffer = xmlBufferCreate()
    writer = xmlNewTextWriterMemory(buffer, 0)
    precondition(writer != nil, "libxml2 has no memory for a writer")
    xmlTextWriterSetIndent(writer, 1)
    xmlTextWriterSetIndentString(writer, "  ")
    xmlTextWriterStartDocument(writer, nil, "UTF-8", nil)
  }

  deinit {
    xmlFreeTextWriter(writer)
    xmlBufferFree(buffer)
  }

  /// Writes an element with what `body` writes inside it; `namespace` is given where the default namespace changes.
  ///
  /// - Throws: what `body` throws; the element is then left open.
  package mutating func element<Failure: Error>(
    _ name: String, namespace: String? = nil, _ body: (inout XMLWriter) throws(Failure) -> Void
  ) throws(Failure) {
    start(name, namespace: namespace)
    try body(&self)
    end()
  }

  /// Opens an element; `end` closes it.
  package mutating func start(_ name: String, namespace: String? = nil) {
    xmlTextWriterStartElement(writer, name)
    if let namespace {
      xmlTextWriterWriteAttribute(writer, "xmlns", namespace)
    }
  }

  /// Closes the innermost open element.
  package mutating func end() {
    xmlTextWriterEndElement(writer)
  }

  /// Writes an attribute of the element just opened.
  package mutating func attribute(_ name: String, _ value: String) {
    xmlTextWriterWriteAttribute(writer, name, XMLText.cleaned(value))
  }

  /// Writes an integer attribute.
  package mutating func attribute(_ name: String, _ value: Int) {
    attribute(name, String(value))
  }

  /// Writes an `xs:double` attribute: the shortest text that reads back as the same value.
  package mutating func attribute(_ name: String, _ value: Double) {
    attribute(name, shortestDecimal(value))
  }

  /// Writes text inside the innermost open element.
  package mutating func text(_ text: String) {
    xmlTextWriterWriteString(writer, XMLText.cleaned(text))
  }

  /// Takes what has been written since the last call, so that a long document need not be held whole.
  package mutating func takeBytes() -> [UInt8] {
    xmlTextWriterFlush(writer)
    let count = Int(xmlBufferLength(buffer))
    let bytes = Array(UnsafeBufferPointer(start: xmlBufferContent(buffer), count: count))
    xmlBufferEmpty(buffer)
    return bytes
  }

  /// Ends the document and takes the rest of its bytes.
  package consuming func finish() -> [UInt8] {
    xmlTextWriterEndDocument(writer)
    return takeBytes()
  }
}
