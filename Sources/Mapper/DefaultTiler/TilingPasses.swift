import Core

/// What a tiling's passes over the operands' tiles move, and how often loops of a given order repeat them.
struct TilingPasses {
  /// One pass over all tiles of an operand.
  private struct Pass {
    let relevant: DimensionSet
    /// Levels outside its buffer.
    let levels: Int
    let bytes: Double
  }

  private let weights: Pass
  private let inputs: Pass
  private let outputs: Pass
  /// Bytes of a pass over partial sums, in one direction.
  private let partialSumBytes: Double
  private let spillsPartialSums: Bool
  /// Trips of each dimension at each level, DRAM's first.
  private let trips: [LoopBounds]

  /// Bytes DRAM moves at once: shorter runs cost as much.
  private static let transaction = 64

  /// The passes of a tiling; `nil` where an operand has no memory on the chip.
  init?(_ tiling: Tiling) {
    func pass(_ operand: Operand, bits: Int) -> Pass? {
      guard let buffer = tiling.architecture.outermostOnChipLevel(keeping: operand) else { return nil }
      let tile = tiling.tileBounds(atLevel: buffer).clipped(to: tiling.convolution.bounds)
      return Pass(
        relevant: operand.relevantDimensions, levels: buffer, bytes: Self.bytes(tiling, operand, tile, bits: bits))
    }
    guard let weights = pass(.weights, bits: tiling.precision.weights.bits),
      let inputs = pass(.inputs, bits: tiling.precision.inputs.bits),
      let outputs = pass(.outputs, bits: tiling.precision.outputs.bits),
      let partialSums = pass(.outputs, bits: tiling.precision.partialSums.bits)
    else { return nil }
    (self.weights, self.inputs, self.outputs) = (weights, inputs, outputs)
    partialSumBytes = partialSums.bytes
    spillsPartialSums = tiling.architecture.controller.spillsPartialSums
    var trips = tiling.temporal
    for dimension in Dimension.allCases { trips[0][dimension] = tiling.outerTrips(dimension) }
    self.trips = trips
  }

  /// Bytes the external memory moves under a loop order; infinite when partial sums would have to leave the chip and
  /// the controller can't let them.
  func bytes(_ order: [Dimension]) -> Double {
    let spills = repetitions(of: outputs, order)
    guard spills == 1 || spillsPartialSums else { return .infinity }
    return repetitions(of: weights, order) * weights.bytes + repetitions(of: inputs, order) * inputs.bytes
      + outputs.bytes + 2 * (spills - 1) * partialSumBytes
  }

  /// How often loops outside the innermost one that moves the operand's tile, and of other dimensions, repeat a pass.
  private func repetitions(of pass: Pass, _ order: [Dimension]) -> Double {
    var repetitions = 1.0
    var untilHere = 1.0
    for level in 0..<pass.levels {
      for dimension in order {
        let count = trips[level][dimension]
        if count == 1 { continue }
        if pass.relevant.contains(dimension) { repetitions = untilHere } else { untilHere *= Double(count) }
      }
    }
    return repetitions
  }

  /// Bytes one pass over an operand's tiles moves, short runs rounded up to whole transactions.
  private static func bytes(_ tiling: Tiling, _ operand: Operand, _ tile: LoopBounds, bits: Int) -> Double {
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
}

extension LoopBounds {
  /// The sizes, none larger than the limit's.
  fileprivate func clipped(to limit: LoopBounds) -> LoopBounds {
    var bounds = self
    for dimension in Dimension.allCases { bounds[dimension] = min(bounds[dimension], limit[dimension]) }
    return bounds
  }
}
