import Core

/// A figure on a page: its address and full value as data, its rounding as text.
///
/// The address is the figure's JSON Pointer in `SimulationReport.json`, so a test can compare what is shown with what
/// was simulated.
struct Figure: Hashable, Sendable {
  var path: String
  /// The value as Swift writes it: an integer, or the shortest decimal that reads back to the same `Double`.
  var value: String
  var text: String

  /// An exact count: `12,345 cycles` where a unit is given.
  static func count(_ value: Int, unit: String = "", at path: String) -> Figure {
    let text = NumberText.integer(value) + (unit.isEmpty ? "" : " \(unit)")
    return Figure(path: path, value: String(value), text: text)
  }

  static func bytes(_ value: Int, at path: String) -> Figure {
    Figure(path: path, value: String(value), text: NumberText.bytes(value))
  }

  static func energy(_ picojoules: Double, at path: String) -> Figure {
    Figure(path: path, value: picojoules.description, text: NumberText.energy(picojoules: picojoules))
  }

  static func power(_ milliwatts: Double, at path: String) -> Figure {
    Figure(path: path, value: milliwatts.description, text: NumberText.engineering(milliwatts * 1e-3, unit: "W"))
  }

  static func hertz(_ value: Int, at path: String) -> Figure {
    Figure(path: path, value: String(value), text: NumberText.engineering(Double(value), unit: "Hz"))
  }

  static func share(_ value: Double, at path: String) -> Figure {
    Figure(path: path, value: value.description, text: NumberText.percent(value))
  }

  static func quantity(_ value: Double, unit: String, at path: String) -> Figure {
    Figure(path: path, value: value.description, text: NumberText.engineering(value, unit: unit))
  }

  static func ratio(_ value: Double, at path: String) -> Figure {
    Figure(path: path, value: value.description, text: NumberText.ratio(value))
  }

  /// The figure as a span that does not break.
  var node: HTMLNode {
    element("span", ["class": "n", "data-path": path, "data-value": value]) { text }
  }

  /// The figure's data on a drawn mark, with a title that names it: `waiting for weights: 1,234 cycles`.
  func mark(_ shape: HTMLNode, named name: String) -> HTMLNode {
    guard case .element(let tag, let attributes, let children) = shape else { return shape }
    let data = [HTMLAttribute("data-path", path), HTMLAttribute("data-value", value)]
    let title = element("title") { "\(name): \(text)" }
    return .element(tag, attributes: attributes + data, children: [title] + children)
  }
}
