/// Writes nodes as text that an XML parser and an HTML5 parser read alike.
///
/// Void elements close themselves, all others have an end tag; the five characters with a meaning are escaped; code
/// points that neither XML 1.0 (§2.2) nor HTML (§13.2.3.5, control characters and noncharacters) allow in a document
/// become U+FFFD.
enum HTMLSerializer {
  /// A complete document: the doctype, the root and a final newline.
  static func document(_ root: HTMLNode) -> String {
    var text = "<!DOCTYPE html>\n"
    write(root, to: &text)
    text += "\n"
    return text
  }

  /// Writes one node.
  ///
  /// - Precondition: the text of `style` and `script` elements has no `<`, `&` or `]]>`; those are raw text in HTML and
  ///   markup in XML, so no escape means the same in both.
  static func write(_ node: HTMLNode, to text: inout String) {
    switch node {
    case .text(let content): escape(content, inAttribute: false, to: &text)
    case .group(let nodes): for node in nodes { write(node, to: &text) }
    case .element(let name, let attributes, let children):
      text += "<"
      text += name
      for attribute in attributes {
        text += " "
        text += attribute.name
        text += "=\""
        escape(attribute.value, inAttribute: true, to: &text)
        text += "\""
      }
      if voidElements.contains(name) || (children.isEmpty && foreignLeaves.contains(name)) {
        text += "/>"
        return
      }
      text += ">"
      if rawTextElements.contains(name) {
        for case .text(let content) in children { writeRaw(content, of: name, to: &text) }
      } else {
        for child in children { write(child, to: &text) }
      }
      text += "</\(name)>"
      if linedElements.contains(name) { text += "\n" }
    }
  }

  private static func writeRaw(_ content: String, of name: String, to text: inout String) {
    let isSafe = !content.contains("<") && !content.contains("&") && !content.contains("]]>")
    precondition(isSafe, "the text of <\(name)> has '<', '&' or ']]>': \(content.prefix(80))")
    text += content
  }

  private static func escape(_ content: String, inAttribute: Bool, to text: inout String) {
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += inAttribute ? "&quot;" : "\""
      case "\n": text += inAttribute ? "&#10;" : "\n"
      case "\t": text += inAttribute ? "&#9;" : "\t"
      default: text.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f...0x9f, 0xfdd0...0xfdef: false
    default: scalar.value & 0xfffe != 0xfffe
    }
  }

  private static let voidElements = ["br", "hr", "input", "link", "meta", "col"]
  private static let foreignLeaves = ["rect", "line", "circle", "path", "polygon", "polyline", "use", "stop"]
  private static let rawTextElements = ["style", "script"]
  /// Elements after which a line break is harmless, so that the file can be read and compared line by line.
  private static let linedElements = [
    "head", "title", "style", "script", "header", "main", "section", "footer", "figure", "div", "p", "h1", "h2", "h3",
    "table", "thead", "tbody", "tr", "svg", "details", "summary", "ul", "li", "dl", "dd", "pre", "nav",
  ]
}
