import Core

/// The sections and keys of an ini file, each with its line.
///
/// `[section]` headers, `key = value` lines, comments after `;` or `#`; names are compared without regard to case.
struct IniDocument {
  /// A key's value and the line it stands on.
  struct Entry {
    var section: String
    var key: String
    var value: String
    var line: Int
  }

  /// What diagnostics call the file.
  let name: String
  /// Keys in the order of the file.
  let entries: [Entry]

  /// Reads a file; lines that are no ini are reported and left out.
  init(_ file: InputFile, _ diagnostics: inout [Diagnostic]) {
    name = file.name
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
      diagnostics.append(Diagnostic(.notText("not UTF-8"), at: SourceLocation(file: file.name)))
      entries = []
      return
    }
    var entries: [Entry] = []
    var section = ""
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated() {
      let content = Self.trimmed(line.prefix { $0 != ";" && $0 != "#" })
      if content.isEmpty { continue }
      if content.hasPrefix("["), content.hasSuffix("]") {
        section = Self.trimmed(content.dropFirst().dropLast()).lowercased()
      } else if let equals = content.firstIndex(where: { $0 == "=" || $0 == ":" }) {
        entries.append(
          Entry(
            section: section, key: Self.trimmed(content[..<equals]),
            value: Self.trimmed(content[content.index(after: equals)...]), line: index + 1))
      } else {
        diagnostics.append(
          Diagnostic(
            .other("'\(content)' is neither a section nor a key with a value", remedy: "write key = value"),
            at: SourceLocation(file: file.name, line: index + 1)))
      }
    }
    self.entries = entries
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? start
    return start < end ? String(text[start..<end]) : ""
  }
}
