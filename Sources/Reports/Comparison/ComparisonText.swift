import Core

/// A comparison as tables for people.
extension ComparisonReport {
  /// The report's lines, ended by a newline; deterministic.
  package func text(width: Int = 110) -> String {
    var text = ""
    for subject in subjects {
      text +=
        "\(subject.label)  \(TerminalText.safe(subject.name)): \(TerminalText.safe(subject.workload)) on "
        + "\(TerminalText.safe(subject.architecture)), \(TerminalText.safe(subject.model)) model\n"
    }
    text += TerminalText.wrapped(TerminalText.safe(verdict), width: width) + "\n\n"
    text += totals(width: width).text + "\n"
    if !changes.isEmpty { text += inputs(width: width).text + "\n" }
    text += rows(width: width).text
    if !energy.isEmpty { text += "\n" + components(width: width).text }
    return text
  }

  private func totals(width: Int) -> TextTable {
    var table = TextTable([TextTable.Column("", .left)], width: width)
    for (index, subject) in subjects.enumerated() {
      table.columns.append(TextTable.Column(subject.label))
      if index > 0 { table.columns.append(TextTable.Column("× A")) }
    }
    for metric in ComparisonMetric.all(subjects) {
      var row = [metric.name]
      for (index, value) in metric.values.enumerated() {
        row.append(value?.text ?? NumberText.missing)
        if index > 0 { row.append(metric.ratios[index].map(Self.ratio) ?? NumberText.missing) }
      }
      table.rows.append(row)
    }
    return table
  }

  private func inputs(width: Int) -> TextTable {
    var table = TextTable(
      [TextTable.Column("what differs", .left)] + subjects.map { TextTable.Column($0.label, .left) }, width: width)
    for change in changes where change.path != "command" {
      table.rows.append(
        ["\(change.part.rawValue) \(change.path)"]
          + change.values.map { TerminalText.truncated($0 ?? NumberText.missing, to: 28) })
    }
    return table
  }

  private func rows(width: Int) -> TextTable {
    let folds = groups.contains { $0.count > 1 }
    var table = TextTable([TextTable.Column("layer", .left)], width: width)
    if folds { table.columns.append(TextTable.Column("×")) }
    for (index, subject) in subjects.enumerated() {
      table.columns.append(TextTable.Column("cycles \(subject.label)"))
      if index > 0 { table.columns += [TextTable.Column("× A"), TextTable.Column("difference")] }
      table.columns.append(TextTable.Column("bound", .left))
    }
    for group in groups {
      let layer = layers[group.first]
      var row = [layer.entries.first?.name ?? ""] + (folds ? ["\(group.count)"] : [])
      for index in subjects.indices {
        row.append(group.cycles[index].map { NumberText.integer($0) } ?? NumberText.missing)
        if index > 0 {
          row.append(group.ratios[index].map(Self.ratio) ?? NumberText.missing)
          row.append(group.differences[index].map(Self.signed) ?? NumberText.missing)
        }
        row.append(layer[index]?.boundBy ?? "")
      }
      table.rows.append(row)
    }
    return table
  }

  private func components(width: Int) -> TextTable {
    var table = TextTable(
      [TextTable.Column("energy", .left)] + subjects.map { TextTable.Column($0.label) }, width: width)
    for component in energy {
      table.rows.append(
        [component.component]
          + component.picojoules.map { $0.map { NumberText.energy(picojoules: $0) } ?? NumberText.missing })
    }
    return table
  }

  /// A ratio to the first result: `0.873`.
  static func ratio(_ value: Double) -> String { NumberText.ratio(value) }

  /// A difference with its sign: `+1,234`, `−56`, `0`.
  static func signed(_ value: Int) -> String {
    value > 0 ? "+" + NumberText.integer(value) : value < 0 ? "−" + NumberText.integer(-value) : "0"
  }
}

/// A total of every result as tables and the page show it.
struct ComparisonMetric {
  var name: String
  /// The member of a subject and of its ratios.
  var key: String
  var values: [Figure?]
  var amounts: [Double?]
  var ratios: [Double?]

  static func all(_ subjects: [ComparisonReport.Subject]) -> [ComparisonMetric] {
    func metric(
      _ name: String, _ key: String, _ ratio: (ComparisonReport.Ratios) -> Double?,
      _ amount: (ComparisonReport.Subject) -> Double?, _ figure: (ComparisonReport.Subject, String) -> Figure?
    ) -> ComparisonMetric {
      ComparisonMetric(
        name: name, key: key,
        values: subjects.enumerated().map { figure($0.element, "/subjects/\($0.offset)/\(key)") },
        amounts: subjects.map(amount), ratios: subjects.map { ratio($0.ratios) })
    }
    return [
      metric("Time", "seconds", { $0.seconds }, { $0.seconds }) { .quantity($0.seconds, unit: "s", at: $1) },
      metric("Cycles", "cycles", { $0.cycles }, { Double($0.cycles) }) { .count($0.cycles, at: $1) },
      metric("Energy", "picojoules", { $0.picojoules }, { $0.picojoules }) { .energy($0.picojoules, at: $1) },
      metric("Energy–delay product", "jouleSeconds", { $0.jouleSeconds }, { $0.jouleSeconds }) {
        .quantity($0.jouleSeconds, unit: "J·s", at: $1)
      },
      metric("Utilisation", "utilization", { $0.utilization }, { $0.utilization }) { .share($0.utilization, at: $1) },
      metric("DRAM traffic", "dramBytes", { $0.dramBytes }, { $0.dramBytes.map(Double.init) }) { subject, path in
        subject.dramBytes.map { .bytes($0, at: path) }
      },
      metric("Area in mm²", "squareMillimetres", { $0.squareMillimetres }, { $0.squareMillimetres }) { subject, path in
        subject.squareMillimetres.map { .ratio($0, at: path) }
      },
    ].filter { $0.values.contains { $0 != nil } }
  }
}
