import Core
import Mapper
import Optimizer
import Testing

/// A layer on a machine of four levels, the array's side and the memories given.
private enum Bench {
  static func problem(side: Int, scratchpad: Double, _ convolution: Convolution) -> MappingProblem {
    var memories = [MemoryCost<Double>](repeating: MemoryCost(), count: 4)
    memories[0].sharedBandwidth = 16
    for (index, energy) in [100.0, 6, 2, 0.5].enumerated() {
      memories[index].readEnergy = energy
      memories[index].fillEnergy = energy
      memories[index].updateEnergy = energy
    }
    memories[1].capacity = scratchpad
    memories[2].capacity = scratchpad / 4
    memories[3].capacity = 1
    let hierarchy = Hierarchy<Double>(
      levels: [
        HierarchyLevel(keeps: .all, memory: 0),
        HierarchyLevel(keeps: [.weights, .inputs], memory: 1, fanOutX: side),
        HierarchyLevel(keeps: [.outputs], memory: 2, fanOutX: side), HierarchyLevel(keeps: [.weights], memory: 3),
      ], memories: memories, macEnergy: 0.5)
    return MappingProblem(
      convolution: convolution,
      variants: [MappingVariant(hierarchy: hierarchy, mapspace: .gemmini(dimension: side))])
  }

  /// Matrix products and convolutions of small sizes on three machines.
  static func examples(_ numbers: Range<Int>, keep: Int = 3) -> [MappingExample] {
    numbers.compactMap { number in
      var random = SeededRandom(seed: 11, stream: UInt64(number))
      let sizes = [8, 16, 24, 32, 64, 96]
      func size() -> Int { sizes[random.below(sizes.count)] }
      let taps = random.below(2) == 0 ? 1 : 3
      let convolution = Convolution(bounds: LoopBounds(k: size(), c: size(), p: size(), q: 14, r: taps, s: taps))
      let problem = problem(
        side: [4, 8, 16][random.below(3)], scratchpad: [2048, 8192, 32_768][random.below(3)], convolution)
      let found = problem.search(.annealing, .edp, evaluations: 600, seed: random.next(), keep: keep).found
      guard !found.isEmpty else { return nil }
      let layer = Layer(name: "l\(number)", content: LayerContent(operation: .convolution(convolution)))
      return MappingExample(layer: layer, problem: problem, nests: found.map(\.nest))
    }
  }
}

@Suite("Diffusion of mappings")
struct MappingDiffusionTests {
  @Test("Every mapping is read back from its vector, and from one a little off")
  func coding() {
    let examples = Bench.examples(0..<12)
    let coding = MappingCoding(examples.map(\.problem))
    var random = SeededRandom(seed: 3)
    for example in examples {
      let bounds = example.problem.convolution.bounds
      for nest in example.nests {
        let vector = coding.encoded(nest, bounds)
        #expect(vector.count == coding.width)
        #expect(vector.allSatisfy { (-1.001...1.001).contains($0) })
        // The shortest step of a bound of 96 is ln 2 / ln 96 of the range; places of seven loops lie a third apart.
        let noisy = vector.map { $0 + 0.01 * Float(2 * random.unit() - 1) }
        for coordinates in [vector, noisy] {
          let read = coding.decoded(coordinates[...], bounds, in: example.problem.variants)
          #expect(read.hasSameLoops(as: nest))
        }
      }
    }
  }

  @Test("Factors multiply up to the bounds whatever the vector")
  func anyVector() {
    let examples = Bench.examples(0..<6)
    let coding = MappingCoding(examples.map(\.problem))
    var random = SeededRandom(seed: 4)
    for example in examples {
      let bounds = example.problem.convolution.bounds
      for draw in 0..<20 {
        var vector = (0..<coding.width).map { _ in Float(4 * random.unit() - 2) }
        if draw == 0 { vector = vector.map { _ in .nan } }
        let nest = coding.decoded(vector[...], bounds, in: example.problem.variants)
        var product = LoopBounds()
        for index in 0..<nest.count { product[nest[index].dimension] *= Int(nest[index].bound) }
        #expect(product == bounds)
      }
    }
  }

  @Test("What is drawn for layers never seen is legal, costs what the model says and beats random mappings")
  func drawing() throws {
    var options = MappingDiffusion.Options()
    options.width = 64
    options.steps = 500
    let model = MappingDiffusion(Bench.examples(0..<120), options: options, seed: 1)
    var wins = 0
    let unseen = Bench.examples(500..<520, keep: 1)
    for example in unseen {
      var random = SeededRandom(seed: 5)
      let drawn = model.draw(example.problem, example.layer, .edp, evaluations: 40, &random)
      let best = try #require(drawn.found.found.first)
      #expect(drawn.counts.legal + drawn.counts.repaired <= drawn.counts.drawn)
      #expect(drawn.evaluations >= 40 && drawn.evaluations < 120)
      var scored = example.problem.model()
      #expect(scored.evaluate(best.nest).fits)
      #expect(scored.evaluate(best.nest).energy == best.cost.energy)
      let mapping = example.problem.mapping(best)
      #expect(example.problem.adopt(mapping)?.cost == best.cost)
      let random40 = example.problem.search(.random, .edp, evaluations: 40, seed: 5).best?.cost.edp ?? .infinity
      wins += best.cost.edp < random40 ? 1 : 0
    }
    #expect(wins >= unseen.count * 7 / 10, "\(wins) of \(unseen.count)")
  }

  @Test("An annealing that begins with a mapping never ends with a worse one")
  func start() throws {
    for example in Bench.examples(30..<36, keep: 1) {
      let start = try #require(example.problem.search(.random, .edp, evaluations: 50, seed: 2).best)
      let end = try #require(
        example.problem.search(.annealing, .edp, evaluations: 60, seed: 3, start: start).best)
      #expect(end.cost.edp <= start.cost.edp)
    }
  }
}
