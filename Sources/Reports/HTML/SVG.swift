/// Drawing in SVG: numbers as coordinates, and pictures that say what they show.
enum SVG {
  /// A coordinate with at most two decimals.
  ///
  /// - Precondition: the value is finite; charts leave out what is not.
  static func number(_ value: Double) -> String {
    precondition(value.isFinite, "a coordinate is \(value)")
    let hundredths = (value * 100).rounded()
    let isWhole = hundredths.remainder(dividingBy: 100) == 0
    return isWhole ? String(Int(hundredths / 100)) : (hundredths / 100).description
  }

  /// A share of the drawing's width, for charts that stretch with the page: `12.5%`.
  static func percent(_ share: Double) -> String { number(share * 100) + "%" }

  /// A picture of fixed proportions with a title and a description for those who can't see it.
  static func picture(
    id: String, width: Double, height: Double, title: String, description: String, class name: String = "picture",
    @HTMLBuilder _ children: () -> [HTMLNode]
  ) -> HTMLNode {
    element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(number(width)) \(number(height))", "class": name,
        "role": "img", "aria-labelledby": "\(id)-title \(id)-desc",
      ]
    ) {
      element("title", ["id": "\(id)-title"]) { title }
      element("desc", ["id": "\(id)-desc"]) { description }
      children()
    }
  }

  /// A strip as wide as its place whose marks stand at shares of the width.
  static func strip(label: String, class name: String = "bar", @HTMLBuilder _ marks: () -> [HTMLNode]) -> HTMLNode {
    element("svg", ["xmlns": "http://www.w3.org/2000/svg", "class": name, "role": "img", "aria-label": label]) {
      marks()
    }
  }

  static func text(
    _ words: String, x: Double, y: Double, anchor: String = "start", class name: String = ""
  ) -> HTMLNode {
    let node = element("text", ["x": number(x), "y": number(y)]) { words }
    return node.attribute("text-anchor", anchor == "start" ? nil : anchor).attribute("class", name.isEmpty ? nil : name)
  }

  static func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), class name: String
  ) -> HTMLNode {
    element(
      "line",
      ["x1": number(start.x), "y1": number(start.y), "x2": number(end.x), "y2": number(end.y), "class": name])
  }

  /// A name in at most `count` characters, cut in the middle; the full one belongs in a title.
  static func short(_ name: String, to count: Int) -> String {
    guard name.count > count, count > 1 else { return name }
    return String(name.prefix((count - 1) / 2)) + "…" + String(name.suffix(count - 1 - (count - 1) / 2))
  }
}
