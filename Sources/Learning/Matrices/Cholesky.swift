import COpenBLAS
import Foundation

/// The Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix.
package struct Cholesky: Sendable {
  /// L, with zeros above the diagonal.
  package private(set) var lower: Matrix<Double>
  /// What was added to the diagonal of A until it was positive definite; 0 where nothing was needed.
  package private(set) var jitter: Double

  /// Factorises a symmetric matrix, of which the lower triangle is read.
  ///
  /// O(n³); nil if the matrix isn't positive definite even with jitter, or isn't finite.
  /// A matrix that isn't positive definite in floating point gets 10⁻¹⁰ times its mean diagonal added, then ten times
  /// as much, up to 10⁻⁴ (GPyTorch's `psd_safe_cholesky` goes the same way).
  package init?(_ matrix: Matrix<Double>) {
    precondition(matrix.rows == matrix.columns, "a matrix of \(matrix.rows) × \(matrix.columns) isn't square")
    let count = matrix.rows
    let trace = (0..<count).reduce(0.0) { $0 + matrix[$1, $1] }
    guard trace.isFinite else { return nil }
    for jitter in [0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4] {
      var lower = matrix
      let added = jitter * trace / Double(max(1, count))
      if added > 0 {
        for index in 0..<count { lower[index, index] += added }
      }
      guard Self.factorise(&lower) else { continue }
      for row in 0..<count {
        for column in row + 1..<max(row + 1, count) { lower[row, column] = 0 }
      }
      self.lower = lower
      self.jitter = added
      return
    }
    return nil
  }

  /// Rows and columns of A.
  package var count: Int { lower.rows }

  /// The natural logarithm of A's determinant.
  package var logDeterminant: Double {
    (0..<count).reduce(0.0) { $0 + 2 * log(lower[$1, $1]) }
  }

  /// L⁻¹ B, or L⁻ᵀ B.
  package func solveLower(_ b: Matrix<Double>, transposed: Bool = false) -> Matrix<Double> {
    precondition(b.rows == count, "\(b.rows) rows for a factor of \(count)")
    var result = b
    guard b.rows > 0, b.columns > 0 else { return result }
    lower.values.withUnsafeBufferPointer { l in
      result.values.withUnsafeMutableBufferPointer { b_ in
        guard let factor = l.baseAddress, let right = b_.baseAddress else { return }
        Double.solveLower(factor, count, transposed: transposed, right, rows: count, columns: b.columns)
      }
    }
    return result
  }

  /// A⁻¹ b.
  package func solve(_ vector: [Double]) -> [Double] {
    let column = Matrix(rows: vector.count, columns: 1, values: vector)
    return solveLower(solveLower(column), transposed: true).values
  }

  /// A⁻¹, whole.
  ///
  /// O(n³).
  package var inverse: Matrix<Double> {
    var inverse = lower
    var size = BLAS.size(count)
    var info: Int32 = 0
    inverse.values.withUnsafeMutableBufferPointer { pointer in
      // The lower triangle by rows is the upper one by columns.
      dpotri_("U", &size, pointer.baseAddress, &size, &info)
    }
    precondition(info == 0, "LAPACK's dpotri failed with \(info) on a Cholesky factor")
    for row in 0..<count {
      for column in 0..<row { inverse[column, row] = inverse[row, column] }
    }
    return inverse
  }

  /// The factorisation of A bordered by further rows and columns, at the cost of those alone: O(n² k + k³).
  ///
  /// - Parameters:
  ///   - cross: The new columns beside A, n × k.
  ///   - corner: The new columns' own k × k block.
  /// - Returns: Nil if the bordered matrix isn't positive definite.
  package func bordered(cross: Matrix<Double>, corner: Matrix<Double>) -> Cholesky? {
    let old = count
    let added = corner.rows
    precondition(cross.rows == old && cross.columns == added, "the border doesn't fit")
    let beside = solveLower(cross)
    var rest = corner
    rest.setProduct(beside, beside, transposingLeft: true, scale: -1, keeping: 1)
    guard let block = Cholesky(rest) else { return nil }
    var whole = Matrix<Double>(rows: old + added, columns: old + added)
    for row in 0..<old {
      whole.values.replaceSubrange(row * (old + added)..<row * (old + added) + old, with: lower.row(row))
    }
    for row in 0..<added {
      for column in 0..<old { whole[old + row, column] = beside[column, row] }
      for column in 0...row { whole[old + row, old + column] = block.lower[row, column] }
    }
    return Cholesky(lower: whole, jitter: max(jitter, block.jitter))
  }

  private init(lower: Matrix<Double>, jitter: Double) {
    self.lower = lower
    self.jitter = jitter
  }

  private static func factorise(_ matrix: inout Matrix<Double>) -> Bool {
    guard matrix.rows > 0 else { return true }
    var size = BLAS.size(matrix.rows)
    var info: Int32 = 0
    matrix.values.withUnsafeMutableBufferPointer { pointer in
      // The lower triangle by rows is the upper one by columns.
      dpotrf_("U", &size, pointer.baseAddress, &size, &info)
    }
    return info == 0 && (0..<matrix.rows).allSatisfy { matrix[$0, $0].isFinite }
  }
}
