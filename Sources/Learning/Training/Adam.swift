import Foundation

/// Adam with decoupled weight decay (Kingma and Ba, 2015, algorithm 1; Loshchilov and Hutter, "Decoupled Weight Decay
/// Regularization", 2019).
package struct Adam: Hashable, Sendable {
  /// The length of a step.
  package var rate: Float
  /// How much of each parameter a step of rate 1 would take away.
  package var decay: Float
  /// Gradients longer than this are shortened to it.
  package var longest: Float

  private var means: [Float]
  private var squares: [Float]
  private var steps = 0

  /// An optimiser of the given number of parameters.
  package init(count: Int, rate: Float, decay: Float = 0, longest: Float = .infinity) {
    self.rate = rate
    self.decay = decay
    self.longest = longest
    means = Array(repeating: 0, count: count)
    squares = Array(repeating: 0, count: count)
  }

  /// Moves the parameters against the gradient.
  ///
  /// - Parameters:
  ///   - parameters: What is moved.
  ///   - gradient: The loss's derivative by each; a gradient that isn't finite moves nothing.
  ///   - scale: A factor of the rate, as schedules have it.
  package mutating func step(_ parameters: inout [Float], _ gradient: [Float], scale: Float = 1) {
    let (first, second, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    var length: Float = 0
    for slope in gradient { length += slope * slope }
    guard length.isFinite else { return }
    let shortening = min(1, longest / max(length.squareRoot(), .leastNormalMagnitude))
    steps += 1
    let correction = (1 - pow(second, Float(steps))).squareRoot() / (1 - pow(first, Float(steps)))
    let step = rate * scale
    for index in parameters.indices {
      let slope = gradient[index] * shortening
      means[index] = first * means[index] + (1 - first) * slope
      squares[index] = second * squares[index] + (1 - second) * slope * slope
      parameters[index] -=
        step * (correction * means[index] / (squares[index].squareRoot() + epsilon) + decay * parameters[index])
    }
  }
}

/// The factor of a learning rate that rises evenly over a first share of training, then falls as a cosine to 0.
///
/// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, without restarts.
package func cosineSchedule(_ step: Int, of steps: Int, warmUp: Double = 0.05) -> Float {
  let share = Double(step) / Double(max(1, steps))
  if share < warmUp { return Float((share + 1 / Double(max(1, steps))) / warmUp) }
  return Float((1 + cos(Double.pi * (share - warmUp) / (1 - warmUp))) / 2)
}
