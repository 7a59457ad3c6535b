import Core

/// Text made safe and measurable for a terminal.
package enum TerminalText {
  /// The text with control and direction-changing characters written out.
  package static func safe(_ text: String) -> String {
    text.withVisibleControls
  }

  /// Columns the text takes: two for wide East Asian characters and emoji, one for any other.
  package static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + width($1) }
  }

  /// The text cut in the middle to at most `limit` columns, the cut marked by an ellipsis.
  package static func truncated(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    guard limit > 1 else { return limit == 1 ? "…" : "" }
    let head = prefix(text, columns: (limit - 1) / 2)
    let tail = String(prefix(String(text.reversed()), columns: limit - 1 - width(head)).reversed())
    return head + "…" + tail
  }

  /// Words broken into lines of at most `width` columns.
  package static func wrapped(_ text: String, width limit: Int) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if width(line) + 1 + width(String(word)) <= limit {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return (lines + [line]).joined(separator: "\n")
  }

  static func trimmedEnd(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  private static func prefix(_ text: String, columns: Int) -> String {
    var taken = ""
    var used = 0
    for character in text {
      used += width(character)
      if used > columns { break }
      taken.append(character)
    }
    return taken
  }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}
