import Core
import Mapper

/// A solution of DOSA's problem: a tiling for each layer and the hardware that holds them all.
package struct DOSADesign: Hashable, Sendable {
  /// By layer of the problem.
  package var tilings: [DOSATiling]
  /// PEs along each side of the array.
  package var side: Int
  package var scratchpadKiB: Int
  package var accumulatorKiB: Int
  /// Cycles of the network.
  package var cycles: Double
  /// Picojoules of the network.
  package var picojoules: Double

  /// Energy–delay product in microjoules times cycles, as DOSA states it.
  package var edp: Double { picojoules * 1e-6 * cycles }
}

extension DOSAProblem {
  /// The smallest hardware that holds the tilings, and what they cost on it by the analytical model.
  ///
  /// - Parameter tilings: By layer; every factor divides what it stands for.
  /// - Returns: The design.
  package func design(_ tilings: [DOSATiling]) -> DOSADesign {
    var hardware = DOSAHardware<Double>()
    if case .fixed(let side) = side { hardware.side = Double(side) }
    for (layer, tiling) in zip(layers, tilings) {
      let tile = tiling.tile
      let counts = DOSACounts(tile, DOSALayerConstants(layer.convolution), DRAMReuse())
      hardware.scratchpadWords = max(hardware.scratchpadWords, counts.scratchpadWords)
      hardware.accumulatorWords = max(hardware.accumulatorWords, counts.accumulatorWords)
      if case .atMost = side { hardware.side = max(hardware.side, max(tile.spatialC, tile.spatialK)) }
    }
    return cost(of: tilings, on: hardware.rounded)
  }

  /// What tilings cost by the analytical model on given hardware, which holds them.
  func cost(of tilings: [DOSATiling], on hardware: DOSAHardware<Double>) -> DOSADesign {
    var design = DOSADesign(
      tilings: tilings, side: Int(hardware.side), scratchpadKiB: Int(hardware.scratchpadKiB.rounded()),
      accumulatorKiB: Int(hardware.accumulatorKiB.rounded()), cycles: 0, picojoules: 0)
    for (layer, tiling) in zip(layers, tilings) {
      let cost = cost(of: tiling, of: layer, on: hardware)
      design.cycles += Double(layer.count) * cost.cycles
      design.picojoules += Double(layer.count) * cost.energy
    }
    return design
  }

  /// What a layer's tiling costs by the analytical model on given hardware.
  func cost(of tiling: DOSATiling, of layer: DOSALayer, on hardware: DOSAHardware<Double>) -> MappingCost<Double> {
    var model = AnalyticalModel(
      shape: LayerShape<Double>(layer.convolution),
      hierarchy: hardware.hierarchy(elements: Double(tiling.spatialC * tiling.spatialK)), rules: .dosa)
    return model.evaluate(tiling.nest(layer.convolution.bounds))
  }
}
