import Core
import Formats
import Mapper
import Sim
import Testing

/// The mapspace that keeps to the controller holds exactly the mappings the simulated controller runs unchanged.
@Suite struct ControllerMapspaceTests {
  @Test func holdsWhatTheMachineRunsAsWritten() throws {
    let architecture = try BuiltinDocument.architecture(named: "gemmini-dosa")
    let convolution = Convolution(bounds: LoopBounds(n: 2, k: 32, c: 32, p: 6, q: 4, r: 3, s: 2))
    let layer = Layer(name: "conv", content: LayerContent(operation: .convolution(convolution)))
    let everything = try MappingProblem(
      convolution: convolution, precision: layer.precision, architecture: architecture)
    var kept = everything
    kept.keepToController(of: architecture)
    #expect(kept.variants.count == 2)
    var sampler = NestSampler(everything.variants[0], bounds: convolution.bounds)
    var random = SeededRandom(seed: 7)
    var model = everything.model()
    var runs = (unchanged: 0, changed: 0)
    while runs.unchanged < 25 || runs.changed < 100 {
      guard let nest = sampler.draw(&random), model.evaluate(nest).fits else { continue }
      let mapping = nest.mapping(on: everything.variants[0].hierarchy, bounds: convolution.bounds)
      let result = try simulateLayer(layer, mapping: mapping, on: architecture)
      let isUnchanged = result.mapping == mapping
      #expect(kept.variants.contains { allows($0.mapspace, mapping) } == isUnchanged, "\(mapping)")
      if isUnchanged { runs.unchanged += 1 } else { runs.changed += 1 }
    }
  }

  /// Whether every temporal loop of a mapping is allowed where it stands.
  private func allows(_ mapspace: Mapspace, _ mapping: Mapping) -> Bool {
    zip(mapspace.levels, mapping.levels).allSatisfy { constraint, level in
      let order = level.temporal.map(\.dimension)
      return constraint.allows(order: order.reversed())
        && level.temporal.allSatisfy { constraint.temporal.allows($0.dimension, $0.bound) }
    }
  }
}
