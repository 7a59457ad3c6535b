import Core
package import Mapper

/// A solution of DOSA's problem: a tiling for each layer and the hardware that holds them all.
package struct DOSADesign: Hashable, Sendable {
  /// By layer of the problem.
  package var tilings: [DOSATiling]
  /// What the tilings cost.
  package var cost: DOSACost

  /// Energy–delay product in microjoules times cycles, as DOSA states it.
  package var edp: Double { cost.edp }
}

/// Hardware and what a network costs on it.
package struct DOSACost: Hashable, Sendable, Codable {
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
    DOSADesign(tilings: tilings, cost: cost(of: nests(tilings)))
  }

  /// The loops of tilings, by layer.
  func nests(_ tilings: [DOSATiling]) -> [LoopNest<Double>] {
    zip(tilings, layers).map { $0.nest($1.convolution.bounds) }
  }

  /// What mappings cost by the analytical model on the smallest hardware that holds them.
  ///
  /// - Parameter nests: By layer, on the levels of `DOSAHardware`.
  /// - Returns: The hardware, in whole KiB, and the cost.
  package func cost(of nests: [LoopNest<Double>]) -> DOSACost {
    cost(of: nests, on: smallestHardware(nests))
  }

  /// What mappings cost on hardware that holds them.
  private func cost(of nests: [LoopNest<Double>], on hardware: DOSAHardware<Double>) -> DOSACost {
    var total = DOSACost(
      side: Int(hardware.side), scratchpadKiB: Int(hardware.scratchpadKiB.rounded()),
      accumulatorKiB: Int(hardware.accumulatorKiB.rounded()), cycles: 0, picojoules: 0)
    for (layer, nest) in zip(layers, nests) {
      let cost = cost(of: nest, of: layer, on: hardware)
      total.cycles += Double(layer.count) * cost.cycles
      total.picojoules += Double(layer.count) * cost.energy
    }
    return total
  }

  /// What tilings that fit given hardware cost on it, however much of it they use.
  func cost(of tilings: [DOSATiling], on sizes: DOSASizes) -> DOSACost {
    let (side, words) = (Double(sizes.side), 1024.0)
    let hardware = DOSAHardware<Double>(
      side: side, scratchpadWords: Double(sizes.scratchpadKiB) * words,
      accumulatorWords: Double(sizes.accumulatorKiB) * words / (side * 4))
    return cost(of: nests(tilings), on: hardware)
  }

  /// The smallest hardware of whole KiB that holds mappings.
  func smallestHardware(_ nests: [LoopNest<Double>]) -> DOSAHardware<Double> {
    var hardware = DOSAHardware<Double>()
    let unlimited = hardware.hierarchy(elements: 1)
    for (layer, nest) in zip(layers, nests) {
      var model = AnalyticalModel(shape: LayerShape<Double>(layer.convolution), hierarchy: unlimited, rules: .dosa)
      _ = model.evaluate(nest)
      hardware.grow(toHold: model)
    }
    if case .fixed(let side) = side { hardware.side = Double(side) }
    return hardware.rounded
  }

  /// What a layer's mapping costs by the analytical model on given hardware.
  func cost(of nest: LoopNest<Double>, of layer: DOSALayer, on hardware: DOSAHardware<Double>) -> MappingCost<Double> {
    let elements = (0..<nest.count).reduce(1.0) { $0 * (nest[$1].isSpatial ? nest[$1].bound : 1) }
    var model = AnalyticalModel(
      shape: LayerShape<Double>(layer.convolution), hierarchy: hardware.hierarchy(elements: elements), rules: .dosa)
    return model.evaluate(nest)
  }
}
