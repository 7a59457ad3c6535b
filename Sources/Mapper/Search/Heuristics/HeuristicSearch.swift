import Core

/// A search that finds good mappings without proving anything about the rest.
package enum HeuristicSearch: String, Sendable, CaseIterable {
  /// Independent draws from the mapspace, each mapping the constraints allow with a chance of its own.
  case random
  /// Evolution of a population of mappings (Kao and Krishna, "GAMMA", ICCAD 2020).
  case genetic
  /// Random steps that are taken back ever more often where they make a mapping worse (Jung et al., "SALSA", DAC 2023).
  case annealing
}

extension MappingProblem {
  /// The best mapping a heuristic search comes across.
  ///
  /// Every mapping scored obeys the mapspace, and the same seed finds the same mappings.
  ///
  /// - Parameters:
  ///   - method: How to search.
  ///   - objective: What to minimise; the other metric breaks ties.
  ///   - evaluations: Mappings to score at most, over all variants in equal parts, as is the time.
  ///   - seed: Where the random numbers begin.
  ///   - keep: How many of the best mappings are wanted.
  ///   - effort: When to stop before that.
  ///   - start: A mapping an annealing begins with, in its variant alone.
  /// - Returns: The best mappings found, without a bound on the others; none where no draw was legal and fitted.
  package func search(
    _ method: HeuristicSearch, _ objective: Objective, evaluations: Int, seed: UInt64, keep: Int = 1,
    effort: SearchEffort = SearchEffort(), start: ScoredNest? = nil
  ) -> SearchOutcome {
    var candidates = Candidates(objective, keep: keep)
    var effort = effort
    if let start, method == .annealing {
      candidates.add(start)
      var trial = MappingTrial(
        self, variant: start.variant, budget: evaluations, random: SeededRandom(seed: seed), candidates: candidates,
        effort: effort)
      trial.anneal(from: start.nest)
      return SearchOutcome(
        objective: objective, found: trial.candidates.found, lowerBound: nil, effort: trial.effort)
    }
    for index in variants.indices {
      let left = variants.count - index
      let share = evaluations / variants.count + (left <= evaluations % variants.count ? 1 : 0)
      effort.beginPart(of: left)
      var trial = MappingTrial(
        self, variant: index, budget: share, random: SeededRandom(seed: seed, stream: UInt64(index)),
        candidates: candidates, effort: effort)
      switch method {
      case .random: trial.drawAtRandom()
      case .genetic: trial.evolve()
      case .annealing: trial.anneal()
      }
      candidates = trial.candidates
      effort = trial.effort
    }
    return SearchOutcome(objective: objective, found: candidates.found, lowerBound: nil, effort: effort)
  }
}

/// What a heuristic search of one variant works with: mappings to draw and change, a budget, and the best so far.
struct MappingTrial: ~Copyable {
  let space: GenomeSpace
  let variant: Int
  var random: SeededRandom
  /// Mappings that may still be scored.
  private(set) var budget: Int
  private(set) var candidates: Candidates
  private(set) var effort: SearchEffort
  private var model: AnalyticalModel<Double>
  private var sampler: NestSampler
  private let memoryCount: Int

  /// Draws that may fail in a row before the mapspace is taken to be empty.
  private static let mostFailures = 10_000

  init(
    _ problem: MappingProblem, variant: Int, budget: Int, random: SeededRandom, candidates: Candidates,
    effort: SearchEffort
  ) {
    let chosen = problem.variants[variant]
    space = GenomeSpace(chosen, bounds: problem.convolution.bounds)
    self.variant = variant
    self.random = random
    self.budget = budget
    self.candidates = candidates
    self.effort = effort
    model = problem.model(variant: variant)
    sampler = NestSampler(chosen, bounds: problem.convolution.bounds)
    memoryCount = chosen.hierarchy.memories.count
  }

  /// Whether there is anything left to do it with.
  var goesOn: Bool {
    mutating get { budget > 0 && !effort.isSpent }
  }

  /// A random legal mapping; `nil` when many draws in a row broke a constraint, or the search has to stop.
  mutating func draw() -> MappingGenome? {
    for _ in 0..<Self.mostFailures where effort.step() {
      guard let nest = sampler.draw(&random) else { continue }
      let genome = space.genome(of: nest)
      if space.isLegal(genome) { return genome }
    }
    return nil
  }

  /// Scores mappings drawn at random until the budget is spent.
  mutating func drawAtRandom() {
    while goesOn, let genome = draw() { _ = score(genome) }
  }

  /// Scores a mapping and remembers it if it is among the best.
  ///
  /// - Returns: What the searches compare: the objective with a little of the other metric, times the fourth power of how
  ///   far the fullest memories overflow, so that a search can walk through mappings that don't fit.
  mutating func score(_ genome: MappingGenome) -> Double {
    budget -= 1
    effort.evaluated += 1
    _ = effort.step()
    let nest = space.nest(of: genome)
    let cost = model.evaluate(nest)
    let point = CostPoint(energy: cost.energy, cycles: cost.cycles)
    if cost.fits {
      candidates.add(ScoredNest(cost: point, nest: nest, variant: variant))
      effort.noteBest(point.value(candidates.objective))
      return fitness(point)
    }
    var overflow = 1.0
    for memory in 0..<memoryCount {
      let capacity = model.memories[memory].capacity
      if model.occupancy[memory] > capacity { overflow *= model.occupancy[memory] / max(capacity, 1) }
    }
    let square = max(overflow, 1.01) * max(overflow, 1.01)
    return fitness(point) * square * square
  }

  /// The objective; ties lean to the other metric.
  private func fitness(_ point: CostPoint) -> Double {
    switch candidates.objective {
    case .edp, .pareto: point.edp
    case .energy: point.energy * (1 + 1e-9 * point.cycles / (point.cycles + 1e6))
    case .latency: point.cycles * (1 + 1e-3 * point.energy / (point.energy + 1e9))
    }
  }
}
