import Core

/// Area, leakage, power and the highest clock of each component.
extension SimulationPage {
  @HTMLBuilder var components: [HTMLNode] {
    if !report.result.components.isEmpty {
      Page.section("components", "What the parts cost", componentLead) {
        componentTable.node(label: "Area, power and highest clock of each component")
        if !report.costWarnings.isEmpty {
          element("ul", ["class": "plain"]) {
            for warning in report.costWarnings { element("li") { HTMLNode.name(warning) } }
          }
        }
      }
    }
  }

  private var componentLead: String {
    let totals = report.totals
    var lead = totals.areaSquareMillimetres.map { "\(CostText.area($0)) in all" } ?? ""
    if let power = totals.averageMilliwatts {
      lead += ", \(NumberText.engineering(power * 1e-3, unit: "W")) on average"
    }
    if let slowest = report.slowestComponent {
      lead +=
        "; \(slowest.component) allows the core clock \(NumberText.engineering(Double(slowest.hertz), unit: "Hz"))"
    }
    return lead + ". Area and clock by CACTI, Aladdin and McPAT, not checked against silicon."
  }

  private var componentTable: DataTable {
    var table = DataTable([
      "Component", "Area in mm²", "Energy at work", "Energy leaked", "Average power", "Highest clock",
    ])
    for (index, component) in report.totals.components.enumerated() {
      let path = "/totals/components/\(index)"
      table.rows.append([
        .name(component.component),
        component.areaSquareMillimetres.map { Figure.ratio($0, at: "\(path)/areaSquareMillimetres").node } ?? .missing,
        Figure.energy(component.picojoules, at: "\(path)/picojoules").node,
        component.leakagePicojoules.map { Figure.energy($0, at: "\(path)/leakagePicojoules").node } ?? .missing,
        component.averageMilliwatts.map { Figure.power($0, at: "\(path)/averageMilliwatts").node } ?? .missing,
        component.highestHertz.map { Figure.hertz($0, at: "\(path)/highestHertz").node } ?? .missing,
      ])
    }
    return table
  }
}
