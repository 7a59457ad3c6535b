import Core

extension GemminiMachine {
  /// The commands of a convolution tile in the order of `LoopConv.scala`: zeros, weights and inputs; blocks; stores.
  ///
  /// Execution begins when all loads are issued, stores when all blocks are.
  mutating func runConvolution(_ tile: GemminiTile, from begin: Dependency, loadsFrom: Int) {
    if tile.isFirst { zeroAccumulator(tile, from: loadsFrom) }
    loadWeights(tile, from: loadsFrom)
    loadInput(tile, from: loadsFrom)
    let loaded = begin.later(Dependency(time: loads.issued, cause: .inputs))
    executeConvolution(tile, from: loaded.later(Dependency(time: execute.issued, cause: .issue)))
    if tile.isLast { storeConvolution(tile, from: max(begin.time, max(execute.issued, stores.issued))) }
  }

  private mutating func zeroAccumulator(_ tile: GemminiTile, from begin: Int) {
    loads.configure(from: begin)
    let width = max(side, timing.loads.zeroColumns)
    for _ in 0..<tile.rows {
      for column in stride(from: 0, to: tile.columns, by: side) {
        for channel in stride(from: 0, to: tile.outputChannels, by: width) {
          loads.zero(
            .outputs, rows: min(side, tile.columns - column), columns: min(width, tile.outputChannels - channel),
            from: begin)
        }
      }
    }
  }

  private mutating func loadWeights(_ tile: GemminiTile, from begin: Int) {
    loads.configure(from: begin)
    let width = max(side, timing.loads.moveBytes)
    for channel in stride(from: 0, to: tile.outputChannels, by: width) {
      let bytes = min(width, tile.outputChannels - channel)
      for row in 0..<tile.filterRows {
        for column in 0..<tile.filterColumns {
          let position = (tile.filterRow + row) * layer.filterWidth + tile.filterColumn + column
          for input in stride(from: 0, to: tile.inputChannels, by: side) {
            let index = position * layer.inputChannels + tile.inputChannel + input
            loads.move(
              .weights, rows: min(side, tile.inputChannels - input), bytes: bytes,
              address: origins.weights + index * layer.outputChannels + tile.outputChannel + channel,
              pitch: layer.outputChannels, from: begin, &memory)
          }
        }
      }
    }
  }

  /// Rows of a wrapped window that are simulated; the rest goes on at their pace.
  static let simulatedRows = 8192

  private mutating func loadInput(_ tile: GemminiTile, from begin: Int) {
    loads.configure(from: begin)
    let window = ConvolutionWindow(tile, layer)
    let width = max(side, timing.loads.moveBytes)
    let groups = ceilingDivide(tile.inputChannels, width)
    let all = window.height * (window.left + window.columns + window.right) * groups
    var walked = 0
    var halfTime = 0
    scratch.inputReady.removeAll(keepingCapacity: true)
    rows: for row in -window.above..<window.rows + window.below {
      let isOutside = row < 0 || row >= window.rows
      var column = -window.left
      while column < window.columns + window.right {
        let isZero = isOutside || column < 0 || column >= window.columns
        let end = column < 0 ? 0 : column < window.columns ? window.columns : window.columns + window.right
        let pixels = min(side, end - column)
        for channel in stride(from: 0, to: tile.inputChannels, by: width) {
          let bytes = min(width, tile.inputChannels - channel)
          if isZero {
            loads.zero(.inputs, rows: pixels, columns: bytes, from: begin)
          } else {
            // Origins in the padding count from the image's edge.
            let pixel =
              (max(0, window.row) + row) * layer.inputWidth + max(0, window.column) + column
            loads.move(
              .inputs, rows: pixels, bytes: bytes,
              address: origins.input + pixel * layer.inputPitch + tile.inputChannel + channel,
              pitch: layer.inputPitch, from: begin, &memory)
          }
        }
        column += pixels
        if window.isWrapped {
          walked += pixels * groups
          if halfTime == 0 && walked >= Self.simulatedRows / 2 { halfTime = loads.completed }
          if walked >= Self.simulatedRows {
            loads.shift(by: (loads.completed - halfTime) * (all - walked) / (Self.simulatedRows / 2))
            break rows
          }
        }
      }
      scratch.inputReady.append(loads.completed)
    }
  }

  private mutating func executeConvolution(_ tile: GemminiTile, from begin: Dependency) {
    let segments = ceilingDivide(tile.columns, side)
    let positions = tile.rows * segments
    let channelBlocks = ceilingDivide(tile.outputChannels, side)
    let sameWeights = tile.filterRows * tile.filterColumns * ceilingDivide(tile.inputChannels, side)
    let lastRows = tile.columns - (segments - 1) * side
    let lastReady = scratch.inputReady.count - 1
    if scratch.outputReady.count < channelBlocks * positions {
      scratch.outputReady = Array(repeating: 0, count: channelBlocks * positions)
    }
    // All weights are loaded before the first input row.
    execute.preload(at: begin)
    for channelBlock in 0..<channelBlocks {
      for step in 0..<sameWeights {
        let filterRow = step / (sameWeights / tile.filterRows)
        let isLastStep = channelBlock == channelBlocks - 1 && step == sameWeights - 1
        for row in 0..<tile.rows {
          let time = lastReady < 0 ? 0 : scratch.inputReady[min(lastReady, row * layer.stride + filterRow)]
          let ready = Dependency(time: time, cause: .inputs)
          for segment in 0..<segments {
            let position = row * segments + segment
            execute.block(
              rows: segment == segments - 1 ? lastRows : side,
              before: position == positions - 1 && !isLastStep ? .newWeights : .sameWeights,
              ready: ready, from: begin)
            scratch.outputReady[channelBlock * positions + position] = execute.output
          }
        }
      }
    }
  }

  private mutating func storeConvolution(_ tile: GemminiTile, from begin: Int) {
    let segments = ceilingDivide(tile.columns, side)
    let channelBlocks = ceilingDivide(tile.outputChannels, side)
    for row in 0..<tile.rows {
      for segment in 0..<segments {
        let position = row * segments + segment
        let pixel = (tile.row + row) * layer.outputWidth + tile.column + segment * side
        for channelBlock in 0..<channelBlocks {
          let channel = channelBlock * side
          stores.move(
            rows: min(side, tile.columns - segment * side), bytes: min(side, tile.outputChannels - channel),
            address: origins.output + pixel * layer.outputPitch + tile.outputChannel + channel,
            pitch: layer.outputPitch,
            ready: scratch.outputReady[channelBlock * tile.rows * segments + position], from: begin, &memory)
        }
      }
    }
  }
}
