import Core
import Evaluation
import Foundation
import Optimizer
import Reports

/// Writes what a study has come to: the table for people, and the file that was asked for.
struct StudyOutput {
  var header: StudyHeader
  var summary: StudySummary
  var trials: [Trial]
  /// The best designs with mappings proven best.
  var proofs: [DesignProof] = []
  var study: String
  /// Seconds this run took; `nil` where nothing was run.
  var seconds: Double?

  func write(_ options: StudyOutputOptions) throws {
    guard let path = options.output else {
      return try OutputFile.write(try rendered(as: options.resolvedFormat), to: nil)
    }
    try OutputFile.write(try rendered(as: options.resolvedFormat), to: path)
    if !options.quiet { try OutputFile.write(text, to: nil) }
  }

  private func rendered(as format: StudyOutputOptions.Format) throws -> String {
    switch format {
    case .text: text
    case .json: try json()
    case .csv: csv
    }
  }
}

// MARK: - Text

extension StudyOutput {
  /// Rows of the front that are shown; the rest is in the other forms.
  private static let mostRows = 20

  private var text: String {
    var text =
      "\(header.space.name) on \(header.workload): \(count(summary.trials, "trial")), \(summary.failed) failed, "
    text +=
      "\(count(summary.simulations, "simulation")), \(count(summary.analyticalEvaluations, "analytical evaluation"))"
    if let seconds { text += ", \(NumberText.engineering(seconds, unit: "s"))" }
    text += "; \(header.fidelity.name), mapper \(header.policy), seed \(header.seed)\n"
    if let samples = summary.samples { text += "diffusion: \(samples.words)\n" }
    guard let best = summary.best, let metric = header.objectives.metrics.first else {
      return text + "no design within the limits yet\n\nstudy: \(study)\n"
    }
    text += "best \(metric.rawValue) \(metric.text(best.objectives.first ?? 0)), trial \(best.trial)"
    if summary.objectives.count > 1 {
      text += "; front of \(summary.front.count), hypervolume \(NumberText.ratio(summary.hypervolume))"
    }
    text += "\n\n" + table.text
    if summary.front.count > Self.mostRows {
      text += "… and \(summary.front.count - Self.mostRows) more: systole study show \(study) --format json\n"
    }
    guard header.fidelity != .synthesized else {
      text +=
        "\nto see one by block, with its critical path; with --scripts FOLDER its Verilog and scripts are written:\n"
      for design in shown { text += "# trial \(design.trial)\n\(command("synthesize", for: design))\n" }
      return text + "\nstudy: \(study)\n"
    }
    text += "\nto simulate one:\n"
    for design in shown { text += "# trial \(design.trial)\n\(simulation(of: design))\n" }
    text += provedText(best: best)
    return text + "\nstudy: \(study)\n"
  }

  private func count(_ value: Int, _ noun: String) -> String {
    "\(NumberText.integer(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  private var shown: ArraySlice<StudySummary.Design> { summary.front.prefix(Self.mostRows) }

  private var table: TextTable {
    var table = TextTable(
      [TextTable.Column("trial")] + Metric.allCases.map { .init($0.rawValue) }
        + header.space.parameters.map { .init($0.name) }, width: 160)
    for design in shown {
      table.rows.append(
        ["\(design.trial)"] + Metric.allCases.map { $0.text(design.metrics[$0.rawValue] ?? .nan) }
          + header.space.parameters.map { design.parameters[$0.name] ?? "" })
    }
    return table
  }

  /// A command on a design.
  func command(_ verb: String, for design: StudySummary.Design) -> String {
    "systole \(verb) \(header.inputs)" + design.settings.map { " --set \(Invocation.quoted($0))" }.joined()
  }

  /// The commands that simulate a design with the mappings its trial had.
  private func simulation(of design: StudySummary.Design) -> String {
    let run = command("simulate", for: design)
    guard
      header.policy != MapperPolicy.tiler.description
        || trials.contains(where: { $0.number == design.trial && $0.mappings != nil })
    else { return run }
    let file = "trial-\(design.trial).xml"
    return
      "systole study mappings \(Invocation.quoted(study)) --trial \(design.trial) -o \(file)\n\(run) --mapping \(file)"
  }
}

// MARK: - JSON and CSV

extension StudyOutput {
  private struct Document: Encodable {
    var study: String
    var summary: StudySummary
    var proofs: [Proof]
    var seconds: Double?

    private enum Keys: String, CodingKey {
      case study, seconds, proofs
    }

    func encode(to encoder: any Encoder) throws {
      try summary.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(study, forKey: .study)
      if !proofs.isEmpty { try container.encode(proofs, forKey: .proofs) }
      try container.encodeIfPresent(seconds, forKey: .seconds)
    }
  }

  /// A design mapped to a proof, without the mappings.
  private struct Proof: Encodable {
    var trial: Int
    var objective: String
    var gap: Double?
    var metrics: [String: Double]?

    init(_ proof: DesignProof) {
      (trial, objective, gap) = (proof.trial, proof.objective, proof.gap)
      guard let figures = proof.metrics else { return }
      metrics = Dictionary(
        Metric.allCases.map { ($0.rawValue, figures[$0]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  private func json() throws -> String {
    try ReportJSON.text(
      Document(study: study, summary: summary, proofs: proofs.map { Proof($0) }, seconds: seconds))
  }

  /// Every trial with its values and metrics.
  var csv: String {
    let names = header.space.parameters.map(\.name)
    var table = CSVDocument(
      header: ["trial", "batch", "strategy", "fidelity", "state"] + names + ["cycles"]
        + Metric.allCases.map { "\($0.rawValue)_\($0.unit.replacing(" ", with: "_"))" } + ["failure"])
    for trial in trials {
      let figures =
        trial.metrics.map { metrics in
          ["\(metrics.cycles)"] + Metric.allCases.map { shortestDecimal(metrics[$0]) }
        } ?? Array(repeating: "", count: Metric.allCases.count + 1)
      table.rows.append(
        ["\(trial.number)", "\(trial.batch)", trial.strategy, trial.fidelity.name, trial.state.rawValue]
          + header.space.values(of: trial.point) + figures + [trial.failure ?? ""])
    }
    return table.text
  }
}
