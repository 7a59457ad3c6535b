import Core

/// Diffusion from wanted objectives to designs (DiffuSE: Ren et al., arXiv 2503.23945, 2025).
///
/// Targets are set just beyond what was found, in the largest gaps of the Pareto front if wanted; a conditional diffusion
/// model, trained anew for each batch, draws designs for them, led by the gradient of a predictor; illegal samples are
/// repaired. The paper's
/// network, noise schedule, sizes and choice among samples are not public: see the folder's README for what stands in.
public struct DiffusionStrategy: Strategy {
  /// What trials and tables call the strategy.
  public var name = "diffusion"
  /// Random designs before models are fitted; `nil` takes two for each parameter and two more, a third of the budget at
  /// most.
  public var initial: Int?
  /// The worst corner of the hypervolume in the objectives' units; `nil` takes one just beyond the front.
  public var reference: [Double]?
  /// What it does.
  public var options: DiffusionOptions

  /// A diffusion strategy.
  public init(initial: Int? = nil, reference: [Double]? = nil, options: DiffusionOptions = DiffusionOptions()) {
    self.initial = initial
    self.reference = reference
    self.options = options
  }

  /// The strategy with all targets in the largest gaps of the Pareto front, as published.
  static func published(initial: Int? = nil, reference: [Double]? = nil) -> DiffusionStrategy {
    var options = DiffusionOptions()
    options.aimsAtGaps = true
    var strategy = DiffusionStrategy(initial: initial, reference: reference, options: options)
    strategy.name = StrategyName.diffusionPublished.rawValue
    return strategy
  }

  /// Designs drawn for targets beyond the front, or random ones until there is enough to learn from.
  public func propose(_ count: Int, in context: ProposalContext) -> [Proposal] {
    var random = context.random
    let told = ToldDesigns(in: context)
    let enough = initial ?? context.usualStarts
    guard context.trials.count >= enough, let belief = DesignBelief(told: told, reference: reference, in: context)
    else { return context.draw(count, with: &random).map { Proposal($0) } }
    let (drawn, targets) = draw(belief: belief, told: told, in: context, &random)
    var chosen =
      switch options.choice {
      case .nearest: Self.nearest(count, of: drawn, to: targets, belief)
      case .gain: belief.mostGain(count, of: drawn.designs.map(\.point))
      }
    if chosen.count < count {
      chosen += context.draw(count - chosen.count, with: &random, avoiding: Set(chosen))
    }
    return chosen.map { Proposal($0) }
  }

  /// The samples a batch is chosen from, and what they were drawn for.
  func draw(
    belief: DesignBelief, told: ToldDesigns, in context: ProposalContext, _ random: inout SeededRandom
  ) -> (drawn: DesignGenerator.Drawn, targets: [[Double]]) {
    let generator = DesignGenerator(belief: belief, told: told, in: context, options: options, &random)
    let targets = targets(belief: belief, told: told, &random)
    let drawn = generator.draw(targets, perTarget: options.samplesPerTarget, &random)
    context.count(drawn.counts)
    return (drawn, targets)
  }

  /// The samples the next batch would be chosen from; `nil` while there isn't enough to learn from.
  package func samples(in context: ProposalContext) -> DesignGenerator.Drawn? {
    var random = context.random
    let told = ToldDesigns(in: context)
    guard let belief = DesignBelief(told: told, reference: reference, in: context) else { return nil }
    return draw(belief: belief, told: told, in: context, &random).drawn
  }

  /// What a batch wishes for.
  private func targets(belief: DesignBelief, told: ToldDesigns, _ random: inout SeededRandom) -> [[Double]] {
    let labelled = told.entries.compactMap { $0.values.map(belief.transformed) }
    let front = paretoFront(of: belief.achieved).map { belief.achieved[$0] }
    let extents = belief.reference.indices.map { objective in
      let (part, whole) = (front.map { $0[objective] }, labelled.map { $0[objective] })
      let extent = (part.max() ?? 0) - (part.min() ?? 0)
      return max(extent, 0.2 * ((whole.max() ?? 0) - (whole.min() ?? 0)), 1e-6)
    }
    guard !labelled.isEmpty, options.aimsAtGaps, !front.isEmpty else {
      return (0..<options.targets).map { _ in
        zip(labelled[random.below(labelled.count)], extents).map { $0 - options.reach * $1 }
      }
    }
    return ParetoTargets(front: front, reference: belief.reference, extents: extents, reach: options.reach)
      .largestGaps(options.targets, &random)
  }

  /// For each target in turn, the sample whose believed objectives miss it least, in the targets' own spread.
  private static func nearest(
    _ count: Int, of drawn: DesignGenerator.Drawn, to targets: [[Double]], _ belief: DesignBelief
  ) -> [DesignPoint] {
    let beliefs = belief.predictions(at: drawn.designs.map(\.point))
    var left = Array(drawn.designs.indices)
    var chosen: [DesignPoint] = []
    for round in 0..<count where !left.isEmpty {
      let target = round % targets.count
      let misses = left.map { index in
        targets[target].indices.reduce(0.0) { sum, objective in
          let miss = max(0, beliefs[objective].means[index] - targets[target][objective])
          return sum + miss * miss
        }
      }
      guard let best = misses.indices.min(by: { (misses[$0], $0) < (misses[$1], $1) }) else { break }
      chosen.append(drawn.designs[left[best]].point)
      left.remove(at: best)
    }
    return chosen
  }
}
