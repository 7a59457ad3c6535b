import Core

/// An exploration as CSV: one record per trial.
extension StudyReport {
  /// The table's text; figures at full precision, absent ones empty.
  package var csv: String {
    var document = CSVDocument(
      header: ["trial", "strategy", "fidelity", "state", "on_front", "simulations_so_far"] + parameters
        + metrics.map { "\($0.metric.rawValue)_\($0.unit.replacing(" ", with: "_"))" } + ["cycles", "failure"])
    for trial in trials {
      let values = trial.values.isEmpty ? parameters.map { _ in "" } : trial.values
      document.rows.append(
        [
          String(trial.number), trial.strategy, trial.fidelity, trial.state.rawValue,
          trial.isOnFront ? "true" : "false",
          String(trial.simulationsSoFar),
        ] + values + (trial.figures?.map(\.description) ?? metrics.map { _ in "" })
          + [trial.cycles.map(String.init) ?? "", trial.failure ?? ""])
    }
    return document.text
  }
}

/// An exploration as JSON.
extension StudyReport {
  /// The document's text, ended by a newline: every figure at full precision, keys sorted.
  ///
  /// - Throws: what `JSONEncoder` throws; figures that are not finite are written as the strings `INF`, `-INF`, `NaN`.
  package func json() throws -> String { try ReportJSON.text(self) }
}
