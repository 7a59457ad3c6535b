import Core
import Foundation
import Optimizer
import Testing

@Suite("Fused strategy")
struct FusedStrategyTests {
  /// A bowl whose analytical model is right but for a tilt.
  private struct Tilted: DesignProblem {
    let space: DesignSpace

    func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
      let (x, y) = (Double(proposal.point.indices[0]) / 39, Double(proposal.point.indices[1]) / 39)
      return TrialOutcome(DesignMetrics(seconds: exp(bowl(x, y) + 0.3 * x), joules: 1))
    }

    func cheap(_ proposal: Proposal) -> DesignMetrics? {
      let (x, y) = (Double(proposal.point.indices[0]) / 39, Double(proposal.point.indices[1]) / 39)
      return DesignMetrics(seconds: exp(bowl(x, y)), joules: 1)
    }

    /// Many narrow valleys along a broad one, too many to learn from few points.
    private func bowl(_ x: Double, _ y: Double) -> Double {
      2 * ((x - 0.6) * (x - 0.6) + (y - 0.3) * (y - 0.3)) + cos(40 * x) + cos(40 * y)
    }
  }

  private static func options() -> FusedOptions {
    var options = FusedOptions()
    options.diffusion.trainingSteps = 20
    options.diffusion.width = 16
    options.diffusion.targets = 4
    options.diffusion.samplesPerTarget = 8
    options.diffusion.unlabelled = 32
    return options
  }

  private func best(_ options: FusedOptions, seed: UInt64) throws -> (value: Double, looks: Int) {
    let numbers = (0..<40).map(Double.init)
    let space = DesignSpace(
      name: "tilted", architecture: "none",
      parameters: ["x", "y"].map {
        DesignParameter(name: $0, paths: [], values: numbers.map { "\($0)" }, numbers: numbers)
      })
    let store = MemoryStudy()
    _ = try Exploration(
      problem: Tilted(space: space), objectives: ObjectiveSet([.latency]),
      strategy: FusedStrategy(initial: 6, options: options),
      options: ExplorationOptions(budget: 16, batchSize: 4, seed: seed)
    ).run(into: store)
    return (store.trials().compactMap { $0.metrics?.seconds }.min() ?? .infinity, store.cheapLooks())
  }

  @Test("What is recommended is tried first, what isn't legal is left out")
  func recommendedStarts() throws {
    let numbers = (0..<40).map(Double.init)
    let space = DesignSpace(
      name: "tilted", architecture: "none",
      parameters: ["x", "y"].map {
        DesignParameter(name: $0, paths: [], values: numbers.map { "\($0)" }, numbers: numbers)
      })
    var strategy = FusedStrategy(initial: 6, options: Self.options())
    strategy.recommended = [DesignPoint([3, 4]), DesignPoint([40, 0]), DesignPoint([3, 4]), DesignPoint([5, 5])]
    let store = MemoryStudy()
    _ = try Exploration(
      problem: Tilted(space: space), objectives: ObjectiveSet([.latency]), strategy: strategy,
      options: ExplorationOptions(budget: 8, batchSize: 4, seed: 1)
    ).run(into: store)
    let points = store.trials().map(\.point)
    #expect(Array(points.prefix(2)) == [DesignPoint([3, 4]), DesignPoint([5, 5])])
    #expect(Set(points).count == 8)
  }

  @Test("Looks through a model that is nearly right find better designs sooner, and are counted")
  func looks() throws {
    var blind = Self.options()
    blind.looks = false
    for seed in UInt64(1)...3 {
      let (with, without) = (try best(Self.options(), seed: seed), try best(blind, seed: seed))
      #expect(with.value < without.value)
      #expect(with.looks > 0)
      #expect(without.looks == 0)
    }
  }

  @Test("Each part can be switched off", arguments: ["looks", "diffuses", "refines", "models", "fidelity"])
  func parts(part: String) throws {
    var options = Self.options()
    switch part {
    case "looks": options.looks = false
    case "diffuses": options.diffuses = false
    case "refines": options.refines = false
    case "fidelity": options.choosesFidelity = false
    default: options.models = false
    }
    #expect(try best(options, seed: 4).value.isFinite)
  }
}
