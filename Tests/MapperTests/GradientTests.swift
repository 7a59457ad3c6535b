import Core
import Mapper
import Testing

/// Derivatives of the relaxed model against differences, and relaxed against exact costs.
@Suite struct GradientTests {
  /// Greatest difference of two derivatives, relative to the larger.
  private static let tolerance = 1e-6
  /// Derivatives are compared as elasticities (percent of cost for a percent of the quantity); smaller ones as if this.
  private static let smallest = 1e-3
  /// Step of the differences, relative to the quantity.
  private static let step = 1e-5

  @Test(arguments: SmallMachines.all.map(\.name))
  func derivativesAgreeWithDifferences(machine: String) throws {
    let variant = try #require(SmallMachines.all.first { $0.name == machine }?.variant)
    var random = SeededRandom(seed: 21)
    var points = 0
    var compared = 0
    var nearTies = 0
    while points < 200 {
      let layer = random.mediumLayer()
      var rules = ModelRules.walked
      rules.rounding = .relaxed
      rules.reuse = [.walk, .tile, .dosa][random.below(3)]
      var sampler = NestSampler(variant, bounds: layer.bounds)
      guard var nest = sampler.draw(&random), nest.count <= 20 else { continue }
      // Inside whole factors: the outermost loops, which take what is left, grow.
      for index in 0..<nest.count { nest[index].bound = 1 + (nest[index].bound - 1) * (0.3 + 0.7 * random.unit()) }
      points += 1
      let sizes = variant.hierarchy.bandwidths.enumerated().map { (size: $1, lane: 20 + $0) }
      var model = AnalyticalModel(
        shape: LayerShape<Dual>(layer), hierarchy: Hierarchy<Dual>(variant.hierarchy, varying: sizes), rules: rules)
      let cost = model.evaluate(LoopNest<Dual>(varying: nest))
      func costs(_ nest: LoopNest<Double>, _ hierarchy: Hierarchy<Double>) -> [Double] {
        var model = AnalyticalModel(shape: LayerShape<Double>(layer), hierarchy: hierarchy, rules: rules)
        let cost = model.evaluate(nest)
        return [cost.energy, cost.cycles]
      }
      let plain = costs(nest, variant.hierarchy)
      #expect(plain == [cost.energy.value, cost.cycles.value])
      func compare(lane: Int, of quantity: Double, _ costsAt: (Double) -> [Double]) {
        for (metric, found) in [cost.energy, cost.cycles].enumerated() {
          let coarse = slope(quantity, Self.step) { costsAt($0)[metric] } / plain[metric]
          let fine = slope(quantity, Self.step / 2) { costsAt($0)[metric] } / plain[metric]
          let elasticity = found.derivatives[lane] * quantity / plain[metric]
          let scale = max(abs(elasticity), Self.smallest)
          compared += 1
          if abs(coarse - fine) > Self.tolerance / 10 * scale {
            nearTies += 1
          } else {
            #expect(abs(elasticity - fine) <= Self.tolerance * scale, "lane \(lane) of \(layer), \(rules)")
          }
        }
      }
      for index in 0..<nest.count {
        compare(lane: index, of: nest[index].bound) { bound in
          var moved = nest
          moved[index].bound = bound
          return costs(moved, variant.hierarchy)
        }
      }
      for (size, lane) in sizes {
        compare(lane: lane, of: variant.hierarchy[size]) { costs(nest, variant.hierarchy.setting(size, to: $0)) }
      }
    }
    #expect(nearTies * 50 <= compared, "\(nearTies) of \(compared) too near a tie to tell")
  }

  /// The derivative by the logarithm of a quantity, from four points around it (error of fourth order).
  private func slope(_ at: Double, _ step: Double, _ value: (Double) -> Double) -> Double {
    let near = value(at * (1 + step)) - value(at * (1 - step))
    let far = value(at * (1 + 2 * step)) - value(at * (1 - 2 * step))
    return (8 * near - far) / (12 * step)
  }

  @Test(arguments: SmallMachines.all.map(\.name), [true, false])
  func relaxedIsNeverAboveExact(machine: String, perfect: Bool) throws {
    var variant = try #require(SmallMachines.all.first { $0.name == machine }?.variant)
    variant.mapspace.perfect = perfect
    var random = SeededRandom(seed: 22)
    var compared = 0
    while compared < 1000 {
      let layer = compared % 2 == 0 ? random.mediumLayer() : random.smallLayer(macs: 400)
      var sampler = NestSampler(variant, bounds: layer.bounds)
      guard let nest = sampler.draw(&random) else { continue }
      compared += 1
      var rules = ModelRules.walked
      rules.reuse = [.walk, .tile, .dosa][random.below(perfect ? 3 : 2)]
      var exactModel = AnalyticalModel(
        shape: LayerShape<Double>(layer), hierarchy: variant.hierarchy, rules: rules)
      rules.rounding = .relaxed
      var relaxedModel = AnalyticalModel(
        shape: LayerShape<Double>(layer), hierarchy: variant.hierarchy, rules: rules)
      let (exact, relaxed) = (exactModel.evaluate(nest), relaxedModel.evaluate(nest))
      let mapping = nest.mapping(on: variant.hierarchy, bounds: layer.bounds)
      let comment: Comment = "\(mapping), \(layer), \(rules.reuse): \(relaxed) above \(exact)"
      // Sums in another order differ by rounding.
      #expect(relaxed.energy <= exact.energy * (1 + 1e-12), comment)
      #expect(relaxed.cycles <= exact.cycles * (1 + 1e-12), comment)
      #expect(relaxed.computeCycles <= exact.computeCycles * (1 + 1e-12), comment)
    }
  }
}

extension SeededRandom {
  /// A layer with sizes that have several factors, strides, dilations and now and then batches and groups.
  fileprivate mutating func mediumLayer() -> Convolution {
    let sizes = [1, 2, 4, 6, 8, 12, 16, 24, 30, 36, 48]
    func size(_ most: Int) -> Int { sizes[below(most)] }
    return Convolution(
      bounds: LoopBounds(
        n: below(4) == 0 ? 4 : 1, g: below(5) == 0 ? 2 : 1, k: size(11), c: size(11), p: size(9), q: size(9),
        r: [1, 3, 4, 6][below(4)], s: [1, 3, 4, 6][below(4)]),
      stride: Extent(width: within(1...3), height: within(1...2)),
      dilation: Extent(width: below(4) == 0 ? 2 : 1, height: 1))
  }
}

extension Hierarchy<Double> {
  /// The bandwidths that are limited.
  fileprivate var bandwidths: [HardwareSize] {
    memories.indices.flatMap { memory in
      [.readBandwidth(memory: memory), .writeBandwidth(memory: memory), .sharedBandwidth(memory: memory)]
        .filter { self[$0] < .infinity }
    }
  }

  fileprivate subscript(size: HardwareSize) -> Double {
    switch size {
    case .capacity(let memory): memories[memory].capacity
    case .readBandwidth(let memory): memories[memory].readBandwidth
    case .writeBandwidth(let memory): memories[memory].writeBandwidth
    case .sharedBandwidth(let memory): memories[memory].sharedBandwidth
    }
  }

  fileprivate func setting(_ size: HardwareSize, to value: Double) -> Hierarchy<Double> {
    var memories = memories
    switch size {
    case .capacity(let memory): memories[memory].capacity = value
    case .readBandwidth(let memory): memories[memory].readBandwidth = value
    case .writeBandwidth(let memory): memories[memory].writeBandwidth = value
    case .sharedBandwidth(let memory): memories[memory].sharedBandwidth = value
    }
    return Hierarchy(levels: levels, memories: memories, macEnergy: macEnergy)
  }
}
