import Core

/// The trials of an exploration by two metrics: the front, what it dominates, and the default design.
struct ParetoChart {
  var report: StudyReport
  /// Which of the report's metrics run across and up.
  var across: Int
  var up: Int

  private static let width = 680.0
  private static let height = 420.0

  private struct Point {
    var trial: StudyReport.Trial
    var place: Int
    var x: Double
    var y: Double
  }

  var node: HTMLNode {
    let points = points
    let base = base
    guard
      let scaleX = LogScale(
        holding: points.map(\.x) + (base.map { [$0.x] } ?? []), start: 64, end: Self.width - 20, margin: 1.05),
      let scaleY = LogScale(
        holding: points.map(\.y) + (base.map { [$0.y] } ?? []), start: Self.height - 50, end: 28, margin: 1.05)
    else { return element("p", ["class": "note"]) { "No trial has both figures, so there is nothing to draw." } }
    let names = (report.metrics[across].metric.words, report.metrics[up].metric.words)
    return element("div", ["class": "chart"]) {
      SVG.picture(
        id: "front-\(across)-\(up)", width: Self.width, height: Self.height,
        title: "Trials by \(names.0) and \(names.1)",
        description: "\(points.count) trials, \(points.count { $0.trial.isOnFront }) of them on the front; towards the "
          + "lower left is better. The table of trials has every value.", class: "picture pareto"
      ) {
        axes(scaleX, scaleY)
        stairs(points, scaleX, scaleY)
        for point in points where !point.trial.isOnFront { mark(point, scaleX, scaleY) }
        for point in points where point.trial.isOnFront { mark(point, scaleX, scaleY) }
        if let base { diamond(base, scaleX, scaleY) }
      }
      Series.legend(StudySeries.strategies(report))
      element("p", ["class": "note"]) {
        "Large marks are on the front, small ones dominated, hollow ones exceed a limit"
          + (base == nil ? "." : "; the diamond is the default design (\(report.record.base.madeBy)).")
      }
    }
  }

  private var points: [Point] {
    report.trials.enumerated().compactMap { place, trial in
      guard let figures = trial.figures, figures[across] > 0, figures[up] > 0, figures[across].isFinite,
        figures[up].isFinite
      else { return nil }
      return Point(trial: trial, place: place, x: figures[across], y: figures[up])
    }
  }

  private var base: (x: Double, y: Double)? {
    guard let x = report.metrics[across].base, let y = report.metrics[up].base, x > 0, y > 0, x.isFinite, y.isFinite
    else { return nil }
    return (x, y)
  }

  private func axes(_ across: LogScale, _ up: LogScale) -> [HTMLNode] {
    var nodes: [HTMLNode] = []
    for tick in across.ticks {
      let x = across.position(tick)
      nodes.append(SVG.line(from: (x, up.start), to: (x, up.end), class: "grid"))
      nodes.append(
        SVG.text(
          report.metrics[self.across].tickText(tick), x: x, y: up.start + 18, anchor: "middle", class: "tick"))
    }
    for tick in up.ticks {
      let y = up.position(tick)
      nodes.append(SVG.line(from: (across.start, y), to: (across.end, y), class: "grid"))
      nodes.append(
        SVG.text(report.metrics[self.up].tickText(tick), x: across.start - 8, y: y + 4, anchor: "end", class: "tick"))
    }
    nodes.append(
      SVG.text(
        report.metrics[self.across].heading, x: (across.start + across.end) / 2, y: Self.height - 8, anchor: "middle",
        class: "axis"))
    nodes.append(SVG.text(report.metrics[self.up].heading, x: across.start - 8, y: up.end - 12, class: "axis"))
    return nodes
  }

  /// The edge of what the front dominates in these two metrics.
  private func stairs(_ points: [Point], _ across: LogScale, _ up: LogScale) -> [HTMLNode] {
    let front = points.filter { $0.trial.isOnFront }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard let first = front.first else { return [] }
    var path = "M\(SVG.number(across.position(first.x))) \(SVG.number(up.end))"
    var lowest = Double.infinity
    for point in front where point.y < lowest {
      lowest = point.y
      path += "H\(SVG.number(across.position(point.x)))V\(SVG.number(up.position(point.y)))"
    }
    path += "H\(SVG.number(across.end))"
    return [element("path", ["d": path, "class": "stairs"])]
  }

  private func mark(_ point: Point, _ across: LogScale, _ up: LogScale) -> HTMLNode {
    let style = StudySeries.style(of: point.trial.strategy, in: report)
    let allowed = point.trial.isAllowed != false
    let circle = element(
      "circle",
      [
        "cx": SVG.number(across.position(point.x)), "cy": SVG.number(up.position(point.y)),
        "r": point.trial.isOnFront ? "6" : "2.5", "class": allowed ? "dot \(style)" : "dot hollow",
        "data-trial": String(point.trial.number),
      ])
    guard point.trial.isOnFront else { return circle }
    let figure = report.metrics[self.up].figure(point.y, at: "/trials/\(point.place)/figures/\(self.up)")
    let x = report.metrics[self.across].figure(point.x, at: "").text
    return figure.mark(
      circle,
      named:
        "trial \(point.trial.number) by \(point.trial.strategy), \(report.metrics[self.across].metric.words) \(x), "
        + report.metrics[self.up].metric.words)
  }

  private func diamond(_ base: (x: Double, y: Double), _ across: LogScale, _ up: LogScale) -> HTMLNode {
    let (x, y) = (across.position(base.x), up.position(base.y))
    let corners = [(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)]
    let points = corners.map { "\(SVG.number($0.0)),\(SVG.number($0.1))" }.joined(separator: " ")
    let figure = report.metrics[self.up].figure(base.y, at: "/metrics/\(self.up)/base")
    return figure.mark(
      element("polygon", ["points": points, "class": "default"]),
      named: "default design, \(report.metrics[self.up].metric.words)")
  }
}

/// One colour for each strategy, the same in every chart of a study.
enum StudySeries {
  private static let styles = [
    "c-work", "c-weights", "c-inputs", "c-outputs", "c-memory", "c-array", "c-vector", "c-issue",
  ]

  static func style(of strategy: String, in report: StudyReport) -> String {
    let index = report.strategies.firstIndex { $0.name == strategy } ?? 0
    return styles[index % styles.count]
  }

  static func strategies(_ report: StudyReport) -> [Series] {
    report.strategies.map { Series(style: style(of: $0.name, in: report), name: $0.name) }
  }
}

extension StudyReport.Metric {
  /// A round value of an axis: `20 µJ·s`.
  func tickText(_ value: Double) -> String {
    metric == .area ? "\(NumberText.setting(value)) mm²" : NumberText.setting(value, unit: unitText)
  }
}
