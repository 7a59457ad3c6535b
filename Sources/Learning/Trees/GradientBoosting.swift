import Foundation

/// Gradient-boosted regression trees on histograms of the inputs.
///
/// Second-order boosting (Chen and Guestrin, "XGBoost", KDD 2016, equations 5 to 7) on inputs sorted into at most 64 bins
/// (Ke et al., "LightGBM", NIPS 2017), trees grown level by level. Deterministic: there is no sampling.
package struct GradientBoosting: Sendable {
  /// How trees are grown.
  package struct Options: Hashable, Sendable {
    /// Rounds; each adds a tree for each output.
    package var rounds = 100
    /// Splits between root and leaf, at most.
    package var depth = 5
    /// What each tree is multiplied by.
    package var rate = 0.1
    /// λ, added to the curvature of each leaf.
    package var regularisation = 1.0
    /// The least curvature of a leaf: rows, for regression.
    package var leastCurvature = 1.0

    /// The usual settings.
    package init() {}
  }

  private let bins: InputBins
  /// What every prediction begins with, by output.
  private let starts: [Double]
  /// Trees by round and output.
  private let trees: [[RegressionTree]]

  /// Boosts the square of the error of one output.
  ///
  /// - Parameters:
  ///   - inputs: A row for each target.
  ///   - targets: What is predicted.
  ///   - options: How trees are grown.
  /// - Returns: The trees.
  package static func regression(
    _ inputs: Matrix<Float>, _ targets: [Double], _ options: Options = Options()
  ) -> GradientBoosting {
    let bins = InputBins(inputs)
    let mean = targets.reduce(0, +) / Double(max(1, targets.count))
    var predictions = [Double](repeating: mean, count: targets.count)
    let curvatures = [Double](repeating: 1, count: targets.count)
    let binned = bins.sort(inputs)
    var trees: [[RegressionTree]] = []
    for _ in 0..<options.rounds {
      let slopes = zip(predictions, targets).map { $0 - $1 }
      let tree = RegressionTree(binned, slopes, curvatures, options, adjusting: &predictions)
      trees.append([tree])
    }
    return GradientBoosting(bins: bins, starts: [mean], trees: trees)
  }

  /// Boosts the cross-entropy of classes; predictions are logarithms of shares up to a constant.
  ///
  /// - Parameters:
  ///   - inputs: A row for each label.
  ///   - labels: Classes from 0.
  ///   - classes: Their number.
  ///   - options: How trees are grown.
  ///   - progress: Called after each round with their number so far.
  /// - Returns: The trees.
  package static func classification(
    _ inputs: Matrix<Float>, labels: [Int], classes: Int, _ options: Options = Options(),
    progress: (Int) -> Void = { _ in }
  ) -> GradientBoosting {
    let bins = InputBins(inputs)
    let count = labels.count
    var starts = [Double](repeating: 0, count: classes)
    for label in labels { starts[label] += 1 }
    starts = starts.map { log(max($0, 0.1) / Double(max(1, count))) }
    var predictions = starts.map { [Double](repeating: $0, count: count) }
    let binned = bins.sort(inputs)
    var trees: [[RegressionTree]] = []
    var slopes = [Double](repeating: 0, count: count)
    var curvatures = slopes
    for round in 0..<options.rounds {
      var totals = [Double](repeating: 0, count: count)
      for output in predictions {
        for row in 0..<count { totals[row] += exp(output[row]) }
      }
      var grown: [RegressionTree] = []
      for output in 0..<classes {
        for row in 0..<count {
          let share = exp(predictions[output][row]) / totals[row]
          slopes[row] = share - (labels[row] == output ? 1 : 0)
          curvatures[row] = max(share * (1 - share), 1e-9)
        }
        grown.append(RegressionTree(binned, slopes, curvatures, options, adjusting: &predictions[output]))
      }
      trees.append(grown)
      progress(round + 1)
    }
    return GradientBoosting(bins: bins, starts: starts, trees: trees)
  }

  /// Predictions, a row each and a column for each output.
  package func predict(_ inputs: Matrix<Float>) -> Matrix<Float> {
    let binned = bins.sort(inputs)
    var result = Matrix<Float>(rows: inputs.rows, columns: starts.count)
    for row in 0..<inputs.rows {
      for output in starts.indices {
        var sum = starts[output]
        for round in trees { sum += round[output].value(binned, row) }
        result[row, output] = Float(sum)
      }
    }
    return result
  }
}

/// Where each input is cut into bins of about equally many rows.
struct InputBins: Sendable {
  /// The upper bounds of all bins but the last, by input.
  let bounds: [[Float]]

  static let mostBins = 64

  init(_ inputs: Matrix<Float>) {
    bounds = (0..<inputs.columns).map { column in
      let sorted = (0..<inputs.rows).map { inputs[$0, column] }.sorted()
      var distinct: [Float] = []
      for value in sorted where distinct.last.map({ $0 != value }) ?? true { distinct.append(value) }
      guard distinct.count > Self.mostBins else {
        return zip(distinct, distinct.dropFirst()).map { ($0 + $1) / 2 }
      }
      var cuts: [Float] = []
      for bin in 1..<Self.mostBins {
        let cut = sorted[bin * sorted.count / Self.mostBins]
        if cuts.last != cut { cuts.append(cut) }
      }
      return cuts
    }
  }

  /// The bin of each entry, column after column.
  func sort(_ inputs: Matrix<Float>) -> BinnedInputs {
    var places = [UInt8](repeating: 0, count: inputs.rows * inputs.columns)
    for (column, cuts) in bounds.enumerated() {
      for row in 0..<inputs.rows {
        let value = inputs[row, column]
        var (low, high) = (0, cuts.count)
        while low < high {
          let middle = (low + high) / 2
          if cuts[middle] < value { low = middle + 1 } else { high = middle }
        }
        places[column * inputs.rows + row] = UInt8(low)
      }
    }
    return BinnedInputs(rows: inputs.rows, columns: inputs.columns, places: places)
  }
}

/// The bin of each entry, column after column.
struct BinnedInputs: Sendable {
  let rows: Int
  let columns: Int
  let places: [UInt8]
}
