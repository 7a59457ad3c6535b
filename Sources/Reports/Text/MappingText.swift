import Core

/// A mapped workload as a table for people: what was minimised, a row per layer, the totals, what was proved.
extension MappingReport {
  /// How the table is laid out.
  package struct TextOptions: Hashable, Sendable {
    /// A row for every layer instead of one for equal layers together.
    package var allLayers: Bool
    /// Each mapping as a loop nest with its levels behind the table.
    package var verbose: Bool
    /// The widest line in columns.
    package var width: Int

    package init(allLayers: Bool = false, verbose: Bool = false, width: Int = 110) {
      self.allLayers = allLayers
      self.verbose = verbose
      self.width = width
    }
  }

  /// The report's lines, ended by a newline; deterministic.
  package func text(_ options: TextOptions = TextOptions()) -> String {
    var text = "\(TerminalText.safe(workload)) on \(TerminalText.safe(architecture)), "
    text += search == nil ? "mappings as given\n" : "mapped for the least \(objective.words)\n"
    text += wrapped("figures: analytical model (no start-up, perfect overlap); systole simulate runs the mappings")
    text += "\n" + table(options).text + "\n"
    text += summary.map(wrapped).joined()
    text += problems(options)
    if options.verbose { text += nests(options) }
    return text

    func wrapped(_ line: String) -> String { TerminalText.wrapped(line, width: options.width) + "\n" }
  }

  /// Indices of the layers that have a row, with how many layers each stands for.
  private func rows(_ options: TextOptions) -> [(layer: Layer, count: Int)] {
    guard !options.allLayers else { return layers.map { ($0, 1) } }
    return layers.filter { $0.equalTo == nil }.map { layer in
      (layer, 1 + layers.count { $0.equalTo == layer.name })
    }
  }

  private func table(_ options: TextOptions) -> TextTable {
    let rows = rows(options)
    let folds = rows.contains { $0.count > 1 }
    let isRefined = layers.contains { $0.figures?.refined.isEmpty == false }
    var columns = [TextTable.Column("layer", .left)]
    if folds { columns.append(TextTable.Column("×")) }
    columns += [
      TextTable.Column(folds ? "cycles each" : "cycles"), TextTable.Column("utilisation"),
      TextTable.Column("limited by", .left), TextTable.Column(folds ? "energy each" : "energy"),
      TextTable.Column("EDP"),
    ]
    if search != nil { columns.append(TextTable.Column(objective == .edp ? "Pareto set" : "proof")) }
    if isRefined { columns.append(TextTable.Column("simulated")) }
    var table = TextTable(columns, width: options.width)
    for (layer, count) in rows {
      guard let figures = layer.figures else {
        let word =
          switch layer.status {
          case .vector: "vector"
          case .impossible: "no mapping"
          case .mapped, .notFound: search == nil ? "none given" : "not found"
          }
        table.rows.append(
          [layer.name] + (folds ? ["\(count)"] : [])
            + [NumberText.missing, NumberText.missing, word, NumberText.missing, NumberText.missing])
        continue
      }
      table.rows.append(
        [options.allLayers ? layer.equalTo.map { "\(layer.name) = \($0)" } ?? layer.name : layer.name]
          + (folds ? ["\(count)"] : []) + [
            NumberText.integer(figures.cycles), NumberText.percent(figures.utilization), figures.limitedBy,
            NumberText.energy(picojoules: figures.picojoules),
            NumberText.engineering(figures.jouleSeconds, unit: "J·s"),
          ]
          + (search == nil ? [] : [proof(figures)])
          + (isRefined
            ? [figures.refined.first.map { NumberText.integer($0.simulatedCycles) } ?? NumberText.missing] : []))
    }
    table.total =
      ["\(totals.mappedLayers) of \(totals.layers) layers"] + (folds ? ["\(totals.mappedLayers)"] : []) + [
        NumberText.integer(totals.cycles), NumberText.percent(totals.utilization), "",
        NumberText.energy(picojoules: totals.picojoules), NumberText.engineering(totals.jouleSeconds, unit: "J·s"),
      ]
    return table
  }

  /// What is known about a layer's mapping in a word.
  private func proof(_ figures: Figures) -> String {
    guard objective == .edp else {
      if figures.certificate.isOptimal { return "optimal" }
      return figures.certificate.gap.map { "gap \(NumberText.percent($0))" } ?? NumberText.missing
    }
    let known = figures.paretoGap.map { $0 == 0 ? "complete" : "gap \(NumberText.percent($0))" } ?? "incomplete"
    return "\(figures.paretoSet.count), \(known)"
  }

  private var summary: [String] {
    guard totals.mappedLayers > 0 else { return [] }
    var lines = [
      "time \(NumberText.engineering(totals.seconds, unit: "s")), "
        + "energy \(NumberText.energy(picojoules: totals.picojoules)), "
        + "energy-delay product \(NumberText.engineering(totals.jouleSeconds, unit: "J·s"))"
    ]
    guard search != nil else { return lines }
    let set = "in the constraint set \(TerminalText.safe(result.constraintSet))"
    if let certificate = totals.certificate {
      if certificate.isOptimal {
        lines.append("optimal under the analytical model \(set)")
      } else if let gap = certificate.gap, let bound = certificate.lowerBound {
        lines.append(
          "at most \(NumberText.percent(gap)) above the optimum of the analytical model \(set): "
            + "nothing is below \(value(bound))")
      }
    } else {
      lines.append("nothing is proved of better mappings \(set)")
    }
    return lines
  }

  private func value(_ bound: Double) -> String {
    switch objective {
    case .latency: "\(NumberText.integer(Int(exactly: bound.rounded(.up)) ?? .max)) cycles"
    case .energy: NumberText.energy(picojoules: bound)
    case .edp, .layerEDP: NumberText.engineering(bound, unit: "J·s")
    }
  }

  private func problems(_ options: TextOptions) -> String {
    var text = ""
    for layer in layers where layer.equalTo == nil {
      for reason in layer.reasons {
        text += TerminalText.wrapped(TerminalText.safe("\(layer.name): \(reason)"), width: options.width) + "\n"
      }
    }
    return text.isEmpty ? "" : "\n" + text
  }

  private func nests(_ options: TextOptions) -> String {
    var text = ""
    for (index, layer) in layers.enumerated() where layer.equalTo == nil {
      guard let found = result.layers[index].found else { continue }
      text += "\n\(TerminalText.safe(layer.name))\n"
      text += MappingNestText.text(found.mapping, score: found.score, architecture: result.architecture)
    }
    return text
  }
}
