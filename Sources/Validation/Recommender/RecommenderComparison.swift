import Foundation
import Optimizer

/// How often recommended configurations are those recorded, ours and the baselines'.
package struct RecommenderComparison: Encodable, Sendable {
  /// Rows learnt from, and rows judged by.
  package var trainingRows: Int
  package var testRows: Int
  /// The share of rows whose whole configuration is right.
  package var configAccuracy: Double
  /// The share of rows whose PE level is right.
  package var peAccuracy: Double
  /// The share of rows whose PE level is at most five off.
  package var pe5Accuracy: Double
  /// The same of each baseline: `constant` (the training rows' most frequent configuration, and PE level), and
  /// `gradientBoosting` (trees for each PE and each buffer level on the row's numbers).
  package var baselines: [String: Accuracy]
  /// Seconds of training.
  package var trainingSeconds: Double
  /// Milliseconds of one answer, asked alone.
  package var answerMilliseconds: Double

  /// The shares of right answers of one model.
  package struct Accuracy: Encodable, Hashable, Sendable {
    package var configAccuracy: Double
    package var peAccuracy: Double
    package var pe5Accuracy: Double

    /// Compares choices with those recorded.
    init(_ choices: [HardwareRecommender.Choice], _ recorded: [HardwareRecommender.Choice]) {
      func share(_ isRight: (HardwareRecommender.Choice, HardwareRecommender.Choice) -> Bool) -> Double {
        Double(zip(choices, recorded).count { isRight($0, $1) }) / Double(max(1, recorded.count))
      }
      configAccuracy = share { $0 == $1 }
      peAccuracy = share { $0.pe == $1.pe }
      pe5Accuracy = share { abs($0.pe - $1.pe) <= 5 }
    }
  }

  init(
    trainingRows: Int, testRows: Int, _ own: Accuracy, baselines: [String: Accuracy], trainingSeconds: Double,
    answerMilliseconds: Double
  ) {
    self.trainingRows = trainingRows
    self.testRows = testRows
    configAccuracy = own.configAccuracy
    peAccuracy = own.peAccuracy
    pe5Accuracy = own.pe5Accuracy
    self.baselines = baselines
    self.trainingSeconds = trainingSeconds
    self.answerMilliseconds = answerMilliseconds
  }
}

extension RecommenderComparison: CustomStringConvertible {
  /// The comparison as a person reads it.
  package var description: String {
    func percent(_ share: Double) -> String { "\((share * 1e4).rounded() / 100) %" }
    var lines = [
      "\(trainingRows) rows learnt from, \(testRows) judged by",
      "recommender: configuration \(percent(configAccuracy)), PE level \(percent(peAccuracy)), within 5 \(percent(pe5Accuracy))",
    ]
    for (name, accuracy) in baselines.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "\(name): configuration \(percent(accuracy.configAccuracy)), PE level \(percent(accuracy.peAccuracy)), within 5 "
          + percent(accuracy.pe5Accuracy))
    }
    lines.append(
      "training \((trainingSeconds * 10).rounded() / 10) s, an answer \((answerMilliseconds * 1000).rounded() / 1000) ms"
    )
    return lines.joined(separator: "\n") + "\n"
  }
}
