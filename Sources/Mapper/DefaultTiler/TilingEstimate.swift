import Core

/// What a tiling will roughly cost: cycles of the array and of the external memory, the longer one counted.
///
/// An estimate to compare tilings of one layer with, not a model of the machine: the analytical model and the simulator
/// are elsewhere.
struct TilingEstimate {
  /// Loop order of the levels outside the innermost memory, outermost first, that moves the fewest bytes.
  let order: [Dimension]
  let cycles: Double

  /// Cycles of work between tiles that hide nothing.
  private static let cyclesPerTile = 32.0
  /// How much of the shorter of array and memory time counts, so that ties are broken.
  private static let hiddenShare = 0.1

  private static let pixels: [Dimension] = [.n, .q, .p]
  private static let reduction: [Dimension] = [.c, .s, .r]
  /// Groups share nothing and stand outermost; the rest in every order of pixels, output channels and reduction.
  private static let orders: [[Dimension]] = [
    [.g] + pixels + [.k] + reduction, [.g, .k] + pixels + reduction, [.g] + pixels + reduction + [.k],
    [.g, .k] + reduction + pixels, [.g] + reduction + pixels + [.k], [.g] + reduction + [.k] + pixels,
  ]

  init(_ tiling: Tiling) {
    var best = (order: Self.orders[0], bytes: Double.infinity)
    if let passes = TilingPasses(tiling) {
      for order in Self.orders {
        let bytes = passes.bytes(order)
        if bytes < best.bytes { best = (order, bytes) }
      }
    }
    order = best.order
    let memory = best.bytes / Self.bytesPerCycle(tiling.architecture)
    let array = Self.arrayCycles(tiling)
    let tiles = Dimension.allCases.reduce(1.0) { $0 * Double(tiling.outerTrips($1)) }
    cycles = max(array, memory) + Self.hiddenShare * min(array, memory) + Self.cyclesPerTile * tiles
  }

  /// Cycles the array streams: every temporal trip, and the preloads that streaming is too short to hide.
  private static func arrayCycles(_ tiling: Tiling) -> Double {
    var trips = 1.0
    var streamed = 1.0
    let stationary = tiling.dataflow.stationaryOperand
    let edge = tiling.growingLevels.first
    for dimension in Dimension.allCases {
      let spread = tiling.spatial.joined().filter { $0.dimension == dimension }.reduce(1) { $0 * $1.bound }
      trips *= Double(ceilingDivide(tiling.convolution.bounds[dimension], spread))
      if let edge, !stationary.relevantDimensions.contains(dimension) {
        streamed *= Double(tiling.temporal[edge][dimension])
      }
    }
    return trips * max(1, Double(tiling.architecture.array.rows) / streamed)
  }

  /// Bytes a core cycle the DMA moves at most.
  private static func bytesPerCycle(_ architecture: Architecture) -> Double {
    let peak =
      architecture.externalMemory.peakBytesPerSecond.map { $0 / Double(architecture.coreHertz) } ?? .infinity
    return min(peak, Double(architecture.dma.busBytes))
  }
}
