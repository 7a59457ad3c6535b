import Core
import Foundation
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
        // Neighbouring factors of 96 lie ln(4 / 3) / ln 96 apart, 0.13 of the range; places of seven loops a third.
        let noisy = vector.map { $0 + 0.01 * Float(2 * random.unit() - 1) }
        for coordinates in [vector, noisy] {
          let read = coding.decoded(coordinates[...], bounds, in: example.problem.variants)
          #expect(read.hasSameLoops(as: nest))
        }
      }
    }
  }

  @Test("The nearest factors are those that trying all finds")
  func nearest() {
    var random = SeededRandom(seed: 9)
    for number in [1, 7, 12, 96, 360, 1001] {
      for _ in 0..<20 {
        let wanted = (0..<3).map { _ in random.unit() * log(Double(number)) }
        let most = [1 + random.below(8), 1 + random.below(40), .max]
        func miss(_ factors: [Int]) -> Double {
          zip(factors, wanted).reduce(0) { $0 + pow(log(Double($1.0)) - $1.1, 2) }
        }
        var least = Double.infinity
        for first in 1...min(most[0], number) where number % first == 0 {
          for second in 1...min(most[1], number) where number / first % second == 0 {
            least = min(least, miss([first, second, number / first / second]))
          }
        }
        let found = NearestFactors(of: number, wanted: wanted, most: most).factors
        #expect(found.reduce(1, *) == number && found[0] <= most[0] && found[1] <= most[1])
        #expect(abs(miss(found) - least) < 1e-12)
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
    var counts = SampleCounts()
    let unseen = Bench.examples(500..<520, keep: 1)
    for example in unseen {
      var random = SeededRandom(seed: 5)
      let drawn = model.draw(example.problem, example.layer, .edp, evaluations: 40, &random)
      let best = try #require(drawn.found.found.first)
      #expect(drawn.counts.legal + drawn.counts.repaired <= drawn.counts.drawn)
      counts = counts + drawn.counts
      #expect(drawn.evaluations >= 40 && drawn.evaluations < 120)
      var scored = example.problem.model()
      #expect(scored.evaluate(best.nest).fits)
      #expect(scored.evaluate(best.nest).energy == best.cost.energy)
      let mapping = example.problem.mapping(best)
      #expect(example.problem.adopt(mapping)?.cost == best.cost)
      let random40 = example.problem.search(.random, .edp, evaluations: 40, seed: 5).best?.cost.edp ?? .infinity
      wins += best.cost.edp < random40 ? 1 : 0
    }
    // Memories are nearly full where mappings are good, so that many a sample overflows one.
    #expect(try #require(counts.legalShare) >= 0.3, "\(counts)")
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
