import Core

/// How an exploration went: every trial over the simulations paid so far, and the best or the volume until then.
struct HistoryChart {
  /// One step of the line: from these simulations on the value holds.
  struct Step {
    var simulations: Int
    var figure: Figure
    var name: String
    var value: Double
  }

  var id: String
  var title: String
  var steps: [Step]
  /// The trials behind the line.
  var dots: [(simulations: Int, value: Double, style: String, trial: Int)] = []
  /// Simulations, or what else was paid, at the right end.
  var total: Int
  var unit: String
  var tickText: (Double) -> String

  private static let width = 520.0
  private static let height = 280.0
  private static let left = 64.0
  private static let right = 506.0

  var node: HTMLNode {
    guard
      let scale = LogScale(
        holding: dots.map(\.value) + steps.map(\.value), start: Self.height - 40, end: 14, margin: 1.05),
      let last = steps.last
    else { return element("p", ["class": "note"]) { "No trial has a result, so there is nothing to draw." } }
    return element("div", ["class": "chart"]) {
      SVG.picture(
        id: id, width: Self.width, height: Self.height, title: title,
        description: "\(steps.count) steps over \(total) \(unit), at last \(last.figure.text).",
        class: "picture history"
      ) {
        for tick in scale.ticks {
          let y = scale.position(tick)
          SVG.line(from: (Self.left, y), to: (Self.right, y), class: "grid")
          SVG.text(tickText(tick), x: Self.left - 8, y: y + 4, anchor: "end", class: "tick")
        }
        SVG.text("0", x: Self.left, y: Self.height - 22, class: "tick")
        SVG.text(
          NumberText.integer(total), x: Self.right, y: Self.height - 22, anchor: "end", class: "tick")
        SVG.text(
          unit, x: (Self.left + Self.right) / 2, y: Self.height - 8, anchor: "middle", class: "axis")
        for dot in dots where dot.value > 0 && dot.value.isFinite {
          element(
            "circle",
            [
              "cx": SVG.number(x(dot.simulations)), "cy": SVG.number(scale.position(dot.value)), "r": "1.8",
              "class": "dot \(dot.style)", "data-trial": String(dot.trial),
            ])
        }
        element("path", ["d": line(scale), "class": "stairs"])
        for step in steps {
          step.figure.mark(
            element(
              "circle",
              [
                "cx": SVG.number(x(step.simulations)), "cy": SVG.number(scale.position(step.value)), "r": "4",
                "class": "step",
              ]), named: step.name)
        }
      }
    }
  }

  private func line(_ scale: LogScale) -> String {
    var path = ""
    for (index, step) in steps.enumerated() {
      let (x, y) = (SVG.number(x(step.simulations)), SVG.number(scale.position(step.value)))
      path += index == 0 ? "M\(x) \(y)" : "H\(x)V\(y)"
    }
    return path + "H\(SVG.number(Self.right))"
  }

  private func x(_ simulations: Int) -> Double {
    Self.left + (Self.right - Self.left) * Double(simulations) / Double(max(1, total))
  }
}
