import Core
import Foundation
import Optimizer
import Reports

/// Writes a recommendation: the answer for people, what checking it came to, and both as JSON.
struct RecommendationOutput {
  var space: DesignSpace
  var workload: Workload
  /// The words that name the workload on a command line.
  var commandLine: String
  var objective: RecommendedObjective
  /// Square millimetres; `nil` without a limit.
  var budget: Double?
  /// Layers the recommender learnt from.
  var learntFrom: Int
  var answerMilliseconds: Double
  /// The recommended design, then alternatives.
  var choices: [DesignRecommender.Choice]
  /// What the analytical model says of each; empty where it wasn't asked.
  var analytical: [DesignMetrics] = []
  /// What the recommended one costs when simulated.
  var simulated: DesignMetrics?

  /// The answer as a person reads it.
  var answer: String {
    var table = TextTable(
      [TextTable.Column("rank")] + space.parameters.map { .init($0.name) }
        + [.init("area"), .init("latency"), .init("energy"), .init("edp")], width: 140)
    for (rank, choice) in choices.enumerated() {
      table.rows.append(
        ["\(rank + 1)"] + space.values(of: choice.point) + [
          Metric.area.text(choice.area), Metric.latency.text(choice.seconds), Metric.energy.text(choice.joules),
          Metric.edp.text(choice.seconds * choice.joules),
        ])
    }
    let limit = budget.map { ", area up to \(Metric.area.text($0))" } ?? ""
    return """
      \(space.name) for \(workload.name), least \(objective.rawValue)\(limit): answered in \
      \(NumberText.fixed(answerMilliseconds, decimals: 1)) ms from \(learntFrom) layers learnt
      predicted, extrapolated from the analytical model:

      \(table.text)
      """
  }

  /// What checking came to, and how to go on.
  var check: String {
    var lines: [String] = []
    if let own = analytical.first {
      let metric = objective.metric
      lines.append("\nthe analytical model says of the first: \(words(own))")
      if let best = analytical.indices.min(by: { analytical[$0][metric] < analytical[$1][metric] }), best > 0 {
        lines.append(
          "by its \(metric.rawValue) rank \(best + 1) is better by "
            + NumberText.percent(own[metric] / analytical[best][metric] - 1))
      }
    }
    if let simulated { lines.append("simulated, the first takes:             \(words(simulated))") }
    if let first = choices.first {
      let settings = space.settings(of: first.point).map { " --set \(Invocation.quoted($0))" }.joined()
      lines.append("\nto see where its cycles go:\nsystole simulate -a \(space.architecture) \(commandLine)\(settings)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ metrics: DesignMetrics) -> String {
    [Metric.latency, .energy, .edp].map { "\($0.rawValue) \($0.text(metrics[$0]))" }.joined(separator: ", ")
  }
}

// MARK: - JSON

extension RecommendationOutput {
  struct Document: Encodable {
    struct Figures: Encodable {
      var latency: Double
      var energy: Double
      var edp: Double

      init(seconds: Double, joules: Double) {
        latency = seconds
        energy = joules
        edp = seconds * joules
      }
    }

    struct Design: Encodable {
      var parameters: [String: String]
      var settings: [String]
      var area: Double
      var predicted: Figures
      var analytical: Figures?
      var simulated: Figures?
    }

    var space: String
    var workload: String
    var objective: String
    var areaBudget: Double?
    var learntFrom: Int
    var answerMilliseconds: Double
    var designs: [Design]
  }

  /// Everything as one value; seconds, joules, joule-seconds and square millimetres.
  var document: Document {
    let designs = choices.enumerated().map { rank, choice in
      let values = zip(space.parameters.map(\.name), space.values(of: choice.point))
      return Document.Design(
        parameters: Dictionary(values) { first, _ in first }, settings: space.settings(of: choice.point),
        area: choice.area, predicted: .init(seconds: choice.seconds, joules: choice.joules),
        analytical: analytical.indices.contains(rank) ? figures(analytical[rank]) : nil,
        simulated: rank == 0 ? simulated.map(figures) : nil)
    }
    return Document(
      space: space.name, workload: workload.name, objective: objective.rawValue, areaBudget: budget,
      learntFrom: learntFrom, answerMilliseconds: answerMilliseconds, designs: designs)
  }

  private func figures(_ metrics: DesignMetrics) -> Document.Figures {
    Document.Figures(seconds: metrics.seconds, joules: metrics.joules)
  }
}

extension RecommendedObjective {
  /// What comes nearest to minimising a metric.
  init(_ metric: Metric?) {
    switch metric {
    case .latency: self = .latency
    case .energy, .power: self = .energy
    case .edp, .area, nil: self = .edp
    }
  }

  /// The metric it is the least of.
  var metric: Metric {
    switch self {
    case .latency: .latency
    case .energy: .energy
    case .edp: .edp
    }
  }
}
