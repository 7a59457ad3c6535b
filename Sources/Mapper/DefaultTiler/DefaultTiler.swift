package import Core

/// A sensible mapping of a layer, found without search: what an accelerator's own runtime would run.
///
/// As Gemmini's tiler does (`gemmini.h`, `tiled_conv_auto`, `tiled_matmul_auto`), the array is filled first and then the
/// tile of each on-chip memory grows, one dimension at a time, while every memory still holds it with room for the next
/// tile. Where Gemmini takes the dimensions in turn, the one is taken that lowers the estimated cycles most
/// (`TilingEstimate`). Factors are imperfect where a size has no fitting divisor.
///
/// - Throws: `InvalidInput`, located at the architecture, when not even the smallest tile fits a memory.
package func defaultMapping(
  for convolution: Convolution, precision: Precision, on architecture: Architecture
) throws -> Mapping {
  var tiling = Tiling(of: convolution, precision: precision, on: architecture)
  tiling.placeSpatialLoops()
  if !tiling.fits() {
    tiling.isDoubleBuffered = false
    if !tiling.fits() { tiling.removeSpatialLoops() }
  }
  guard tiling.fits() else {
    throw InvalidInput(tiling.tooLarge(), at: SourceLocation(file: "architecture '\(architecture.name)'"))
  }
  tiling.grow()
  return tiling.mapping()
}

/// A mapping in the making: spatial factors by level and axis, temporal factors by level, the rest left to DRAM.
struct Tiling {
  let convolution: Convolution
  let precision: Precision
  let architecture: Architecture
  let dataflow: Dataflow
  /// Spatial factors below each level, outermost level first.
  var spatial: [[SpatialLoop]]
  /// Trips of each dimension at each level; level 0, DRAM, takes what is left and is not stored.
  var temporal: [LoopBounds]
  /// Whether memories shall hold the next tile beside the present one.
  var isDoubleBuffered = true

  init(of convolution: Convolution, precision: Precision, on architecture: Architecture) {
    self.convolution = convolution
    self.precision = precision
    self.architecture = architecture
    dataflow = architecture.array.dataflows.first ?? .weightStationary
    spatial = architecture.levels.map { _ in [] }
    temporal = architecture.levels.map { _ in LoopBounds() }
  }

  /// Levels whose tiles grow, the innermost first: the memories on the chip that are not registers.
  var growingLevels: [Int] {
    architecture.levels.indices.reversed().filter { architecture.levels[$0].kind == .sram && holdsMacroOperation($0) }
  }

  /// Indices of a dimension one trip of the level outside covers.
  func tile(of dimension: Dimension, atLevel level: Int) -> Int {
    var size = 1
    for index in level..<architecture.levels.count {
      size *= temporal[index][dimension]
      for loop in spatial[index] where loop.dimension == dimension { size *= loop.bound }
    }
    return size
  }

  /// The sizes of the tile one instance of a level holds.
  func tileBounds(atLevel level: Int) -> LoopBounds {
    var bounds = LoopBounds()
    for dimension in Dimension.allCases { bounds[dimension] = tile(of: dimension, atLevel: level) }
    return bounds
  }

  /// Trips DRAM's loop over a dimension makes.
  func outerTrips(_ dimension: Dimension) -> Int {
    ceilingDivide(convolution.bounds[dimension], tile(of: dimension, atLevel: 0))
  }

  /// Whether every memory holds its tiles, and the next ones beside those that change.
  func fits() -> Bool {
    architecture.levels.indices.allSatisfy { index in
      guard let available = available(at: index) else { return true }
      return bytes(at: index) <= available
    }
  }

  /// What is wrong with the smallest tile.
  func tooLarge() -> Problem {
    for index in architecture.levels.indices {
      guard let available = available(at: index), bytes(at: index) > available else { continue }
      return .tileTooLarge(
        layer: "any", memory: architecture.levels[index].name, bytes: bytes(at: index), available: available,
        detail: "the smallest tile")
    }
    return .other("no tile fits", remedy: "enlarge the memories of '\(architecture.name)'")
  }

  /// Bytes one instance of a level has for tiles.
  private func available(at index: Int) -> Int? {
    architecture.levels[index].usableBytes.map { $0 / architecture.levels[index].instances }
  }

  /// Bytes the tiles of a level take in one instance.
  private func bytes(at index: Int) -> Int {
    let level = architecture.levels[index]
    let tile = tileBounds(atLevel: index)
    return level.keeps.operands.reduce(0) { sum, operand in
      let wholeRows = level.kind == .sram ? inWholeRows(operand, tile) : nil
      let elements = wholeRows ?? convolution.elements(of: operand, inTile: tile)
      let bytes = precision.format(of: operand, in: level.kind).bytes(elements)
      let needsRoomForNext =
        isDoubleBuffered && level.kind == .sram && level.buffering == 1 && changes(operand, outside: index)
      return sum + (needsRoomForNext ? 2 : 1) * bytes
    }
  }

  /// Whether a loop outside the level moves the operand's tile.
  private func changes(_ operand: Operand, outside level: Int) -> Bool {
    operand.relevantDimensions.dimensions.contains { dimension in
      tile(of: dimension, atLevel: level) < convolution.bounds[dimension]
    }
  }
}
