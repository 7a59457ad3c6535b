/// The sizes of what one instance of a storage level holds at a time.
///
/// A level's tile spans its own temporal loops, the spatial loops below it and everything further in (the point set of
/// the sub-nest, as in Timeloop; Parashar et al., ISPASS 2019, §V).
extension Mapping {
  /// The sizes of the tile one instance of the level holds, whole trips counted.
  public func tileBounds(atLevel level: Int) -> LoopBounds {
    var bounds = LoopBounds()
    for level in levels[level...] {
      for loop in level.temporal { bounds[loop.dimension] *= loop.bound }
      for loop in level.spatial { bounds[loop.dimension] *= loop.bound }
    }
    return bounds
  }
}

extension Convolution {
  /// Input columns a tile of the given sizes reads, padding included, at most the padded image's.
  public func inputColumns(ofTile tile: LoopBounds) -> Int {
    let whole = (bounds.p - 1) * stride.width + (bounds.r - 1) * dilation.width + 1
    return min(whole, (tile.p - 1) * stride.width + (tile.r - 1) * dilation.width + 1)
  }

  /// Input rows a tile of the given sizes reads, padding included, at most the padded image's.
  public func inputRows(ofTile tile: LoopBounds) -> Int {
    let whole = (bounds.q - 1) * stride.height + (bounds.s - 1) * dilation.height + 1
    return min(whole, (tile.q - 1) * stride.height + (tile.s - 1) * dilation.height + 1)
  }

  /// Elements of an operand a tile of the given sizes spans, padding included.
  public func elements(of operand: Operand, inTile tile: LoopBounds) -> Int {
    switch operand {
    case .weights: tile.g * tile.k * tile.c * tile.r * tile.s
    case .inputs: tile.n * tile.g * tile.c * inputColumns(ofTile: tile) * inputRows(ofTile: tile)
    case .outputs: tile.n * tile.g * tile.k * tile.p * tile.q
    }
  }
}

extension Precision {
  /// The format an operand has in a level: outputs are partial sums everywhere but in DRAM.
  public func format(of operand: Operand, in kind: StorageLevel.Kind) -> NumberFormat {
    operand == .outputs && kind != .dram ? partialSums : self[operand]
  }
}
