import Core

extension GemminiMachine {
  /// The commands of a matmul tile as `LoopMatmul.scala` issues them: loads, blocks and stores side by side.
  mutating func runMatmul(_ tile: GemminiTile, from begin: Dependency, loadsFrom: Int) {
    let shape = MatmulTile(tile, layer, side: side, moveBytes: timing.loads.moveBytes)
    loadOperands(shape, from: loadsFrom)
    executeMatmul(shape, from: begin.later(Dependency(time: execute.issued, cause: .issue)))
    if tile.isFirst { rowsOverwritten += shape.rowElements * shape.outputBlocks }
    if tile.isLast { storeMatmul(shape, from: max(begin.time, stores.issued)) }
  }

  /// A and B share the load port; the one that lies behind in k, then in its own loop, goes first.
  private mutating func loadOperands(_ shape: MatmulTile, from begin: Int) {
    loads.configure(from: begin)
    loads.configure(from: begin)
    scratch.inputReady.resize(shape.inputGroups * shape.rowBlocks)
    scratch.inputIssued.resize(shape.inputGroups * shape.rowBlocks)
    scratch.weightReady.resize(shape.innerBlocks * shape.outputGroups)
    scratch.weightIssued.resize(shape.innerBlocks * shape.outputGroups)
    var (aGroup, aRow) = (0, 0)
    var (bInner, bGroup) = (0, 0)
    while aGroup < shape.inputGroups || bInner < shape.innerBlocks {
      let aInner = aGroup * shape.blocksPerMove
      let takesA =
        bInner == shape.innerBlocks
        || aGroup < shape.inputGroups
          && (aInner < bInner || aInner == bInner && aRow <= bGroup * shape.blocksPerMove)
      if takesA {
        let row = shape.row + aRow * side
        let inner = shape.inner + aInner * side
        loads.move(
          .inputs, rows: shape.rows(of: aRow),
          bytes: min(shape.blocksPerMove * side, shape.innerElements - aInner * side),
          address: origins.input + row * layer.inputChannels + inner, pitch: layer.inputChannels,
          from: begin, &memory)
        scratch.inputIssued[aGroup * shape.rowBlocks + aRow] = loads.issued
        scratch.inputReady[aGroup * shape.rowBlocks + aRow] = loads.completed
        aRow += 1
        if aRow == shape.rowBlocks { (aGroup, aRow) = (aGroup + 1, 0) }
      } else {
        // Rows beyond the matrix are read too: the padding of k is never applied to B.
        let inner = shape.inner + bInner * side
        let output = shape.output + bGroup * shape.blocksPerMove * side
        loads.move(
          .weights, rows: side,
          bytes: min(shape.blocksPerMove * side, shape.outputElements - bGroup * shape.blocksPerMove * side),
          address: origins.weights + inner * layer.outputChannels + output,
          pitch: layer.outputChannels, from: begin, &memory)
        scratch.weightIssued[bInner * shape.outputGroups + bGroup] = loads.issued
        scratch.weightReady[bInner * shape.outputGroups + bGroup] = loads.completed
        bGroup += 1
        if bGroup == shape.outputGroups { (bInner, bGroup) = (bInner + 1, 0) }
      }
    }
  }

  private mutating func executeMatmul(_ shape: MatmulTile, from begin: Dependency) {
    scratch.outputReady.resize(shape.outputBlocks * shape.rowBlocks)
    scratch.outputIssued.resize(shape.outputBlocks * shape.rowBlocks)
    for inner in 0..<shape.innerBlocks {
      for output in 0..<shape.outputBlocks {
        let weight = inner * shape.outputGroups + output / shape.blocksPerMove
        if inner == 0 && output == 0 {
          execute.preload(at: begin.later(Dependency(time: scratch.weightReady[weight], cause: .weights)))
        }
        let isLast = inner == shape.innerBlocks - 1 && output == shape.outputBlocks - 1
        for row in 0..<shape.rowBlocks {
          let input = inner / shape.blocksPerMove * shape.rowBlocks + row
          execute.block(
            rows: shape.rows(of: row),
            before: row == shape.rowBlocks - 1 && !isLast ? .newWeights : .sameWeights,
            ready: Dependency(time: scratch.inputReady[input], cause: .inputs)
              .later(Dependency(time: scratch.weightReady[weight], cause: .weights)),
            from: begin.later(Dependency(time: scratch.inputIssued[input], cause: .inputs))
              .later(Dependency(time: scratch.weightIssued[weight], cause: .weights)))
          scratch.outputReady[output * shape.rowBlocks + row] = execute.output
          scratch.outputIssued[output * shape.rowBlocks + row] = execute.issued
        }
      }
    }
  }

  private mutating func storeMatmul(_ shape: MatmulTile, from begin: Int) {
    for group in 0..<shape.outputGroups {
      let first = group * shape.blocksPerMove
      let last = min(first + shape.blocksPerMove, shape.outputBlocks) - 1
      for row in 0..<shape.rowBlocks {
        let index = last * shape.rowBlocks + row
        let place = (shape.row + row * side) * layer.outputChannels + shape.output + first * side
        stores.move(
          rows: shape.rows(of: row), bytes: min((last + 1 - first) * side, shape.outputElements - first * side),
          address: origins.output + place, pitch: layer.outputChannels,
          ready: scratch.outputReady[index], from: max(begin, scratch.outputIssued[index]), &memory)
      }
    }
  }
}

/// A matmul tile in elements and blocks: rows (I), output columns (J) and the inner dimension (K of the GEMM).
struct MatmulTile: Hashable, Sendable {
  /// Origins in elements.
  var row: Int
  var output: Int
  var inner: Int
  /// Blocks of the array's side.
  var rowBlocks: Int
  var outputBlocks: Int
  var innerBlocks: Int
  /// Elements inside the matrices.
  var rowElements: Int
  var outputElements: Int
  var innerElements: Int
  /// Column blocks of one move, and the moves they make.
  var blocksPerMove: Int
  var side: Int

  init(_ tile: GemminiTile, _ layer: GemminiLayer, side: Int, moveBytes: Int) {
    self.side = side
    (row, rowBlocks) = (tile.column * side, tile.columns)
    (output, outputBlocks) = (tile.outputChannel * side, tile.outputChannels)
    (inner, innerBlocks) = (tile.inputChannel * side, tile.inputChannels)
    rowElements = min(rowBlocks * side, layer.outputWidth - row)
    outputElements = min(outputBlocks * side, layer.outputChannels - output)
    innerElements = min(innerBlocks * side, layer.inputChannels - inner)
    blocksPerMove = max(1, moveBytes / side)
  }

  /// Moves across the inner dimension of A and across the columns of B.
  var inputGroups: Int { ceilingDivide(innerBlocks, blocksPerMove) }
  var outputGroups: Int { ceilingDivide(outputBlocks, blocksPerMove) }

  /// Rows of a row block inside the matrix.
  func rows(of block: Int) -> Int { min(side, rowElements - block * side) }
}

extension [Int] {
  /// Makes room for a count of times; what they were doesn't matter.
  fileprivate mutating func resize(_ count: Int) {
    if self.count < count { self = Array(repeating: 0, count: count) }
  }
}
