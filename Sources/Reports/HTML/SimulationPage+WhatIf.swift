import Core

/// What more of each resource would bring, as bars of the cycles that would be left.
extension SimulationPage {
  @HTMLBuilder var whatIf: [HTMLNode] {
    if let figures = report.whatIf, !figures.isEmpty {
      let lead =
        "The workload run again with one resource made better and the rest as it is, the most helpful first. A bar shows "
        + "the cycles that would be left of today's; next to it stands how many times as fast the workload would be."
      Page.section("what-if", "What would help", lead) {
        element("table", ["class": "bars"]) {
          element("thead") {
            element("tr") {
              for heading in ["Resource", "Twice as much", "Ideal"] { element("th", ["scope": "col"]) { heading } }
            }
          }
          element("tbody") {
            for (index, resource) in figures.enumerated() { row(resource, at: "/whatIf/\(index)") }
          }
        }
      }
    }
  }

  private func row(_ figures: WhatIfFigures, at path: String) -> HTMLNode {
    element("tr") {
      element("th", ["scope": "row"]) {
        element("span", ["class": "layername"]) { figures.words }
        if let doubling = figures.doubling { element("span", ["class": "kind"]) { doubling } }
      }
      cell(
        "Twice as much", figures.doubledCycles, "\(path)/doubledCycles", figures.doubledSpeedup,
        "\(path)/doubledSpeedup")
      cell("Ideal", figures.idealCycles, "\(path)/idealCycles", figures.idealSpeedup, "\(path)/idealSpeedup")
    }
  }

  private func cell(
    _ label: String, _ cycles: Int?, _ cyclesPath: String, _ speedup: Double?, _ speedupPath: String
  ) -> HTMLNode {
    element("td", ["data-label": label, "class": "wide"]) {
      if let cycles {
        let figure = Figure.count(cycles, unit: "cycles", at: cyclesPath)
        if let speedup {
          Figure(path: speedupPath, value: speedup.description, text: NumberText.fixed(speedup, decimals: 2)).node
          "×"
        } else {
          figure.node
        }
        StackedBar(
          parts: [.init(figure: figure, series: Series(style: "c-work", name: "left"), amount: Double(cycles))],
          whole: Double(max(report.totals.cycles, cycles))
        ).node(label: "\(figure.text) left")
      } else {
        HTMLNode.missing
      }
    }
  }
}
