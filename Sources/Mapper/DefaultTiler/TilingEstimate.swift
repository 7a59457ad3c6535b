import Core

/// What a tiling will roughly cost: cycles of the array and of the external memory, the longer one counted.
///
/// An estimate to compare tilings of one layer with, not a model of the machine: the analytical model and the simulator
/// are elsewhere.
struct TilingEstimate {
  /// Loop order of the levels outside the innermost memory, outermost first, that moves the fewest bytes.
  let order: [Dimension]
  let cycles: Double

  /// Bytes DRAM moves at once: shorter runs cost as much.
  private static let transaction = 64
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
    for order in Self.orders {
      let bytes = Self.bytes(tiling, order)
      if bytes < best.bytes { best = (order, bytes) }
    }
    order = best.order
    let memory = best.bytes / Self.bytesPerCycle(tiling.architecture)
    let array = Self.arrayCycles(tiling)
    let tiles = Dimension.allCases.reduce(1.0) { $0 * Double(tiling.outerTrips($1)) }
    cycles = max(array, memory) + Self.hiddenShare * min(array, memory) + Self.cyclesPerTile * tiles
  }

  /// Bytes the external memory moves under a loop order; infinite when partial sums would have to leave the chip and
  /// the controller can't let them.
  private static func bytes(_ tiling: Tiling, _ order: [Dimension]) -> Double {
    var bytes = 0.0
    for operand in Operand.allCases {
      guard let buffer = tiling.architecture.outermostOnChipLevel(keeping: operand) else { return .infinity }
      var loops: [(dimension: Dimension, trips: Int)] = []
      for level in 0..<buffer {
        loops += order.map { ($0, level == 0 ? tiling.outerTrips($0) : tiling.temporal[level][$0]) }
      }
      loops.removeAll { $0.trips == 1 }
      let innermost = loops.lastIndex { operand.relevantDimensions.contains($0.dimension) }
      let moving = innermost.map { loops[...$0] } ?? []
      let again = moving.filter { !operand.relevantDimensions.contains($0.dimension) }
        .reduce(1.0) { $0 * Double($1.trips) }
      let tile = tiling.tileBounds(atLevel: buffer).clipped(to: tiling.convolution.bounds)
      if operand == .outputs {
        guard again == 1 || tiling.architecture.controller.spillsPartialSums else { return .infinity }
        let partial = tiling.precision.partialSums.bits
        bytes += tensorBytes(tiling, operand, tile, bits: tiling.precision.outputs.bits)
        bytes += 2 * (again - 1) * tensorBytes(tiling, operand, tile, bits: partial)
      } else {
        bytes += again * tensorBytes(tiling, operand, tile, bits: tiling.precision[operand].bits)
      }
    }
    return bytes
  }

  /// Bytes one pass over an operand's tiles moves, short runs rounded up to whole transactions.
  private static func tensorBytes(_ tiling: Tiling, _ operand: Operand, _ tile: LoopBounds, bits: Int) -> Double {
    let bounds = tiling.convolution.bounds
    let elements = operand == .inputs ? inputElements(tiling, tile) : tiling.convolution.elements(of: operand)
    // Neighbours in memory: channels, then groups, then pixels, each as long as those before are complete.
    let channels =
      switch operand {
      case .weights: neighbours([(tile.k, bounds.k), (tile.c, bounds.c), (tile.r, bounds.r)])
      case .inputs: neighbours([(tile.c, bounds.c), (tile.g, bounds.g), (tile.p, bounds.p)])
      case .outputs: neighbours([(tile.k, bounds.k), (tile.g, bounds.g), (tile.p, bounds.p)])
      }
    let run = ceilingDivide(channels * bits, 8)
    let moved = ceilingDivide(run, transaction) * transaction
    return Double(elements) * Double(bits) / 8 * Double(moved) / Double(run)
  }

  /// Consecutive elements a tile takes, its axes given innermost first with the tensor's sizes.
  private static func neighbours(_ axes: [(tile: Int, size: Int)]) -> Int {
    var elements = 1
    for axis in axes {
      elements *= axis.tile
      if axis.tile < axis.size { break }
    }
    return elements
  }

  /// Input elements one pass over all input tiles fetches: neighbouring windows overlap.
  private static func inputElements(_ tiling: Tiling, _ tile: LoopBounds) -> Int {
    let convolution = tiling.convolution
    let bounds = convolution.bounds
    func positions(_ size: Int, _ tile: Int, _ taps: Int, _ tapTile: Int, _ stride: Int, _ dilation: Int) -> Int {
      let tiles = ceilingDivide(size, tile)
      let reach = (tapTile - 1) * dilation + 1
      return ceilingDivide(taps, tapTile) * (stride * (size - tiles) + tiles * reach)
    }
    return bounds.n * bounds.g * bounds.c
      * positions(bounds.p, tile.p, bounds.r, tile.r, convolution.stride.width, convolution.dilation.width)
      * positions(bounds.q, tile.q, bounds.s, tile.s, convolution.stride.height, convolution.dilation.height)
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

extension LoopBounds {
  /// The sizes, none larger than the limit's.
  fileprivate func clipped(to limit: LoopBounds) -> LoopBounds {
    var bounds = self
    for dimension in Dimension.allCases { bounds[dimension] = min(bounds[dimension], limit[dimension]) }
    return bounds
  }
}
