package import Core

/// The page of an exploration: what was found, how it went, which parameters matter, every trial.
///
/// Like every page it is one self-contained file, well-formed XML and valid HTML5, the same bytes for the same input.
///
/// - Parameters:
///   - record: the exploration.
///   - run: what it was given, and where it took place.
/// - Returns: the file's text.
package func studyPage(_ record: StudyRecord, run: RunRecord = RunRecord()) -> String {
  StudyPage(report: StudyReport(record), run: run).text
}

/// The parts of a study's page, in reading order.
struct StudyPage {
  let report: StudyReport
  let run: RunRecord

  var text: String {
    Page.document(title: "Exploration of \(report.space) for \(report.workload)", script: StudyScript.text) {
      opening
      if report.completeTrials > 0 {
        front
        history
        coordinates
        best
        syntheses
        importance
        slices
      }
      strategies
      trials
      failures
      reproduction
    }
  }

  // MARK: - First screen

  private var opening: HTMLNode {
    element("header") {
      element("p", ["class": "subject"]) {
        "Exploration of "
        HTMLNode.name(report.space)
        " for "
        HTMLNode.name(report.workload)
      }
      element("h1") { NumberText.unbroken(report.verdict) }
      tiles
    }
  }

  private var tiles: HTMLNode {
    element("div", ["class": "tiles"]) {
      Page.tile("Trials", Figure.count(report.trialCount, at: "/trialCount").node) {
        Figure.count(report.completeTrials, at: "/completeTrials").node
        " with a result, "
        Figure.count(report.failedTrials, at: "/failedTrials").node
        " failed"
        if report.openTrials > 0 {
          ", "
          Figure.count(report.openTrials, at: "/openTrials").node
          " open"
        }
      }
      Page.tile("Simulations", Figure.count(report.simulations, at: "/simulations").node) {
        Figure.count(report.analyticalEvaluations, at: "/analyticalEvaluations").node
        " analytical evaluations beside them"
      }
      for (index, metric) in report.objectives.enumerated() {
        Page.tile(
          "Least \(metric.metric.words)",
          metric.best.map { metric.figure($0, at: "/metrics/\(index)/best").node } ?? .missing
        ) {
          if let trial = metric.bestTrial { "trial \(trial)" }
          if let gain = metric.gain {
            ", "
            Figure.ratio(gain, at: "/metrics/\(index)/gain").node
            "× better than the default design (\(report.record.base.madeBy))"
          }
          if let limit = metric.limit { ", at most \(metric.figure(limit, at: "").text) allowed" }
        }
      }
      if let volume = report.hypervolume.last {
        Page.tile(
          "Hypervolume", Figure.ratio(volume.value, at: "/hypervolume/\(report.hypervolume.count - 1)/value").node
        ) { report.record.hypervolumeScale }
      }
    }
  }

  // MARK: - Charts

  /// The pairs of metrics worth a picture: of the objectives, or time and energy where there is one objective.
  private var pairs: [(across: Int, up: Int)] {
    let count = report.objectives.count
    if count >= 2 {
      let all = (0..<count).flatMap { first in (first + 1..<count).map { (across: first, up: $0) } }
      return Array(all.prefix(3))
    }
    guard let latency = report.metrics.firstIndex(where: { $0.metric == .latency }),
      let energy = report.metrics.firstIndex(where: { $0.metric == .energy })
    else { return [] }
    return [(across: latency, up: energy)]
  }

  private var front: HTMLNode {
    Page.section(
      "front", "What was found",
      report.objectives.count > 1
        ? "Every trial with a result. The line is the edge of what the front dominates; the default design shows what there "
          + "was to gain."
        : "Every trial with a result by time and energy; there is one objective, so one design is best."
    ) {
      element("div", ["class": "charts"]) {
        for pair in pairs { ParetoChart(report: report, across: pair.across, up: pair.up).node }
      }
    }
  }

  private var history: HTMLNode {
    Page.section(
      "history", "How the search went",
      "The best design so far over the \(paidUnit) paid for, every trial behind it; steps down are improvements."
    ) {
      element("div", ["class": "charts"]) {
        for index in report.objectives.indices { bestSoFar(index) }
        if !report.hypervolume.isEmpty { volume }
      }
      historyTable.folded("Every improvement")
    }
  }

  private func bestSoFar(_ index: Int) -> HTMLNode {
    let metric = report.metrics[index]
    let steps = report.improvements[index].enumerated().map { place, step in
      HistoryChart.Step(
        simulations: step.simulations,
        figure: metric.figure(step.value, at: "/improvements/\(index)/\(place)/value"),
        name: "trial \(step.trial), \(step.simulations) \(paidUnit)", value: step.value)
    }
    let dots = report.trials.compactMap { trial in
      trial.figures.map {
        (
          simulations: trial.simulationsSoFar, value: $0[index],
          style: StudySeries.style(of: trial.strategy, in: report), trial: trial.number
        )
      }
    }
    return element("div") {
      element("h3") { "Least \(metric.metric.words)" }
      HistoryChart(
        id: "history-\(index)", title: "Least \(metric.metric.words) over simulations", steps: steps, dots: dots,
        total: paid, unit: paidUnit, tickText: metric.tickText
      ).node
    }
  }

  private var volume: HTMLNode {
    let steps = report.hypervolume.enumerated().map { place, step in
      HistoryChart.Step(
        simulations: step.simulations, figure: .ratio(step.value, at: "/hypervolume/\(place)/value"),
        name: "trial \(step.trial), \(step.simulations) \(paidUnit)", value: step.value)
    }
    return element("div") {
      element("h3") { "Hypervolume" }
      HistoryChart(
        id: "history-volume", title: "Hypervolume over simulations", steps: steps, total: paid, unit: paidUnit,
        tickText: { NumberText.setting($0) }
      ).node
    }
  }

  /// What the search paid in all: simulations, or trials where nothing was simulated.
  private var paid: Int { report.trials.last?.simulationsSoFar ?? 0 }
  private var paidUnit: String { report.simulations > 0 ? "simulations" : "trials" }

  private var historyTable: DataTable {
    var table = DataTable(["What", "Trial", report.simulations > 0 ? "Simulations" : "Trials paid", "Value"])
    for (index, improvements) in report.improvements.enumerated() {
      for (place, step) in improvements.enumerated() {
        let path = "/improvements/\(index)/\(place)"
        table.rows.append([
          .text(report.metrics[index].metric.words), Figure.count(step.trial, at: "\(path)/trial").node,
          Figure.count(step.simulations, at: "\(path)/simulations").node,
          report.metrics[index].figure(step.value, at: "\(path)/value").node,
        ])
      }
    }
    for (place, step) in report.hypervolume.enumerated() {
      let path = "/hypervolume/\(place)"
      table.rows.append([
        .text("hypervolume"), Figure.count(step.trial, at: "\(path)/trial").node,
        Figure.count(step.simulations, at: "\(path)/simulations").node,
        Figure.ratio(step.value, at: "\(path)/value").node,
      ])
    }
    return table
  }

  private var coordinates: HTMLNode {
    Page.section(
      "coordinates", "All designs at once",
      "Each line is a trial, dark ones are on the front. Drag along an axis, or focus it and use the arrow keys, to keep "
        + "only the trials that cross it there, in every chart and in the table; Escape or a click lets go."
    ) {
      element("p", ["class": "note brushed", "aria-live": "polite"])
      ParallelCoordinates(report: report).node
    }
  }

  private var importance: HTMLNode {
    let shown = report.importance.enumerated().filter { $0.element.trials >= ParameterImportance.fewest }
    return Page.section(
      "importance", "Which parameters matter",
      "The share of the spread of each objective, over the trials made, that a parameter explains by itself in an additive "
        + "model fitted to its logarithm (first-order Sobol indices after backfitting); the rest is what parameters do "
        + "together, and noise. A parameter the search hardly varied looks unimportant."
    ) {
      if shown.isEmpty {
        element("p", ["class": "note"]) { "Fewer than \(ParameterImportance.fewest) trials have a result." }
      } else {
        element("table", ["class": "bars sortable"]) {
          Page.tableHead(["Parameter"] + shown.map { report.metrics[$0.offset].heading })
          element("tbody") {
            for parameter in report.parameters.indices {
              element("tr") {
                element("th", ["scope": "row"]) { HTMLNode.name(report.parameters[parameter]) }
                for (index, importance) in shown {
                  share(importance.shares[parameter], at: "/importance/\(index)/shares/\(parameter)", index)
                }
              }
            }
            element("tr") {
              element("th", ["scope": "row"]) { "the rest" }
              for (index, importance) in shown { share(importance.rest, at: "/importance/\(index)/rest", index) }
            }
          }
        }
      }
    }
  }

  private func share(_ value: Double, at path: String, _ index: Int) -> HTMLNode {
    let figure = Figure.share(value, at: path)
    return element("td", ["data-label": report.metrics[index].heading, "class": "wide"]) {
      figure.node
      StackedBar(
        parts: [.init(figure: figure, series: Series(style: "c-work", name: "share"), amount: value)], whole: 1
      )
      .node(label: figure.text)
    }
  }

  private var slices: HTMLNode {
    Page.section(
      "slices", "What each parameter does",
      "The objective over the values of each parameter, whatever the others were: all trials as a line, the middle half "
        + "as a box, the median across it."
    ) {
      for objective in report.objectives.indices.prefix(2) {
        element("h3") { report.metrics[objective].heading }
        element("div", ["class": "slices"]) {
          for slice in report.slices.indices {
            SliceChart(report: report, slice: slice, objective: objective).node
          }
        }
      }
      sliceTable.folded("Spread over the values of each parameter")
    }
  }

  private var sliceTable: DataTable {
    var table = DataTable(["Parameter", "Value", "Objective", "Trials", "Least", "Median", "Most"])
    for (index, slice) in report.slices.enumerated() {
      for (objective, spreads) in slice.spreads.enumerated() {
        for (value, spread) in spreads.enumerated() {
          guard let spread else { continue }
          let path = "/slices/\(index)/spreads/\(objective)/\(value)"
          let metric = report.metrics[objective]
          table.rows.append([
            .name(slice.parameter), .name(slice.values[value]), .text(metric.metric.words),
            Figure.count(spread.trials, at: "\(path)/trials").node,
            metric.figure(spread.least, at: "\(path)/least").node,
            metric.figure(spread.median, at: "\(path)/median").node,
            metric.figure(spread.most, at: "\(path)/most").node,
          ])
        }
      }
    }
    return table
  }
}
