package import Core

/// A comparison of strategies as tables: a verdict, then one table for each measure.
extension SearchComparison {
  /// The tables' text; deterministic.
  package var text: String {
    let metrics = objectives.metrics.map(\.rawValue).joined(separator: ", ")
    let seeds = Set(runs.map(\.seed)).count
    var text = "\(verdict)\n\n\(problem): \(metrics), \(fidelity.name); "
    text += "\(NumberText.integer(budget)) trials a search, \(starts) of them random starts shared by all strategies, "
    text += "batches of \(batchSize), \(seeds) \(seeds == 1 ? "seed" : "seeds")\n"
    if let reference {
      let corner = zip(objectives.metrics, reference).map { NumberText.engineering($1, unit: $0.unit) }
      text += "hypervolume in natural logarithms up to \(corner.joined(separator: ", "))\n"
    }
    for measure in measures {
      text += "\n\(measure.name), \(measure.isBetterHigh ? "more" : "less") is better\n\(table(of: measure).text)"
    }
    return text + sampleLines
  }

  /// A line for each strategy that drew designs from a generative model.
  private var sampleLines: String {
    var text = ""
    for strategy in summaries.filter({ $0.measure == measures.first?.name }).map(\.strategy) {
      let samples = runs.filter { $0.strategy == strategy }.compactMap(\.samples).reduce(SampleCounts()) { $0 + $1 }
      if samples.drawn > 0 { text += "\n\(strategy): \(samples.words)" }
    }
    return text.isEmpty ? "" : text + "\n"
  }

  /// Who did best by the first measure, and whether that could be chance.
  private var verdict: String {
    guard let measure = measures.first else { return "nothing was measured" }
    let rows = summaries.filter { $0.measure == measure.name && !$0.sample.median.isNaN }
    let sign = measure.isBetterHigh ? -1.0 : 1
    guard let best = rows.min(by: { sign * $0.sample.median < sign * $1.sample.median }), let first = rows.first else {
      return "no search came to a result"
    }
    guard let probability = best.probability else {
      return "\(best.strategy) has the best median \(measure.name)"
    }
    return
      "\(best.strategy) has the best median \(measure.name): \(best.wins ?? 0) of \(best.sample.count) seeds better "
      + "than \(first.strategy), p = \(NumberText.ratio(probability))"
  }

  private func table(of measure: Measure) -> TextTable {
    var table = TextTable([
      TextTable.Column("strategy", .left), TextTable.Column("median"), TextTable.Column("lower quartile"),
      TextTable.Column("upper quartile"), TextTable.Column("wins"), TextTable.Column("losses"),
      TextTable.Column("p (Wilcoxon)"),
    ])
    table.rows = summaries.filter { $0.measure == measure.name }.map { summary in
      let sample = summary.sample
      return [summary.strategy]
        + [sample.median, sample.lowerQuartile, sample.upperQuartile].map { Self.words($0, measure) }
        + [
          summary.wins.map(String.init) ?? "", summary.losses.map(String.init) ?? "",
          summary.probability.map { NumberText.ratio($0) } ?? "",
        ]
    }
    return table
  }

  private static func words(_ value: Double, _ measure: Measure) -> String {
    measure.unit.isEmpty ? NumberText.ratio(value) : NumberText.engineering(value, unit: measure.unit)
  }
}
