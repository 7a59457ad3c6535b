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
    return dimension != .g && (dimension != .n || (isProduct && convolution.bounds.p == 1))
  }

  /// One row of pixels and no filter: a matrix product, whose tiles are whole blocks.
  private var isProduct: Bool {
    let bounds = convolution.bounds
    return bounds.q == 1 && bounds.r == 1 && bounds.s == 1
  }

  /// Elements an operand of a tile fills in whole rows; `nil` where elements are counted as they are.
  func inWholeRows(_ operand: Operand, _ tile: LoopBounds) -> Int? {
    guard isForMacroOperations else { return nil }
    func rounded(_ size: Int) -> Int {
      ceilingDivide(size, architecture.array.columns) * architecture.array.columns
    }
    switch operand {
    case .weights:
      return tile.g * rounded(tile.k) * (isProduct ? rounded(tile.c) : tile.c) * tile.r * tile.s
    case .inputs:
      if isProduct { return tile.g * rounded(tile.n * tile.p) * rounded(tile.c) }
      let columns = tile.p * convolution.stride.width + tile.r - 1
      let rows = tile.q * convolution.stride.height + tile.s - 1
      return tile.n * tile.g * rows * columns * rounded(tile.c)
    case .outputs:
      return isProduct ? tile.g * tile.k * rounded(tile.n * tile.p) : nil
    }
  }
}
