package import Core

/// A comparison of strategies as one CSV row for each search, full values.
extension SearchComparison {
  /// The table's bytes; deterministic.
  package var csv: String {
    let headers = measures.map { $0.unit.isEmpty ? $0.name : "\($0.name) (\($0.unit))" }
    var table = CSVDocument(
      header: ["problem", "strategy", "seed", "trials", "failures", "analyticalEvaluations"] + headers
        + ["samplesDrawn", "samplesLegal"])
    table.rows = runs.map { run in
      [problem, run.strategy, "\(run.seed)", "\(run.trials)", "\(run.failures)", "\(run.analyticalEvaluations)"]
        + run.values.map(\.description) + [run.samples?.drawn, run.samples?.legal].map { $0.map(String.init) ?? "" }
    }
    return table.text
  }
}
