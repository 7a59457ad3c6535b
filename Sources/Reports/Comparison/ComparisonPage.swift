package import Core

/// The page of a comparison: what differs in the inputs, by how much in the figures, layer by layer.
///
/// Like every page it is one self-contained file, well-formed XML and valid HTML5, the same bytes for the same input.
///
/// - Parameters:
///   - comparison: the results side by side.
///   - run: the command line that makes the page again, and where it took place.
/// - Returns: the file's text.
package func comparisonPage(_ comparison: Comparison, run: RunRecord = RunRecord()) -> String {
  ComparisonPage(report: ComparisonReport(comparison), run: run).text
}

/// The parts of a comparison's page, in reading order.
struct ComparisonPage {
  let report: ComparisonReport
  let run: RunRecord

  var text: String {
    let names = report.subjects.map { SVG.short($0.name, to: 30) }.joined(separator: ", ")
    return Page.document(title: "Comparison of \(names)") {
      opening
      changes
      layers
      if !report.units.isEmpty { units }
      if !report.energy.isEmpty { energy }
      reproduction
    }
  }

  /// One colour for each result, the same in every chart.
  static func series(_ index: Int, _ subject: ComparisonReport.Subject) -> Series {
    let styles = ["c-work", "c-weights", "c-inputs", "c-outputs", "c-memory", "c-array", "c-vector", "c-issue"]
    return Series(style: styles[index % styles.count], name: "\(subject.label): \(subject.name)")
  }

  private func series(_ index: Int) -> Series { Self.series(index, report.subjects[index]) }

  // MARK: - First screen

  private var opening: HTMLNode {
    element("header") {
      element("p", ["class": "subject"]) { "Comparison of \(report.subjects.count) results" }
      element("h1") { NumberText.unbroken(report.verdict) }
      element("ul", ["class": "plain"]) {
        for subject in report.subjects {
          element("li") {
            element("span", ["class": "layername"]) { "\(subject.label) " }
            HTMLNode.name(subject.name)
            ": "
            HTMLNode.name(subject.workload)
            " on "
            HTMLNode.name(subject.architecture)
            element("span", ["class": "kind"]) { ", \(subject.kind.rawValue), \(subject.model) model" }
          }
        }
      }
      totals
    }
  }

  private var totals: HTMLNode {
    element("table", ["class": "bars"]) {
      Page.tableHead([""] + report.subjects.map(\.label))
      element("tbody") {
        for metric in ComparisonMetric.all(report.subjects) {
          element("tr") {
            element("th", ["scope": "row"]) { metric.name }
            for index in report.subjects.indices { total(metric, index) }
          }
        }
      }
    }
  }

  private func total(_ metric: ComparisonMetric, _ index: Int) -> HTMLNode {
    let largest = metric.amounts.compactMap { $0 }.max() ?? 0
    return element("td", ["data-label": report.subjects[index].label, "class": "wide"]) {
      if let figure = metric.values[index], let amount = metric.amounts[index] {
        figure.node
        if index > 0, let ratio = metric.ratios[index] {
          element("span", ["class": "share"]) {
            Figure.ratio(ratio, at: "/subjects/\(index)/ratios/\(metric.key)").node
            " × A"
          }
        }
        StackedBar(parts: [.init(figure: figure, series: series(index), amount: amount)], whole: largest)
          .node(label: "\(metric.name) of \(report.subjects[index].label): \(figure.text)")
      } else {
        HTMLNode.missing
      }
    }
  }

  // MARK: - Inputs

  private var changes: HTMLNode {
    let lead =
      report.changes.isEmpty
      ? "Nothing: architecture, workload, model and command are the same."
      : "Every attribute of the architecture, fact of the workload and option of the run that is not the same in all."
    return Page.section("inputs", "What differs in the inputs", lead) {
      if !report.changes.isEmpty {
        var table = DataTable(["Input", "What"] + report.subjects.map(\.label), ofWords: true)
        let _ = report.changes.forEach { change in
          table.rows.append(
            [.text(change.part.rawValue), .name(change.path)] + change.values.map { $0.map { .name($0) } ?? .missing })
        }
        table.node(label: "What differs in the inputs")
      }
    }
  }

  // MARK: - Layers

  private var layers: HTMLNode {
    let alone = report.layers.count { $0.entries.count < report.subjects.count }
    var lead =
      "Layers are matched by name, then by content; rows of equal figures are folded and show the cycles of all of them."
    if alone > 0 { lead += " \(alone) of \(report.layers.count) rows have no counterpart in some result." }
    return Page.section("rows", "Layer by layer", lead) {
      Series.legend(report.subjects.indices.map { series($0) })
      element("table", ["class": "bars sortable filterable"]) {
        Page.tableHead(["Layer"] + report.subjects.map { "Cycles \($0.label)" } + ["Difference to A"])
        element("tbody") { for index in report.groups.indices { row(index) } }
      }
      layerTable.folded("Every row with energy, traffic and mapping")
    }
  }

  private func row(_ index: Int) -> HTMLNode {
    let group = report.groups[index]
    let layer = report.layers[group.first]
    let longest = Double(report.groups.flatMap { $0.cycles }.compactMap { $0 }.max() ?? 0)
    return element("tr") {
      element("th", ["scope": "row"]) {
        element("span", ["class": "layername"]) { HTMLNode.name(layer.entries.first?.name ?? "") }
        if group.count > 1 { element("span", ["class": "times"]) { "×\(group.count)" } }
        element("span", ["class": "kind"]) { words(of: layer) }
      }
      for subject in report.subjects.indices {
        element("td", ["data-label": "Cycles \(report.subjects[subject].label)", "class": "wide"]) {
          if let cycles = group.cycles[subject] {
            let figure = Figure.count(cycles, at: "/groups/\(index)/cycles/\(subject)")
            figure.node
            if subject > 0, let ratio = group.ratios[subject] {
              element("span", ["class": "share"]) {
                Figure.ratio(ratio, at: "/groups/\(index)/ratios/\(subject)").node
                " × A"
              }
            }
            StackedBar(parts: [.init(figure: figure, series: series(subject), amount: Double(cycles))], whole: longest)
              .node(label: "\(figure.text) cycles")
          } else {
            HTMLNode.missing
          }
        }
      }
      element("td", ["data-label": "Difference to A", "class": "wide"]) { differences(index) }
    }
  }

  /// What a row computes, and what is odd about how its layers were matched.
  private func words(of layer: Comparison.Layer) -> String {
    var words = [layer.entries.first?.operation ?? ""]
    for entry in layer.entries {
      let label = report.subjects[entry.subject].label
      switch entry.match {
      case .name: words.append("in \(label) \(entry.operation)")
      case .content: words.append("in \(label) named \(SVG.short(entry.name, to: 40))")
      case .first, .same: break
      }
    }
    let bounds = layer.entries.compactMap(\.boundBy)
    if Set(bounds).count > 1 { words.append("bound by \(bounds.joined(separator: ", "))") }
    return words.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  @HTMLBuilder private func differences(_ index: Int) -> [HTMLNode] {
    let group = report.groups[index]
    let largest = Double(report.groups.flatMap { $0.differences }.compactMap { $0.map(abs) }.max() ?? 0)
    for subject in report.subjects.indices.dropFirst() {
      if let difference = group.differences[subject] {
        let figure = Figure(
          path: "/groups/\(index)/differences/\(subject)", value: String(difference),
          text: ComparisonReport.signed(difference))
        figure.node
        if difference != 0 { DivergingBar(figure: figure, amount: Double(difference), largest: largest).node }
      }
    }
  }

  private var layerTable: DataTable {
    var table = DataTable(
      ["Row", "Result", "Layer", "Match", "Operation", "Cycles", "MACs", "Energy", "DRAM bytes", "Mapping"])
    for group in report.groups {
      let path = "/layers/\(group.first)/entries"
      for (index, entry) in report.layers[group.first].entries.enumerated() {
        table.rows.append([
          .text(String(group.first)), .text(report.subjects[entry.subject].label), .name(entry.name),
          .text(entry.match.rawValue), .text(entry.operation),
          Figure.count(entry.cycles, at: "\(path)/\(index)/cycles").node,
          Figure.count(entry.macs, at: "\(path)/\(index)/macs").node,
          Figure.energy(entry.picojoules, at: "\(path)/\(index)/picojoules").node,
          entry.dramBytes.map { Figure.count($0, at: "\(path)/\(index)/dramBytes").node } ?? .missing,
          entry.mapping.map { .name($0) } ?? .missing,
        ])
      }
    }
    return table
  }

  // MARK: - Units and components

  private var units: HTMLNode {
    let lead =
      "Each unit's cycles over the whole workload in each result: work, waiting by cause, idle. A bar's length is in "
      + "cycles, so a shorter one is a faster run."
    let longest = Double(report.units.flatMap { $0.activities }.compactMap { $0?.total }.max() ?? 0)
    return Page.section("spent", "Where the cycles went", lead) {
      element("table", ["class": "bars"]) {
        Page.tableHead(["Unit", "Result", "Works", "All its cycles"])
        element("tbody") {
          for (index, unit) in report.units.enumerated() {
            for (subject, activity) in unit.activities.enumerated() {
              if let activity { unitRow(unit.unit, activity, subject, at: "/units/\(index)", longest: longest) }
            }
          }
        }
      }
      Series.legend(
        report.units.flatMap { $0.activities }.compactMap { $0 }.flatMap { activity in
          activity.parts(at: "").filter { $0.amount > 0 }.map(\.series)
        })
    }
  }

  private func unitRow(
    _ name: String, _ activity: UnitFigures, _ subject: Int, at path: String, longest: Double
  ) -> HTMLNode {
    let place = "\(path)/activities/\(subject)"
    let bar = StackedBar(parts: activity.parts(at: place), whole: longest)
    return element("tr") {
      element("th", ["scope": "row"]) { HTMLNode.name(name) }
      element("td", ["data-label": "Result"]) { report.subjects[subject].label }
      element("td", ["data-label": "Works"]) { Figure.count(activity.workCycles, at: "\(place)/workCycles").node }
      element("td", ["data-label": "All its cycles", "class": "widest"]) {
        bar.node(label: bar.words(of: Double(activity.total)))
      }
    }
  }

  private var energy: HTMLNode {
    let largest = report.energy.flatMap { $0.picojoules }.compactMap { $0 }.max() ?? 0
    return Page.section("used", "Where the energy went", "Each component over the whole workload.") {
      element("table", ["class": "bars"]) {
        Page.tableHead(["Component"] + report.subjects.map(\.label))
        element("tbody") {
          for (index, component) in report.energy.enumerated() {
            element("tr") {
              element("th", ["scope": "row"]) { HTMLNode.name(component.component) }
              for (subject, picojoules) in component.picojoules.enumerated() {
                element("td", ["data-label": report.subjects[subject].label, "class": "wide"]) {
                  if let picojoules {
                    let figure = Figure.energy(picojoules, at: "/energy/\(index)/picojoules/\(subject)")
                    figure.node
                    StackedBar(
                      parts: [.init(figure: figure, series: series(subject), amount: picojoules)], whole: largest
                    ).node(label: "\(component.component): \(figure.text)")
                  } else {
                    HTMLNode.missing
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private var reproduction: HTMLNode {
    let subjects = zip(report.subjects, report.comparison.subjects)
    var run = run
    run.inputs = subjects.map { RunInput(role: $0.label, name: $0.name, sha256: $1.sha256) }
    return Page.reproduction(
      of: run, facts: subjects.filter { !$1.command.isEmpty }.map { (name: "made \($0.label)", value: $1.command) })
  }
}
