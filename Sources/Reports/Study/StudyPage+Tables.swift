import Core

/// The best designs side by side, the strategies, every trial.
extension StudyPage {
  /// The designs worth a column: the front from one end to the other, at most six.
  private var columns: [Int] {
    var chosen = report.front.isEmpty ? report.objectives.compactMap { $0.bestTrial.flatMap(place) } : report.front
    let most = 6
    if chosen.count > most {
      let all = chosen
      chosen = (0..<most).map { all[$0 * (all.count - 1) / (most - 1)] }
    }
    return chosen
  }

  private func place(_ number: Int) -> Int? { report.trials.firstIndex { $0.number == number } }

  var best: HTMLNode {
    let shown = columns
    let base = report.record.base.point.flatMap { point in
      report.record.space.contains(point) ? report.record.space.values(of: point) : nil
    }
    return Page.section(
      "best", "The best designs side by side",
      (report.front.count > shown.count
        ? "\(shown.count) of the \(report.front.count) designs of the front" : "The front")
        + ", the least \(report.objectives.first?.metric.words ?? "") first"
        + (base == nil ? "." : "; what differs from the default design is set off.")
    ) {
      element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "The best designs"]) {
        element("table", ["class": "data"]) {
          Page.tableHead(
            [""] + (report.record.base.figures.isEmpty ? [] : ["default"])
              + shown.map { "trial \(report.trials[$0].number)" })
          element("tbody") {
            for parameter in report.parameters.indices { parameterRow(parameter, shown, base) }
            for metric in report.metrics.indices { metricRow(metric, shown) }
            element("tr") {
              element("th", ["scope": "row"]) { "proposed by" }
              if !report.record.base.figures.isEmpty { element("td") { HTMLNode.missing } }
              for place in shown { element("td") { HTMLNode.name(report.trials[place].strategy) } }
            }
          }
        }
      }
    }
  }

  private func parameterRow(_ parameter: Int, _ shown: [Int], _ base: [String]?) -> HTMLNode {
    element("tr") {
      element("th", ["scope": "row"]) { HTMLNode.name(report.parameters[parameter]) }
      if !report.record.base.figures.isEmpty {
        element("td") { base.map { HTMLNode.name($0[parameter]) } ?? .missing }
      }
      for place in shown {
        let values = report.trials[place].values
        let value = values.indices.contains(parameter) ? values[parameter] : nil
        let isChanged = base != nil && value != base?[parameter]
        element("td") { value.map { HTMLNode.name($0) } ?? .missing }
          .attribute("class", isChanged ? "changed" : nil)
      }
    }
  }

  private func metricRow(_ metric: Int, _ shown: [Int]) -> HTMLNode {
    let figures = report.metrics[metric]
    return element("tr") {
      element("th", ["scope": "row"]) { figures.heading }
      if !report.record.base.figures.isEmpty {
        element("td") { figures.base.map { figures.figure($0, at: "/metrics/\(metric)/base").node } ?? .missing }
      }
      for place in shown {
        let value = report.trials[place].figures?[metric]
        element("td") {
          value.map { figures.figure($0, at: "/trials/\(place)/figures/\(metric)").node } ?? .missing
        }
      }
    }
  }

  var strategies: HTMLNode {
    Page.section("strategies", "What each strategy proposed", "Simulations and evaluations are what its trials cost.") {
      var table = DataTable(
        ["Strategy", "Trials", "Failed", "Simulations", "Analytical evaluations", "On the front"]
          + report.objectives.map { "Least \($0.metric.words)" })
      let _ = report.strategies.enumerated().forEach { index, strategy in
        let path = "/strategies/\(index)"
        table.rows.append(
          [
            .name(strategy.name), Figure.count(strategy.trials, at: "\(path)/trials").node,
            Figure.count(strategy.failed, at: "\(path)/failed").node,
            Figure.count(strategy.simulations, at: "\(path)/simulations").node,
            Figure.count(strategy.analyticalEvaluations, at: "\(path)/analyticalEvaluations").node,
            Figure.count(strategy.onFront, at: "\(path)/onFront").node,
          ]
            + strategy.best.enumerated().map { objective, best in
              best.map { report.metrics[objective].figure($0, at: "\(path)/best/\(objective)").node } ?? .missing
            })
      }
      table.node(label: "Strategies")
      proposals
    }
  }

  var trials: HTMLNode {
    let headings =
      ["Trial", "Strategy", "State"] + report.parameters.map { SVG.short($0, to: 40) }
      + report.metrics.map(\.heading)
    return Page.section("trials", "Every trial", "Sort by a column's heading; a star marks the front.") {
      element("div", ["class": "scroll long", "tabindex": "0", "role": "region", "aria-label": "Every trial"]) {
        element(
          "table", ["class": "data sortable filterable\(headings.count > 18 ? " many" : "")", "data-filter": "trials"]
        ) {
          Page.tableHead(headings)
          element("tbody") { for index in report.trials.indices { row(index) } }
        }
      }
    }
  }

  private func row(_ index: Int) -> HTMLNode {
    let trial = report.trials[index]
    return element("tr", ["data-trial": String(trial.number)]) {
      element("th", ["scope": "row"]) { Figure.count(trial.number, at: "/trials/\(index)/number").node }
      element("td") { HTMLNode.word(trial.strategy) }
      element("td") { trial.isOnFront ? "★ front" : trial.isAllowed == false ? "over a limit" : trial.state.rawValue }
      for parameter in report.parameters.indices {
        element("td") { trial.values.indices.contains(parameter) ? HTMLNode.word(trial.values[parameter]) : .missing }
      }
      for metric in report.metrics.indices {
        element("td") {
          trial.figures.map { report.metrics[metric].figure($0[metric], at: "/trials/\(index)/figures/\(metric)").node }
            ?? .missing
        }
      }
    }
  }

  @HTMLBuilder var failures: [HTMLNode] {
    let reasons = report.trials.compactMap(\.failure).reduce(into: [(reason: String, count: Int)]()) { found, reason in
      if let index = found.firstIndex(where: { $0.reason == reason }) {
        found[index].count += 1
      } else if found.count < 50 {
        found.append((reason, 1))
      }
    }
    if !reasons.isEmpty {
      Page.section("failures", "Why trials failed", "") {
        element("ul", ["class": "plain"]) {
          for entry in reasons {
            element("li") {
              HTMLNode.name(entry.reason)
              element("span", ["class": "times"]) { "×\(entry.count)" }
            }
          }
        }
      }
    }
  }

  var reproduction: HTMLNode {
    let record = report.record
    var facts: [(name: String, value: String)] = [
      (
        name: "space",
        value: "\(record.space.name): \(NumberText.ratio(record.space.size)) points, \(record.space.summary)"
      ),
      (name: "architecture", value: record.space.architecture), (name: "workload", value: record.workload),
      (name: "objectives", value: record.objectives.metrics.map(\.rawValue).joined(separator: ", ")),
      (name: "seed", value: String(record.seed)),
    ]
    if !record.fidelity.name.isEmpty { facts.append((name: "figures", value: record.fidelity.name)) }
    if !record.policy.isEmpty { facts.append((name: "mapper", value: record.policy)) }
    if report.otherTrials > 0 {
      facts.append((name: "trials of other fidelities, not shown", value: String(report.otherTrials)))
    }
    facts += record.space.constraints.map { (name: "rule", value: $0.text) }
    facts += record.space.sources.map { (name: "source \($0.key)", value: "\($0.title), \($0.reference)") }
    return Page.reproduction(of: run, facts: facts)
  }
}

extension HTMLNode {
  /// A word from an input: plain where it is a word of ASCII letters and digits, isolated otherwise.
  static func word(_ text: String) -> HTMLNode {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    return isPlain && text.utf8.count <= 40 ? .text(text) : .name(text)
  }
}
