import Core
import Mapper

/// What a gradient search has found and done.
package struct DOSADescent: Hashable, Sendable {
  /// The best design found.
  package var design: DOSADesign
  /// The best design at any rounding, before the exact mapper took over.
  package var descended: DOSADesign
  /// Evaluations of the network by the model as DOSA counts them: one a step, and one for each order of each layer
  /// whenever factors are rounded.
  package var evaluations: Int
  /// Tilings enumerated by the exact mapper.
  package var tilings = 0
  /// The array's side at the start point that led to the design.
  package var startSide: Int
}

/// How a gradient search steps.
package struct DOSADescentRule: Hashable, Sendable {
  /// Steps of a start.
  package var steps: Int
  /// Steps between roundings.
  package var roundEvery: Int
  /// How far a variable moves in a step, about.
  package var rate: Double
  /// Whether variables are binary logarithms of the factors, otherwise the factors divided by `scales`.
  package var isLogarithmic: Bool

  /// DOSA's search as its authors run it (`search_gd`, `dse/mapping_driven_hw_search.py` of ucb-bar/dosa at a7a3239):
  /// 1,490 steps a start, rounding every 500, a learning rate of 1e-5 to 7.5e-5.
  package static func published(rate: Double) -> DOSADescentRule {
    DOSADescentRule(steps: 1490, roundEvery: 500, rate: rate, isLogarithmic: false)
  }

  /// The learning rate DOSA's authors give a workload for the energy–delay product, by its name.
  package static func publishedRate(of workload: String) -> Double {
    let rates = ["unet": 5e-5, "u-net": 5e-5, "rnnt": 5e-5, "resnet50": 7.5e-5, "retinanet": 7.5e-5]
    let name = workload.lowercased()
    return rates.sorted { $0.key < $1.key }.first { name.contains($0.key) }?.value ?? 1e-5
  }

  /// Steps in the logarithm, so that a small factor moves as readily as a large one.
  package static let improved = DOSADescentRule(steps: 360, roundEvery: 120, rate: 0.03, isLogarithmic: true)

  /// What a factor is divided by to give a variable, by slot of `DOSAFactors`.
  ///
  /// DOSA takes the greatest value among ten random mappings of its data set. Recorded are those of C and K over the
  /// array (16, 8), of Q at the registers (1) and of C and K on chip (64, 128); the others are ours, of the same kind.
  static let scales: [Double] = [16, 8, 16, 1, 7, 7, 56, 56, 64, 128, 1]
}

/// One start of a gradient search: factors of all layers going downhill.
struct DOSAStart: Sendable {
  private let problem: DOSAProblem
  private let rule: DOSADescentRule
  private var factors: [DOSAFactors]
  private var adam: AdamMoments
  /// The best design at any rounding.
  private(set) var best: DOSADesign
  private(set) var evaluations = 0

  /// A start from given tilings.
  init(_ problem: DOSAProblem, _ tilings: [DOSATiling], _ rule: DOSADescentRule) {
    self.problem = problem
    self.rule = rule
    best = problem.design(tilings)
    factors = tilings.map { DOSAFactors($0) }
    adam = AdamMoments(like: factors.map(\.values))
    reorder(tilings)
  }

  /// Steps and rounds; Adam's moments outlive a rounding.
  mutating func run() {
    for step in 1...rule.steps {
      self.step()
      if step.isMultiple(of: rule.roundEvery) || step == rule.steps { round() }
    }
  }

  private mutating func step() {
    evaluations += 1
    let gradient = DOSAGradient(factors, keepsUnit: rule.isLogarithmic, problem)
    let (penalty, penalties) = excess()
    var derivatives = gradient.derivatives
    for layer in derivatives.indices {
      for slot in derivatives[layer].indices {
        let whole = derivatives[layer][slot] * (1 + penalty) + gradient.product * penalties[layer][slot]
        derivatives[layer][slot] =
          rule.isLogarithmic ? whole * factors[layer].values[slot] : whole * DOSADescentRule.scales[slot]
      }
    }
    let moves = adam.moves(derivatives)
    for layer in moves.indices {
      for slot in moves[layer].indices {
        let move = -rule.rate * moves[layer][slot]
        if rule.isLogarithmic {
          factors[layer].values[slot] *= exponential(move)
        } else {
          factors[layer].values[slot] += move * DOSADescentRule.scales[slot]
        }
      }
      if rule.isLogarithmic { keepInBounds(layer) }
    }
  }

  /// 2 to a small power, by its series: the same on every machine.
  private func exponential(_ power: Double) -> Double {
    let x = power * 0.6931471805599453
    return 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4)))
  }

  /// How far factors are from being factors, as DOSA penalises it, with derivatives.
  ///
  /// The sum of max(0, 1 − f)² over all factors, those over DRAM included, and ten times the square of what a factor over
  /// the array is beyond its side. In logarithms factors are kept in bounds instead.
  private func excess() -> (Double, [[Double]]) {
    var sum = 0.0
    var derivatives = factors.map { $0.values.map { _ in 0.0 } }
    guard !rule.isLogarithmic else { return (0, derivatives) }
    for (index, layer) in problem.layers.enumerated() {
      for (slot, value) in factors[index].values.enumerated() {
        let short = max(0, 1 - value)
        sum += short * short
        derivatives[index][slot] -= 2 * short
        let isSpatial = DOSAFactors.slots[slot].isSpatial
        let over = isSpatial ? max(0, value - Double(problem.side.limit)) : 0
        sum += 10 * over * over
        derivatives[index][slot] += 20 * over
      }
      for dimension in Dimension.allCases where layer.convolution.bounds[dimension] > 1 {
        let left = Double(layer.convolution.bounds[dimension]) / factors[index].product(dimension)
        let short = max(0, 1 - left)
        guard short > 0 else { continue }
        sum += short * short
        for (slot, value) in factors[index].values.enumerated()
        where DOSAFactors.slots[slot].dimension == dimension && value > 1 {
          derivatives[index][slot] += 2 * short * left / value
        }
      }
    }
    return (sum, derivatives)
  }

  /// No factor below 1, none over the array beyond its side, and no more than the layer's bound in all.
  private mutating func keepInBounds(_ layer: Int) {
    let bounds = problem.layers[layer].convolution.bounds
    var left = PerDimension<Double>(bounds)
    for (lane, slot) in DOSAFactors.slots.enumerated() {
      let most = min(left[slot.dimension], slot.isSpatial ? Double(problem.side.limit) : .infinity)
      factors[layer].values[lane] = min(max(1, factors[layer].values[lane]), most)
      left[slot.dimension] /= factors[layer].values[lane]
    }
  }

  /// Rounds to the nearest tilings, gives each layer its best order and goes on from there.
  private mutating func round() {
    let tilings = zip(factors, problem.layers).map { factors, layer in
      factors.rounded(layer.convolution.bounds, side: problem.side.limit) { divisor, value in
        rule.isLogarithmic ? max(divisor, value) / min(divisor, value) : abs(divisor - value)
      }
    }
    reorder(tilings)
    for layer in tilings.indices {
      let order = factors[layer].order
      factors[layer] = DOSAFactors(tilings[layer])
      factors[layer].order = order
    }
  }

  /// Gives each layer in turn the order that is best for the network, and notes the design.
  private mutating func reorder(_ tilings: [DOSATiling]) {
    evaluations += tilings.count * problem.orders.count
    let design = problem.withBestOrders(tilings)
    if design.edp < best.edp { best = design }
    for layer in factors.indices { factors[layer].order = design.tilings[layer].order }
  }
}

extension DOSAProblem {
  /// Gives each layer in turn the order that is best for the network; the hardware doesn't depend on it.
  func withBestOrders(_ tilings: [DOSATiling]) -> DOSADesign {
    let hardware = smallestHardware(nests(tilings))
    func costs(_ tiling: DOSATiling, _ layer: DOSALayer) -> (cycles: Double, energy: Double) {
      let cost = cost(of: tiling.nest(layer.convolution.bounds), of: layer, on: hardware)
      return (Double(layer.count) * cost.cycles, Double(layer.count) * cost.energy)
    }
    var tilings = tilings
    var chosen = zip(tilings, layers).map { costs($0, $1) }
    for (index, layer) in layers.enumerated() {
      var others = (cycles: 0.0, energy: 0.0)
      for (other, cost) in chosen.enumerated() where other != index {
        others.cycles += cost.cycles
        others.energy += cost.energy
      }
      func product(_ cost: (cycles: Double, energy: Double)) -> Double {
        (others.cycles + cost.cycles) * (others.energy + cost.energy)
      }
      for order in orders {
        var tiling = tilings[index]
        tiling.order = order
        let cost = costs(tiling, layer)
        if product(cost) < product(chosen[index]) { (tilings[index], chosen[index]) = (tiling, cost) }
      }
    }
    return design(tilings)
  }
}
