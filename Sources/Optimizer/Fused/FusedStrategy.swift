public import Core
import Learning

/// All that is known of searching, in one loop.
///
/// Space-filling designs and the best of some analytical looks start it; steps through the analytical model refine the best
/// designs; a diffusion model proposes designs for targets beyond the front; a surrogate, Gaussian processes that correct
/// the analytical model where there is one, pays for those of which most improvement is expected. Each part can be switched
/// off. The surrogate's correction is that of Kennedy and O'Hagan ("Predicting the output from a complex computer code when
/// fast approximations are available", Biometrika 87(1), 2000).
public struct FusedStrategy: Strategy {
  /// What trials and tables call the strategy.
  public var name = "fused"
  /// Designs before models are fitted; `nil` takes one for each parameter and as many again, a third of the budget at most.
  public var initial: Int?
  /// The worst corner of the hypervolume in the objectives' units; `nil` takes one just beyond the front.
  public var reference: [Double]?
  /// Which parts are at work.
  public var options: FusedOptions
  /// Designs to begin with, such as a recommender's; those that aren't open are left out.
  public var recommended: [DesignPoint] = []

  /// A fused strategy.
  public init(initial: Int? = nil, reference: [Double]? = nil, options: FusedOptions = FusedOptions()) {
    self.initial = initial
    self.reference = reference
    self.options = options
  }

  /// The designs that deserve to be paid for next.
  public func propose(_ count: Int, in context: ProposalContext) -> [Proposal] {
    var random = context.random
    let told = ToldDesigns(in: context)
    let enough = initial ?? context.usualStarts
    let most = options.choosesFidelity ? options.mostLooks : options.looksPerBatch
    var looks = CheapLooks(in: context, told: told, most: options.looks ? most : 0)
    var chosen: [DesignPoint]
    if context.trials.count >= enough, let belief = DesignBelief(told: told, reference: reference, in: context) {
      let pool = candidates(belief, told, in: context, &looks, &random)
      chosen =
        options.models
        ? paid(count, of: pool, belief, told, in: context, &looks, &random) : drawn(count, of: pool, &random)
    } else {
      chosen = starts(count, told, in: context, &looks, &random)
    }
    if chosen.count < count {
      chosen += context.draw(count - chosen.count, with: &random, avoiding: Set(chosen))
    }
    return chosen.map { Proposal($0) }
  }
}

// MARK: - Candidates

extension FusedStrategy {
  /// What is recommended; of the rest half the best of some analytical looks, half designs far from all others.
  private func starts(
    _ count: Int, _ told: ToldDesigns, in context: ProposalContext, _ looks: inout CheapLooks,
    _ random: inout SeededRandom
  ) -> [DesignPoint] {
    var chosen: [DesignPoint] = []
    for point in recommended where chosen.count < count && context.isOpen(point) && !chosen.contains(point) {
      chosen.append(point)
    }
    let pool = context.draw(max(Self.startPool, count), with: &random, avoiding: Set(chosen))
    chosen += looks.best((count - chosen.count) / 2, of: pool)
    var others = told.entries.map(\.point) + chosen
    var left = pool.filter { !chosen.contains($0) }
    while chosen.count < count, let farthest = Self.farthest(of: left, from: others, in: context.space) {
      let point = left.remove(at: farthest)
      chosen.append(point)
      others.append(point)
    }
    return chosen
  }

  /// The place of the design whose nearest neighbour is farthest away, in the unit cube.
  private static func farthest(of points: [DesignPoint], from others: [DesignPoint], in space: DesignSpace) -> Int? {
    let places = others.map { space.unitCoordinates(of: $0) }
    let distances = points.map { point -> Double in
      let place = space.unitCoordinates(of: point)
      return places.map { zip($0, place).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }.min() ?? 0
    }
    return distances.indices.max { (distances[$0], $1) < (distances[$1], $0) }
  }

  /// What the parts propose: open designs, no two alike.
  private func candidates(
    _ belief: DesignBelief, _ told: ToldDesigns, in context: ProposalContext, _ looks: inout CheapLooks,
    _ random: inout SeededRandom
  ) -> [DesignPoint] {
    var pool: [DesignPoint] = []
    if options.diffuses {
      let diffusion = DiffusionStrategy(options: options.diffusion)
      pool += diffusion.draw(belief: belief, told: told, in: context, &random).drawn.designs.map(\.point)
    }
    if options.refines {
      pool += refined(told, in: context, &looks, &random)
      pool += BayesianStrategy.candidates(about: told, avoiding: [], in: context, &random)
    }
    if pool.isEmpty { pool = context.draw(Self.startPool, with: &random) }
    var seen: Set<DesignPoint> = []
    return pool.filter { seen.insert($0).inserted }
  }

  /// Where steps through the analytical model lead from the best designs told; each step goes to the changed design that
  /// adds most to the front as the model sees it.
  private func refined(
    _ told: ToldDesigns, in context: ProposalContext, _ looks: inout CheapLooks, _ random: inout SeededRandom
  ) -> [DesignPoint] {
    let feasible = told.feasible
    var front = paretoFront(of: feasible.map { $0.values ?? [] }).map { feasible[$0].point }
    let values = front.compactMap { looks.logarithms(of: $0) }
    guard !values.isEmpty else { return [] }
    var found: [DesignPoint] = []
    for _ in 0..<Self.walks {
      var point = front.remove(at: random.below(front.count))
      for _ in 0..<Self.steps {
        let changed = (0..<Self.changes).map { _ in point.mutated(in: context.space, &random) }
          .filter { context.isOpen($0) && !found.contains($0) }
        guard let best = looks.best(1, of: changed, beyond: values).first else { break }
        found.append(best)
        point = best
      }
      if front.isEmpty { break }
    }
    return found
  }

  /// Designs starts are chosen from, looks permitting.
  private static let startPool = 64
  /// Walks through the analytical model, their steps, and the changes looked at for each step.
  private static let (walks, steps, changes) = (4, 2, 4)
}

// MARK: - Choice

extension FusedStrategy {
  /// The designs of which most improvement is expected, each as if the ones before had turned out as expected.
  private func paid(
    _ count: Int, of pool: [DesignPoint], _ plain: DesignBelief, _ told: ToldDesigns, in context: ProposalContext,
    _ looks: inout CheapLooks, _ random: inout SeededRandom
  ) -> [DesignPoint] {
    if options.choosesFidelity, !looks.known.isEmpty,
      let belief = DesignBelief(told: told, reference: reference, correcting: looks.known, in: context)
    {
      var choice = FidelityChoice(plain: plain, corrected: belief, lookCost: options.lookCost, &random)
      return choice.paid(count, of: pool, &looks)
    }
    guard let (shortlist, belief) = corrected(pool, plain, told, in: context, &looks) else {
      return searched(count, from: pool, plain, in: context, &random)
    }
    return belief.mostGain(count, of: shortlist)
  }

  /// The designs a look is spent on, and what is believed of them as corrections of the analytical model.
  private func corrected(
    _ pool: [DesignPoint], _ plain: DesignBelief, _ told: ToldDesigns, in context: ProposalContext,
    _ looks: inout CheapLooks
  ) -> (shortlist: [DesignPoint], belief: DesignBelief)? {
    guard !looks.known.isEmpty else { return nil }
    let scores = plain.scoring()(pool)
    for index in pool.indices.sorted(by: { (-scores[$0], $0) < (-scores[$1], $1) }) { _ = looks.look(pool[index]) }
    let shortlist = pool.filter { looks.known[$0] != nil }
    guard !shortlist.isEmpty,
      let belief = DesignBelief(told: told, reference: reference, correcting: looks.known, in: context)
    else { return nil }
    return (shortlist, belief)
  }

  /// The best designs found by walks that begin at the candidates.
  private func searched(
    _ count: Int, from pool: [DesignPoint], _ belief: DesignBelief, in context: ProposalContext,
    _ random: inout SeededRandom
  ) -> [DesignPoint] {
    guard options.refines else { return belief.mostGain(count, of: pool) }
    var belief = belief
    var chosen: [DesignPoint] = []
    while chosen.count < count {
      let taken = Set(chosen)
      let search = PatternSearch(
        space: context.space, isOpen: { !taken.contains($0) && context.isOpen($0) }, scores: belief.scoring())
      guard let point = search.best(of: pool.filter { !taken.contains($0) }, &random) else { break }
      chosen.append(point)
      belief.imagine(point)
    }
    return chosen
  }

  /// Candidates drawn at random.
  private func drawn(_ count: Int, of pool: [DesignPoint], _ random: inout SeededRandom) -> [DesignPoint] {
    random.permutation(pool.count).prefix(count).map { pool[$0] }
  }
}
