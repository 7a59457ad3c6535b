import Foundation

/// Limited-memory BFGS with a bisecting line search for the weak Wolfe conditions.
///
/// Two-loop recursion: Nocedal and Wright, "Numerical Optimization", algorithm 7.4; line search: Lewis and Overton,
/// "Nonsmooth optimization via quasi-Newton methods", 2013, algorithm 2.6. Points where the function isn't finite are
/// walls the search turns away from.
package struct LBFGS: Hashable, Sendable {
  /// Pairs of steps and changes of the gradient remembered.
  package var memory = 10
  /// Most iterations.
  package var iterations = 100
  /// Stops when no derivative is larger.
  package var gradientTolerance = 1e-5
  /// Stops when an iteration gains less than this share of the function's value.
  package var valueTolerance = 1e-10

  /// The usual settings.
  package init() {}

  /// Walks downhill from a point.
  ///
  /// - Parameters:
  ///   - start: Where to begin.
  ///   - function: The value at a point; writes the gradient.
  /// - Returns: The lowest point seen and its value.
  package func minimise(
    from start: [Double], _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double
  ) -> (point: [Double], value: Double) {
    var point = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = function(point, &gradient)
    var history: [Correction] = []
    guard value.isFinite else { return (point, value) }
    for _ in 0..<iterations {
      guard gradient.contains(where: { abs($0) > gradientTolerance }) else { break }
      var direction = descent(gradient, history)
      var slope = dot(direction, gradient)
      if !(slope < 0) {
        history.removeAll()
        direction = gradient.map { -$0 }
        slope = -dot(gradient, gradient)
      }
      // Without a memory the length of the gradient says nothing about the scale of the problem.
      let first = history.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      guard let step = search(from: point, value, slope, along: direction, first: first, function) else {
        if history.isEmpty { break }
        history.removeAll()
        continue
      }
      let correction = Correction(
        step: difference(step.point, point), change: difference(step.gradient, gradient))
      if correction.curvature > 0 {
        history.append(correction)
        if history.count > memory { history.removeFirst() }
      }
      let gain = value - step.value
      (point, value, gradient) = (step.point, step.value, step.gradient)
      if gain <= valueTolerance * max(1, abs(value)) { break }
    }
    return (point, value)
  }

  private struct Correction {
    var step: [Double]
    var change: [Double]
    var curvature: Double

    init(step: [Double], change: [Double]) {
      self.step = step
      self.change = change
      curvature = dot(step, change)
    }
  }

  private func descent(_ gradient: [Double], _ history: [Correction]) -> [Double] {
    var direction = gradient.map { -$0 }
    var weights: [Double] = []
    for pair in history.reversed() {
      let weight = dot(pair.step, direction) / pair.curvature
      weights.append(weight)
      for index in direction.indices { direction[index] -= weight * pair.change[index] }
    }
    if let last = history.last {
      let scale = last.curvature / dot(last.change, last.change)
      for index in direction.indices { direction[index] *= scale }
    }
    for (pair, weight) in zip(history, weights.reversed()) {
      let correction = weight - dot(pair.change, direction) / pair.curvature
      for index in direction.indices { direction[index] += correction * pair.step[index] }
    }
    return direction
  }

  private struct Step {
    var point: [Double]
    var value: Double
    var gradient: [Double]
  }

  private func search(
    from point: [Double], _ value: Double, _ slope: Double, along direction: [Double], first: Double,
    _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double
  ) -> Step? {
    let (decrease, curvature) = (1e-4, 0.9)
    var (low, high) = (0.0, Double.infinity)
    var length = first
    var best: Step?
    for _ in 0..<30 {
      var trial = Step(point: point, value: 0, gradient: point)
      for index in point.indices { trial.point[index] += length * direction[index] }
      trial.value = function(trial.point, &trial.gradient)
      if !trial.value.isFinite || trial.value > value + decrease * length * slope {
        high = length
      } else {
        best = trial
        if dot(trial.gradient, direction) >= curvature * slope { return trial }
        low = length
      }
      length = high.isFinite ? (low + high) / 2 : 2 * length
    }
    return best
  }
}

func dot(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for index in left.indices { sum += left[index] * right[index] }
  return sum
}

private func difference(_ left: [Double], _ right: [Double]) -> [Double] {
  var result = left
  for index in left.indices { result[index] -= right[index] }
  return result
}
