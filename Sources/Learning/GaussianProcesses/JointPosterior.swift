package import Core

/// Normally distributed values of a function at several points at once.
package struct JointPosterior: Sendable {
  /// The mean at each point.
  package var means: [Double]
  /// Their covariance.
  package var covariance: Matrix<Double>

  /// Draws of the values at all points, a row each; nil if the covariance isn't positive semi-definite.
  ///
  /// O(m³ + m² count) for m points.
  package func samples(_ count: Int, _ random: inout SeededRandom) -> Matrix<Double>? {
    guard let factor = Cholesky(covariance) else { return nil }
    let normals = (0..<count * means.count).map { _ in random.normal() }
    var draws = Matrix<Double>(rows: count, columns: means.count)
    draws.setProduct(Matrix(rows: count, columns: means.count, values: normals), factor.lower, transposingRight: true)
    for row in 0..<count {
      for column in means.indices { draws[row, column] += means[column] }
    }
    return draws
  }
}
