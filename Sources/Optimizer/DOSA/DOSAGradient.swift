import Core
import Mapper

/// The energy–delay product of real-valued factors of all layers, with its derivatives.
package struct DOSAGradient: Sendable {
  /// Picojoules times cycles.
  package private(set) var product = 0.0
  /// By layer and slot of `DOSAFactors`.
  package private(set) var derivatives: [[Double]]

  /// Lanes of the hardware's sizes.
  private enum Lane {
    static let side = 29
    static let scratchpad = 30
    static let accumulator = 31
  }

  /// Evaluates a network on the smallest hardware that holds the factors, sizes not rounded.
  ///
  /// The model is `AnalyticalModel` over `Dual`, relaxed. Each layer's derivatives by the sizes of the hardware go to
  /// the layer that needs the most.
  ///
  /// - Parameters:
  ///   - factors: By layer.
  ///   - keepsUnit: Whether factors of 1 have derivatives.
  ///   - problem: The layers.
  package init(_ factors: [DOSAFactors], keepsUnit: Bool, _ problem: DOSAProblem) {
    derivatives = factors.map { $0.values.map { _ in 0 } }
    var hardware = DOSAHardware<Double>()
    if case .fixed(let side) = problem.side { hardware.side = Double(side) }
    var largest = (scratchpad: 0, accumulator: 0, side: (layer: 0, lane: 0))
    for (index, (layer, factors)) in zip(problem.layers, factors).enumerated() {
      let counts = DOSACounts(
        factors.tile(layer.convolution.bounds), DOSALayerConstants(layer.convolution), DRAMReuse())
      if counts.scratchpadWords > hardware.scratchpadWords {
        (hardware.scratchpadWords, largest.scratchpad) = (counts.scratchpadWords, index)
      }
      if counts.accumulatorWords > hardware.accumulatorWords {
        (hardware.accumulatorWords, largest.accumulator) = (counts.accumulatorWords, index)
      }
      for (lane, slot) in DOSAFactors.slots.enumerated() where slot.isSpatial && factors.values[lane] > hardware.side {
        (hardware.side, largest.side) = (factors.values[lane], (index, lane))
      }
    }
    let variable = DOSAHardware<Dual>(
      side: .variable(hardware.side, lane: Lane.side),
      scratchpadWords: .variable(hardware.scratchpadWords, lane: Lane.scratchpad),
      accumulatorWords: .variable(hardware.accumulatorWords, lane: Lane.accumulator))

    var cycles = Dual(0)
    var energy = Dual(0)
    var costs: [MappingCost<Dual>] = []
    var needs: (scratchpad: Dual, accumulator: Dual) = (Dual(0), Dual(0))
    for (index, (layer, factors)) in zip(problem.layers, factors).enumerated() {
      let nest = factors.nest(layer.convolution.bounds, keepsUnit: keepsUnit)
      var elements = Dual(1)
      for loop in 0..<nest.count where nest[loop].isSpatial { elements *= nest[loop].bound }
      var rules = ModelRules.dosa
      rules.rounding = .relaxed
      var model = AnalyticalModel(
        shape: LayerShape<Dual>(layer.convolution), hierarchy: variable.hierarchy(elements: elements), rules: rules)
      let cost = model.evaluate(nest)
      if index == largest.scratchpad { needs.scratchpad = model.occupancy[1] }
      if index == largest.accumulator { needs.accumulator = model.occupancy[2] }
      costs.append(cost)
      cycles += cost.cycles.scaled(by: Double(layer.count))
      energy += cost.energy.scaled(by: Double(layer.count))
    }
    product = cycles.value * energy.value
    func derivative(_ cycles: Dual, _ energy: Dual, _ lane: Int, _ total: (Double, Double)) -> Double {
      total.1 * cycles.derivatives[lane] + total.0 * energy.derivatives[lane]
    }
    let total = (cycles.value, energy.value)
    for (index, (layer, cost)) in zip(problem.layers, costs).enumerated() {
      for lane in derivatives[index].indices {
        derivatives[index][lane] = Double(layer.count) * derivative(cost.cycles, cost.energy, lane, total)
      }
    }
    let byScratchpad = derivative(cycles, energy, Lane.scratchpad, total)
    let byAccumulator = derivative(cycles, energy, Lane.accumulator, total)
    for lane in DOSAFactors.slots.indices {
      derivatives[largest.scratchpad][lane] += byScratchpad * needs.scratchpad.derivatives[lane]
      derivatives[largest.accumulator][lane] += byAccumulator * needs.accumulator.derivatives[lane]
    }
    if case .atMost = problem.side, hardware.side > 2 {
      derivatives[largest.side.layer][largest.side.lane] += derivative(cycles, energy, Lane.side, total)
    }
  }
}

extension DOSAFactors {
  /// The tile the factors make; what exceeds a dimension's bound is cut off.
  func tile(_ bounds: LoopBounds) -> DOSATile {
    func onChip(_ dimension: Dimension, spatial: Double = 1) -> Double {
      min(product(dimension), Double(bounds[dimension])) / min(spatial, Double(bounds[dimension]))
    }
    let (spatialC, spatialK) = (max(1, values[0]), max(1, values[1]))
    return DOSATile(
      n: onChip(.n), k: onChip(.k, spatial: spatialK), c: onChip(.c, spatial: spatialC), p: onChip(.p), q: onChip(.q),
      r: onChip(.r), s: onChip(.s), spatialC: spatialC, spatialK: spatialK)
  }
}

/// Adam's first and second moments (Kingma and Ba, ICLR 2015, algorithm 1, with its default constants).
struct AdamMoments: Sendable {
  private var first: [[Double]]
  private var second: [[Double]]
  private var steps = 0

  /// Moments of as many variables as `shape` has entries.
  init(like shape: [[Double]]) {
    first = shape.map { $0.map { _ in 0 } }
    second = first
  }

  /// How far to move each variable against the derivatives, in units of the learning rate.
  mutating func moves(_ derivatives: [[Double]]) -> [[Double]] {
    steps += 1
    let (decay, secondDecay) = (0.9, 0.999)
    var moves = first
    for row in derivatives.indices {
      for column in derivatives[row].indices {
        let derivative = derivatives[row][column]
        first[row][column] = decay * first[row][column] + (1 - decay) * derivative
        second[row][column] = secondDecay * second[row][column] + (1 - secondDecay) * derivative * derivative
        let mean = first[row][column] / (1 - power(decay))
        let square = second[row][column] / (1 - power(secondDecay))
        moves[row][column] = mean / (square.squareRoot() + 1e-8)
      }
    }
    return moves
  }

  /// A constant to the number of steps.
  private func power(_ base: Double) -> Double {
    var (result, factor, exponent) = (1.0, base, steps)
    while exponent > 0 {
      if exponent & 1 == 1 { result *= factor }
      factor *= factor
      exponent >>= 1
    }
    return result
  }
}
