import CLibXML2
package import Core

/// A parsed XML document: owns libxml2's tree and frees it.
///
/// Documents are UTF-8 without a document type declaration; nothing is fetched, no entity is defined, and libxml2's own
/// limits on depth and text length stay on.
package struct XMLDocument: ~Copyable {
  private let tree: UnsafeMutablePointer<xmlDoc>
  /// The elements of the tree in document order; each node's `_private` holds its index here plus one.
  private var nodes: [UnsafeMutablePointer<xmlNode>]
  private let positions: XMLPositions
  /// The name diagnostics call the document by.
  package let file: String
  /// Attributes changed after parsing, and who changed them.
  private var changes: [Int: [String: SourceLocation]] = [:]

  /// Parses an input.
  ///
  /// - Throws: `InvalidInput` with the first thing wrong: what follows a syntax error is guesswork.
  package init(_ input: InputFile) throws(InvalidInput) {
    file = input.name
    try Self.checkEncoding(input)
    if let position = XMLPositions.documentType(in: input.bytes) {
      throw InvalidInput(
        .documentType, at: SourceLocation(file: input.name, line: position.line, column: position.column))
    }
    tree = try Self.parse(input)
    positions = XMLPositions(scanning: input.bytes)
    nodes = []
    if let root = xmlDocGetRootElement(tree) {
      Self.number(root, into: &nodes)
    }
  }

  deinit {
    xmlFreeDoc(tree)
  }

  /// The root element and everything below it, as a value.
  package var root: XMLElement { element(0) }

  /// An element, counted as in `tags`, and everything below it.
  package func element(_ ordinal: Int) -> XMLElement {
    var ordinal = ordinal
    return element(at: &ordinal)
  }

  /// The first element that opens a document of a kind, counted as in `tags`.
  package func first(_ kind: DocumentKind) -> Int? {
    nodes.indices.first { opens(kind, $0) }
  }

  /// Every element that opens a document of a kind, in the order of the document.
  func all(_ kind: DocumentKind) -> [Int] {
    nodes.indices.filter { opens(kind, $0) }
  }

  private func opens(_ kind: DocumentKind, _ ordinal: Int) -> Bool {
    let tag = tag(ordinal)
    return tag.name == kind.root && tag.namespace == kind.namespace
  }

  /// Validates an element and everything below it in a context of libxml2.
  func validate(_ ordinal: Int, _ context: xmlSchemaValidCtxtPtr) {
    if ordinal == 0 {
      xmlSchemaValidateDoc(context, tree)
    } else {
      xmlSchemaValidateOneElement(context, nodes[ordinal])
    }
  }

  /// Sets an attribute of an element, before validation; diagnostics about it point at `setting`.
  ///
  /// Elements are counted as in `tags`.
  package mutating func set(_ attribute: String, to value: String, ofElement ordinal: Int, setting: SourceLocation) {
    xmlSetProp(nodes[ordinal], attribute, XMLText.cleaned(value))
    changes[ordinal, default: [:]][attribute] = setting
  }

  /// The elements of the document in document order, each without what is inside it.
  package var tags: [XMLElement] {
    nodes.indices.map { tag($0) }
  }

  /// The location of the element a libxml2 node belongs to, or of one of its attributes.
  func location(of node: UnsafeMutablePointer<xmlNode>, attribute: String?) -> SourceLocation {
    guard let ordinal = ordinal(of: node) else { return SourceLocation(file: file) }
    guard let attribute else { return location(ofElement: ordinal) }
    let index = Self.attributes(of: nodes[ordinal]).firstIndex { String(cString: $0.pointee.name) == attribute }
    guard let index else { return location(ofElement: ordinal) }
    return location(ofAttribute: index, named: attribute, ofElement: ordinal)
  }

  /// How messages call the element a libxml2 node belongs to.
  func subject(of node: UnsafeMutablePointer<xmlNode>) -> String {
    guard let ordinal = ordinal(of: node) else { return "" }
    return tag(ordinal).subject
  }

  /// The places of the element a libxml2 node belongs to and of its attributes.
  func places(of node: UnsafeMutablePointer<xmlNode>) -> [SourceLocation] {
    guard let ordinal = ordinal(of: node) else { return [] }
    let element = tag(ordinal)
    return [element.location] + element.attributes.map(\.location)
  }

  private func ordinal(of node: UnsafeMutablePointer<xmlNode>) -> Int? {
    var element = node
    while element.pointee.type != XML_ELEMENT_NODE, let parent = element.pointee.parent { element = parent }
    return element.pointee._private.map { Int(bitPattern: $0) - 1 }
  }

  private func location(ofElement ordinal: Int) -> SourceLocation {
    guard let position = positions.element(ordinal) else {
      return SourceLocation(file: file, line: Int(xmlGetLineNo(nodes[ordinal])))
    }
    return SourceLocation(file: file, line: position.line, column: position.column)
  }

  private func location(ofAttribute index: Int, named name: String, ofElement ordinal: Int) -> SourceLocation {
    if let changed = changes[ordinal]?[name] { return changed }
    guard let position = positions.attribute(index, ofElement: ordinal) else { return location(ofElement: ordinal) }
    return SourceLocation(file: file, line: position.line, column: position.column)
  }
}

// MARK: - Reading the tree

extension XMLDocument {
  /// The element at an index with everything below it; leaves the index behind the last one read.
  private func element(at ordinal: inout Int) -> XMLElement {
    var element = tag(ordinal)
    var child = nodes[ordinal].pointee.children
    ordinal += 1
    while let present = child {
      switch present.pointee.type {
      case XML_ELEMENT_NODE: element.children.append(self.element(at: &ordinal))
      case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
        if let content = present.pointee.content { element.text += String(cString: content) }
      default: break
      }
      child = present.pointee.next
    }
    return element
  }

  /// The element at an index without what is inside it.
  private func tag(_ own: Int) -> XMLElement {
    let node = nodes[own]
    var element = XMLElement(
      name: String(cString: node.pointee.name), namespace: Self.namespace(of: node), attributes: [], children: [],
      text: "", location: location(ofElement: own))
    for (index, attribute) in Self.attributes(of: node).enumerated() {
      let name = String(cString: attribute.pointee.name)
      element.attributes.append(
        XMLAttribute(
          name: name, value: XMLText.content(attribute.pointee.children, in: tree),
          location: location(ofAttribute: index, named: name, ofElement: own)))
    }
    return element
  }

  private static func attributes(of node: UnsafeMutablePointer<xmlNode>) -> [UnsafeMutablePointer<xmlAttr>] {
    var attributes: [UnsafeMutablePointer<xmlAttr>] = []
    var next = node.pointee.properties
    while let attribute = next {
      attributes.append(attribute)
      next = attribute.pointee.next
    }
    return attributes
  }

  private static func namespace(of node: UnsafeMutablePointer<xmlNode>) -> String {
    guard let href = node.pointee.ns?.pointee.href else { return "" }
    return String(cString: href)
  }

  /// Numbers elements in document order; libxml2 bounds the depth at 256.
  private static func number(
    _ node: UnsafeMutablePointer<xmlNode>, into nodes: inout [UnsafeMutablePointer<xmlNode>]
  ) {
    nodes.append(node)
    node.pointee._private = UnsafeMutableRawPointer(bitPattern: nodes.count)
    var child = node.pointee.children
    while let present = child {
      if present.pointee.type == XML_ELEMENT_NODE {
        number(present, into: &nodes)
      }
      child = present.pointee.next
    }
  }
}

// MARK: - Parsing

extension XMLDocument {
  private static func checkEncoding(_ input: InputFile) throws(InvalidInput) {
    guard !input.bytes.isEmpty else {
      throw InvalidInput(.emptyFile, at: SourceLocation(file: input.name))
    }
    if let fault = XMLText.firstNonText(in: input.bytes) {
      throw InvalidInput(.notText(fault.reason), at: SourceLocation(file: input.name, line: fault.line))
    }
  }

  private static func parse(_ input: InputFile) throws(InvalidInput) -> UnsafeMutablePointer<xmlDoc> {
    xmlInitParser()
    let complaints = XMLComplaints()
    guard let context = xmlNewParserCtxt() else {
      throw InvalidInput(.notWellFormed(.other("out of memory")), at: SourceLocation(file: input.name))
    }
    defer { xmlFreeParserCtxt(context) }
    // With a SAX handler of version 2 libxml2 hands errors the parser context, whose `_private` is ours to use.
    context.pointee._private = Unmanaged.passUnretained(complaints).toOpaque()
    context.pointee.sax.pointee.serror = { context, error in
      guard let context, let error else { return }
      let parser = context.assumingMemoryBound(to: xmlParserCtxt.self)
      guard let own = parser.pointee._private else { return }
      Unmanaged<XMLComplaints>.fromOpaque(own).takeUnretainedValue().append(error.pointee)
    }
    let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_BIG_LINES.rawValue)
    let tree = input.bytes.withUnsafeBytes { bytes in
      xmlCtxtReadMemory(
        context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), input.name, nil, options)
    }
    guard let tree, context.pointee.wellFormed == 1, complaints.list.allSatisfy({ !$0.isError }) else {
      xmlFreeDoc(tree)
      let first = complaints.list.first { $0.isError }
      throw InvalidInput(
        .notWellFormed(first?.syntaxProblem ?? .other("the document can't be parsed")),
        at: SourceLocation(file: input.name, line: first?.line, column: first?.column))
    }
    if let declared = tree.pointee.encoding.map({ String(cString: $0) }),
      !["utf-8", "us-ascii", "ascii"].contains(declared.lowercased())
    {
      xmlFreeDoc(tree)
      throw InvalidInput(.declaredEncoding(declared), at: SourceLocation(file: input.name, line: 1))
    }
    return tree
  }
}
