import Core
import Foundation
import Optimizer
import Testing

@Suite("Expected hypervolume improvement")
struct ImprovementBoxesTests {
  @Test("Of a point known exactly it is the improvement itself", arguments: [2, 3, 4])
  func certainPoints(objectives: Int) {
    let reference = [Double](repeating: 1, count: objectives)
    for seed in 0..<30 {
      let points = HypervolumeTests.points(2 + seed % 12, objectives: objectives, seed: UInt64(seed))
      let boxes = ImprovementBoxes(front: Array(points.dropLast()), reference: reference)
      let zeros = [Double](repeating: 0, count: objectives)
      let gain = hypervolumeImprovement(
        of: points[points.count - 1], over: Array(points.dropLast()), reference: reference)
      let expected = exp(boxes.logExpectedImprovement(means: points[points.count - 1], deviations: zeros))
      #expect(abs(expected - gain) < 1e-12)
    }
  }

  @Test("Of a normal point it is the mean improvement of draws", arguments: [2, 3])
  func draws(objectives: Int) {
    let reference = [Double](repeating: 1, count: objectives)
    for seed in 0..<4 {
      let front = HypervolumeTests.points(8, objectives: objectives, seed: UInt64(seed))
      let means = [0.3, 0.5, 0.4].prefix(objectives).map { $0 }
      let deviations = [0.3, 0.1, 0.2].prefix(objectives).map { $0 }
      var random = SeededRandom(seed: UInt64(seed))
      let count = 40_000
      var (sum, squares) = (0.0, 0.0)
      for _ in 0..<count {
        let point = zip(means, deviations).map { mean, deviation in
          mean + deviation * (-2 * log(1 - random.unit())).squareRoot() * cos(2 * Double.pi * random.unit())
        }
        let gain = hypervolumeImprovement(of: point, over: front, reference: reference)
        sum += gain
        squares += gain * gain
      }
      let mean = sum / Double(count)
      let error = ((squares / Double(count) - mean * mean) / Double(count)).squareRoot()
      let boxes = ImprovementBoxes(front: front, reference: reference)
      let expected = exp(boxes.logExpectedImprovement(means: means, deviations: deviations))
      // Four standard errors of the mean of the draws.
      #expect(abs(expected - mean) < 4 * error)
    }
  }

  @Test("Where it underflows its logarithm goes on falling")
  func underflow() {
    let boxes = ImprovementBoxes(front: [[0, 1], [1, 0]], reference: [2, 2])
    var last = boxes.logExpectedImprovement(means: [1.5, 1.5], deviations: [0.1, 0.1])
    for step in 2...40 {
      let value = boxes.logExpectedImprovement(means: [1.5 * Double(step), 1.5], deviations: [0.1, 0.1])
      #expect(value.isFinite && value < last)
      last = value
    }
  }
}
