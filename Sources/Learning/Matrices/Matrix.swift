/// A dense matrix in contiguous row-major storage; products and solves are OpenBLAS's.
package struct Matrix<Scalar: MatrixScalar>: Hashable, Sendable {
  /// Number of rows.
  package let rows: Int
  /// Number of columns.
  package let columns: Int
  /// The entries, row after row.
  package var values: [Scalar]

  /// A matrix of the given entries, row after row.
  ///
  /// - Precondition: There are `rows` · `columns` values.
  package init(rows: Int, columns: Int, values: [Scalar]) {
    precondition(values.count == rows * columns, "\(values.count) values for a matrix of \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix of one repeated value.
  package init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(rows: rows, columns: columns, values: Array(repeating: value, count: rows * columns))
  }

  /// A matrix of rows of equal length; `columns` counts where there is no row.
  package init(_ rows: [[Scalar]], columns: Int = 0) {
    let columns = rows.first?.count ?? columns
    precondition(rows.allSatisfy { $0.count == columns }, "rows differ in length")
    self.init(rows: rows.count, columns: columns, values: Array(rows.joined()))
  }

  /// The entry at a row and column.
  package subscript(_ row: Int, _ column: Int) -> Scalar {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// The entries of a row.
  package func row(_ row: Int) -> ArraySlice<Scalar> { values[row * columns..<(row + 1) * columns] }

  /// The matrix with rows and columns exchanged.
  package var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result.values[column * rows + row] = values[row * columns + column] }
    }
    return result
  }

  /// The given rows, in the given order.
  package func selecting(rows chosen: some Collection<Int>) -> Matrix {
    var selected: [Scalar] = []
    selected.reserveCapacity(chosen.count * columns)
    for row in chosen { selected += self.row(row) }
    return Matrix(rows: chosen.count, columns: columns, values: selected)
  }

  /// Replaces the matrix by scale · op(A) · op(B) + keeping · self, op being the transposition where asked for.
  ///
  /// - Precondition: The shapes agree.
  package mutating func setProduct(
    _ a: Matrix, _ b: Matrix, transposingLeft aTransposed: Bool = false, transposingRight bTransposed: Bool = false,
    scale: Scalar = 1, keeping: Scalar = 0
  ) {
    let inner = aTransposed ? a.rows : a.columns
    precondition(inner == (bTransposed ? b.columns : b.rows), "factors of \(a.shape) and \(b.shape) don't fit")
    precondition(
      rows == (aTransposed ? a.columns : a.rows) && columns == (bTransposed ? b.rows : b.columns),
      "a product of \(a.shape) and \(b.shape) into \(shape)")
    guard rows > 0, columns > 0 else { return }
    guard inner > 0 else {
      for index in values.indices { values[index] *= keeping }
      return
    }
    a.values.withUnsafeBufferPointer { a_ in
      b.values.withUnsafeBufferPointer { b_ in
        values.withUnsafeMutableBufferPointer { c in
          guard let left = a_.baseAddress, let right = b_.baseAddress, let result = c.baseAddress else { return }
          Scalar.multiply(
            rows: rows, columns: columns, inner: inner, scale: scale, left, a.columns, aTransposed: aTransposed,
            right, b.columns, bTransposed: bTransposed, keeping: keeping, into: result, columns)
        }
      }
    }
  }

  /// The product of two matrices.
  package static func * (left: Matrix, right: Matrix) -> Matrix {
    var result = Matrix(rows: left.rows, columns: right.columns)
    result.setProduct(left, right)
    return result
  }

  /// The product with a column vector.
  package func times(_ vector: [Scalar], transposed: Bool = false) -> [Scalar] {
    var result = Matrix(rows: transposed ? columns : rows, columns: 1)
    result.setProduct(
      self, Matrix(rows: vector.count, columns: 1, values: vector), transposingLeft: transposed)
    return result.values
  }

  private var shape: String { "\(rows) × \(columns)" }
}
