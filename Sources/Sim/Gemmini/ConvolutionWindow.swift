import Core

/// The part of the input a convolution tile loads, as `LoopConv.scala` computes it.
struct ConvolutionWindow: Hashable, Sendable {
  /// Input coordinates of the first row and column, negative inside the padding.
  var row: Int
  var column: Int
  /// Rows of zeros above and below the image.
  var above: Int
  var below: Int
  /// Columns of zeros to the left and to the right.
  var left: Int
  var right: Int
  /// Rows and columns loaded from memory.
  var rows: Int
  var columns: Int
  /// Whether an extent was negative and became its 16-bit complement.
  var isWrapped: Bool

  /// The window of a tile.
  ///
  /// The extent is outputs · stride + filter − 1. A filter part that lies wholly in the padding makes the part inside
  /// the image negative; the hardware's 16-bit field then reads 65 535 and below, and the loader walks that far.
  init(_ tile: GemminiTile, _ layer: GemminiLayer) {
    row = tile.row * layer.stride + tile.filterRow - layer.paddingTop
    column = tile.column * layer.stride + tile.filterColumn - layer.paddingLeft
    let height = tile.rows * layer.stride + tile.filterRows - 1
    let width = tile.columns * layer.stride + tile.filterColumns - 1
    above = max(0, -row)
    below = max(0, row + height - layer.inputHeight)
    left = max(0, -column)
    right = max(0, column + width - layer.inputWidth)
    rows = height - above - below
    columns = width - left - right
    isWrapped = rows < 0 || columns < 0
    if isWrapped {
      rows &= 0xffff
      columns &= 0xffff
    }
  }

  /// Rows of zeros and of the image.
  var height: Int { above + rows + below }
}

extension GemminiProgram {
  /// Whether a tile's extent wraps around in 16 bits.
  package var hasWrappedWindow: Bool {
    guard layer.kernel == .convolution else { return false }
    return wraps(.q, .s, padding: layer.paddingTop, extent: layer.inputHeight)
      || wraps(.p, .r, padding: layer.paddingLeft, extent: layer.inputWidth)
  }

  /// Whether any pairing of an output part with a filter part has a negative extent inside the image.
  private func wraps(_ output: Dimension, _ filter: Dimension, padding: Int, extent: Int) -> Bool {
    parts(of: output).contains { outputs in
      parts(of: filter).contains { taps in
        let first = outputs.lowerBound * layer.stride + taps.lowerBound - padding
        let end = first + outputs.count * layer.stride + taps.count - 1
        return min(end, extent) < max(0, first)
      }
    }
  }
}
