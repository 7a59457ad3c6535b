import Core

extension UnitFigures {
  /// What a unit did as parts of a bar, work first, idle last.
  func parts(at path: String) -> [StackedBar.Part] {
    var parts = [
      StackedBar.Part(
        figure: .count(workCycles, unit: "cycles", at: "\(path)/workCycles"), series: .work,
        amount: Double(workCycles))
    ]
    for cause in StallCause.allCases {
      let cycles = stallCycles[cause]
      let figure = Figure.count(cycles, unit: "cycles", at: "\(path)/stallCycles/\(cause.camelCase)")
      parts.append(StackedBar.Part(figure: figure, series: Series(cause), amount: Double(cycles)))
    }
    parts.append(
      StackedBar.Part(
        figure: .count(idleCycles, unit: "cycles", at: "\(path)/idleCycles"), series: .idle,
        amount: Double(idleCycles)))
    return parts
  }
}
