/// A table written as RFC 4180 says: CRLF after each record, fields quoted where they need it.
package struct CSVDocument: Hashable, Sendable {
  package var header: [String]
  package var rows: [[String]] = []

  package init(header: [String]) {
    self.header = header
  }

  /// The whole table, header first, each record ended by CRLF.
  package var text: String {
    ([header] + rows).map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
  }

  /// A field as it stands in the file: in quotes, its own quotes doubled, where it holds a comma, a quote or a line
  /// break, or blanks at either end that a reader might trim.
  static func field(_ value: String) -> String {
    let needsQuotes =
      value.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
      || value.first?.isWhitespace == true || value.last?.isWhitespace == true
    guard needsQuotes else { return value }
    let doubled = value.unicodeScalars.reduce(into: String.UnicodeScalarView()) { text, scalar in
      if scalar == "\"" { text.append(scalar) }
      text.append(scalar)
    }
    return "\"\(String(doubled))\""
  }
}
