public import Core
import Foundation

/// How a problem's fronts are measured: fixed with the problem, so that figures of different runs can be compared.
///
/// Volumes are taken in natural logarithms of the objectives, in which a factor counts alike wherever it is won.
public struct QualityScale: Hashable, Sendable, Codable {
  /// The worst corner, in the objectives' units; every value is above 0.
  public var reference: [Double]

  /// A scale with the given worst corner.
  public init(reference: [Double]) {
    precondition(reference.allSatisfy { $0 > 0 && $0.isFinite }, "a reference point needs positive values")
    self.reference = reference
  }

  /// The hypervolume of the logarithms of objective vectors.
  ///
  /// - Parameter values: Objective vectors in their units; ones that aren't positive and finite add nothing.
  /// - Returns: The volume, 0 for no vectors.
  public func volume(of values: [[Double]]) -> Double {
    hypervolume(of: values.map { $0.map { log($0) } }, reference: reference.map { log($0) })
  }
}

/// A problem of which more is known than what its designs cost, so that strategies can be judged on it.
public protocol BenchmarkProblem: DesignProblem {
  /// What is minimised on it.
  var objectives: ObjectiveSet { get }
  /// How its fronts are measured.
  var scale: QualityScale { get }
  /// The least value of the single objective; `nil` with several, and where it isn't known.
  var optimum: Double? { get }
  /// The whole Pareto front in the objectives' units; empty where it isn't known.
  var front: [[Double]] { get }
  /// What the design everybody would begin with costs, in the objectives' units; empty where there is none.
  var usual: [Double] { get }
}

extension BenchmarkProblem {
  /// No design comes first.
  public var usual: [Double] { [] }
}
