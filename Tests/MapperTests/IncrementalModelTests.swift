import Core
import Mapper
import Testing

/// Costs kept up to date against full evaluations of the same loops.
@Suite struct IncrementalModelTests {
  @Test(arguments: SmallMachines.all.map(\.name), [ReuseRule.walk, .tile, .timeloop, .dosa])
  func costsAreThoseOfAFullEvaluation(machine: String, reuse: ReuseRule) throws {
    let variant = try #require(SmallMachines.all.first { $0.name == machine }?.variant)
    var random = SeededRandom(seed: 41)
    for round in 0..<12 {
      let sizes = [1, 4, 12, 16, 36]
      let layer = Convolution(
        bounds: LoopBounds(
          n: random.below(4) == 0 ? 4 : 1, k: sizes[random.below(5)], c: sizes[random.below(5)],
          p: sizes[random.below(5)], q: sizes[random.below(5)], r: [1, 3, 4][random.below(3)],
          s: [1, 3, 4][random.below(3)]), stride: Extent(width: random.within(1...2), height: 1))
      var rules = ModelRules.walked
      rules.reuse = reuse
      rules.countsDrainReads = round % 3 == 1
      rules.elidesFirstFills = round % 4 != 2
      rules.countsBursts = round % 2 == 0
      rules.rounding = round % 5 == 3 ? .relaxed : .exact
      var loops = self.loops(variant, layer, &random)
      var incremental = IncrementalModel(
        shape: LayerShape<Double>(layer), hierarchy: variant.hierarchy, rules: rules, loops: loops)
      var full = AnalyticalModel(shape: LayerShape<Double>(layer), hierarchy: variant.hierarchy, rules: rules)
      #expect(isSame(incremental.cost(), full.evaluate(packed(loops))))
      for _ in 0..<200 {
        let source = random.below(loops.count)
        let target = random.below(loops.count)
        guard source != target, loops[source].dimension == loops[target].dimension, loops[source].bound > 1 else {
          continue
        }
        let factors = (2...Int(loops[source].bound)).filter { Int(loops[source].bound) % $0 == 0 }
        let factor = Double(factors[random.below(factors.count)])
        loops[source].bound /= factor
        loops[target].bound *= factor
        let cost = incremental.move(factor, from: source, to: target)
        #expect(
          isSame(cost, full.evaluate(packed(loops))),
          "\(packed(loops).mapping(on: variant.hierarchy, bounds: layer.bounds)), \(layer), \(rules)")
        #expect(incremental.nest.hasSameLoops(as: packed(loops)))
      }
    }
  }

  /// Every dimension at every level in a random order, spatial where the machine fans out; all trips at the outermost.
  private func loops(
    _ variant: MappingVariant, _ layer: Convolution, _ random: inout SeededRandom
  ) -> [NestLoop<Double>] {
    var loops: [NestLoop<Double>] = []
    for (index, level) in variant.hierarchy.levels.enumerated() {
      var dimensions = Dimension.allCases
      for place in dimensions.indices { dimensions.swapAt(place, random.below(dimensions.count)) }
      for dimension in dimensions {
        loops.append(NestLoop(dimension, index == 0 ? Double(layer.bounds[dimension]) : 1, level: index))
      }
      let constraint = variant.mapspace.levels[index]
      if level.fanOutX > 1 {
        loops += constraint.spatialX.dimensions.dimensions.map { NestLoop($0, 1, level: index, place: .x) }
      }
      if level.fanOutY > 1 {
        loops += constraint.spatialY.dimensions.dimensions.map { NestLoop($0, 1, level: index, place: .y) }
      }
    }
    return loops
  }

  private func packed(_ loops: [NestLoop<Double>]) -> LoopNest<Double> {
    var nest = LoopNest<Double>()
    for loop in loops { nest.append(loop) }
    return nest
  }

  private func isSame(_ left: MappingCost<Double>, _ right: MappingCost<Double>) -> Bool {
    left.energy == right.energy && left.cycles == right.cycles && left.computeCycles == right.computeCycles
      && left.fits == right.fits
  }
}
