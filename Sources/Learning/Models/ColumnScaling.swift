/// Columns shifted and scaled to mean 0 and deviation 1 on the rows it was made of.
package struct ColumnScaling: Hashable, Sendable {
  /// Each column's mean and deviation.
  package let columns: [Standardisation]

  /// The scaling of the columns of a matrix.
  package init(_ matrix: Matrix<Double>) {
    columns = (0..<matrix.columns).map { column in
      Standardisation(of: (0..<matrix.rows).map { matrix[$0, column] })
    }
  }

  /// The scaled matrix, in single precision.
  package func apply(_ matrix: Matrix<Float>) -> Matrix<Float> {
    var result = matrix
    let shifts = columns.map { Float($0.mean) }
    let factors = columns.map { Float(1 / $0.deviation) }
    for row in 0..<matrix.rows {
      let first = row * matrix.columns
      for column in 0..<matrix.columns {
        result.values[first + column] = (matrix.values[first + column] - shifts[column]) * factors[column]
      }
    }
    return result
  }

  /// The scaled matrix.
  package func apply(_ matrix: Matrix<Double>) -> Matrix<Double> {
    var result = matrix
    for row in 0..<matrix.rows {
      for (column, scaling) in columns.enumerated() {
        result[row, column] = scaling.standardise(matrix[row, column])
      }
    }
    return result
  }
}

extension Matrix {
  /// The columns of this matrix, then the given ones of another of equally many rows.
  package func beside(_ other: Matrix, columns chosen: Range<Int>? = nil) -> Matrix {
    precondition(rows == other.rows, "\(rows) rows beside \(other.rows)")
    let chosen = chosen ?? 0..<other.columns
    var joined: [Scalar] = []
    joined.reserveCapacity(rows * (columns + chosen.count))
    for row in 0..<rows {
      joined += self.row(row)
      joined += other.values[row * other.columns + chosen.lowerBound..<row * other.columns + chosen.upperBound]
    }
    return Matrix(rows: rows, columns: columns + chosen.count, values: joined)
  }
}

extension Matrix<Double> {
  /// The entries in single precision.
  package var single: Matrix<Float> { Matrix<Float>(rows: rows, columns: columns, values: values.map { Float($0) }) }
}

extension Matrix<Float> {
  /// The entries in double precision.
  package var double: Matrix<Double> { Matrix<Double>(rows: rows, columns: columns, values: values.map { Double($0) }) }
}
