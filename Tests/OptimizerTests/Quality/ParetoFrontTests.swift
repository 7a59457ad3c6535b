import Core
import Optimizer
import Testing

@Suite("Pareto fronts")
struct ParetoFrontTests {
  @Test("A front is what no other point covers", arguments: [1, 2, 3, 4])
  func againstAllPairs(objectives: Int) {
    for seed in 0..<30 {
      let points = HypervolumeTests.points(40, objectives: objectives, seed: UInt64(seed))
      let expected = points.indices.filter { index in
        !points.indices.contains { other in
          let isAtLeastAsGood = zip(points[other], points[index]).allSatisfy { $0 <= $1 }
          return isAtLeastAsGood && (points[other] != points[index] || other < index)
        }
      }
      #expect(paretoFront(of: points) == expected)
    }
  }

  @Test("Points without a finite value are not on the front")
  func failures() {
    #expect(paretoFront(of: [[.nan, 0], [0, .infinity], [3, 3], [-.infinity, 5]]) == [2])
    #expect(paretoFront(of: []).isEmpty)
  }

  @Test("Distances from a front are relative, in the worst objective, to the nearest point")
  func distances() {
    let front = [[1.0, 4], [2, 2], [4, 1]]
    #expect(averageDistance(of: front, fromReference: front) == 0)
    // [1, 4] is missed by 10 % in the first objective, [2, 2] by 50 % in the second, [4, 1] is found.
    let found = [[1.1, 4], [2, 3], [4, 1], [.nan, 0]]
    #expect(abs(averageDistance(of: found, fromReference: front) - (0.1 + 0.5) / 3) < 1e-15)
    #expect(averageDistance(of: [[.nan, 1]], fromReference: front) == .infinity)
  }

  @Test("Regret falls from evaluation to evaluation, whatever fails")
  func regrets() {
    #expect(regret([.nan, 3, .infinity, 5, 1, 2], optimum: 1) == [.infinity, 2, 2, 2, 0, 0])
  }
}
