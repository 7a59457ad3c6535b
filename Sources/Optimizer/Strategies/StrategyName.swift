/// The strategies a command line can name.
public enum StrategyName: String, CaseIterable, Hashable, Sendable, Codable {
  /// Points drawn uniformly.
  case random
  /// The finest regular grid the budget fills.
  case grid
  /// NSGA-II.
  case nsga2
  /// Bayesian optimisation with Gaussian processes.
  case bayesian

  /// The strategy of the name.
  ///
  /// - Parameter reference: The worst corner of the hypervolume, for strategies that aim at it.
  /// - Returns: The strategy with its usual options.
  public func strategy(reference: [Double]? = nil) -> any Strategy {
    switch self {
    case .random: RandomStrategy()
    case .grid: GridStrategy()
    case .nsga2: NSGAStrategy()
    case .bayesian: BayesianStrategy(reference: reference)
    }
  }
}
