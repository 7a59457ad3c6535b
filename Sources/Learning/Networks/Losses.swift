import Foundation

/// A loss's value and its derivative by what it is of.
package struct Loss: Sendable {
  /// The mean over the rows.
  package var value: Float
  /// Its derivative by the outputs.
  package var slope: Matrix<Float>

  /// The mean over rows of the squared distances, summed over columns.
  package static func meanSquared(_ outputs: Matrix<Float>, _ targets: Matrix<Float>) -> Loss {
    elementwise(outputs, targets) { distance in (distance * distance, 2 * distance) }
  }

  /// The mean over rows of Huber's loss: half the square up to `threshold`, a line beyond.
  package static func huber(_ outputs: Matrix<Float>, _ targets: Matrix<Float>, threshold: Float = 1) -> Loss {
    elementwise(outputs, targets) { distance in
      abs(distance) <= threshold
        ? (distance * distance / 2, distance)
        : (threshold * (abs(distance) - threshold / 2), distance > 0 ? threshold : -threshold)
    }
  }

  /// The mean over rows of −Σ t log softmax(x), for targets that are shares of one.
  package static func crossEntropy(_ outputs: Matrix<Float>, _ targets: Matrix<Float>) -> Loss {
    var shares = outputs
    var value: Float = 0
    let rows = Float(max(1, outputs.rows))
    shares.values.withUnsafeMutableBufferPointer { s in
      for row in 0..<outputs.rows {
        let first = row * outputs.columns
        softmax(UnsafeMutableBufferPointer(rebasing: s[first..<first + outputs.columns]))
        for column in first..<first + outputs.columns {
          let target = targets.values[column]
          if target > 0 { value -= target * log(max(s[column], .leastNormalMagnitude)) }
          s[column] = (s[column] - target) / rows
        }
      }
    }
    return Loss(value: value / rows, slope: shares)
  }

  /// The mean over rows of Σ wₜ (−t log p − (1 − t) log(1 − p)) with p = σ(x): each output a yes or no of its own.
  ///
  /// - Parameters:
  ///   - outputs: x.
  ///   - targets: t, between 0 and 1.
  ///   - positiveShare: α of a focal loss: weight α |t − p|^γ for t > 0 and (1 − α) p^γ else (Lin et al., "Focal Loss for
  ///     Dense Object Detection", 2017); nil weighs all alike. The weights are held fixed in the derivative.
  ///   - focus: γ.
  /// - Returns: Value and derivative.
  package static func binaryCrossEntropy(
    _ outputs: Matrix<Float>, _ targets: Matrix<Float>, positiveShare: Float? = nil, focus: Float = 1
  ) -> Loss {
    var slope = outputs
    var value: Float = 0
    let rows = Float(max(1, outputs.rows))
    for index in outputs.values.indices {
      let (x, target) = (outputs.values[index], targets.values[index])
      let share = logistic(x)
      var weight: Float = 1
      if let positiveShare {
        weight =
          target > 0
          ? positiveShare * pow(abs(target - share), focus) : (1 - positiveShare) * pow(share, focus)
      }
      value += weight * (max(x, 0) - x * target + log1p(exp(-abs(x))))
      slope.values[index] = weight * (share - target) / rows
    }
    return Loss(value: value / rows, slope: slope)
  }

  /// The divergence of N(mean, variance) from N(0, 1), mean over rows; columns are means, then logarithms of variances
  /// (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, appendix B).
  package static func normalDivergence(_ outputs: Matrix<Float>) -> Loss {
    let half = outputs.columns / 2
    var slope = outputs
    var value: Float = 0
    let rows = Float(max(1, outputs.rows))
    for row in 0..<outputs.rows {
      for column in 0..<half {
        let mean = outputs[row, column]
        let logVariance = outputs[row, half + column]
        value += (mean * mean + exp(logVariance) - 1 - logVariance) / 2
        slope[row, column] = mean / rows
        slope[row, half + column] = (exp(logVariance) - 1) / (2 * rows)
      }
    }
    return Loss(value: value / rows, slope: slope)
  }

  private static func elementwise(
    _ outputs: Matrix<Float>, _ targets: Matrix<Float>, _ loss: (Float) -> (value: Float, slope: Float)
  ) -> Loss {
    precondition(
      outputs.rows == targets.rows && outputs.columns == targets.columns, "outputs and targets differ in shape")
    var slope = outputs
    var value: Float = 0
    let rows = Float(max(1, outputs.rows))
    for index in outputs.values.indices {
      let (part, derivative) = loss(outputs.values[index] - targets.values[index])
      value += part
      slope.values[index] = derivative / rows
    }
    return Loss(value: value / rows, slope: slope)
  }
}
