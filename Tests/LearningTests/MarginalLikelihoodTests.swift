import Core
import Foundation
import Learning
import Testing

@Suite struct MarginalLikelihoodTests {
  /// Central differences of every derivative.
  @Test func derivativesAreDifferences() throws {
    let (inputs, targets) = observations(9)
    let logarithms = [log(0.4), log(1.1), log(1.6), log(0.03)]
    func value(_ numbers: [Double], _ inputs: Matrix<Double>) -> Double {
      likelihood(numbers).evaluate(inputs, targets)?.value ?? .nan
    }
    let (_, gradient) = try #require(likelihood(logarithms).evaluate(inputs, targets, withInputs: true))
    let slopes = gradient.logLengthScales + [gradient.logVariance, gradient.logNoise]
    let step = 1e-5
    for index in logarithms.indices {
      var (up, down) = (logarithms, logarithms)
      up[index] += step
      down[index] -= step
      let difference = (value(up, inputs) - value(down, inputs)) / (2 * step)
      #expect(abs(difference - slopes[index]) < 1e-6 * max(1, abs(difference)))
    }
    for index in inputs.values.indices {
      var (up, down) = (inputs, inputs)
      up.values[index] += step
      down.values[index] -= step
      let difference = (value(logarithms, up) - value(logarithms, down)) / (2 * step)
      #expect(abs(difference - gradient.inputs.values[index]) < 1e-5 * max(1, abs(difference)))
    }
  }

  private func likelihood(_ logarithms: [Double]) -> MarginalLikelihood {
    MarginalLikelihood(
      kernel: MaternKernel(lengthScales: [exp(logarithms[0]), exp(logarithms[1])], variance: exp(logarithms[2])),
      noise: exp(logarithms[3]))
  }
}

@Suite struct ExpectedImprovementTests {
  /// 40-digit values of log(φ(z) + z Φ(z)) by mpmath 1.3.
  @Test(arguments: [
    (2.0, 0.69738354578822831), (0, -0.91893853320467274), (-1, -2.4851210257126413), (-5, -16.744301162660990),
    (-19.9, -204.91288769492165), (-20.1, -208.93274041662462), (-40, -808.29856835661996),
    (-1e4, -50_000_019.339619307),
  ])
  func logImprovementIsExactFarOut(z: Double, expected: Double) {
    let ours = logExpectedImprovement(mean: 0, deviation: 1, below: z)
    #expect(abs(ours - expected) < 1e-12 * max(1, abs(expected)))
  }

  @Test func scaleAndCertaintyAreKept() {
    let unit = logExpectedImprovement(mean: 0, deviation: 1, below: -2)
    #expect(abs(logExpectedImprovement(mean: 5, deviation: 3, below: -1) - unit - log(3)) < 1e-12)
    #expect(logExpectedImprovement(mean: 1, deviation: 0, below: 3) == log(2))
    #expect(logExpectedImprovement(mean: 3, deviation: 0, below: 1) == -.infinity)
  }
}

@Suite struct LBFGSTests {
  /// Rosenbrock's valley, whose lowest point is (1, 1).
  @Test func findsTheEndOfTheValley() {
    let result = LBFGS().minimise(from: [-1.2, 1]) { point, gradient in
      let (x, y) = (point[0], point[1])
      gradient = [-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)]
      return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x)
    }
    #expect(abs(result.point[0] - 1) < 1e-6 && abs(result.point[1] - 1) < 1e-6)
  }

  /// Where the function ends, the search turns back: x − log x is lowest at 1 and exists for x > 0 only.
  @Test func turnsAwayFromWalls() {
    let result = LBFGS().minimise(from: [30]) { point, gradient in
      guard point[0] > 0 else { return .infinity }
      gradient = [1 - 1 / point[0]]
      return point[0] - log(point[0])
    }
    #expect(abs(result.point[0] - 1) < 1e-5)
  }
}
