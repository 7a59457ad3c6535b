import Core

/// Each kind of layer with its mapping as a loop nest and every count the machine kept.
extension SimulationPage {
  var details: HTMLNode {
    let lead =
      "Each kind of layer with its mapping as a loop nest, outermost loop first, and every count of its simulation. "
      + "The kind with the most cycles is open."
    return Page.section("mappings", "Layer by layer", lead) {
      for group in report.equalLayers { detail(group) }
      everyLayer.folded("All \(report.layers.count) layers in order")
    }
  }

  private func detail(_ group: EqualLayers) -> HTMLNode {
    let layer = report.layers[group.first]
    let path = "/layers/\(group.first)"
    let isHeaviest = group.first == report.equalLayers.max { $0.cycles < $1.cycles }?.first
    return element("details", ["class": "layer"]) {
      element("summary") {
        element("span", ["class": "layername"]) { HTMLNode.name(layer.name) }
        if group.count > 1 { element("span", ["class": "times"]) { "×\(group.count)" } }
        " "
        element("span", ["class": "kind"]) { layer.operation }
      }
      if group.count > 1 {
        element("p", ["class": "note"]) {
          "Equal: "
          for (position, member) in group.members.enumerated() {
            if position > 0 { ", " }
            HTMLNode.name(report.layers[member].name)
          }
        }
      }
      if let mapping = report.result.layers[group.first].mapping {
        LoopNest.node(mapping, architecture: report.result.architecture)
        element("p", ["class": "compact"]) { element("code") { mapping.description } }
      }
      unitDetails(layer, at: path)
      trafficDetails(layer, at: path)
      statisticDetails(layer, at: path)
    }.attribute("open", isHeaviest ? "open" : nil)
  }

  private func unitDetails(_ layer: LayerFigures, at path: String) -> HTMLNode {
    let causes = StallCause.allCases.filter { cause in layer.units.contains { $0.stallCycles[cause] > 0 } }
    var table = DataTable(["Unit", "Work"] + causes.map(\.rawValue) + ["idle"])
    for (index, unit) in layer.units.enumerated() {
      let place = "\(path)/units/\(index)"
      var row: [HTMLNode] = [.name(unit.unit), Figure.count(unit.workCycles, at: "\(place)/workCycles").node]
      for cause in causes {
        row.append(Figure.count(unit.stallCycles[cause], at: "\(place)/stallCycles/\(cause.camelCase)").node)
      }
      row.append(Figure.count(unit.idleCycles, at: "\(place)/idleCycles").node)
      table.rows.append(row)
    }
    return table.rows.isEmpty ? .group([]) : table.node(label: "Cycles of each unit")
  }

  private func trafficDetails(_ layer: LayerFigures, at path: String) -> HTMLNode {
    var table = DataTable(["Level", "Operand", "Bytes read", "Bytes written", "Largest fill"])
    for (index, traffic) in layer.traffic.enumerated() {
      let place = "\(path)/traffic/\(index)"
      let occupancy = layer.occupancy.firstIndex { $0.level == traffic.level }
      table.rows.append([
        .name(traffic.level), .text(traffic.operand), Figure.count(traffic.readBytes, at: "\(place)/readBytes").node,
        Figure.count(traffic.writtenBytes, at: "\(place)/writtenBytes").node,
        occupancy.map { Figure.bytes(layer.occupancy[$0].peakBytes, at: "\(path)/occupancy/\($0)/peakBytes").node }
          ?? .missing,
      ])
    }
    return table.rows.isEmpty ? .group([]) : table.node(label: "Bytes at each level")
  }

  private func statisticDetails(_ layer: LayerFigures, at path: String) -> HTMLNode {
    var table = DataTable(["Count", "Value", "Unit", "Meaning"])
    for (index, statistic) in layer.statistics.enumerated() {
      table.rows.append([
        .name(statistic.path), Figure.count(statistic.value, at: "\(path)/statistics/\(index)/value").node,
        .name(statistic.unit), .name(statistic.meaning),
      ])
    }
    return table.rows.isEmpty ? .group([]) : table.node(label: "Counts of the machine")
  }

  private var everyLayer: DataTable {
    var table = DataTable(["Layer", "Equal to", "Bound by", "Cycles", "MACs", "Utilisation", "DRAM bytes", "Energy"])
    for (index, layer) in report.layers.enumerated() {
      let path = "/layers/\(index)"
      table.rows.append([
        .name(layer.name), layer.equalTo.map { .name($0) } ?? .missing,
        .text(layer.bottleneck?.word ?? NumberText.missing), Figure.count(layer.cycles, at: "\(path)/cycles").node,
        Figure.count(layer.macs, at: "\(path)/macs").node,
        Figure.share(layer.utilization, at: "\(path)/utilization").node,
        Figure.count(layer.dramBytes, at: "\(path)/dramBytes").node,
        Figure.energy(layer.picojoules, at: "\(path)/picojoules").node,
      ])
    }
    return table
  }
}
