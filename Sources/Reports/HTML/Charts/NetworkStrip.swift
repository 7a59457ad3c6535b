/// The workload from its first layer to its last, each as wide as its cycles and coloured by what holds it up.
struct NetworkStrip {
  var report: SimulationReport

  var node: HTMLNode {
    let total = Double(report.totals.cycles)
    guard total > 0 else { return .group([]) }
    var groupOfLayer = Array(repeating: 0, count: report.layers.count)
    for group in report.equalLayers {
      for member in group.members { groupOfLayer[member] = group.first }
    }
    var marks: [HTMLNode] = []
    var start = 0
    for (index, layer) in report.layers.enumerated() where layer.cycles > 0 {
      let series = Series(layer.bottleneck)
      let rect = element(
        "rect",
        [
          "x": SVG.percent(Double(start) / total), "width": SVG.percent(Double(layer.cycles) / total),
          "height": "100%", "class": "slice \(series.style)", "data-layer": String(groupOfLayer[index]),
        ])
      let figure = Figure.count(layer.cycles, unit: "cycles", at: "/layers/\(index)/cycles")
      marks.append(figure.mark(rect, named: "\(layer.name), \(series.name)"))
      start += layer.cycles
    }
    return element("div", ["class": "chart"]) {
      SVG.strip(label: "The \(report.layers.count) layers in order, each as wide as its cycles", class: "network") {
        marks
      }
      element("p", ["class": "ends", "aria-hidden": "true"]) {
        element("span") { "first layer" }
        element("span") { "last layer" }
      }
      Series.legend(report.layers.filter { $0.cycles > 0 }.map { Series($0.bottleneck) })
    }
  }
}
