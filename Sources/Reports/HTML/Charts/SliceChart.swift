import Core

/// An objective over the values of one parameter: least to most as a line, the middle half as a box, the median across.
struct SliceChart {
  var report: StudyReport
  var slice: Int
  var objective: Int

  private static let width = 340.0
  private static let height = 190.0

  var node: HTMLNode {
    let figures = report.slices[slice]
    let spreads = figures.spreads[objective]
    let values = spreads.compactMap { $0 }.flatMap { [$0.least, $0.most] }
    guard let scale = LogScale(holding: values, start: Self.height - 34, end: 12, margin: 1.05) else {
      return .group([])
    }
    let step = (Self.width - 70) / Double(max(1, spreads.count))
    let shown = spreads.count <= 5 ? 1 : (spreads.count + 4) / 5
    return element("figure", ["class": "slice-chart"]) {
      element("figcaption") { HTMLNode.name(figures.parameter) }
      SVG.picture(
        id: "slice-\(slice)-\(objective)", width: Self.width, height: Self.height,
        title: "\(report.metrics[objective].heading) over \(figures.parameter)",
        description: "\(figures.values.count) values; the boxes hold the middle half of the trials."
      ) {
        for tick in scale.ticks {
          SVG.line(from: (60, scale.position(tick)), to: (Self.width - 8, scale.position(tick)), class: "grid")
          SVG.text(
            report.metrics[objective].tickText(tick), x: 54, y: scale.position(tick) + 4, anchor: "end", class: "tick")
        }
        for (index, spread) in spreads.enumerated() {
          if index.isMultiple(of: shown) {
            label(SVG.short(figures.values[index], to: 8), x: x(index, step))
          }
          if let spread { box(spread, value: index, x: x(index, step), width: min(22, step * 0.6), scale) }
        }
      }
    }
  }

  private func x(_ index: Int, _ step: Double) -> Double { 64 + (Double(index) + 0.5) * step }

  /// A value under the boxes, moved inwards where it would stick out.
  private func label(_ text: String, x: Double) -> HTMLNode {
    let half = Double(text.count) * 3.8
    return SVG.text(
      text, x: min(x, Self.width - 4 - half), y: Self.height - 12, anchor: "middle", class: "tick")
  }

  private func box(
    _ spread: ParameterSlice.Spread, value: Int, x: Double, width: Double, _ scale: LogScale
  ) -> HTMLNode {
    let (upper, lower) = (scale.position(spread.upperQuartile), scale.position(spread.lowerQuartile))
    let path = "/slices/\(slice)/spreads/\(objective)/\(value)/median"
    let median = report.metrics[objective].figure(spread.median, at: path)
    return element("g") {
      SVG.line(from: (x, scale.position(spread.most)), to: (x, scale.position(spread.least)), class: "whisker")
      element(
        "rect",
        [
          "x": SVG.number(x - width / 2), "y": SVG.number(upper), "width": SVG.number(width),
          "height": SVG.number(max(1, lower - upper)), "class": "quartiles",
        ])
      median.mark(
        SVG.line(
          from: (x - width / 2, scale.position(spread.median)), to: (x + width / 2, scale.position(spread.median)),
          class: "median"),
        named: "\(report.slices[slice].values[value]), \(spread.trials) trials, median")
    }
  }
}
