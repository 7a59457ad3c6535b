import Core

/// Rows of the array's width a tile takes in Gemmini's memories: elements fill whole rows of their block.
struct TileRows: Hashable, Sendable {
  /// Scratchpad rows of inputs and of weights.
  var inputs: Int
  var weights: Int
  /// Accumulator rows.
  var outputs: Int

  /// The rows `LoopConv.scala` and `LoopMatmul.scala` lay a tile out in.
  init(_ tile: GemminiTile, _ layer: GemminiLayer, side: Int) {
    switch layer.kernel {
    case .convolution:
      let window = ConvolutionWindow(tile, layer)
      let channelBlocks = ceilingDivide(tile.outputChannels, side)
      inputs =
        window.height * (window.left + window.columns + window.right) * ceilingDivide(tile.inputChannels, side)
      weights = channelBlocks * tile.filterRows * tile.filterColumns * tile.inputChannels
      outputs = tile.rows * tile.columns * channelBlocks
    case .matmul:
      inputs = tile.columns * tile.inputChannels * side
      weights = tile.inputChannels * tile.outputChannels * side
      outputs = tile.columns * tile.outputChannels * side
    }
  }

  /// Scratchpad rows.
  var scratchpad: Int { inputs + weights }
}

/// Rows of the array's width in half of each memory: what one macro-operation may use.
struct HalfBuffers: Hashable, Sendable {
  var scratchpadRows: Int
  var accumulatorRows: Int

  /// The halves of the memories that hold inputs and outputs.
  init(_ architecture: Architecture) {
    func bytes(of operand: Operand) -> Int {
      architecture.outermostOnChipLevel(keeping: operand).flatMap { architecture.levels[$0].capacityBytes } ?? 0
    }
    let side = architecture.array.columns
    scratchpadRows = bytes(of: .inputs) / 2 / side
    // Sums are four bytes wide.
    accumulatorRows = bytes(of: .outputs) / 2 / (4 * side)
  }

  /// Whether the first tile of a program, the largest, fits.
  func hold(_ program: GemminiProgram) -> Bool {
    let rows = TileRows(program.tile(at: 0), program.layer, side: program.side)
    return rows.scratchpad <= scratchpadRows && rows.outputs <= accumulatorRows
  }

  /// A tiling that fits: the larger of the tile's parts is halved until it does; `nil` when no tile fits.
  func fitting(_ tiling: GemminiTiling, _ layer: GemminiLayer, side: Int) -> (GemminiTiling, GemminiProgram)? {
    var tiling = tiling
    while true {
      let program = GemminiProgram(layer, tiling, side: side, blocks: .whole)
      let tile = program.tile(at: 0)
      let rows = TileRows(tile, layer, side: side)
      if rows.scratchpad <= scratchpadRows && rows.outputs <= accumulatorRows { return (tiling, program) }
      let isWide = rows.outputs > accumulatorRows || rows.inputs >= rows.weights
      let unit = layer.kernel == .matmul ? side : 1
      let candidates: [(Dimension, Int)] =
        (isWide ? [(.q, tile.rows), (.p, tile.columns * unit)] : [])
        + [(.k, tile.outputChannels * unit), (.c, tile.inputChannels * unit)]
        + [(.s, tile.filterRows), (.r, tile.filterColumns), (.q, tile.rows), (.p, tile.columns * unit)]
      guard let (dimension, size) = candidates.first(where: { $0.1 > ($0.0 == .q || $0.0 == .s ? 1 : unit) }) else {
        return nil
      }
      tiling[dimension] = ceilingDivide(size, 2)
    }
  }
}
