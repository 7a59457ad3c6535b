import Core
import Mapper
import Synchronization
import Testing

/// Searches look whether to stop after a bounded number of steps, and then stop, whatever they are in the middle of.
@Suite struct InterruptionTests {
  /// Counts the looks of a search, and asks it to stop at one of them.
  private final class Interrupter: Sendable {
    private struct Seen {
      var looks = 0
      var lastSteps = 0
      var mostBetween = 0
    }

    private let last: Int
    private let seen = Mutex(Seen())

    /// Stops the search at the look with the number `last`.
    init(last: Int) { self.last = last }

    var looks: Int { seen.withLock { $0.looks } }
    /// The most steps between two looks.
    var mostBetween: Int { seen.withLock { $0.mostBetween } }

    var effort: SearchEffort {
      SearchEffort { state in
        self.seen.withLock { seen in
          seen.looks += 1
          seen.mostBetween = max(seen.mostBetween, state.steps - seen.lastSteps)
          seen.lastSteps = state.steps
          return seen.looks >= self.last
        }
      }
    }
  }

  /// A convolution whose imperfect factors nobody could go through.
  private func problem(perfect: Bool) -> MappingProblem {
    var variant = SmallMachines.gemmini
    variant.mapspace.perfect = perfect
    let bounds = LoopBounds(k: 512, c: 256, p: perfect ? 720 : 56, q: perfect ? 720 : 56, r: 3, s: 3)
    return MappingProblem(convolution: Convolution(bounds: bounds), variants: [variant])
  }

  /// A little more than a look's distance: the longest single step.
  private var mostSteps: Int { SearchEffort.stepsBetweenLooks + SearchEffort.stepsBetweenLooks / 4 }

  @Test(arguments: [true, false], [1, 2, 5, 40]) func exactSearchStops(perfect: Bool, look: Int) {
    let interrupter = Interrupter(last: look)
    let outcome = problem(perfect: perfect).searchExactly(.edp, effort: interrupter.effort)
    // Once told, it asks no more and ends.
    #expect(interrupter.looks == look)
    #expect(interrupter.mostBetween <= mostSteps)
    #expect(!outcome.isProved)
    #expect(outcome.lowerBound ?? .infinity > 0)
    if let best = outcome.best { #expect((outcome.lowerBound ?? .infinity) <= best.cost.edp) }
  }

  @Test(arguments: HeuristicSearch.allCases, [true, false]) func heuristicSearchStops(
    method: HeuristicSearch, perfect: Bool
  ) throws {
    let interrupter = Interrupter(last: 3)
    let evaluations = 1_000_000_000
    let outcome = problem(perfect: perfect).search(
      method, .edp, evaluations: evaluations, seed: 5, effort: interrupter.effort)
    #expect(interrupter.looks == 3)
    #expect(interrupter.mostBetween <= mostSteps)
    #expect(outcome.effort.evaluated > 0 && outcome.effort.evaluated <= 3 * mostSteps)
    #expect(outcome.best != nil)
  }

  /// What was found before is kept: the start of a search stopped at once.
  @Test func keepsWhatItHas() throws {
    let problem = problem(perfect: true)
    let start = try #require(problem.search(.random, .edp, evaluations: 200, seed: 3).best)
    let outcome = problem.searchExactly(.edp, effort: Interrupter(last: 1).effort, start: start)
    #expect(outcome.best?.cost == start.cost)
  }
}
