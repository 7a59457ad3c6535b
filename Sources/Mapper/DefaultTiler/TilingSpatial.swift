import Core

extension Dataflow {
  /// Dimensions an array of this dataflow lays on its rows: the reduction, or output positions where sums stay.
  fileprivate var rowDimensions: [Dimension] {
    switch self {
    case .weightStationary, .inputStationary: [.c, .r, .s]
    case .outputStationary: [.p, .q, .n]
    }
  }

  /// Dimensions an array of this dataflow lays on its columns.
  fileprivate var columnDimensions: [Dimension] {
    switch self {
    case .weightStationary, .outputStationary: [.k]
    case .inputStationary: [.p, .q, .n]
    }
  }
}

extension Tiling {
  /// Fills the array: each axis of each fan-out takes the dimensions the dataflow lays there, as far as they reach.
  mutating func placeSpatialLoops() {
    var rows = architecture.array.rows
    var columns = architecture.array.columns
    for index in architecture.levels.indices {
      let fanOut = architecture.levels[index].fanOut
      for (axis, copies, allowed) in [
        (SpatialLoop.Axis.x, fanOut.x, fanOut.dimensionsX), (.y, fanOut.y, fanOut.dimensionsY),
      ] where copies > 1 {
        let onRows = dataflow.rowDimensions.filter(allowed.contains)
        let onColumns = dataflow.columnDimensions.filter(allowed.contains)
        if onRows.isEmpty || (axis == .x && !onColumns.isEmpty) {
          place(onColumns, at: index, axis, copies: min(copies, columns), used: &columns)
        } else {
          place(onRows, at: index, axis, copies: min(copies, rows), used: &rows)
        }
      }
    }
  }

  mutating func removeSpatialLoops() {
    for index in spatial.indices { spatial[index] = [] }
  }

  /// Spreads dimensions over an axis, each balanced over the trips it needs anyway.
  private mutating func place(
    _ dimensions: [Dimension], at level: Int, _ axis: SpatialLoop.Axis, copies: Int, used side: inout Int
  ) {
    var free = copies
    for dimension in dimensions where free > 1 {
      let size = ceilingDivide(convolution.bounds[dimension], tile(of: dimension, atLevel: 0))
      let bound = ceilingDivide(size, ceilingDivide(size, free))
      guard bound > 1 else { continue }
      spatial[level].append(SpatialLoop(dimension, bound, axis: axis))
      free /= bound
      side /= bound
    }
  }
}
