import CLibXML2

/// Text on its way into and out of XML.
enum XMLText {
  /// The text with each character XML 1.0 can't carry (most control characters) replaced by U+FFFD.
  static func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { !isAllowed($0) }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isAllowed($0) ? $0 : "\u{FFFD}" }))
  }

  /// XML 1.0 (fifth edition), production 2, `Char`.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x1_0000...0x10_ffff: true
    default: false
    }
  }

  /// The text with runs of white space, line ends included, as single spaces and none at the ends.
  static func oneLine(_ text: some StringProtocol) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The text of a list of nodes, references resolved.
  static func content(_ nodes: UnsafeMutablePointer<xmlNode>?, in tree: UnsafeMutablePointer<xmlDoc>) -> String {
    guard let nodes, let text = xmlNodeListGetString(tree, nodes, 1) else { return "" }
    defer { systoleXMLFree(text) }
    return String(cString: text)
  }

  /// The line of the first byte that isn't UTF-8 text, and what it is.
  static func firstNonText(in bytes: [UInt8]) -> (line: Int?, reason: String)? {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      return (nil, "it is UTF-16 text")
    }
    if bytes.starts(with: [0x1f, 0x8b]) {
      return (nil, "it is a gzip file")
    }
    if let offset = bytes.firstIndex(of: 0) {
      return (line(of: offset, in: bytes), "it holds a NUL byte")
    }
    guard let offset = firstInvalidUTF8(in: bytes) else { return nil }
    let value = String(bytes[offset], radix: 16, uppercase: true)
    return (line(of: offset, in: bytes), "byte 0x\(value) is no UTF-8")
  }

  private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes[..<offset].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  }

  private static func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var decoder = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }
}
