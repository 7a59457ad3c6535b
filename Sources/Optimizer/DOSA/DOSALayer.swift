package import Core

/// A layer of a network under DOSA's model, with how often it occurs.
package struct DOSALayer: Hashable, Sendable {
  package var convolution: Convolution
  package var count: Int

  package init(_ convolution: Convolution, count: Int = 1) {
    self.convolution = convolution
    self.count = count
  }
}

/// The tile of a layer that one DRAM trip works on, as numbers: extents of the temporal loops on chip and the factors
/// spread over the array.
///
/// Loops over P, Q and N run innermost on chip, which loads every weight register least often; in what order the other
/// loops on chip run, and whether P and Q run at the registers or at the accumulator, the model doesn't tell.
struct DOSATile: BitwiseCopyable {
  var n = 1.0
  var k = 1.0
  var c = 1.0
  var p = 1.0
  var q = 1.0
  var r = 1.0
  var s = 1.0
  /// Rows of the array, each with channels of its own.
  var spatialC = 1.0
  /// Columns of the array.
  var spatialK = 1.0
}

/// Constants of a layer the counts need.
struct DOSALayerConstants: BitwiseCopyable {
  var n: Double
  var k: Double
  var c: Double
  var p: Double
  var q: Double
  var r: Double
  var s: Double
  var strideWidth: Double
  var strideHeight: Double
  var macs: Double
  var outputs: Double

  init(_ layer: Convolution) {
    let bounds = layer.bounds
    (n, k, c) = (Double(bounds.n), Double(bounds.k), Double(bounds.c))
    (p, q, r, s) = (Double(bounds.p), Double(bounds.q), Double(bounds.r), Double(bounds.s))
    strideWidth = Double(layer.stride.width)
    strideHeight = Double(layer.stride.height)
    macs = Double(layer.macs)
    outputs = n * k * p * q
  }
}

/// Words a tiling holds and moves under DOSA's model.
///
/// The closed form of `AnalyticalModel` under `ModelRules.dosa` for the tilings `DOSATile` describes; the tests hold
/// one against the other.
package struct DOSACounts: BitwiseCopyable, Sendable {
  /// Words of the scratchpad, and of one column's accumulator.
  package private(set) var scratchpadWords: Double
  package private(set) var accumulatorWords: Double
  /// Words loaded into weight registers.
  package private(set) var registerFills: Double
  /// Words of weights and inputs brought into the scratchpad.
  package private(set) var scratchpadFills: Double
  /// Words of outputs brought into the accumulators, and as many back.
  package private(set) var accumulatorFills: Double
  package private(set) var registerAccesses: Double
  package private(set) var accumulatorAccesses: Double
  package private(set) var scratchpadAccesses: Double
  package private(set) var dramAccesses: Double
  /// Cycles of the slowest part apart from the scratchpad, whose bandwidth grows with the array.
  package private(set) var cycles: Double

  /// Counts of a tile whose DRAM loops leave `reuse` on chip.
  @inline(__always) init(_ tile: DOSATile, _ layer: DOSALayerConstants, _ reuse: DRAMReuse) {
    let tripsP = layer.p / tile.p
    let tripsQ = layer.q / tile.q
    let tripsN = layer.n / tile.n
    let tripsR = layer.r / tile.r
    let tripsS = layer.s / tile.s
    let tripsC = layer.c / (tile.c * tile.spatialC)
    let tripsK = layer.k / (tile.k * tile.spatialK)
    let trips = tripsP * tripsQ * tripsN * tripsR * tripsS * tripsC * tripsK
    let width = (tile.p - 1) * layer.strideWidth + tile.r
    let height = (tile.q - 1) * layer.strideHeight + tile.s
    let channels = tile.c * tile.spatialC
    let weights = tile.r * tile.s * channels * tile.k * tile.spatialK
    let inputs = tile.n * channels * width * height
    let outputs = tile.n * tile.p * tile.q * tile.k
    scratchpadWords = weights + inputs
    accumulatorWords = outputs

    let weightsStay =
      (reuse.weights.contains(.p) ? tripsP : 1) * (reuse.weights.contains(.q) ? tripsQ : 1)
      * (reuse.weights.contains(.n) ? tripsN : 1)
    let outputsStay =
      (reuse.outputs.contains(.c) ? tripsC : 1) * (reuse.outputs.contains(.r) ? tripsR : 1)
      * (reuse.outputs.contains(.s) ? tripsS : 1)
    var inputFills = inputs * (reuse.inputs.contains(.k) ? trips / tripsK : trips)
    switch reuse.window {
    case .whole: break
    case .slidesWide:
      if tile.r > 1 { inputFills -= trips / tripsP * (tripsP - 1) * (inputs / width) * (tile.r - layer.strideWidth) }
    case .slidesHigh:
      if tile.s > 1 { inputFills -= trips / tripsQ * (tripsQ - 1) * (inputs / height) * (tile.s - layer.strideHeight) }
    case .widens, .widensThenSlides:
      let column = inputs / width
      inputFills -= trips / tripsR * (tripsR - 1) * column * (width - tile.r)
      if reuse.window == .widensThenSlides && tile.p > 1 {
        let less = tile.p <= layer.r ? 1 : min(0, layer.r - layer.strideWidth)
        inputFills -= trips / (tripsR * tripsP) * (tripsP - 1) * column * less
      }
    case .heightens, .heightensThenSlides:
      let row = inputs / height
      inputFills -= trips / tripsS * (tripsS - 1) * row * (height - tile.s)
      if reuse.window == .heightensThenSlides && tile.q > 1 {
        let less = tile.q <= layer.s ? 1 : min(0, layer.s - layer.strideHeight)
        inputFills -= trips / (tripsS * tripsQ) * (tripsQ - 1) * row * less
      }
    }
    let weightFills = weights * trips / weightsStay
    accumulatorFills = outputs * tile.spatialK * trips / outputsStay
    let stays = tile.n * tile.p * tile.q
    // Without another loop on chip in between, a register's weight stays while the scratchpad's does.
    let isAlone = tile.k * tile.c * tile.r * tile.s == 1
    registerFills = layer.macs / (isAlone ? stays * weightsStay : stays)
    scratchpadFills = weightFills + inputFills

    registerAccesses = layer.macs + registerFills
    accumulatorAccesses = 2 * layer.macs / tile.spatialC - layer.outputs + accumulatorFills
    scratchpadAccesses = registerFills + layer.macs / tile.spatialK + scratchpadFills
    dramAccesses = scratchpadFills + 2 * accumulatorFills - layer.outputs
    cycles = max(
      layer.macs / (tile.spatialC * tile.spatialK),
      max(registerAccesses / 10_000, max(accumulatorAccesses / (2 * tile.spatialK), dramAccesses / 8)))
  }

  /// Counts of a layer's tiling.
  package init(_ tiling: DOSATiling, of layer: DOSALayer) {
    let reuse = DRAMReuse(tiling.order.innermostFirst, moving: tiling.moving(layer.convolution.bounds))
    self.init(tiling.tile, DOSALayerConstants(layer.convolution), reuse)
  }
}
