import Core
import Foundation
import Learning
import Optimizer
import Testing

@Suite("Diffusion strategy")
struct DiffusionStrategyTests {
  private static let numbers = (0..<9).map(Double.init)

  private static func parameter(_ name: String) -> DesignParameter {
    DesignParameter(name: name, paths: [], values: numbers.map { "\($0)" }, numbers: numbers)
  }

  /// Two numbers whose sum is bounded, and a word.
  private static func space() throws -> DesignSpace {
    DesignSpace(
      name: "diagonal", architecture: "none",
      parameters: [
        parameter("x"), parameter("y"),
        DesignParameter(name: "word", paths: [], kind: .categorical, values: ["a", "b", "c"], numbers: [0, 1, 2]),
        DesignParameter(name: "only", paths: [], values: ["7"], numbers: [7]),
      ], constraints: [try DesignConstraint(parsing: "x + y <= 9")])
  }

  /// Latency falls with x, energy rises with it; y costs both, word b least.
  private struct Slope: DesignProblem {
    let space: DesignSpace

    func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
      let indices = proposal.point.indices
      let (x, y, word) = (Double(indices[0]), Double(indices[1]), indices[2] == 1 ? 0.0 : 1)
      return TrialOutcome(
        DesignMetrics(seconds: exp((8 - x) / 4 + y / 8 + word), joules: exp(x / 4 + y / 8 + word)))
    }
  }

  @Test("Every design is read back from its vector, and from one a little off")
  func coding() throws {
    let space = try Self.space()
    let coding = DesignCoding(space)
    var random = SeededRandom(seed: 1)
    for place in 0..<Int(space.size) {
      let point = try #require(space.point(at: place))
      let vector = coding.encoded(point)
      #expect(vector.count == coding.width)
      #expect(vector.allSatisfy { (-1...1).contains($0) })
      // Neighbouring values of nine are a quarter apart.
      let noisy = vector.map { $0 + 0.12 * Float(2 * random.unit() - 1) }
      #expect(coding.decoded(vector[...]) == point)
      #expect(coding.decoded(noisy[...]) == point)
    }
    let strange = coding.decoded([.nan, .infinity, -.infinity, .nan, 3, 9][...])
    #expect(space.contains(strange))
  }

  @Test("The most wanted target lies in the largest gap, and all lie beyond the front")
  func gaps() {
    // A straight front with its middle missing.
    let front = [[0.0, 10], [1, 9], [2, 8], [8, 2], [9, 1], [10, 0]]
    let aims = ParetoTargets(front: front, reference: [11, 11], extents: [10, 10], reach: 0.05)
    var random = SeededRandom(seed: 2)
    let targets = aims.largestGaps(6, &random)
    #expect(targets.count == 6)
    #expect(targets[0].allSatisfy { (2.0...8).contains($0) })
    for target in targets { #expect(!front.contains { dominates($0, target) }) }
    #expect(ParetoTargets(front: [], reference: [1], extents: [1], reach: 1).largestGaps(3, &random).isEmpty)
  }

  @Test("Most samples are legal without repair, and have the word that is best")
  func samples() throws {
    let problem = Slope(space: try Self.space())
    let objectives = ObjectiveSet([.latency, .energy])
    let store = MemoryStudy()
    _ = try Exploration(
      problem: problem, objectives: objectives, strategy: RandomStrategy(),
      options: ExplorationOptions(budget: 24, batchSize: 24, seed: 2)
    ).run(into: store)
    let context = ProposalContext(
      problem: problem, objectives: objectives, fidelity: .simulated, trials: store.trials(), batch: 1, seed: 2,
      budget: .init(total: 64, left: 40))
    var options = DiffusionOptions()
    options.aimsAtGaps = true
    options.emphasis = 1
    options.trainingSteps = 150
    options.width = 48
    options.unlabelled = 128
    options.targets = 6
    options.samplesPerTarget = 16
    let drawn = try #require(DiffusionStrategy(options: options).samples(in: context))
    #expect(drawn.counts.drawn == 96)
    #expect(drawn.counts.legal + drawn.counts.repaired <= drawn.counts.drawn)
    // Of all designs of the space 53 of 81 are legal.
    #expect(try #require(drawn.counts.legalShare) >= 0.85)
    #expect(drawn.designs.allSatisfy { problem.isLegal($0.point) })
    // One word of three is best everywhere.
    let good = drawn.designs.filter { $0.point.indices[2] == 1 }
    #expect(Double(good.count) >= 0.5 * Double(drawn.designs.count))
  }
}
