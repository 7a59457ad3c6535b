public import Core
import Foundation

/// Functions whose optimum is known, on a grid of points.
///
/// A design's seconds and joules are exponentials of the function's values, so that models and measures that take
/// logarithms see the function itself.
public struct SyntheticProblem: BenchmarkProblem {
  /// A function on a grid.
  public enum Function: String, CaseIterable, Hashable, Sendable, Codable {
    /// Hartmann's function of six variables (Dixon and Szegő, "Towards global optimisation 2", 1978).
    case hartmann6
    /// Branin's and Currin's functions of two variables, as a pair (Belakaria, Deshwal and Doppa, "Max-value entropy
    /// search for multi-objective Bayesian optimization", NeurIPS 2019).
    case braninCurrin = "branin-currin"
    /// ZDT1 (Zitzler, Deb and Thiele, "Comparison of multiobjective evolutionary algorithms: empirical results",
    /// Evolutionary Computation 8(2), 2000) with few values for each variable, one of them without an order.
    case zdt1 = "zdt1-mixed"
  }

  /// The function.
  public let function: Function
  /// Its variables and their values.
  public let space: DesignSpace

  /// A function on its grid.
  public init(_ function: Function) {
    self.function = function
    space = function.space
  }

  /// Latency, and energy where there are two functions.
  public var objectives: ObjectiveSet { ObjectiveSet(function == .hartmann6 ? [.latency] : [.latency, .energy]) }

  /// The worst corner BoTorch takes for Branin and Currin (18, 6); 1.1 for ZDT1; Hartmann's is its largest value, 0.
  public var scale: QualityScale {
    switch function {
    case .hartmann6: QualityScale(reference: [1])
    case .braninCurrin: QualityScale(reference: [exp(18), exp(6)])
    case .zdt1: QualityScale(reference: [exp(1.1), exp(1.1)])
    }
  }

  /// The exponential of Hartmann's minimum between grid points, −3.32237 (Dixon and Szegő).
  public var optimum: Double? { function == .hartmann6 ? exp(-3.32237) : nil }

  /// ZDT1's front, at every value of its first variable.
  public var front: [[Double]] {
    guard function == .zdt1 else { return [] }
    return (0..<Self.frontPoints).map { index in
      let share = Double(index) / Double(Self.frontPoints - 1)
      return [exp(share), exp(1 - share.squareRoot())]
    }
  }

  /// Evaluates the function; every fidelity gives the same.
  public func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
    let x = zip(proposal.point.indices, space.parameters).map { index, parameter in
      Double(index) / Double(parameter.count - 1)
    }
    switch function {
    case .hartmann6: return TrialOutcome(DesignMetrics(seconds: exp(Self.hartmann(x)), joules: 1))
    case .braninCurrin:
      return TrialOutcome(DesignMetrics(seconds: exp(Self.branin(x[0], x[1])), joules: exp(Self.currin(x[0], x[1]))))
    case .zdt1:
      // The word's penalty is 0 for one word only, wherever that stands in the list.
      let word = Double((proposal.point.indices[5] + 3) % 5) / 4
      let distance = 1 + 9 * (x[1] + x[2] + x[3] + x[4] + word) / 5
      return TrialOutcome(
        DesignMetrics(seconds: exp(x[0]), joules: exp(distance * (1 - (x[0] / distance).squareRoot()))))
    }
  }

  /// Values of ZDT1's first variable.
  fileprivate static let frontPoints = 64

  /// Four Gaussian wells; coefficients of Dixon and Szegő.
  static func hartmann(_ x: [Double]) -> Double {
    let depths = [1, 1.2, 3, 3.2]
    let narrowness: [[Double]] = [
      [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
    ]
    let centres: [[Double]] = [
      [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
      [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
    var value = 0.0
    for (depth, (row, centre)) in zip(depths, zip(narrowness, centres)) {
      let exponent = zip(x, zip(row, centre)).reduce(0.0) { sum, term in
        sum + term.1.0 * (term.0 - term.1.1) * (term.0 - term.1.1)
      }
      value -= depth * exp(-exponent)
    }
    return value
  }

  /// Branin's function on the unit square.
  static func branin(_ x: Double, _ y: Double) -> Double {
    let (u, v) = (15 * x - 5, 15 * y)
    let valley = v - 5.1 / (4 * Double.pi * Double.pi) * u * u + 5 / Double.pi * u - 6
    return valley * valley + 10 * (1 - 1 / (8 * Double.pi)) * cos(u) + 10
  }

  /// Currin's exponential function on the unit square.
  static func currin(_ x: Double, _ y: Double) -> Double {
    let factor = y > 0 ? 1 - exp(-1 / (2 * y)) : 1
    let above = 2300 * x * x * x + 1900 * x * x + 2092 * x + 60
    return factor * above / (100 * x * x * x + 500 * x * x + 4 * x + 20)
  }
}

extension SyntheticProblem.Function {
  fileprivate var space: DesignSpace {
    let parameters: [DesignParameter] =
      switch self {
      case .hartmann6: (1...6).map { Self.variable("x\($0)", values: 1001) }
      case .braninCurrin: (1...2).map { Self.variable("x\($0)", values: 1001) }
      case .zdt1:
        [Self.variable("x1", values: SyntheticProblem.frontPoints)]
          + (2...5).map { Self.variable("x\($0)", values: 12) }
          + [
            DesignParameter(
              name: "word", paths: [], kind: .categorical, values: ["a", "b", "c", "d", "e"], numbers: [0, 1, 2, 3, 4])
          ]
      }
    return DesignSpace(name: rawValue, summary: "a function on a grid", architecture: "", parameters: parameters)
  }

  private static func variable(_ name: String, values: Int) -> DesignParameter {
    let numbers = (0..<values).map { Double($0) / Double(values - 1) }
    return DesignParameter(name: name, paths: [], values: numbers.map { "\($0)" }, numbers: numbers)
  }
}
