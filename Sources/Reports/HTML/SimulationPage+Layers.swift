import Core

/// Where the cycles go: the network as a strip, then a row of bars for each kind of layer.
extension SimulationPage {
  var layers: HTMLNode {
    Page.section("layers", "Where the cycles go", "The network in order, each layer as wide as its cycles.") {
      NetworkStrip(report: report).node
      element("h3") { "Kinds of layers" }
      element("p", ["class": "lead"]) {
        "Equal layers share a row. The first bar is as long as the cycles of all of them and shows how the array spent "
          + "them, or for layers without multiply–accumulates the vector unit; the other bars are for one layer."
      }
      Series.legend(cycleSeries)
      layerBars
      lossTable.folded("Cycles of the leading unit by cause")
    }
  }

  /// A layer's leading unit and where it stands among the layer's units.
  private func leadingUnit(of layer: Int) -> (index: Int, figures: UnitFigures)? {
    guard let lead = report.result.layers[layer].leadingUnit else { return nil }
    guard let index = report.layers[layer].units.firstIndex(where: { $0.unit == lead.unit }) else { return nil }
    return (index, report.layers[layer].units[index])
  }

  private var cycleSeries: [Series] {
    var used: [Series] = []
    for group in report.equalLayers {
      guard let lead = leadingUnit(of: group.first) else { continue }
      used += lead.figures.parts(at: "").filter { $0.amount > 0 }.map(\.series)
    }
    let order = [Series.work] + StallCause.allCases.map { Series($0) } + [.idle]
    return order.filter(used.contains)
  }

  private var layerBars: HTMLNode {
    let longest = Double(report.equalLayers.map(\.cycles).max() ?? 0)
    let heaviest = Double(report.layers.map(\.dramBytes).max() ?? 0)
    let hungriest = report.layers.map(\.picojoules).max() ?? 0
    return element("table", ["class": "bars sortable filterable"]) {
      element("thead") {
        element("tr") {
          for heading in ["Layer", "Cycles", "Utilisation", "DRAM, each", "Energy, each"] {
            element("th", ["scope": "col"]) { heading }
          }
        }
      }
      element("tbody") {
        for group in report.equalLayers {
          row(group, longest: longest, heaviest: heaviest, hungriest: hungriest)
        }
      }
    }
  }

  private func row(_ group: EqualLayers, longest: Double, heaviest: Double, hungriest: Double) -> HTMLNode {
    let layer = report.layers[group.first]
    let path = "/layers/\(group.first)"
    let series = Series(layer.bottleneck)
    let groupIndex = report.equalLayers.firstIndex { $0.first == group.first } ?? 0
    return element("tr", ["data-layer": String(group.first)]) {
      element("th", ["scope": "row"]) {
        element("span", ["class": "layername"]) { HTMLNode.name(layer.name) }
        if group.count > 1 { element("span", ["class": "times"]) { "×\(group.count)" } }
        element("span", ["class": "kind"]) { "\(layer.operation); \(series.name)" }
      }
      element("td", ["data-label": "Cycles", "class": "wide"]) {
        Figure.count(group.cycles, at: "/equalLayers/\(groupIndex)/cycles").node
        element("span", ["class": "share"]) {
          Figure.share(group.share, at: "/equalLayers/\(groupIndex)/share").node
        }
        cycleBar(group, of: layer, longest: longest / Double(group.count))
      }
      element("td", ["data-label": "Utilisation"]) {
        if layer.macs > 0 {
          let figure = Figure.share(layer.utilization, at: "\(path)/utilization")
          figure.node
          StackedBar(
            parts: [
              .init(figure: figure, series: Series(style: "c-work", name: "utilisation"), amount: layer.utilization)
            ],
            whole: 1
          ).node(label: "utilisation \(figure.text)")
        } else {
          HTMLNode.missing
        }
      }
      element("td", ["data-label": "DRAM, each"]) {
        Figure.bytes(layer.dramBytes, at: "\(path)/dramBytes").node
        trafficBar(layer, at: path, heaviest: heaviest)
      }
      element("td", ["data-label": "Energy, each"]) {
        Figure.energy(layer.picojoules, at: "\(path)/picojoules").node
        energyBar(layer, at: path, hungriest: hungriest)
      }
    }
  }

  private func cycleBar(_ group: EqualLayers, of layer: LayerFigures, longest: Double) -> HTMLNode {
    guard let lead = leadingUnit(of: group.first) else { return .group([]) }
    let bar = StackedBar(
      parts: lead.figures.parts(at: "/layers/\(group.first)/units/\(lead.index)"), whole: longest)
    return bar.node(label: bar.words(of: Double(layer.cycles)))
  }

  private func trafficBar(_ layer: LayerFigures, at path: String, heaviest: Double) -> HTMLNode {
    let dram = report.result.architecture.levels.filter { $0.kind == .dram }.map(\.name)
    var parts: [StackedBar.Part] = []
    for (index, traffic) in layer.traffic.enumerated() where dram.contains(traffic.level) {
      parts += Self.parts(of: traffic, at: "\(path)/traffic/\(index)")
    }
    let bar = StackedBar(parts: parts, whole: heaviest)
    return bar.node(label: bar.words(of: Double(layer.dramBytes)))
  }

  /// The bytes read and written for one operand at one level.
  static func parts(of traffic: TrafficFigures, at path: String) -> [StackedBar.Part] {
    [
      StackedBar.Part(
        figure: .bytes(traffic.readBytes, at: "\(path)/readBytes"),
        series: Series(operand: traffic.operand, written: false), amount: Double(traffic.readBytes)),
      StackedBar.Part(
        figure: .bytes(traffic.writtenBytes, at: "\(path)/writtenBytes"),
        series: Series(operand: traffic.operand, written: true), amount: Double(traffic.writtenBytes)),
    ]
  }

  private func energyBar(_ layer: LayerFigures, at path: String, hungriest: Double) -> HTMLNode {
    let components = report.totals.energy.map(\.component)
    let series = Series.components(components)
    let parts = layer.energy.enumerated().map { index, energy in
      StackedBar.Part(
        figure: .energy(energy.picojoules, at: "\(path)/energy/\(index)/picojoules"),
        series: components.firstIndex(of: energy.component).map { series[$0] } ?? .idle, amount: energy.picojoules)
    }
    let bar = StackedBar(parts: parts, whole: hungriest)
    return bar.node(label: bar.words(of: layer.picojoules))
  }

  private var lossTable: DataTable {
    let causes = StallCause.allCases.filter { cause in
      report.equalLayers.contains { (leadingUnit(of: $0.first)?.figures.stallCycles[cause] ?? 0) > 0 }
    }
    var table = DataTable(["Layer", "×", "Unit", "Cycles each", "Work"] + causes.map(\.rawValue) + ["idle"])
    for group in report.equalLayers {
      let layer = report.layers[group.first]
      let path = "/layers/\(group.first)"
      var row: [HTMLNode] = [.name(layer.name), .text(String(group.count))]
      guard let lead = leadingUnit(of: group.first) else { continue }
      let unit = "\(path)/units/\(lead.index)"
      row += [
        .name(lead.figures.unit), Figure.count(layer.cycles, at: "\(path)/cycles").node,
        Figure.count(lead.figures.workCycles, at: "\(unit)/workCycles").node,
      ]
      for cause in causes {
        row.append(
          Figure.count(lead.figures.stallCycles[cause], at: "\(unit)/stallCycles/\(cause.camelCase)").node)
      }
      row.append(Figure.count(lead.figures.idleCycles, at: "\(unit)/idleCycles").node)
      table.rows.append(row)
    }
    return table
  }
}
