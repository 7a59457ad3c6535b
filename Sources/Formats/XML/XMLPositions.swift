/// Where each element and attribute of a well-formed document starts.
///
/// libxml2 remembers the line on which a start tag ends and no column, so a wrong attribute in the middle of a long tag
/// could not be pointed at. This scan runs over bytes libxml2 has accepted already; costs one pass.
struct XMLPositions {
  /// A line and a column in bytes, both counted from 1.
  struct Position {
    var line: Int
    var column: Int
  }

  /// Start tags in document order.
  private var elements: [Position] = []
  /// Attributes of all elements in document order, namespace declarations left out.
  private var attributes: [Position] = []
  /// For each element, the index of its first attribute in `attributes`.
  private var firstAttribute: [Int] = []

  /// The position of an element's start tag, elements counted in document order.
  func element(_ ordinal: Int) -> Position? {
    elements.indices.contains(ordinal) ? elements[ordinal] : nil
  }

  /// The position of an element's attribute, counted among those that aren't namespace declarations.
  func attribute(_ index: Int, ofElement ordinal: Int) -> Position? {
    guard elements.indices.contains(ordinal) else { return nil }
    let position = firstAttribute[ordinal] + index
    let end = ordinal + 1 < firstAttribute.count ? firstAttribute[ordinal + 1] : attributes.count
    return position < end ? attributes[position] : nil
  }

  /// Scans a document that is well-formed and has no document type declaration.
  init(scanning bytes: [UInt8]) {
    var scanner = XMLScanner(bytes)
    while scanner.skip(past: "<") {
      if scanner.isAt("!--") {
        scanner.skip(past: "-->")
      } else if scanner.isAt("![CDATA[") {
        scanner.skip(past: "]]>")
      } else if scanner.isAt("?") {
        scanner.skip(past: "?>")
      } else if scanner.isAt("/") {
        scanner.skip(past: ">")
      } else {
        var start = scanner.position
        start.column -= 1
        elements.append(start)
        firstAttribute.append(attributes.count)
        scanner.skipName()
        scanAttributes(&scanner)
      }
    }
  }

  private mutating func scanAttributes(_ scanner: inout XMLScanner) {
    while true {
      scanner.skipSpace()
      guard !scanner.isAtEnd, !scanner.isAt(">"), !scanner.isAt("/") else { return }
      let start = scanner.position
      let isNamespace = scanner.isAt("xmlns=") || scanner.isAt("xmlns:") || scanner.isAt("xmlns ")
      if !isNamespace {
        attributes.append(start)
      }
      scanner.skipName()
      scanner.skipSpace()
      guard scanner.isAt("=") else { return }
      scanner.skip(past: "=")
      scanner.skipSpace()
      let quote: StaticString = scanner.isAt("'") ? "'" : "\""
      scanner.skip(past: quote)
      scanner.skip(past: quote)
    }
  }

  /// The position of a document type declaration in the prolog of any bytes, well-formed or not.
  static func documentType(in bytes: [UInt8]) -> Position? {
    var scanner = XMLScanner(bytes)
    while scanner.skip(past: "<") {
      if scanner.isAt("!--") {
        scanner.skip(past: "-->")
      } else if scanner.isAt("?") {
        scanner.skip(past: "?>")
      } else {
        var start = scanner.position
        start.column -= 1
        return scanner.isAt("!DOCTYPE") ? start : nil
      }
    }
    return nil
  }
}

/// A cursor over bytes that counts lines.
private struct XMLScanner {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var position: XMLPositions.Position {
    XMLPositions.Position(line: line, column: offset - lineStart + 1)
  }

  var isAtEnd: Bool { offset >= bytes.count }

  func isAt(_ text: StaticString) -> Bool {
    guard bytes.count - offset >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where bytes[offset + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// Moves behind the next occurrence of the text; to the end, returning `false`, when there is none.
  @discardableResult
  mutating func skip(past text: StaticString) -> Bool {
    while !isAtEnd {
      if isAt(text) {
        for _ in 0..<text.utf8CodeUnitCount { advance() }
        return true
      }
      advance()
    }
    return false
  }

  mutating func skipSpace() {
    while !isAtEnd, Self.isSpace(bytes[offset]) { advance() }
  }

  mutating func skipName() {
    while !isAtEnd, !Self.isSpace(bytes[offset]), !isAt("="), !isAt(">"), !isAt("/") { advance() }
  }

  private mutating func advance() {
    if bytes[offset] == UInt8(ascii: "\n") {
      line += 1
      lineStart = offset + 1
    }
    offset += 1
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x09 || byte == 0x0d
  }
}
