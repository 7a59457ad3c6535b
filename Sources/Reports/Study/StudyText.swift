import Core

/// An exploration as tables for people: what was found, what each strategy did, the best designs.
extension StudyReport {
  /// The report's lines, ended by a newline; deterministic.
  package func text(width: Int = 110) -> String {
    var text = "exploration of \(TerminalText.safe(space)) for \(TerminalText.safe(workload))\n"
    text += TerminalText.wrapped(TerminalText.safe(verdict), width: width) + "\n\n"
    text += designs(width: width).text + "\n" + strategyTable(width: width).text
    return text
  }

  /// The front, or the best of each objective, with what their parameters are.
  private func designs(width: Int) -> TextTable {
    var table = TextTable([TextTable.Column("trial")], width: width)
    table.columns += metrics.map { TextTable.Column($0.metric.words) }
    table.columns += parameters.map { TextTable.Column($0) }
    if !record.base.figures.isEmpty {
      table.rows.append(
        ["default"] + metrics.map { $0.base.map($0.text) ?? NumberText.missing }
          + (record.base.point.map { record.space.contains($0) ? record.space.values(of: $0) : [] } ?? []))
    }
    for place in front {
      let trial = trials[place]
      table.rows.append(
        [String(trial.number)] + zip(metrics, trial.figures ?? []).map { $0.text($1) } + trial.values)
    }
    return table
  }

  private func strategyTable(width: Int) -> TextTable {
    var table = TextTable(
      [
        TextTable.Column("strategy", .left), TextTable.Column("trials"), TextTable.Column("failed"),
        TextTable.Column("simulations"), TextTable.Column("analytical"), TextTable.Column("on front"),
      ] + objectives.map { TextTable.Column("least \($0.metric.words)") }, width: width)
    for strategy in strategies {
      table.rows.append(
        [
          strategy.name, NumberText.integer(strategy.trials), NumberText.integer(strategy.failed),
          NumberText.integer(strategy.simulations), NumberText.integer(strategy.analyticalEvaluations),
          NumberText.integer(strategy.onFront),
        ] + zip(objectives, strategy.best).map { $1.map($0.text) ?? NumberText.missing })
    }
    return table
  }
}

extension StudyReport.Metric {
  /// A value with its unit.
  func text(_ value: Double) -> String { figure(value, at: "").text }
}
