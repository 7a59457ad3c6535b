import Core

/// Bayesian optimisation: Gaussian processes of every objective and limit, and the designs of which most improvement is
/// expected.
///
/// Objectives are modelled by their logarithms with ARD Matérn-5/2 kernels; improvement is that of the best value (Ament
/// et al., "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS 2023) or of the
/// hypervolume (Daulton, Balandat and Bakshy, "Differentiable expected hypervolume improvement for parallel
/// multi-objective Bayesian optimization", NeurIPS 2020), exactly and in logarithms. The designs of a batch are chosen one
/// after the other, each as if the ones before had turned out as expected.
public struct BayesianStrategy: Strategy {
  /// What trials and tables call the strategy.
  public let name = "bayesian"
  /// Random designs before models are fitted; `nil` takes two for each parameter and two more, a third of the budget at
  /// most.
  public var initial: Int?
  /// The worst corner of the hypervolume in the objectives' units; `nil` takes one just beyond the front.
  public var reference: [Double]?

  /// Bayesian optimisation.
  public init(initial: Int? = nil, reference: [Double]? = nil) {
    self.initial = initial
    self.reference = reference
  }

  /// The designs of which most is expected, or random ones until there is enough to learn from.
  public func propose(_ count: Int, in context: ProposalContext) -> [Proposal] {
    var random = context.random
    let told = ToldDesigns(in: context)
    let enough = initial ?? context.usualStarts
    guard context.trials.count >= enough, var belief = DesignBelief(told: told, reference: reference, in: context)
    else { return context.draw(count, with: &random).map { Proposal($0) } }
    var chosen: [DesignPoint] = []
    while chosen.count < count {
      let taken = Set(chosen)
      let search = PatternSearch(
        space: context.space, isOpen: { !taken.contains($0) && context.isOpen($0) }, scores: belief.scoring())
      let candidates = Self.candidates(about: told, avoiding: taken, in: context, &random)
      guard let point = search.best(of: candidates, &random) else { break }
      chosen.append(point)
      belief.imagine(point)
    }
    return chosen.map { Proposal($0) }
  }

  /// Open designs to begin the search with: random ones, and ones near the best told.
  static func candidates(
    about told: ToldDesigns, avoiding taken: Set<DesignPoint>, in context: ProposalContext,
    _ random: inout SeededRandom
  ) -> [DesignPoint] {
    var candidates = context.draw(randomCandidates, with: &random, avoiding: taken)
    var seen = taken.union(candidates)
    let feasible = told.feasible
    let front = paretoFront(of: feasible.map { $0.values ?? [] }).map { feasible[$0].point }
    guard !front.isEmpty else { return candidates }
    for _ in 0..<nearCandidates {
      let near = front[random.below(front.count)].mutated(in: context.space, &random)
      if seen.insert(near).inserted, context.isOpen(near) { candidates.append(near) }
    }
    return candidates
  }

  private static let randomCandidates = 512
  private static let nearCandidates = 256
}
