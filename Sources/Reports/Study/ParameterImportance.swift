package import Core
import Foundation

/// How much of an objective's spread each parameter explains by itself.
///
/// An additive model, log objective = mean + one effect for each value of each parameter, is fitted by backfitting
/// (Hastie and Tibshirani, "Generalized Additive Models", 1990, §4.4; effects shrunk towards 0 as if each value had been
/// seen once more). A parameter's importance is the variance of its effects over the trials, as a share of the variance
/// of the objective: the first-order index of Sobol (Mathematical Modelling and Computational Experiment 1(4), 1993)
/// under that model. What the model leaves, interactions and noise, is `rest`. It speaks of the trials made, not of the
/// whole space: a strategy that always chose one value learns nothing of the others.
package struct ParameterImportance: Hashable, Sendable, Encodable {
  package var metric: Metric
  /// One share for each parameter, 0 to 1.
  package var shares: [Double]
  /// The share no parameter explains by itself, 0 to 1.
  package var rest: Double
  /// Trials the model was fitted to; with fewer than `fewest` nothing is said.
  package var trials: Int

  static let fewest = 8
  private static let rounds = 25

  init(of objective: Int, in trials: [StudyReport.Trial], _ record: StudyRecord) {
    metric = record.objectives.metrics[objective]
    let parameters = record.space.parameters
    let samples = zip(trials, record.trials).compactMap { trial, source -> (indices: [Int], value: Double)? in
      guard let value = trial.figures?[objective], value > 0, value.isFinite, record.space.contains(source.point) else {
        return nil
      }
      return (source.point.indices, log(value))
    }
    self.trials = samples.count
    shares = Array(repeating: 0, count: parameters.count)
    rest = 0
    let mean = samples.reduce(0) { $0 + $1.value } / Double(max(1, samples.count))
    let variance = samples.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) }
    guard samples.count >= Self.fewest, variance > 1e-12 * Double(samples.count) else { return }

    var effects = parameters.map { Array(repeating: 0.0, count: $0.count) }
    var residuals = samples.map { $0.value - mean }
    for _ in 0..<Self.rounds {
      for parameter in parameters.indices {
        var sums = Array(repeating: 0.0, count: parameters[parameter].count)
        var counts = Array(repeating: 1.0, count: parameters[parameter].count)
        for (sample, residual) in zip(samples, residuals) {
          let value = sample.indices[parameter]
          sums[value] += residual + effects[parameter][value]
          counts[value] += 1
        }
        for (index, sample) in samples.enumerated() {
          let value = sample.indices[parameter]
          residuals[index] += effects[parameter][value] - sums[value] / counts[value]
        }
        effects[parameter] = zip(sums, counts).map { $0 / $1 }
      }
    }
    for parameter in parameters.indices {
      let shown = samples.map { effects[parameter][$0.indices[parameter]] }
      let center = shown.reduce(0, +) / Double(shown.count)
      shares[parameter] = min(1, shown.reduce(0) { $0 + ($1 - center) * ($1 - center) } / variance)
    }
    rest = min(1, residuals.reduce(0) { $0 + $1 * $1 } / variance)
  }
}

/// The objectives over the values of one parameter: how the trials with each value fared.
package struct ParameterSlice: Hashable, Sendable, Encodable {
  /// The spread of an objective over the trials with one value.
  package struct Spread: Hashable, Sendable, Encodable {
    package var trials: Int
    package var least: Double
    package var lowerQuartile: Double
    package var median: Double
    package var upperQuartile: Double
    package var most: Double
  }

  package var parameter: String
  package var values: [String]
  /// For each objective and value, the spread; absent where no trial has the value.
  package var spreads: [[Spread?]]

  init(_ index: Int, objectives: Int, _ trials: [StudyReport.Trial], _ record: StudyRecord) {
    let parameter = record.space.parameters[index]
    self.parameter = parameter.name
    values = parameter.values
    spreads = (0..<objectives).map { objective in
      var found = parameter.values.map { _ in [Double]() }
      for (trial, source) in zip(trials, record.trials) {
        guard let value = trial.figures?[objective], value.isFinite, record.space.contains(source.point) else {
          continue
        }
        found[source.point.indices[index]].append(value)
      }
      return found.map { Spread($0) }
    }
  }
}

extension ParameterSlice.Spread {
  /// The quartiles of values, those between two taken as their middle; `nil` for none.
  fileprivate init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let least = sorted.first, let most = sorted.last else { return nil }
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(sorted.count - 1, below + 1)
      return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
    self.init(
      trials: sorted.count, least: least, lowerQuartile: quantile(0.25), median: quantile(0.5),
      upperQuartile: quantile(0.75), most: most)
  }
}
