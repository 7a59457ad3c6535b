import Foundation

/// The Matérn kernel with ν = 5/2 and a length scale for each input ("automatic relevance determination").
///
/// k(x, y) = s (1 + √5 r + 5/3 r²) exp(−√5 r) with r² = Σ ((xᵢ − yᵢ) / ℓᵢ)² (Rasmussen and Williams, "Gaussian Processes
/// for Machine Learning", equation 4.17).
package struct MaternKernel: Hashable, Sendable {
  /// ℓ of each input, in the input's unit.
  package var lengthScales: [Double]
  /// s, the variance of the function.
  package var variance: Double

  /// A kernel of the given length scales and variance.
  package init(lengthScales: [Double], variance: Double) {
    self.lengthScales = lengthScales
    self.variance = variance
  }

  /// The inputs in units of their length scales.
  func scaled(_ inputs: Matrix<Double>) -> Matrix<Double> {
    precondition(inputs.columns == lengthScales.count, "\(inputs.columns) inputs, \(lengthScales.count) length scales")
    var result = inputs
    let factors = lengthScales.map { 1 / $0 }
    for row in 0..<inputs.rows {
      let first = row * inputs.columns
      for column in 0..<inputs.columns { result.values[first + column] *= factors[column] }
    }
    return result
  }

  /// The covariances between scaled inputs; the rows of the result are those of `left`.
  func covariances(ofScaled left: Matrix<Double>, _ right: Matrix<Double>) -> Matrix<Double> {
    var result = squaredDistances(left, right)
    for index in result.values.indices { result.values[index] = covariance(squaredDistance: result.values[index]) }
    return result
  }

  /// The covariance at a squared distance in length scales.
  func covariance(squaredDistance: Double) -> Double {
    let distance = (5 * squaredDistance).squareRoot()
    return variance * (1 + distance * (1 + distance / 3)) * exp(-distance)
  }

  /// −2 dk/dr² at a squared distance: 5/3 s (1 + √5 r) exp(−√5 r).
  ///
  /// The derivative by log ℓᵢ is this times (Δxᵢ / ℓᵢ)², the one by xᵢ is this times −Δxᵢ / ℓᵢ².
  func slope(squaredDistance: Double) -> Double {
    let distance = (5 * squaredDistance).squareRoot()
    return variance * 5 / 3 * (1 + distance) * exp(-distance)
  }
}

/// |x − y|² for the rows of two matrices, from one product of matrices; never negative.
func squaredDistances(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(rows: left.rows, columns: right.rows)
  result.setProduct(left, right, transposingRight: true, scale: -2)
  let (leftNorms, rightNorms) = (squaredNorms(left), squaredNorms(right))
  for row in 0..<left.rows {
    let first = row * right.rows
    let norm = leftNorms[row]
    for column in 0..<right.rows {
      result.values[first + column] = max(0, result.values[first + column] + norm + rightNorms[column])
    }
  }
  return result
}

private func squaredNorms(_ matrix: Matrix<Double>) -> [Double] {
  (0..<matrix.rows).map { row in matrix.row(row).reduce(0.0) { $0 + $1 * $1 } }
}
