import Core

/// A rough forecast of one tile: its work for the simulator and its time on the machine.
///
/// The forecast never stands in for a simulation; it places windows in long programs and carries the time measured in
/// them over to the tiles between.
struct TileEstimate: Hashable, Sendable {
  /// Requests and blocks the simulation would walk through.
  var work: Int
  /// Ticks, by the slowest of host, loads, blocks and stores.
  var ticks: Int
  /// Whether the tile's extent wraps around in 16 bits, which makes it a thousand times longer than its neighbours.
  var isWrapped = false

  init(_ tile: GemminiTile, _ machine: GemminiMachine) {
    let side = machine.side
    var loads = Stream(side: side, movesInFlight: machine.timing.movesInFlight(side: side))
    var stores = Stream(side: side, movesInFlight: machine.timing.movesInFlight(side: side))
    let layer = machine.layer
    var blocks: Int
    var execute: Int
    switch layer.kernel {
    case .convolution:
      let window = ConvolutionWindow(tile, layer)
      let groups = ceilingDivide(tile.inputChannels, 64)
      let inputBytes = min(64, tile.inputChannels)
      loads.add(
        moves: ceilingDivide(tile.inputChannels, side) * tile.filterRows * tile.filterColumns
          * ceilingDivide(tile.outputChannels, 64),
        rows: min(side, tile.inputChannels), bytes: min(64, tile.outputChannels))
      isWrapped = window.isWrapped
      let moves = window.rows * groups * ceilingDivide(window.columns, side)
      loads.add(moves: moves, rows: min(side, window.columns), bytes: inputBytes)
      let padding =
        window.height * (window.left + window.columns + window.right) - window.rows * window.columns
      loads.cycles += padding * groups * ceilingDivide(inputBytes, side)
      if tile.isFirst { loads.cycles += tile.rows * tile.columns * ceilingDivide(tile.outputChannels, side) }
      let segments = ceilingDivide(tile.columns, side)
      let weights =
        ceilingDivide(tile.outputChannels, side) * tile.filterRows * tile.filterColumns
        * ceilingDivide(tile.inputChannels, side)
      blocks = weights * tile.rows * segments
      execute =
        weights * (tile.rows * segments - 1) * max(4, side / 2 + 1, min(side, tile.columns)) + weights * side + side
      if tile.isLast {
        stores.add(
          moves: tile.rows * segments * ceilingDivide(tile.outputChannels, side), rows: min(side, tile.columns),
          bytes: min(side, tile.outputChannels))
      }
    case .matmul:
      let shape = MatmulTile(tile, layer, side: side, moveBytes: machine.timing.loads.moveBytes)
      loads.add(
        moves: shape.inputGroups * shape.rowBlocks, rows: min(side, shape.rowElements),
        bytes: min(64, shape.innerElements))
      loads.add(
        moves: shape.outputGroups * shape.innerBlocks, rows: side, bytes: min(64, shape.outputElements))
      blocks = shape.innerBlocks * shape.outputBlocks * shape.rowBlocks
      execute =
        shape.innerBlocks * shape.outputBlocks
        * (side + (shape.rowBlocks - 1) * max(4, side / 2 + 1, min(side, shape.rowElements)))
      if tile.isLast {
        stores.add(
          moves: shape.outputGroups * shape.rowBlocks, rows: min(side, shape.rowElements),
          bytes: min(64, shape.outputElements))
      }
    }
    if isWrapped { loads.requests = min(loads.requests, GemminiMachine.simulatedRows) }
    work = loads.requests + stores.requests + blocks / 3 + 1
    let cycle = GemminiTiming.ticksPerCycle
    let slot = (loads.cycles + execute + stores.cycles * 2) * cycle / 2
    ticks = max(
      machine.issueTime(of: tile), max(loads.cycles, execute, stores.cycles * 2) * cycle,
      layer.kernel == .convolution ? slot : 0)
  }

  /// The moves of one direction.
  private struct Stream: Hashable, Sendable {
    var side: Int
    var movesInFlight: Int
    var requests = 0
    var cycles = 0

    init(side: Int, movesInFlight: Int) {
      self.side = side
      self.movesInFlight = movesInFlight
    }

    mutating func add(moves: Int, rows: Int, bytes: Int) {
      let perRow = 1 + bytes / 64
      let length = rows * max(perRow * 5 / 4, bytes / 16 + 1)
      requests += moves * rows * perRow
      cycles += moves * max(length, (length + 24) / movesInFlight)
    }
  }
}
