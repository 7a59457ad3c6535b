import Core

/// A layer's units over time: one lane for each count, time from left to right.
struct ActivityChart {
  var figures: ActivityFigures

  private static let width = 1080.0
  private static let left = 170.0
  private static let right = 950.0
  private static let lane = 46.0
  private static let top = 8.0

  var node: HTMLNode {
    let height = Self.top + Double(figures.series.count) * Self.lane + 26
    return element("div", ["class": "chart wide-chart"]) {
      SVG.picture(
        id: "activity", width: Self.width, height: height, title: "Units of \(figures.layer) over time",
        description: "Each lane shows one count over the layer's cycles. The table below has every value."
      ) {
        for (index, series) in figures.series.enumerated() { draw(series, row: index) }
        axis(y: Self.top + Double(figures.series.count) * Self.lane)
      }
    }
  }

  private func draw(_ series: ActivityFigures.Series, row: Int) -> HTMLNode {
    let base = Self.top + Double(row + 1) * Self.lane - 8
    let room = Self.lane - 14
    let top = Double(largest(like: series))
    let name = SVG.short(series.unit, to: 20)
    return element("g") {
      element("title") { "\(series.unit) \(series.part): \(summary(series))" }
      SVG.text(name, x: Self.left - 12, y: base - room + 12, anchor: "end", class: "name")
      SVG.text(Self.words(series), x: Self.left - 12, y: base - room + 27, anchor: "end", class: "tick")
      element(
        "rect",
        [
          "x": SVG.number(Self.left), "y": SVG.number(base - room), "width": SVG.number(Self.right - Self.left),
          "height": SVG.number(room), "class": "lane",
        ])
      if top > 0 { element("path", ["d": outline(series, base: base, room: room, top: top), "class": style(series)]) }
      SVG.text(summary(series), x: Self.right + 12, y: base - room / 2 + 4, class: "tick")
    }
  }

  /// The steps of the values as a closed shape.
  private func outline(_ series: ActivityFigures.Series, base: Double, room: Double, top: Double) -> String {
    var path = "M\(SVG.number(Self.left)) \(SVG.number(base))"
    for (index, value) in series.values.enumerated() {
      path += "V\(SVG.number(base - room * min(1, Double(value) / (top * filled(index)))))"
      path += "H\(SVG.number(x(of: min(figures.cycles, (index + 1) * figures.stretchCycles))))"
    }
    return path + "V\(SVG.number(base))Z"
  }

  /// The share of a stretch that lies within the layer; below 1 for the last one only.
  private func filled(_ index: Int) -> Double {
    let cycles = min(figures.stretchCycles, figures.cycles - index * figures.stretchCycles)
    return Double(max(1, cycles)) / Double(figures.stretchCycles)
  }

  private func x(of cycle: Int) -> Double {
    Self.left + (Self.right - Self.left) * Double(cycle) / Double(max(1, figures.cycles))
  }

  /// The value as high as the lane: the bound, or the largest of all series of the kind.
  private func largest(like series: ActivityFigures.Series) -> Int {
    if let bound = series.bound { return bound }
    return figures.series.filter { $0.quantity == series.quantity }.flatMap(\.values).max() ?? 0
  }

  private func axis(y: Double) -> [HTMLNode] {
    [
      SVG.text("0", x: Self.left, y: y + 12, class: "tick"),
      SVG.text(
        "\(NumberText.integer(figures.cycles)) cycles", x: Self.right, y: y + 12, anchor: "end", class: "tick"),
    ]
  }

  private func style(_ series: ActivityFigures.Series) -> String {
    switch series.quantity {
    case .workCycles: series.part == "preloads" ? "c-array" : series.unit == "vector" ? "c-vector" : "c-work"
    case .tileCycles: "c-array"
    case .bytes: "c-\(series.part)"
    case .heldBytes: "c-issue"
    }
  }

  private static func words(_ series: ActivityFigures.Series) -> String {
    switch series.quantity {
    case .workCycles: series.part
    case .tileCycles: "\(series.part) under way"
    case .bytes: series.part
    case .heldBytes: "bytes held"
    }
  }

  /// The series in a few words: a share of time, a rate, the most held.
  private func summary(_ series: ActivityFigures.Series) -> String {
    let cycles = Double(max(1, figures.cycles))
    switch series.quantity {
    case .workCycles: return "\(NumberText.percent(Double(series.total ?? 0) / cycles)) of the time"
    case .tileCycles: return "\(NumberText.ratio(Double(series.total ?? 0) / cycles)) at a time"
    case .bytes: return "\(NumberText.ratio(Double(series.total ?? 0) / cycles)) B/cycle"
    case .heldBytes: return "at most \(NumberText.bytes(series.values.max() ?? 0))"
    }
  }
}
