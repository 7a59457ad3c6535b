import Core

/// The layer that takes most of the cycles, over time.
extension SimulationPage {
  @HTMLBuilder var activity: [HTMLNode] {
    if let figures = report.activity, !figures.series.isEmpty {
      let stretch = NumberText.integer(figures.stretchCycles)
      Page.section(
        "activity", "The longest layer over time",
        "What the machine did from the first cycle to the last of the layer that takes most of the cycles, in stretches "
          + "of \(stretch) cycles. A lane is full where the unit works in every cycle or the memory is full; lanes of "
          + "bytes share a scale. simulate --trace shows single tiles and folds."
      ) {
        element("p", ["class": "subject"]) {
          HTMLNode.name(figures.layer)
          " "
          element("span", ["class": "kind"]) { report.layers[figures.layerIndex].operation }
        }
        ActivityChart(figures: figures).node
        table(figures).folded("Values of every stretch")
      }
    }
  }

  private func table(_ figures: ActivityFigures) -> DataTable {
    let names = figures.series.map { series in
      let quantity =
        switch series.quantity {
        case .workCycles: "cycles"
        case .tileCycles: "tile cycles"
        case .bytes: "bytes"
        case .heldBytes: "bytes held"
        }
      return [series.unit, series.part, quantity].filter { !$0.isEmpty }.joined(separator: " ")
    }
    var table = DataTable(["From cycle"] + names)
    for stretch in 0..<(figures.series.map(\.values.count).max() ?? 0) {
      var row: [HTMLNode] = [.text(NumberText.integer(stretch * figures.stretchCycles))]
      for (index, series) in figures.series.enumerated() {
        row.append(
          series.values.indices.contains(stretch)
            ? Figure.count(series.values[stretch], at: "/activity/series/\(index)/values/\(stretch)").node : .missing)
      }
      table.rows.append(row)
    }
    return table
  }
}
