import Core

/// A simulation as a table for people: the verdict, a row per layer, the totals, who made the figures.
extension SimulationReport {
  /// How the table is laid out.
  package struct TextOptions: Hashable, Sendable {
    /// A row for every layer instead of one for equal layers together.
    package var allLayers: Bool
    /// Emphasis by ANSI escape sequences.
    package var color: Bool
    /// The widest line in columns.
    package var width: Int

    package init(allLayers: Bool = false, color: Bool = false, width: Int = 110) {
      self.allLayers = allLayers
      self.color = color
      self.width = width
    }
  }

  /// The report's lines, ended by a newline; deterministic.
  ///
  /// - Parameters:
  ///   - options: the layout.
  ///   - provenance: the last lines, where given.
  /// - Returns: lines no wider than the options say, except where a word is.
  package func text(_ options: TextOptions = TextOptions(), provenance: ReportProvenance? = nil) -> String {
    var text = "\(TerminalText.safe(workload.name)) on \(TerminalText.safe(architecture.name))\n"
    let sentence = TerminalText.wrapped(verdict, width: options.width)
    text += (options.color ? "\u{1B}[1m\(sentence)\u{1B}[0m" : sentence) + "\n\n"
    if !layers.isEmpty { text += table(options).text + "\n" }
    text += summaryLines.map { TerminalText.wrapped($0, width: options.width) + "\n" }.joined()
    text += whatIfLines(options) + warningLines(options)
    if let provenance {
      text += "\n"
      for (name, claim) in [
        ("cycles", provenance.cycles), ("traffic", provenance.traffic), ("energy", provenance.energy),
      ] {
        text += TerminalText.wrapped("\(name): \(claim.text)", width: options.width) + "\n"
      }
    }
    return text
  }

  private func table(_ options: TextOptions) -> TextTable {
    let folds = !options.allLayers && equalLayers.contains { $0.count > 1 }
    var columns = [TextTable.Column("layer", .left)]
    if folds { columns.append(TextTable.Column("×")) }
    columns += [
      TextTable.Column(folds ? "cycles each" : "cycles"), TextTable.Column("share"), TextTable.Column("utilisation"),
      TextTable.Column("bound by", .left), TextTable.Column("most lost to", .left), TextTable.Column(""),
      TextTable.Column(folds ? "DRAM each" : "DRAM"), TextTable.Column(folds ? "energy each" : "energy"),
    ]
    var table = TextTable(columns, width: options.width)
    let groups =
      options.allLayers
      ? layers.indices.map { index in
        let share = totals.cycles > 0 ? Double(layers[index].cycles) / Double(totals.cycles) : 0
        return EqualLayers(first: index, members: [index], count: 1, cycles: layers[index].cycles, share: share)
      } : equalLayers
    for group in groups {
      let layer = layers[group.first]
      let name = layer.equalTo.map { "\(layer.name) = \($0)" } ?? layer.name
      table.rows.append(
        [options.allLayers ? name : layer.name] + (folds ? ["\(group.count)"] : []) + [
          NumberText.integer(layer.cycles), NumberText.percent(group.share),
          layer.macs > 0 ? NumberText.percent(layer.utilization) : NumberText.missing,
          layer.bottleneck?.word ?? NumberText.missing,
          layer.mainLoss.map { $0.cause == LossReason.emptyElements.word ? "empty PEs" : $0.cause }
            ?? NumberText.missing,
          layer.mainLoss.map { NumberText.percent($0.share) } ?? "", NumberText.bytes(layer.dramBytes),
          NumberText.energy(picojoules: layer.picojoules),
        ])
    }
    table.total =
      ["\(layers.count) layers"] + (folds ? ["\(layers.count)"] : []) + [
        NumberText.integer(totals.cycles), "", NumberText.percent(totals.utilization), "", "", "",
        NumberText.bytes(totals.dramBytes), NumberText.energy(picojoules: totals.picojoules),
      ]
    return table
  }

  private var summaryLines: [String] {
    var rate = "\(NumberText.engineering(Double(totals.macs), unit: "MAC"))"
    if let achieved = totals.macsPerSecond {
      rate += " at \(NumberText.engineering(achieved, unit: "MAC/s"))"
      rate += " of \(NumberText.engineering(architecture.peakMacsPerSecond, unit: "MAC/s"))"
    }
    var lines = [
      "time \(NumberText.engineering(totals.seconds, unit: "s"))"
        + " at \(NumberText.setting(Double(architecture.coreHertz), unit: "Hz")), \(rate)",
      "DRAM \(NumberText.bytes(totals.dramReadBytes)) read, \(NumberText.bytes(totals.dramWrittenBytes)) written;"
        + " energy-delay product \(NumberText.engineering(totals.energyDelayProductJouleSeconds, unit: "J·s"))",
    ]
    let dirty = layers.reduce(0) { sum, layer in
      layer.statistics.reduce(sum) { $1.path.hasSuffix(".dirty-lines") ? $0 + $1.value : $0 }
    }
    if dirty > 0 {
      lines.append("\(NumberText.integer(dirty)) dirty cache lines are left when layers end, not written to DRAM")
    }
    if let area = totals.areaSquareMillimetres {
      var line = "area \(CostText.area(area))"
      if let power = totals.averageMilliwatts {
        line += ", average power \(NumberText.engineering(power * 1e-3, unit: "W"))"
      }
      if let slowest = slowestComponent {
        line += "; highest clock \(NumberText.engineering(Double(slowest.hertz), unit: "Hz")) (\(slowest.component))"
      }
      lines.append(TerminalText.safe(line))
    }
    let skipped = layers.reduce(0) { sum, layer in
      layer.statistics.reduce(sum) { $1.path == "machine.skipped-cycles" ? $0 + $1.value : $0 }
    }
    if skipped > 0 {
      let share = NumberText.percent(Double(skipped) / Double(max(1, totals.cycles)))
      lines.append("\(share) of the cycles are those of periods equal to one simulated")
    }
    return lines
  }

  private func whatIfLines(_ options: TextOptions) -> String {
    guard let whatIf, !whatIf.isEmpty else { return "" }
    var table = TextTable(
      [
        TextTable.Column("what would help", .left), TextTable.Column("doubled"), TextTable.Column("ideal"),
        TextTable.Column("doubled means", .left),
      ], width: options.width)
    table.rows = whatIf.map { figures in
      [
        figures.words, figures.doubledSpeedup.map(WhatIfFigures.text) ?? NumberText.missing,
        figures.idealSpeedup.map(WhatIfFigures.text) ?? NumberText.missing, figures.doubling ?? "",
      ]
    }
    return "\n" + table.text
  }

  private func warningLines(_ options: TextOptions) -> String {
    var text = costWarnings.map { warning in
      TerminalText.wrapped(TerminalText.safe("warning: \(warning)"), width: options.width) + "\n"
    }.joined()
    for group in equalLayers {
      let layer = layers[group.first]
      for warning in layer.warnings {
        let line = "warning: \(layer.name): \(warning)"
        text += TerminalText.wrapped(TerminalText.safe(line), width: options.width) + "\n"
      }
    }
    return text.isEmpty ? "" : "\n" + text
  }
}
