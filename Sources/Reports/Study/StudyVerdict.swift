import Core

/// The most important thing about an exploration: what the best design is worth and what it took to find it.
struct StudyVerdict {
  let sentence: String

  init(_ report: StudyReport) {
    let trials = "\(report.trials.count) trial\(report.trials.count == 1 ? "" : "s")"
    guard report.completeTrials > 0 else {
      sentence =
        report.trials.isEmpty
        ? "Nothing was tried yet." : "None of \(trials) has a result; \(report.failedTrials) failed."
      return
    }
    guard let objective = report.objectives.first, let best = objective.best, let trial = objective.bestTrial else {
      sentence = "No design of \(trials) keeps to the limits."
      return
    }
    let strategy = report.trials.first { $0.number == trial }?.strategy ?? ""
    let paid = report.simulations > 0 ? " and \(report.simulations) simulations" : ", none of them simulated,"
    var text = "After \(trials)\(paid) the least \(objective.metric.words) is "
    text += NumberText.engineering(best, unit: objective.unitText)
    if let gain = objective.gain { text += ", \(NumberText.ratio(gain))× better than the default design" }
    text += ", found by \(strategy) in trial \(trial)"
    if report.objectives.count > 1 {
      text += "; \(report.front.count) design\(report.front.count == 1 ? " is" : "s are") on the front of "
      text += report.objectives.map(\.metric.words).joined(separator: ", ")
    }
    sentence = text + "."
  }
}

extension Metric {
  /// The metric as sentences call it.
  var words: String {
    switch self {
    case .latency: "latency"
    case .energy: "energy"
    case .edp: "energy–delay product"
    case .area: "area"
    case .power: "power"
    }
  }
}

extension StudyReport.Metric {
  /// The unit as text shows it: `J·s`, `mm²`.
  var unitText: String {
    switch metric {
    case .edp: "J·s"
    case .area: "mm²"
    case .latency, .energy, .power: unit
    }
  }

  /// A value with its unit, at an address.
  func figure(_ value: Double, at path: String) -> Figure {
    // Square millimetres take no prefix: a thousandth of one is no millimillimetre.
    metric == .area
      ? Figure(path: path, value: value.description, text: "\(NumberText.ratio(value)) mm²")
      : .quantity(value, unit: unitText, at: path)
  }

  /// The metric with its unit, for headings.
  var heading: String { words.prefix(1).uppercased() + words.dropFirst() }

  private var words: String { metric.words }
}
