import Foundation
import Learning
import Optimizer

/// How well surrogates rank unseen layers' mappings after few measured runs.
package struct SurrogateComparison: Encodable, Sendable {
  /// Clean rows read.
  package var rows: Int
  /// Distinct layer shapes among them.
  package var layers: Int
  /// Splits into layers to learn from and layers to judge by.
  package var seeds: Int
  /// The figures by number of points learnt from.
  package var points: [Figures]
  /// How many points give Starlight what the best model without pre-training has at the most points, interpolated in the
  /// logarithm of the count; nil if it never gets there, or has it at the fewest already.
  package var pointsToMatch: Double?
  /// Means and intervals a second from mapped layers' features, on one core, after as many points as were asked at most.
  package var predictionsPerSecond: Double
  /// Seconds to train on analytical data and to fit to as many points as were asked at most.
  package var trainingSeconds: Double

  /// The figures of all models for a number of points.
  package struct Figures: Encodable, Sendable {
    /// Points learnt from.
    package var count: Int
    package var models: [String: ModelFigures]
    /// The baseline with the highest mean.
    package var bestBaseline: String
    /// Wilcoxon's signed-rank test, Starlight against that baseline on the same splits, one-sided.
    package var probabilityNoBetter: Double
    /// The same for Starlight on our simulator against the better of Starlight and the simulator alone; nil without one.
    package var simulationProbabilityNoBetter: Double?
  }

  /// The figures of a model over the splits.
  package struct ModelFigures: Encodable, Sendable {
    /// The mean over splits of the mean over layers, of at least six points, of Spearman's rank correlation.
    package var withinLayerSpearman: Double
    /// The mean over splits of the median over layers.
    package var withinLayerSpearmanMedian: Double
    /// Quartiles over splits of the means over layers.
    package var quartiles: [Double]
    /// The share of points inside 95 % intervals, over all splits; nil for a model that gives none.
    package var coverage95: Double?
    /// The mean over splits of the root of the mean square error of the logarithm of cycles.
    package var logError: Double
  }
}

/// What one model did on one split.
struct SurrogateScore: Sendable {
  var mean: Double
  var median: Double
  var covered: Double?
  var logError: Double

  /// Within layers of at least this many points.
  static let fewestPoints = 6

  init(means: [Double], halfWidths: [Double]?, measured: [Double], groups: [Int]) {
    var members: [Int: [Int]] = [:]
    for (index, group) in groups.enumerated() { members[group, default: []].append(index) }
    let correlations = members.keys.sorted().compactMap { group -> Double? in
      guard let rows = members[group], rows.count >= Self.fewestPoints else { return nil }
      return pearsonCorrelation(ranks(of: rows.map { means[$0] }), ranks(of: rows.map { measured[$0] }))
    }
    mean = Validation.mean(correlations)
    median = quantile(0.5, ofSorted: correlations.sorted())
    if let halfWidths {
      covered = Validation.mean(
        measured.indices.map { abs(measured[$0] - means[$0]) <= halfWidths[$0] ? 1 : 0 })
    }
    logError = Validation.mean(zip(means, measured).map { ($0 - $1) * ($0 - $1) }).squareRoot()
  }
}

extension SurrogateComparison.ModelFigures {
  init(_ scores: [SurrogateScore]) {
    withinLayerSpearman = mean(scores.map(\.mean))
    withinLayerSpearmanMedian = mean(scores.map(\.median))
    let sorted = scores.map(\.mean).sorted()
    quartiles = [0.25, 0.5, 0.75].map { quantile($0, ofSorted: sorted) }
    let covered = scores.compactMap(\.covered)
    coverage95 = covered.isEmpty ? nil : mean(covered)
    logError = mean(scores.map(\.logError))
  }
}

extension SurrogateComparison.Figures {
  /// - Parameters:
  ///   - count: Points learnt from.
  ///   - scores: What each model did on each split, splits in the same order.
  init(count: Int, _ scores: [SurrogateModel: [SurrogateScore]]) {
    self.count = count
    models = [:]
    for model in SurrogateModel.allCases {
      if let own = scores[model], !own.isEmpty { models[model.rawValue] = .init(own) }
    }
    func means(_ model: SurrogateModel) -> [Double] { (scores[model] ?? []).map(\.mean) }
    let best =
      SurrogateModel.baselines.max { mean(means($0)) < mean(means($1)) } ?? .analytical
    bestBaseline = best.rawValue
    probabilityNoBetter = WilcoxonSignedRank(means(best), means(.starlight)).lessProbability
    if let alone = scores[.simulation], !alone.isEmpty {
      let rival = mean(means(.simulation)) > mean(means(.starlight)) ? SurrogateModel.simulation : .starlight
      simulationProbabilityNoBetter = WilcoxonSignedRank(means(rival), means(.starlightOnSimulation)).lessProbability
    }
  }
}

extension SurrogateComparison {
  /// `pointsToMatch` of figures by rising number of points.
  static func pointsToMatch(_ figures: [Figures]) -> Double? {
    let scratch: [SurrogateModel] = [.rawProcess, .processWithAnalytical, .gradientBoosting, .networkFromScratch]
    guard let last = figures.last else { return nil }
    let goal = scratch.compactMap { last.models[$0.rawValue]?.withinLayerSpearman }.max() ?? 1
    func own(_ row: Figures) -> Double { row.models[SurrogateModel.starlight.rawValue]?.withinLayerSpearman ?? 0 }
    for (left, right) in zip(figures, figures.dropFirst()) where own(left) < goal && own(right) >= goal {
      let share = (goal - own(left)) / (own(right) - own(left))
      return exp(log(Double(left.count)) * (1 - share) + log(Double(right.count)) * share)
    }
    return nil
  }
}

extension SurrogateComparison: CustomStringConvertible {
  /// The comparison as a person reads it.
  package var description: String {
    var lines = [
      "\(rows) clean rows of \(layers) layer shapes; \(seeds) splits, layers judged by are never learnt from",
      "Spearman's rank correlation within layers: mean over layers (median), mean over splits; 95 % coverage; log error",
    ]
    for row in points {
      lines.append("\n\(row.count) points")
      for model in SurrogateModel.allCases {
        guard let own = row.models[model.rawValue] else { continue }
        let coverage = own.coverage95.map { "\(rounded(100 * $0, 1)) %" } ?? "–"
        lines.append(
          "  \(pad(model.rawValue, 22)) \(rounded(own.withinLayerSpearman, 3)) (\(rounded(own.withinLayerSpearmanMedian, 3)))"
            + "  \(pad(coverage, 7))  \(rounded(own.logError, 3))")
      }
      lines.append(
        "  starlight against \(row.bestBaseline): p = \(rounded(row.probabilityNoBetter, 4)) (Wilcoxon, one-sided)")
    }
    if let pointsToMatch, let most = points.last?.count {
      lines.append(
        "\n\(Int(pointsToMatch.rounded())) points rank as the best model without pre-training does after \(most)")
    }
    lines.append(
      "\n\(Int(predictionsPerSecond.rounded())) predictions a second, training \(rounded(trainingSeconds, 1)) s")
    return lines.joined(separator: "\n") + "\n"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func rounded(_ value: Double, _ digits: Int) -> Double {
    let scale = pow(10, Double(digits))
    return (value * scale).rounded() / scale
  }
}
