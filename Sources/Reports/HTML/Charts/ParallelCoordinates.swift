import Core

/// Every trial as a line across one axis for each parameter and objective; a part of an axis can be picked.
struct ParallelCoordinates {
  var report: StudyReport

  private static let top = 46.0
  private static let bottom = 330.0
  private static let gap = 104.0
  private static let left = 70.0

  /// An axis: where a trial stands on it, what is written beside it.
  private struct Axis {
    var name: String
    var position: (_ place: Int) -> Double?
    var labels: [(y: Double, text: String)]
  }

  var node: HTMLNode {
    let axes = parameterAxes + metricAxes
    let width = Self.left * 2 + Double(max(0, axes.count - 1)) * Self.gap
    return element("div", ["class": "chart wide-chart"]) {
      SVG.picture(
        id: "parallel", width: width, height: Self.bottom + 24,
        title: "Trials across parameters and objectives",
        description:
          "One line for each trial with a result; dark lines are on the front. The table of trials has every "
          + "value.", class: "picture parallel"
      ) {
        for place in report.trials.indices where !report.trials[place].isOnFront { line(place, axes) }
        for place in report.trials.indices where report.trials[place].isOnFront { line(place, axes) }
        for (index, axis) in axes.enumerated() { draw(axis, index) }
      }
    }
  }

  private var parameterAxes: [Axis] {
    report.record.space.parameters.enumerated().map { index, parameter in
      let shown = parameter.count <= 12 ? 1 : (parameter.count + 11) / 12
      return Axis(
        name: parameter.name,
        position: { place in
          let point = report.record.trials[place].point
          guard report.record.space.contains(point) else { return nil }
          return Self.y(point.indices[index], of: parameter.count)
        },
        labels: parameter.values.enumerated().filter { $0.offset.isMultiple(of: shown) }.map {
          (Self.y($0.offset, of: parameter.count), $0.element)
        })
    }
  }

  private var metricAxes: [Axis] {
    report.objectives.indices.compactMap { index in
      let values = report.trials.compactMap { $0.figures?[index] }
      guard let scale = LogScale(holding: values, start: Self.bottom, end: Self.top, margin: 1.02) else { return nil }
      return Axis(
        name: report.metrics[index].heading,
        position: { place in report.trials[place].figures.map { scale.position($0[index]) } },
        labels: scale.ticks.map { (scale.position($0), report.metrics[index].tickText($0)) })
    }
  }

  private static func y(_ index: Int, of count: Int) -> Double {
    count == 1 ? (top + bottom) / 2 : bottom - (bottom - top) * Double(index) / Double(count - 1)
  }

  private static func x(_ axis: Int) -> Double { left + Double(axis) * gap }

  private func line(_ place: Int, _ axes: [Axis]) -> [HTMLNode] {
    let trial = report.trials[place]
    guard trial.figures?.allSatisfy({ $0.isFinite }) == true else { return [] }
    var path = ""
    for (index, axis) in axes.enumerated() {
      guard let y = axis.position(place) else { return [] }
      path += "\(index == 0 ? "M" : "L")\(SVG.number(Self.x(index))) \(SVG.number(y.rounded()))"
    }
    let style = trial.isOnFront ? "line front" : "line"
    return [element("path", ["d": path, "class": style, "data-trial": String(trial.number)])]
  }

  private func draw(_ axis: Axis, _ index: Int) -> [HTMLNode] {
    let x = Self.x(index)
    var nodes = [SVG.line(from: (x, Self.top), to: (x, Self.bottom), class: "axisline")]
    nodes.append(
      element(
        "text",
        ["x": SVG.number(x), "y": index.isMultiple(of: 2) ? "14" : "30", "text-anchor": "middle", "class": "axis"]
      ) {
        element("title") { axis.name }
        SVG.short(axis.name, to: 26)
      })
    for label in axis.labels {
      nodes.append(SVG.text(SVG.short(label.text, to: 10), x: x + 5, y: label.y + 4, class: "tick"))
    }
    nodes.append(
      element(
        "rect",
        [
          "x": SVG.number(x - 12), "y": SVG.number(Self.top), "width": "24",
          "height": SVG.number(Self.bottom - Self.top), "class": "brush", "data-axis": String(index),
          "data-name": axis.name,
        ]))
    return nodes
  }
}
