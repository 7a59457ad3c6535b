import Core

/// Cuts a file into records of fields, byte by byte, and goes on after mistakes.
struct CSVScanner {
  private let name: String
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private(set) var diagnostics: [Diagnostic] = []

  init(_ file: InputFile) {
    name = file.name
    bytes = file.bytes
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// The next record, which for an empty line is one empty field; nil at the end of the file.
  mutating func nextRecord() -> CSVTable.Row? {
    guard position < bytes.count else { return nil }
    let firstLine = line
    var fields: [String] = []
    while true {
      fields.append(nextField())
      guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
      position += 1
    }
    if position < bytes.count {
      position += bytes[position] == UInt8(ascii: "\r") ? 2 : 1
      line += 1
    }
    return CSVTable.Row(line: firstLine, fields: fields)
  }

  /// The field at the position, which ends up on the comma or line end after it or at the end of the file.
  private mutating func nextField() -> String {
    skipSpaces()
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return quotedField() }
    let start = position
    skipToFieldEnd()
    var end = position
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return text(bytes[start..<end])
  }

  private mutating func quotedField() -> String {
    let firstLine = line
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != UInt8(ascii: "\"") {
        if byte == UInt8(ascii: "\n") { line += 1 }
        content.append(byte)
      } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        content.append(byte)
        position += 1
      } else {
        skipSpaces()
        let start = position
        skipToFieldEnd()
        if position > start {
          report("text follows a quoted field", remedy: "double the quotes inside the field")
        }
        return text(content[...])
      }
    }
    line = firstLine
    report("a quoted field does not end", remedy: "close it with a quote, and double the quotes inside it")
    return text(content[...])
  }

  private mutating func skipSpaces() {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
  }

  private mutating func skipToFieldEnd() {
    while position < bytes.count, bytes[position] != UInt8(ascii: ","), !isLineEnd(position) { position += 1 }
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func isLineEnd(_ position: Int) -> Bool {
    if bytes[position] == UInt8(ascii: "\n") { return true }
    return bytes[position] == UInt8(ascii: "\r") && position + 1 < bytes.count
      && bytes[position + 1] == UInt8(ascii: "\n")
  }

  private mutating func text(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    report("the text is not UTF-8", remedy: "save the file in UTF-8")
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func report(_ statement: String, remedy: String) {
    diagnostics.append(
      Diagnostic(.other(statement, remedy: remedy), at: SourceLocation(file: name, line: line)))
  }
}
