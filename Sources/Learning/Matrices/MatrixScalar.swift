import COpenBLAS

/// A number matrices are made of, with the operations of BLAS on it.
///
/// All matrices are row-major; a leading dimension is the distance between rows.
package protocol MatrixScalar: BinaryFloatingPoint, Sendable {
  /// C ← scale · op(A) · op(B) + keeping · C, with C of `rows` × `columns` and `inner` products a sum.
  static func multiply(
    rows: Int, columns: Int, inner: Int, scale: Self, _ a: UnsafePointer<Self>, _ aStride: Int, aTransposed: Bool,
    _ b: UnsafePointer<Self>, _ bStride: Int, bTransposed: Bool, keeping: Self, into c: UnsafeMutablePointer<Self>,
    _ cStride: Int)

  /// Replaces B (`rows` × `columns`) by op(L)⁻¹ · B, with L lower triangular.
  static func solveLower(
    _ l: UnsafePointer<Self>, _ lStride: Int, transposed: Bool, _ b: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int)
}

/// OpenBLAS runs on the calling thread alone: parallelism is across candidates, and sums have one order.
enum BLAS {
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// A size as BLAS takes it; called with each operation, so that none runs before the number of threads is set.
  static func size(_ count: Int) -> Int32 {
    oneThread
    return Int32(count)
  }

  static func transposition(_ transposed: Bool) -> CBLAS_TRANSPOSE { transposed ? CblasTrans : CblasNoTrans }
}

extension Double: MatrixScalar {
  package static func multiply(
    rows: Int, columns: Int, inner: Int, scale: Self, _ a: UnsafePointer<Self>, _ aStride: Int, aTransposed: Bool,
    _ b: UnsafePointer<Self>, _ bStride: Int, bTransposed: Bool, keeping: Self, into c: UnsafeMutablePointer<Self>,
    _ cStride: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, BLAS.transposition(aTransposed), BLAS.transposition(bTransposed), BLAS.size(rows),
      BLAS.size(columns), BLAS.size(inner), scale, a, BLAS.size(aStride), b, BLAS.size(bStride), keeping, c,
      BLAS.size(cStride))
  }

  package static func solveLower(
    _ l: UnsafePointer<Self>, _ lStride: Int, transposed: Bool, _ b: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int
  ) {
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasLower, BLAS.transposition(transposed), CblasNonUnit, BLAS.size(rows),
      BLAS.size(columns), 1, l, BLAS.size(lStride), b, BLAS.size(columns))
  }
}

extension Float: MatrixScalar {
  package static func multiply(
    rows: Int, columns: Int, inner: Int, scale: Self, _ a: UnsafePointer<Self>, _ aStride: Int, aTransposed: Bool,
    _ b: UnsafePointer<Self>, _ bStride: Int, bTransposed: Bool, keeping: Self, into c: UnsafeMutablePointer<Self>,
    _ cStride: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, BLAS.transposition(aTransposed), BLAS.transposition(bTransposed), BLAS.size(rows),
      BLAS.size(columns), BLAS.size(inner), scale, a, BLAS.size(aStride), b, BLAS.size(bStride), keeping, c,
      BLAS.size(cStride))
  }

  package static func solveLower(
    _ l: UnsafePointer<Self>, _ lStride: Int, transposed: Bool, _ b: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int
  ) {
    cblas_strsm(
      CblasRowMajor, CblasLeft, CblasLower, BLAS.transposition(transposed), CblasNonUnit, BLAS.size(rows),
      BLAS.size(columns), 1, l, BLAS.size(lStride), b, BLAS.size(columns))
  }
}
