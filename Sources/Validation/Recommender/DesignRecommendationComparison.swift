import Foundation

/// How often recommended designs are the best ones, and how much worse the others are; ours and the baselines'.
package struct DesignRecommendationComparison: Encodable, Sendable {
  /// How well one model does on some questions.
  package struct Score: Encodable, Hashable, Sendable {
    /// The share of questions whose best design wasn't named.
    package var errorRate: Double
    /// The geometric mean of what the named design costs, over the least.
    package var geometricMeanRegret: Double
    /// The largest such ratio.
    package var worstRegret: Double

    /// The score of some answers, each over the best value.
    ///
    /// - Parameters:
    ///   - right: Whether each is the best design.
    ///   - regrets: What each costs, over the least.
    init(right: [Bool], regrets: [Double]) {
      let count = Double(max(1, right.count))
      errorRate = Double(right.count { !$0 }) / count
      geometricMeanRegret = exp(regrets.reduce(0) { $0 + log($1) } / count)
      worstRegret = regrets.max() ?? 1
    }
  }

  /// Questions of one kind, and every model's score on them by name; `recommender` is ours.
  package struct Group: Encodable, Sendable {
    package var questions: Int
    package var scores: [String: Score]
  }

  /// The space, its legal designs, and the layers learnt from.
  package var space: String
  package var designs: Int
  package var trainingLayers: Int
  /// Random layers, layers of language models, and whole networks; none of the layers was learnt from.
  package var unseenLayers: Group
  package var languageModelLayers: Group
  package var networks: Group
  /// Our error rate on unseen layers over that of the best baseline.
  package var errorRatio: Double
  /// Seconds of working out the labels of the training layers, and of training.
  package var labelSeconds: Double
  package var trainingSeconds: Double
  /// Milliseconds of one answer about a layer, asked alone.
  package var answerMilliseconds: Double
  /// How much the ordinal vectors count beside predicted costs: latency, energy, EDP.
  package var vectorWeights: [Double]

  /// What every baseline is called.
  package static let baselines = [
    "constant", "nearestNeighbour", "gradientBoosting", "crossEntropy", "regression",
  ]
}

extension DesignRecommendationComparison: CustomStringConvertible {
  /// The comparison as a person reads it.
  package var description: String {
    func percent(_ share: Double) -> String { "\((share * 1e3).rounded() / 10) %" }
    func rounded(_ value: Double) -> String { "\((value * 1e3).rounded() / 1e3)" }
    var lines = ["\(space): \(designs) designs, least EDP within random budgets; \(trainingLayers) layers learnt from"]
    let groups = [
      ("unseen layers", unseenLayers), ("language models' layers", languageModelLayers), ("networks", networks),
    ]
    for (name, group) in groups {
      lines.append("\(name), \(group.questions) questions:")
      for (model, score) in group.scores.sorted(by: { ($0.value.errorRate, $0.key) < ($1.value.errorRate, $1.key) }) {
        lines.append(
          "  \(model): wrong \(percent(score.errorRate)), regret \(rounded(score.geometricMeanRegret)), "
            + "worst \(rounded(score.worstRegret))")
      }
    }
    lines.append("errors on unseen layers over the best baseline's: \(rounded(errorRatio))")
    lines.append(
      "labels \(rounded(labelSeconds)) s, training \(rounded(trainingSeconds)) s, an answer "
        + "\(rounded(answerMilliseconds)) ms")
    return lines.joined(separator: "\n") + "\n"
  }
}
