import Core

/// What Gemmini's controller asks of a tile: one macro-operation takes one tile of the outputs' memory, of one image and
/// one group, and its operands fill whole rows of the array's width (`LoopConv.scala`, `LoopMatmul.scala`).
extension Tiling {
  private var isForMacroOperations: Bool { architecture.gemmini != nil }

  /// Whether a memory's tile may be more than the tile inside it: a macro-operation loads its operands anew, so only
  /// the outputs' memory grows.
  func holdsMacroOperation(_ level: Int) -> Bool {
    !isForMacroOperations || architecture.outermostOnChipLevel(keeping: .outputs) == level
  }

  /// Whether a tile may hold more than one index; images only where they are the rows of a matrix product.
  func mayGrow(_ dimension: Dimension) -> Bool {
    guard isForMacroOperations else { return true }
    let bounds = convolution.bounds
    let isOnePosition = bounds.p == 1 && bounds.q == 1 && bounds.r == 1 && bounds.s == 1
    return dimension != .g && (dimension != .n || isOnePosition)
  }

  /// Elements a tile of inputs or weights fills in whole rows; `nil` where elements are counted as they are.
  func inWholeRows(_ operand: Operand, _ tile: LoopBounds) -> Int? {
    guard isForMacroOperations else { return nil }
    func rounded(_ channels: Int) -> Int {
      ceilingDivide(channels, architecture.array.columns) * architecture.array.columns
    }
    switch operand {
    case .weights: return tile.g * rounded(tile.k) * tile.c * tile.r * tile.s
    case .inputs:
      let columns = tile.p * convolution.stride.width + tile.r - 1
      let rows = tile.q * convolution.stride.height + tile.s - 1
      return tile.n * tile.g * rows * columns * rounded(tile.c)
    case .outputs: return nil
    }
  }
}
