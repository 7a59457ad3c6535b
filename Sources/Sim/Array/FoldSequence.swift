import Core

/// One pass of a tile through the array.
public struct Fold: Hashable, Sendable {
  /// Position in the sequence of folds.
  public var index: Int
  /// The group whose matrices the fold works on.
  public var group: Int
  /// First index, along the dimension laid on the rows.
  public var rowOffset: Int
  /// Rows of PEs that have work.
  public var rows: Int
  /// First index, along the dimension laid on the columns.
  public var columnOffset: Int
  /// Columns of PEs that have work.
  public var columns: Int
  /// Whether its outputs are added to the partial sums of an earlier fold.
  public var accumulates: Bool
}

/// A GEMM cut into folds: which dimension lies on the rows, which on the columns, which streams.
///
/// | dataflow | rows | columns | streamed |
/// |---|---|---|---|
/// | weight-stationary | K | N | M |
/// | input-stationary | K | M | N |
/// | output-stationary | M | N | K |
///
/// Folds run group by group, in a group column fold by column fold, and within it over the row folds (the order of
/// SCALE-Sim v3); so the partial sums of one output are added up in consecutive folds.
public struct FoldSequence: Hashable, Sendable {
  /// What is computed.
  public let shape: GEMMShape
  /// Length of the dimension laid on the array's rows.
  public let rowExtent: Int
  /// Length of the dimension laid on the array's columns.
  public let columnExtent: Int
  /// Words each row takes in during a fold: the length T of the streamed dimension.
  public let streamed: Int
  /// Folds along the rows.
  public let rowFolds: Int
  /// Folds along the columns.
  public let columnFolds: Int
  private let arrayRows: Int
  private let arrayColumns: Int
  private let accumulatesAlongRows: Bool

  /// The folds of a GEMM on an array.
  public init(_ shape: GEMMShape, on array: ArrayConfiguration) {
    self.shape = shape
    switch array.dataflow {
    case .weightStationary: (rowExtent, columnExtent, streamed) = (shape.k, shape.n, shape.m)
    case .inputStationary: (rowExtent, columnExtent, streamed) = (shape.k, shape.m, shape.n)
    case .outputStationary: (rowExtent, columnExtent, streamed) = (shape.m, shape.n, shape.k)
    }
    arrayRows = array.rows
    arrayColumns = array.columns
    accumulatesAlongRows = array.dataflow != .outputStationary
    rowFolds = ceilingDivide(rowExtent, array.rows)
    columnFolds = ceilingDivide(columnExtent, array.columns)
  }

  /// Folds of all groups.
  public var count: Int { shape.groups * rowFolds * columnFolds }

  /// Rows used by the last fold along the rows.
  public var edgeRows: Int { rowExtent - (rowFolds - 1) * arrayRows }

  /// Columns used by the last fold along the columns.
  public var edgeColumns: Int { columnExtent - (columnFolds - 1) * arrayColumns }

  /// The fold at a position of the sequence, in O(1).
  ///
  /// - Precondition: `0 <= index < count`.
  public subscript(index: Int) -> Fold {
    precondition(index >= 0 && index < count, "fold \(index) of \(count)")
    let rowFold = index % rowFolds
    let columnFold = index / rowFolds % columnFolds
    return Fold(
      index: index,
      group: index / (rowFolds * columnFolds),
      rowOffset: rowFold * arrayRows,
      rows: rowFold == rowFolds - 1 ? edgeRows : arrayRows,
      columnOffset: columnFold * arrayColumns,
      columns: columnFold == columnFolds - 1 ? edgeColumns : arrayColumns,
      accumulates: accumulatesAlongRows && rowFold > 0)
  }
}
