import Core

/// Each kind of layer with its loop nest, what its levels hold and move, and the mappings it was chosen from.
extension MappingPage {
  var details: HTMLNode {
    let heaviest = mapped.max { $0.figures.cycles * count($0.index) < $1.figures.cycles * count($1.index) }?.index
    return Page.section(
      "mappings", "Layer by layer",
      "Each mapping as a loop nest, outermost loop first, then what each level holds and moves. The kind with the most "
        + "cycles is open."
    ) {
      for layer in mapped { detail(layer.index, layer.figures, layer.found, isOpen: layer.index == heaviest) }
    }
  }

  private func detail(
    _ index: Int, _ figures: MappingReport.Figures, _ found: FoundMapping, isOpen: Bool
  ) -> HTMLNode {
    let path = "/layers/\(index)/figures"
    return element("details", ["class": "layer"]) {
      element("summary") {
        element("span", ["class": "layername"]) { HTMLNode.name(report.layers[index].name) }
        if count(index) > 1 { element("span", ["class": "times"]) { "×\(count(index))" } }
        " "
        element("span", ["class": "kind"]) {
          operation(index)
        }
      }
      LoopNest.node(found.mapping, architecture: report.result.architecture)
      element("p", ["class": "compact"]) { element("code") { figures.mapping } }
      element("p", ["class": "note"]) {
        Figure.count(figures.evaluatedMappings, at: "\(path)/evaluatedMappings").node
        " mappings scored, "
        Figure.count(figures.visitedPartialMappings, at: "\(path)/visitedPartialMappings").node
        " partial ones bounded."
      }
      levels(figures, at: "\(path)/score").node(label: "What each level holds and moves")
      if figures.paretoSet.count > 1 { choices(figures, at: "\(path)/paretoSet").folded("Choices of time and energy") }
      if !figures.refined.isEmpty {
        refined(figures, at: "\(path)/refined").node(label: "Candidates simulated, best first")
      }
    }.attribute("open", isOpen ? "open" : nil)
  }

  private func levels(_ figures: MappingReport.Figures, at path: String) -> DataTable {
    var table = DataTable([
      "Level", "Cycles", "Operand", "Tile", "Fill", "Words read", "Words filled", "Words updated", "Energy",
    ])
    for (index, level) in figures.score.levels.enumerated() {
      for (place, operand) in level.operands.enumerated() {
        let at = "\(path)/levels/\(index)/operands/\(place)"
        let fill = level.availableBytes.flatMap { $0 > 0 ? Double(operand.tileBytes) / Double($0) : nil }
        table.rows.append([
          .name(level.name), Figure.count(level.cycles, at: "\(path)/levels/\(index)/cycles").node,
          .text(operand.operand.name), Figure.bytes(operand.tileBytes, at: "\(at)/tileBytes").node,
          .text(fill.map { NumberText.percent($0) } ?? NumberText.missing),
          Figure.count(operand.reads, at: "\(at)/reads").node, Figure.count(operand.fills, at: "\(at)/fills").node,
          Figure.count(operand.updates, at: "\(at)/updates").node,
          Figure.energy(operand.picojoules, at: "\(at)/picojoules").node,
        ])
      }
    }
    table.rows.append([
      .text("array"), Figure.count(figures.score.computeCycles, at: "\(path)/computeCycles").node, .missing, .missing,
      .missing, .missing, .missing, .missing,
      Figure.energy(figures.score.macPicojoules, at: "\(path)/macPicojoules").node,
    ])
    return table
  }

  private func choices(_ figures: MappingReport.Figures, at path: String) -> DataTable {
    var table = DataTable(["Mapping", "Cycles", "Energy"])
    for (index, choice) in figures.paretoSet.enumerated() {
      table.rows.append([
        .name(choice.mapping), Figure.count(choice.cycles, at: "\(path)/\(index)/cycles").node,
        Figure.energy(choice.picojoules, at: "\(path)/\(index)/picojoules").node,
      ])
    }
    return table
  }

  private func refined(_ figures: MappingReport.Figures, at path: String) -> DataTable {
    var table = DataTable(["Mapping", "Cycles", "Simulated", "Energy", "Simulated"])
    for (index, candidate) in figures.refined.enumerated() {
      let at = "\(path)/\(index)"
      table.rows.append([
        .name(candidate.mapping), Figure.count(candidate.cycles, at: "\(at)/cycles").node,
        Figure.count(candidate.simulatedCycles, at: "\(at)/simulatedCycles").node,
        Figure.energy(candidate.picojoules, at: "\(at)/picojoules").node,
        Figure.energy(candidate.simulatedPicojoules, at: "\(at)/simulatedPicojoules").node,
      ])
    }
    return table
  }
}
