/// The average distance of a front from a reference front: for each reference point, how much worse the nearest found
/// point is in its worst objective, relative to the reference's value (Palermo, Silvano and Zaccaria, "ReSPIR: a
/// response surface-based Pareto iterative refinement", IEEE TCAD 28(12), 2009).
///
/// 0.02 means that each point of the true front is missed by 2 % on average. O(f · n).
///
/// - Parameters:
///   - found: Objective vectors, minimised; ones that aren't finite are left out.
///   - reference: The true front; every value is above 0.
/// - Returns: The mean over the reference points; infinite when nothing was found, 0 for an empty reference.
public func averageDistance(of found: [[Double]], fromReference reference: [[Double]]) -> Double {
  let candidates = paretoFront(of: found).map { found[$0] }
  guard !reference.isEmpty else { return 0 }
  guard !candidates.isEmpty else { return .infinity }
  let distances = reference.map { goal in
    candidates.map { point in
      zip(point, goal).map { max(0, ($0 - $1) / $1) }.max() ?? 0
    }.min() ?? .infinity
  }
  return distances.reduce(0, +) / Double(distances.count)
}

/// The best value after each evaluation; infinite until there is a finite one.
///
/// - Parameter values: One objective in the order of evaluation; failures are NaN or infinite.
/// - Returns: As many values, never increasing.
public func bestSoFar(_ values: [Double]) -> [Double] {
  var best = Double.infinity
  return values.map { value in
    if value.isFinite { best = min(best, value) }
    return best
  }
}

/// How far the best value after each evaluation is above the optimum.
///
/// - Parameters:
///   - values: One objective in the order of evaluation; failures are NaN or infinite.
///   - optimum: The least value there is.
/// - Returns: As many differences, never increasing.
public func regret(_ values: [Double], optimum: Double) -> [Double] {
  bestSoFar(values).map { $0 - optimum }
}
