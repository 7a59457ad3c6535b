import Core

/// A mapping as an indented loop nest, levels and spatial loops set off.
enum LoopNest {
  static func node(_ mapping: Mapping, architecture: Architecture) -> HTMLNode {
    let lines = LoopNestText.lines(mapping, architecture: architecture)
    return element("pre", ["class": "nest", "tabindex": "0"]) {
      for line in lines {
        element("span", ["class": style(of: line)]) { String(repeating: "  ", count: line.depth) + line.words }
        "\n"
      }
      element("span", ["class": "level"]) {
        String(repeating: "  ", count: (lines.last.map { $0.depth + ($0.isLoop ? 1 : 0) }) ?? 0)
          + "multiply–accumulate"
      }
    }
  }

  private static func style(of line: LoopNestText.Line) -> String {
    switch line.kind {
    case .level: "level"
    case .temporal: "loop"
    case .spatial: "loop spatial"
    }
  }
}
