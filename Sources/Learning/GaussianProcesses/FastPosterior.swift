import COpenBLAS

/// A Gaussian process's predictions in single precision, for batches of thousands of points.
///
/// The factor is inverted once, so that a batch costs two products of matrices and one pass of the kernel. Means are within
/// about 1e-5 and deviations within about 1e-3 target deviations of those in double precision.
package struct FastPosterior: Sendable {
  private let inputs: Matrix<Float>
  private let norms: [Float]
  private let factors: [Float]
  private let weights: [Float]
  private let inverse: Matrix<Float>
  private let variance: Float
  private let noise: Float
  private let level: Float
  private let standardisation: Standardisation

  /// Prepares a process for predictions.
  package init(_ process: GaussianProcess) {
    let scaled = process.scaledInputs.single
    inputs = scaled
    norms = (0..<scaled.rows).map { row in scaled.row(row).reduce(0) { $0 + $1 * $1 } }
    factors = process.hyperparameters.kernel.lengthScales.map { Float(1 / $0) }
    weights = process.weights.map { Float($0) }
    var identity = Matrix<Double>(rows: scaled.rows, columns: scaled.rows)
    for index in 0..<scaled.rows { identity[index, index] = 1 }
    inverse = process.factor.solveLower(identity).single
    variance = Float(process.hyperparameters.kernel.variance)
    noise = Float(process.hyperparameters.noise)
    level = Float(process.level)
    standardisation = process.standardisation
  }

  /// Mean and variance of an observation, noise included, at each row.
  package func predict(_ points: Matrix<Float>) -> (means: [Float], variances: [Float]) {
    let count = inputs.rows
    var scaled = points
    var pointNorms = [Float](repeating: 0, count: points.rows)
    for row in 0..<points.rows {
      let first = row * points.columns
      for column in 0..<points.columns {
        scaled.values[first + column] *= factors[column]
        pointNorms[row] += scaled.values[first + column] * scaled.values[first + column]
      }
    }
    // Training points in rows: a row's norm is one number and the kernel runs along the points.
    var cross = Matrix<Float>(rows: count, columns: points.rows)
    cross.setProduct(inputs, scaled, transposingRight: true, scale: -2)
    var means = [Float](repeating: level, count: points.rows)
    for row in 0..<count {
      kernelRow(&cross, row, norms[row], pointNorms)
      let first = row * points.rows
      let weight = weights[row]
      for column in 0..<points.rows { means[column] += weight * cross.values[first + column] }
    }
    multiplyByInverse(&cross)
    var variances = [Float](repeating: variance, count: points.rows)
    for row in 0..<count {
      let first = row * points.rows
      for column in 0..<points.rows {
        let part = cross.values[first + column]
        variances[column] -= part * part
      }
    }
    let (mean, deviation) = (Float(standardisation.mean), Float(standardisation.deviation))
    return (
      means.map { $0 * deviation + mean }, variances.map { (max(0, $0) + noise) * deviation * deviation }
    )
  }

  private func multiplyByInverse(_ cross: inout Matrix<Float>) {
    let (rows, columns) = (cross.rows, cross.columns)
    inverse.values.withUnsafeBufferPointer { l in
      cross.values.withUnsafeMutableBufferPointer { b in
        cblas_strmm(
          CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, BLAS.size(rows), BLAS.size(columns), 1,
          l.baseAddress, BLAS.size(rows), b.baseAddress, BLAS.size(columns))
      }
    }
  }

  /// Replaces −2 x·y in a row by the covariances.
  private func kernelRow(_ cross: inout Matrix<Float>, _ row: Int, _ norm: Float, _ pointNorms: [Float]) {
    let first = row * cross.columns
    let scale = variance
    cross.values.withUnsafeMutableBufferPointer { values in
      pointNorms.withUnsafeBufferPointer { norms in
        let lanes = norms.count / 8 * 8
        for column in stride(from: 0, to: lanes, by: 8) {
          var block = SIMD8<Float>(repeating: norm)
          for lane in 0..<8 { block[lane] += values[first + column + lane] + norms[column + lane] }
          let covariances = scale * matern(block)
          for lane in 0..<8 { values[first + column + lane] = covariances[lane] }
        }
        for column in lanes..<norms.count {
          let block = SIMD8<Float>(repeating: values[first + column] + norm + norms[column])
          values[first + column] = (scale * matern(block))[0]
        }
      }
    }
  }
}

/// (1 + √5 r + 5/3 r²) exp(−√5 r) of squared distances.
@inline(__always) private func matern(_ squared: SIMD8<Float>) -> SIMD8<Float> {
  let distance = (5 * squared.clamped(lowerBound: .zero, upperBound: SIMD8(repeating: 1500))).squareRoot()
  return (1 + distance * (1 + distance / 3)) * exponential(-distance)
}

/// exp of numbers in −87 … 0, to three parts in 10⁷.
///
/// 2ⁿ goes into the exponent's bits, found by adding 1.5 · 2²³; the rest is the Taylor series of the sixth order on
/// |x| ≤ ½ log 2.
@inline(__always) func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let magic: Float = 12_582_912
  let shifted = x * 1.442_695_04 + magic
  let whole = shifted - magic
  // log 2 in two parts, the first exact in few bits (Cody and Waite).
  let rest = x - whole * 0.693_359_375 + whole * 2.121_944_4e-4
  var series = rest * (1 / 720) + 1 / 120
  series = series * rest + 1 / 24
  series = series * rest + 1 / 6
  series = series * rest + 0.5
  series = series * rest + 1
  series = series * rest + 1
  let bits = unsafeBitCast(series, to: SIMD8<UInt32>.self) &+ (unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23)
  return unsafeBitCast(bits, to: SIMD8<Float>.self)
}
