/// The strategies by the names they are called with.
public enum StrategyName: String, CaseIterable, Hashable, Sendable, Codable {
  case random
  case grid
  case nsga2
  case bayesian
  case diffusion
  case diffusionPublished = "diffusion-published"
  case fused
  case dosaPublished = "dosa-bo"
  case dosaRepaired = "dosa-bo-repaired"
  case gradient
  case gradientPublished = "gradient-published"
  case exactHardware = "exact-hardware"

  /// The strategy with its usual settings.
  ///
  /// - Parameters:
  ///   - reference: The worst corner of the hypervolume, where it is fixed.
  ///   - starts: Random designs before a model is fitted, where that isn't part of the published method.
  /// - Returns: A strategy whose name is the case's.
  public func strategy(reference: [Double]? = nil, starts: Int? = nil) -> any Strategy {
    switch self {
    case .random: RandomStrategy()
    case .grid: GridStrategy()
    case .nsga2: NSGAStrategy()
    case .bayesian: BayesianStrategy(initial: starts, reference: reference)
    case .diffusion: DiffusionStrategy(initial: starts, reference: reference)
    case .diffusionPublished: DiffusionStrategy.published(initial: starts, reference: reference)
    case .fused: FusedStrategy(initial: starts, reference: reference)
    case .dosaPublished: DOSABayesianStrategy(.published)
    case .dosaRepaired: DOSABayesianStrategy(.repaired)
    case .gradient: GradientStrategy()
    case .gradientPublished: GradientStrategy(.published(rate: nil))
    case .exactHardware: ExactHardwareStrategy()
    }
  }

  /// Whether the strategy knows no other cost model than DOSA's.
  public var needsDOSA: Bool {
    switch self {
    case .gradient, .gradientPublished, .exactHardware: true
    case .random, .grid, .nsga2, .bayesian, .diffusion, .diffusionPublished, .fused, .dosaPublished, .dosaRepaired:
      false
    }
  }

  /// One sentence on what the strategy does.
  public var summary: String {
    switch self {
    case .random: "designs drawn uniformly"
    case .grid: "the finest regular grid the budget can fill"
    case .nsga2: "the genetic algorithm NSGA-II"
    case .bayesian: "Gaussian processes and expected (hypervolume) improvement"
    case .diffusion: "designs drawn from wanted objectives by a conditional diffusion model (DiffuSE)"
    case .diffusionPublished: "the same with all targets in the Pareto front's largest gaps, as published"
    case .fused: "analytical looks, diffusion and refinement propose; Gaussian processes decide what to pay for"
    case .dosaPublished: "the Bayesian search DOSA compares itself with, as its code runs"
    case .dosaRepaired: "the same with its mistakes repaired"
    case .gradient: "descent through DOSA's cost model in logarithms, ended by the exact mapper; space dosa"
    case .gradientPublished: "DOSA's one-loop search as its authors run it; space dosa"
    case .exactHardware: "the proven best hardware and mappings of DOSA's cost model; space dosa"
    }
  }
}
