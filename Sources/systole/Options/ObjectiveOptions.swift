import ArgumentParser
import Core

/// What an exploration minimises.
struct ObjectiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "latency, energy, edp, area or power; may be given several times, and the first decides which trial is best.",
      valueName: "metric"))
  var objective: [Word<Metric>] = []

  @Option(
    help: ArgumentHelp(
      "What designs must keep to, such as 'area<=20' (mm2), 'power<=1.5' (W), latency (s), energy (J) or edp (J s); may be repeated.",
      valueName: "metric<=value"))
  var limit: [MetricLimit] = []

  func validate() throws {
    let metrics = objective.map(\.value)
    guard Set(metrics).count == metrics.count else { throw ValidationError("an --objective is given twice") }
  }

  /// The objectives; the energy–delay product when none was given.
  var objectives: ObjectiveSet {
    ObjectiveSet(objective.isEmpty ? [.edp] : objective.map(\.value), limits: limit.map(\.limit))
  }
}

/// The most a metric may be: `area<=20`.
struct MetricLimit: ExpressibleByArgument {
  var limit: ObjectiveSet.Limit

  init?(argument: String) {
    let sides = argument.split(separator: "<", maxSplits: 1)
    guard sides.count == 2, sides[1].first == "=",
      let metric = Metric(rawValue: sides[0].trimmingSuffix(while: \.isWhitespace)),
      let most = Double(sides[1].dropFirst().drop(while: \.isWhitespace)), most.isFinite, most >= 0
    else { return nil }
    limit = ObjectiveSet.Limit(metric, atMost: most)
  }
}

extension Substring {
  /// The text as a string, without what is at its end.
  fileprivate func trimmingSuffix(while isOut: (Character) -> Bool) -> String {
    var rest = self
    while let last = rest.last, isOut(last) { rest.removeLast() }
    return String(rest)
  }
}
