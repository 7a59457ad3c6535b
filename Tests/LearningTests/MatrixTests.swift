import Core
import Learning
import Testing

@Suite struct MatrixTests {
  /// Every transposition, against sums written out.
  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func productsAreSums(aTransposed: Bool, bTransposed: Bool) {
    var random = SeededRandom(seed: 1)
    let a = randomMatrix(aTransposed ? 4 : 3, aTransposed ? 3 : 4, &random)
    let b = randomMatrix(bTransposed ? 5 : 4, bTransposed ? 4 : 5, &random)
    let old = randomMatrix(3, 5, &random)
    var c = old
    c.setProduct(a, b, transposingLeft: aTransposed, transposingRight: bTransposed, scale: 2, keeping: 0.5)
    for row in 0..<3 {
      for column in 0..<5 {
        let sum = (0..<4).reduce(0.0) { sum, k in
          sum + (aTransposed ? a[k, row] : a[row, k]) * (bTransposed ? b[column, k] : b[k, column])
        }
        #expect(abs(c[row, column] - (2 * sum + old[row, column] / 2)) < 1e-14)
      }
    }
    let single = Matrix<Float>(rows: 2, columns: 2, values: [1, 2, 3, 4])
    #expect((single * single).values == [7, 10, 15, 22])
  }

  @Test func emptyProductsKeepWhatWasAsked() {
    var c = Matrix<Double>(rows: 1, columns: 2, values: [4, 6])
    c.setProduct(Matrix(rows: 1, columns: 0), Matrix(rows: 0, columns: 2), keeping: 0.5)
    #expect(c.values == [2, 3])
  }

  /// The factor against the matrix it was made of; determinant and inverse against elimination.
  @Test func choleskyFactorises() throws {
    var random = SeededRandom(seed: 2)
    let matrix = positiveDefinite(6, &random)
    let factor = try #require(Cholesky(matrix))
    let lower = factor.lower
    #expect(factor.jitter == 0)
    for row in 0..<6 {
      for column in 0..<6 {
        let product = (0..<6).reduce(0.0) { $0 + lower[row, $1] * lower[column, $1] }
        #expect(abs(product - matrix[row, column]) < 1e-12)
        if column > row { #expect(lower[row, column] == 0) }
      }
    }
    let (inverse, logDeterminant) = eliminated(matrix)
    #expect(abs(factor.logDeterminant - logDeterminant) < 1e-12)
    for (ours, theirs) in zip(factor.inverse.values, inverse.values) { #expect(abs(ours - theirs) < 1e-11) }
    let solved = factor.solve([1, 2, 3, 4, 5, 6])
    for (ours, theirs) in zip(solved, inverse.times([1, 2, 3, 4, 5, 6])) { #expect(abs(ours - theirs) < 1e-11) }
  }

  @Test func singularMatricesAreLiftedAndOthersRefused() throws {
    let ones = Matrix<Double>(rows: 3, columns: 3, repeating: 1)
    let factor = try #require(Cholesky(ones))
    #expect(factor.jitter > 0 && factor.jitter <= 1e-4)
    #expect(Cholesky(Matrix(rows: 2, columns: 2, values: [1, 2, 2, 1])) == nil)
    #expect(Cholesky(Matrix(rows: 2, columns: 2, values: [1, .nan, .nan, 1])) == nil)
  }

  @Test func borderingIsFactorisingTheWhole() throws {
    var random = SeededRandom(seed: 3)
    let whole = positiveDefinite(7, &random)
    func block(_ rows: Range<Int>, _ columns: Range<Int>) -> Matrix<Double> {
      Matrix(rows: rows.count, columns: columns.count, values: rows.flatMap { row in columns.map { whole[row, $0] } })
    }
    let small = try #require(Cholesky(block(0..<5, 0..<5)))
    let bordered = try #require(small.bordered(cross: block(0..<5, 5..<7), corner: block(5..<7, 5..<7)))
    let direct = try #require(Cholesky(whole))
    for (ours, theirs) in zip(bordered.lower.values, direct.lower.values) { #expect(abs(ours - theirs) < 1e-12) }
  }
}

func randomMatrix(_ rows: Int, _ columns: Int, _ random: inout SeededRandom) -> Matrix<Double> {
  Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { _ in random.normal() })
}

func positiveDefinite(_ count: Int, _ random: inout SeededRandom) -> Matrix<Double> {
  let root = randomMatrix(count, count, &random)
  var matrix = Matrix<Double>(rows: count, columns: count)
  matrix.setProduct(root, root, transposingRight: true)
  for index in 0..<count { matrix[index, index] += 1 }
  return matrix
}

/// Inverse and log-determinant of a positive definite matrix by Gauss and Jordan's elimination.
func eliminated(_ matrix: Matrix<Double>) -> (inverse: Matrix<Double>, logDeterminant: Double) {
  let count = matrix.rows
  var left = (0..<count).map { Array(matrix.row($0)) }
  var right = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0.0 } }
  var logDeterminant = 0.0
  for pivot in 0..<count {
    let scale = left[pivot][pivot]
    logDeterminant += naturalLogarithm(scale)
    for column in 0..<count {
      left[pivot][column] /= scale
      right[pivot][column] /= scale
    }
    for row in 0..<count where row != pivot {
      let share = left[row][pivot]
      for column in 0..<count {
        left[row][column] -= share * left[pivot][column]
        right[row][column] -= share * right[pivot][column]
      }
    }
  }
  return (Matrix(right), logDeterminant)
}
