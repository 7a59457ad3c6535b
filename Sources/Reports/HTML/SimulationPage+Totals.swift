import Core

/// What the units, the storage levels and the components did over the whole workload.
extension SimulationPage {
  var units: HTMLNode {
    let lead =
      "All cycles of the workload from left to right: work, waiting by cause, idle where a unit had nothing to do, and "
      + "nothing for layers it takes no part in. The unit that works longest is the one the others wait for."
    return Page.section("units", "What each unit did", lead) {
      element("table", ["class": "bars"]) {
        element("thead") {
          element("tr") {
            for heading in ["Unit", "Works", "All its cycles"] { element("th", ["scope": "col"]) { heading } }
          }
        }
        element("tbody") {
          for (index, unit) in report.totals.units.enumerated() { unitRow(unit, at: "/totals/units/\(index)") }
        }
      }
      Series.legend(unitSeries)
      unitTable.folded("Cycles of every unit by cause")
    }
  }

  private var unitSeries: [Series] {
    report.totals.units.flatMap { unit in
      unit.parts(at: "").filter { $0.amount > 0 }.map(\.series)
    }
  }

  private func unitRow(_ unit: UnitFigures, at path: String) -> HTMLNode {
    let total = Double(max(report.totals.cycles, unit.total))
    let bar = StackedBar(parts: unit.parts(at: path), whole: total)
    return element("tr") {
      element("th", ["scope": "row"]) { HTMLNode.name(unit.unit) }
      element("td", ["data-label": "Works"]) {
        Figure.count(unit.workCycles, at: "\(path)/workCycles").node
        element("span", ["class": "share"]) {
          NumberText.percent(total > 0 ? Double(unit.workCycles) / total : 0)
        }
      }
      element("td", ["data-label": "All its cycles", "class": "widest"]) { bar.node(label: bar.words(of: total)) }
    }
  }

  private var unitTable: DataTable {
    let causes = StallCause.allCases.filter { cause in
      report.totals.units.contains { $0.stallCycles[cause] > 0 }
    }
    var table = DataTable(["Unit", "Work"] + causes.map(\.rawValue) + ["idle"])
    for (index, unit) in report.totals.units.enumerated() {
      let path = "/totals/units/\(index)"
      var row: [HTMLNode] = [.name(unit.unit), Figure.count(unit.workCycles, at: "\(path)/workCycles").node]
      for cause in causes {
        row.append(Figure.count(unit.stallCycles[cause], at: "\(path)/stallCycles/\(cause.camelCase)").node)
      }
      row.append(Figure.count(unit.idleCycles, at: "\(path)/idleCycles").node)
      table.rows.append(row)
    }
    return table
  }

  // MARK: - Traffic

  var traffic: HTMLNode {
    let lead =
      "Bytes at each level, whose bar is its own whole: the levels differ by orders of magnitude, "
      + "so compare mixtures by the bars and amounts by the figures."
    return Page.section("traffic", "Where the bytes go", lead) {
      element("table", ["class": "bars"]) {
        element("thead") {
          element("tr") {
            for heading in ["Level", "Read", "Written", "Mixture"] { element("th", ["scope": "col"]) { heading } }
          }
        }
        element("tbody") {
          for (index, level) in report.totals.levels.enumerated() { levelRow(level, at: "/totals/levels/\(index)") }
        }
      }
      Series.legend(trafficSeries)
      trafficTable.folded("Bytes by level and operand")
    }
  }

  private func trafficParts(of level: String) -> [StackedBar.Part] {
    report.totals.traffic.enumerated().filter { $0.element.level == level }
      .flatMap { Self.parts(of: $0.element, at: "/totals/traffic/\($0.offset)") }
  }

  private var trafficSeries: [Series] {
    let used = report.totals.levels.flatMap { trafficParts(of: $0.level) }.filter { $0.amount > 0 }.map(\.series)
    return Operand.allCases.flatMap { operand in
      [Series(operand: operand.name, written: false), Series(operand: operand.name, written: true)]
    }.filter(used.contains)
  }

  private func levelRow(_ level: LevelFigures, at path: String) -> HTMLNode {
    let total = Double(level.readBytes) + Double(level.writtenBytes)
    let bar = StackedBar(parts: trafficParts(of: level.level), whole: total)
    return element("tr") {
      element("th", ["scope": "row"]) { HTMLNode.name(level.level) }
      element("td", ["data-label": "Read"]) { Figure.bytes(level.readBytes, at: "\(path)/readBytes").node }
      element("td", ["data-label": "Written"]) { Figure.bytes(level.writtenBytes, at: "\(path)/writtenBytes").node }
      element("td", ["data-label": "Mixture", "class": "widest"]) { bar.node(label: bar.words(of: total)) }
    }
  }

  private var trafficTable: DataTable {
    var table = DataTable(["Level", "Operand", "Bytes read", "Bytes written"])
    for (index, traffic) in report.totals.traffic.enumerated() {
      let path = "/totals/traffic/\(index)"
      table.rows.append([
        .name(traffic.level), .text(traffic.operand),
        Figure.count(traffic.readBytes, at: "\(path)/readBytes").node,
        Figure.count(traffic.writtenBytes, at: "\(path)/writtenBytes").node,
      ])
    }
    return table
  }

  // MARK: - Energy

  var energy: HTMLNode {
    let energies = report.totals.energy
    let series = Series.components(energies.map(\.component))
    let largest = energies.map(\.picojoules).max() ?? 0
    let isSharedOut = report.totals.operandEnergy.contains { $0.isSharedOut }
    let lead =
      "Counts × energies: \(provenance.energy.text). A memory's bar shows the operands it was spent on"
      + (isSharedOut ? "; where its energy is more than that of its accesses, it is shared out by bytes." : ".")
    return Page.section("energy", "Where the energy goes", lead) {
      element("table", ["class": "bars sortable"]) {
        Page.tableHead(["Component", "Energy", "Share"])
        element("tbody") {
          for (index, energy) in energies.enumerated() {
            energyRow(energy, series: series[index], at: "/totals/energy/\(index)/picojoules", largest: largest)
          }
        }
      }
      Series.legend(Operand.allCases.map { Series(operand: $0) })
      operandTable.folded("Energy by level and operand")
    }
  }

  private func energyRow(_ energy: EnergyFigures, series: Series, at path: String, largest: Double) -> HTMLNode {
    let figure = Figure.energy(energy.picojoules, at: path)
    let total = report.totals.picojoules
    let byOperand = operandParts(of: energy.component)
    let parts = byOperand.isEmpty ? [.init(figure: figure, series: series, amount: energy.picojoules)] : byOperand
    let bar = StackedBar(parts: parts, whole: largest)
    return element("tr") {
      element("th", ["scope": "row"]) { HTMLNode.name(energy.component) }
      element("td", ["data-label": "Energy"]) { figure.node }
      element("td", ["data-label": "Share", "class": "widest"]) {
        element("span", ["class": "share"]) { NumberText.percent(total > 0 ? energy.picojoules / total : 0) }
        bar.node(
          label: byOperand.isEmpty ? "\(energy.component): \(figure.text)" : bar.words(of: energy.picojoules))
      }
    }
  }

  private func operandParts(of level: String) -> [StackedBar.Part] {
    report.totals.operandEnergy.enumerated().filter { $0.element.level == level }.compactMap { index, energy in
      guard let operand = Operand(name: energy.operand) else { return nil }
      return StackedBar.Part(
        figure: .energy(energy.picojoules, at: "/totals/operandEnergy/\(index)/picojoules"),
        series: Series(operand: operand), amount: energy.picojoules)
    }
  }

  private var operandTable: DataTable {
    var table = DataTable(["Level", "Operand", "Energy", "By"])
    for (index, energy) in report.totals.operandEnergy.enumerated() {
      table.rows.append([
        .name(energy.level), .text(energy.operand),
        Figure.energy(energy.picojoules, at: "/totals/operandEnergy/\(index)/picojoules").node,
        .text(energy.isSharedOut ? "share of bytes" : "accesses"),
      ])
    }
    return table
  }
}
