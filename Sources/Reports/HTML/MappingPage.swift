package import Core

/// The page of a mapped workload: what was proved, then each layer's mapping and what it costs under the model.
///
/// Like every page it is one self-contained file, well-formed XML and valid HTML5, the same bytes for the same input.
///
/// - Parameters:
///   - result: the mappings found.
///   - run: what it was given, and where it took place.
/// - Returns: the file's text.
package func mappingPage(_ result: MappingResult, run: RunRecord = RunRecord()) -> String {
  MappingPage(report: MappingReport(result), run: run).text
}

/// The parts of a mapping's page, in reading order.
struct MappingPage {
  let report: MappingReport
  let run: RunRecord

  /// What no figure of the page may be taken for.
  static let claim =
    "Predictions of the analytical model, whose counts agree with Timeloop's; it knows no latency and no bursts, so the "
    + "machine takes longer where a memory is the bottleneck. Energies are not checked against silicon."

  var text: String {
    Page.document(title: "Mappings of \(report.workload) on \(report.architecture)") {
      opening
      if !mapped.isEmpty {
        layers
        details
      }
      failures
      reproduction
    }
  }

  /// The layers whose mapping is shown, each kind once: where they stand, their figures and mapping.
  var mapped: [(index: Int, figures: MappingReport.Figures, found: FoundMapping)] {
    report.layers.indices.compactMap { index in
      guard report.layers[index].equalTo == nil, let figures = report.layers[index].figures,
        let found = report.result.layers[index].found
      else { return nil }
      return (index, figures, found)
    }
  }

  /// What a layer computes, in words.
  func operation(_ index: Int) -> String {
    let layers = report.result.workload.layers
    return layers.indices.contains(index) ? OperationText.summary(layers[index].operation) : ""
  }

  /// How many layers share the mapping of one.
  func count(_ index: Int) -> Int {
    1 + report.layers.count { $0.equalTo == report.layers[index].name }
  }

  // MARK: - First screen

  private var opening: HTMLNode {
    element("header") {
      element("p", ["class": "subject"]) {
        "Mappings of "
        HTMLNode.name(report.workload)
        " on "
        HTMLNode.name(report.architecture)
      }
      element("h1") { NumberText.unbroken(verdict) }
      tiles
      element("ul", ["class": "claims"]) { element("li", ["class": "claim unchecked"]) { Self.claim } }
    }
  }

  private var verdict: String {
    let totals = report.totals
    guard totals.mappedLayers > 0 else { return "No layer was mapped." }
    let goal = report.search == nil ? "The given mappings" : "The mappings of least \(report.objective.words) found"
    let figures =
      "\(goal) take \(NumberText.engineering(totals.seconds, unit: "s")) and "
      + NumberText.energy(picojoules: totals.picojoules)
    let proof: String
    switch totals.certificate {
    case let certificate? where certificate.isOptimal: proof = "nothing better exists in the constraint set"
    case let certificate?:
      proof = certificate.gap.map { "at most \(NumberText.percent($0)) above the optimum" } ?? "nothing was proved"
    case nil:
      let proved = mapped.count { $0.figures.certificate.isOptimal }
      proof = proved == 0 ? "nothing was proved" : "\(proved) of \(mapped.count) kinds of layers are proved optimal"
    }
    return "\(figures); \(proof)."
  }

  private var tiles: HTMLNode {
    let totals = report.totals
    return element("div", ["class": "tiles"]) {
      Page.tile("Cycles", Figure.count(totals.cycles, at: "/totals/cycles").node) {
        "\(totals.mappedLayers) of \(totals.layers) layers mapped"
      }
      Page.tile("Time", Figure.quantity(totals.seconds, unit: "s", at: "/totals/seconds").node)
      Page.tile("Utilisation", Figure.share(totals.utilization, at: "/totals/utilization").node) {
        Figure.quantity(Double(totals.macs), unit: "MAC", at: "/totals/macs").node
      }
      Page.tile("Energy", Figure.energy(totals.picojoules, at: "/totals/picojoules").node)
      Page.tile(
        "Energy–delay product", Figure.quantity(totals.jouleSeconds, unit: "J·s", at: "/totals/jouleSeconds").node)
      if let gap = totals.certificate?.gap {
        Page.tile("Distance to the bound", Figure.share(gap, at: "/totals/certificate/gap").node) {
          report.result.constraintSet
        }
      }
    }
  }

  // MARK: - Layers

  private var layers: HTMLNode {
    let longest = Double(mapped.map { $0.figures.cycles }.max() ?? 0)
    let hungriest = mapped.map { $0.figures.picojoules }.max() ?? 0
    return Page.section(
      "layers", "Kinds of layers",
      "Each kind once. Cycles are the most of what the multipliers and each level's bandwidth need; the bar of energy "
        + "shows the levels it goes to."
    ) {
      element("table", ["class": "bars sortable filterable"]) {
        Page.tableHead(["Layer", "Cycles, each", "Utilisation", "Energy, each", "Proof"])
        element("tbody") {
          for layer in mapped { row(layer.index, layer.figures, longest: longest, hungriest: hungriest) }
        }
      }
      Series.legend(energySeries)
    }
  }

  private func row(_ index: Int, _ figures: MappingReport.Figures, longest: Double, hungriest: Double) -> HTMLNode {
    let path = "/layers/\(index)/figures"
    let cycles = Figure.count(figures.cycles, at: "\(path)/cycles")
    let style = figures.limitedBy == "array" ? "c-work" : "c-memory"
    let energy = StackedBar(parts: energyParts(figures, at: path), whole: hungriest)
    return element("tr") {
      element("th", ["scope": "row"]) {
        element("span", ["class": "layername"]) { HTMLNode.name(report.layers[index].name) }
        if count(index) > 1 { element("span", ["class": "times"]) { "×\(count(index))" } }
        element("span", ["class": "kind"]) {
          "\(operation(index)); limited by \(figures.limitedBy)"
        }
      }
      element("td", ["data-label": "Cycles, each", "class": "wide"]) {
        cycles.node
        StackedBar(
          parts: [
            .init(figure: cycles, series: Series(style: style, name: "cycles"), amount: Double(figures.cycles))
          ], whole: longest
        ).node(label: "\(cycles.text) cycles")
      }
      element("td", ["data-label": "Utilisation"]) {
        Figure.share(figures.utilization, at: "\(path)/utilization").node
      }
      element("td", ["data-label": "Energy, each"]) {
        Figure.energy(figures.picojoules, at: "\(path)/picojoules").node
        energy.node(label: energy.words(of: figures.picojoules))
      }
      element("td", ["data-label": "Proof"]) { proof(figures.certificate, at: "\(path)/certificate") }
    }
  }

  @HTMLBuilder private func proof(_ certificate: MappingReport.Certificate, at path: String) -> [HTMLNode] {
    if certificate.isOptimal {
      "optimal"
    } else if let gap = certificate.gap {
      "within "
      Figure.share(gap, at: "\(path)/gap").node
    } else {
      HTMLNode.missing
    }
  }

  private var energySeries: [Series] { mapped.flatMap { energyParts($0.figures, at: "").map(\.series) } }

  private func energyParts(_ figures: MappingReport.Figures, at path: String) -> [StackedBar.Part] {
    let levels = report.result.architecture.levels.map(\.name)
    let series = Series.components(levels)
    var parts = [
      StackedBar.Part(
        figure: .energy(figures.score.macPicojoules, at: "\(path)/score/macPicojoules"),
        series: Series(style: "c-work", name: "multiply–accumulates"), amount: figures.score.macPicojoules)
    ]
    for (index, level) in figures.score.levels.enumerated() {
      let style = levels.firstIndex(of: level.name).map { series[$0] } ?? .idle
      for (place, operand) in level.operands.enumerated() {
        parts.append(
          StackedBar.Part(
            figure: .energy(
              operand.picojoules, at: "\(path)/score/levels/\(index)/operands/\(place)/picojoules"),
            series: style, amount: operand.picojoules))
      }
    }
    return parts
  }

  // MARK: - Last

  @HTMLBuilder private var failures: [HTMLNode] {
    let failed = report.layers.filter { $0.status == .impossible || $0.status == .notFound }
    if !failed.isEmpty {
      Page.section("failures", "Layers without a mapping", "") {
        element("ul", ["class": "plain"]) {
          for layer in failed {
            element("li") {
              HTMLNode.name(layer.name)
              ": "
              HTMLNode.name(
                layer.status == .notFound
                  ? "the search was stopped before one was found"
                  : layer.reasons.joined(separator: "; "))
            }
          }
        }
      }
    }
  }

  private var reproduction: HTMLNode {
    Page.reproduction(
      of: run,
      facts: [
        (name: "objective", value: report.objective.rawValue), (name: "search", value: report.search ?? "none"),
        (name: "constraint set", value: report.result.constraintSet), (name: "model", value: Self.claim),
      ])
  }
}
