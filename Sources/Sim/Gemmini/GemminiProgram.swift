import Core

/// The tiles of one layer in the order the host issues them, on an array of a given side.
package struct GemminiProgram: Hashable, Sendable {
  package let layer: GemminiLayer
  /// Rows and columns of the array.
  package let side: Int
  /// Number of tiles.
  package let tileCount: Int
  /// The loops, innermost first.
  private let loops: [Loop]

  /// One software tile loop.
  private struct Loop: Hashable, Sendable {
    var dimension: Dimension
    /// Elements, or blocks for a matmul.
    var limit: Int
    var step: Int
    var trips: Int
  }

  /// How a matmul's tile sizes become blocks of the array's side.
  package enum BlockRule: Hashable, Sendable {
    /// max(1, size / 16), whatever the side, as the measurement kernels do (`matmul_tilings.c`).
    case sixteenths
    /// Whole blocks that hold the size.
    case whole
  }

  /// A program; tile sizes above a limit are cut to it, and a tile holds one image of one group.
  package init(
    _ layer: GemminiLayer, _ tiling: GemminiTiling, side: Int, blocks rule: BlockRule = .sixteenths
  ) {
    self.layer = layer
    self.side = side
    var order = tiling.order
    if layer.groups > 1 && !order.contains(.g) { order.append(.g) }
    loops = order.map { dimension in
      let limit = layer.limit(of: dimension)
      if dimension == .n || dimension == .g { return Loop(dimension: dimension, limit: limit, step: 1, trips: limit) }
      switch layer.kernel {
      case .convolution:
        let step = min(tiling[dimension], limit)
        return Loop(dimension: dimension, limit: limit, step: step, trips: ceilingDivide(limit, step))
      case .matmul:
        let blocks = ceilingDivide(limit, side)
        let size = rule == .sixteenths ? max(1, tiling[dimension] >> 4) : ceilingDivide(tiling[dimension], side)
        let step = min(size, blocks)
        return Loop(dimension: dimension, limit: blocks, step: step, trips: ceilingDivide(blocks, step))
      }
    }
    tileCount = loops.reduce(1) { $0 * $1.trips }
  }

  /// What a dimension's tile loop walks over, part by part.
  func parts(of dimension: Dimension) -> [Range<Int>] {
    loops.filter { $0.dimension == dimension }.flatMap { loop in
      (0..<loop.trips).map { $0 * loop.step..<min(($0 + 1) * loop.step, loop.limit) }
    }
  }

  /// The tile at a position.
  func tile(at position: Int) -> GemminiTile {
    var tile = GemminiTile()
    var rest = position
    var carrying = true
    for loop in loops {
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: loop.trips)
      rest = quotient
      carrying = carrying && index == 0
      if carrying { tile.carries += 1 }
      let origin = index * loop.step
      let size = min(loop.step, loop.limit - origin)
      switch loop.dimension {
      case .p: (tile.column, tile.columns) = (origin, size)
      case .q: (tile.row, tile.rows) = (origin, size)
      case .k: (tile.outputChannel, tile.outputChannels) = (origin, size)
      case .c: (tile.inputChannel, tile.inputChannels) = (origin, size)
      case .r: (tile.filterColumn, tile.filterColumns) = (origin, size)
      case .s: (tile.filterRow, tile.filterRows) = (origin, size)
      case .n: tile.image = origin
      case .g: tile.group = origin
      }
      if loop.dimension == .r || loop.dimension == .s || loop.dimension == .c {
        tile.isFirst = tile.isFirst && index == 0
        tile.isLast = tile.isLast && index == loop.trips - 1
      }
    }
    return tile
  }
}

/// One macro-operation: what part of the layer it covers.
///
/// Origins and sizes are elements in a convolution, blocks in a matmul (whose rows run along `column`).
struct GemminiTile: Hashable, Sendable {
  var image = 0
  var group = 0
  var row = 0
  var rows = 1
  var column = 0
  var columns = 1
  var outputChannel = 0
  var outputChannels = 1
  var inputChannel = 0
  var inputChannels = 1
  var filterRow = 0
  var filterRows = 1
  var filterColumn = 0
  var filterColumns = 1
  /// Whether it starts the reduction: a convolution then zeroes the accumulator.
  var isFirst = true
  /// Whether it ends the reduction and stores.
  var isLast = true
  /// Loop levels, counted from the innermost, whose index is 0.
  var carries = 0
}

extension GemminiLayer {
  fileprivate func limit(of dimension: Dimension) -> Int {
    switch dimension {
    case .n: images
    case .g: groups
    case .p: outputWidth
    case .q: outputHeight
    case .k: outputChannels
    case .c: inputChannels
    case .r: filterWidth
    case .s: filterHeight
    }
  }
}
