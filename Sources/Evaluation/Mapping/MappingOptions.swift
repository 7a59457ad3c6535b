public import Core
import Mapper

/// How mappings are looked for.
public enum MappingSearch: String, CaseIterable, Hashable, Sendable {
  /// Branch and bound: the optimum of the analytical model, proved, or the gap that remains.
  case exact
  /// Independent draws; proves nothing, as the two below.
  case random
  /// Evolution of a population (GAMMA).
  case genetic
  /// Random steps, taken back ever more often where they make things worse (SALSA).
  case annealing

  /// The heuristic; `nil` for the exact search.
  var heuristic: HeuristicSearch? {
    switch self {
    case .exact: nil
    case .random: .random
    case .genetic: .genetic
    case .annealing: .annealing
    }
  }
}

/// How a network is mapped.
public struct MappingOptions: Sendable {
  /// What is minimised.
  public var objective: MappingObjective
  /// How mappings are looked for.
  public var search: MappingSearch
  /// Relative improvement worth looking for; 0 asks for the optimum.
  public var gap: Double
  /// Seconds for the whole network; which mappings are found in them depends on the machine.
  public var seconds: Double?
  /// Partial mappings each layer's exact search may look at, or mappings the others score.
  public var effort: Int?
  /// Where the random numbers of the searches that prove nothing begin.
  public var seed: UInt64
  /// Whether factors have to divide.
  public var isPerfect: Bool
  /// Whether mappings the controller can't run as they are written are left out.
  public var keepsToController: Bool
  /// Whether operands may pass by every memory on the chip that no constraint makes keep them.
  public var freesBypass = false
  /// Restrictions of single levels, such as `scratchpad K<=64 order=*PQ`; see `Mapspace.restrict`.
  public var constraints: [String]
  /// Whether each layer's latency–energy Pareto set is wanted.
  public var keepsParetoSets: Bool
  /// How many of each layer's best mappings are ranked by simulation; 0 for none.
  public var refined: Int
  /// Layers mapped at the same time; the result is the same for any number.
  public var jobs: Int
  /// Asked now and then; the search stops when it says so and keeps what it has.
  package var isInterrupted: @Sendable () -> Bool
  /// Told now and then how far a layer's search has come: its name, the best found so far, the gap that remains.
  package var watch: @Sendable (_ layer: String, _ gap: Double?) -> Void

  /// Options; the proved optimum of the network's energy–delay product unless said otherwise.
  public init(
    objective: MappingObjective = .edp, search: MappingSearch = .exact, gap: Double = 0, seconds: Double? = nil,
    effort: Int? = nil, seed: UInt64 = 1, isPerfect: Bool = true, keepsToController: Bool = true,
    constraints: [String] = [],
    keepsParetoSets: Bool = false,
    refined: Int = 0, jobs: Int = 1
  ) {
    self.objective = objective
    self.search = search
    self.gap = gap
    self.seconds = seconds
    self.effort = effort
    self.seed = seed
    self.isPerfect = isPerfect
    self.keepsToController = keepsToController
    self.constraints = constraints
    self.keepsParetoSets = keepsParetoSets
    self.refined = refined
    self.jobs = jobs
    isInterrupted = { false }
    watch = { _, _ in }
  }
}

extension MappingOptions {
  /// The set of mappings searched, in words: what a certificate speaks of.
  func constraintSet(of architecture: Architecture) -> String {
    "\(architecture.name): \(isPerfect ? "perfect" : "perfect and imperfect") factors, loop orders "
      + (keepsToController && !architecture.controller.spillsPartialSums
        ? "its controller can run (no partial sums spilled)" : "of any kind")
      + (freesBypass ? ", bypass free" : "") + constraints.map { "; \($0)" }.joined()
  }

  /// The mappings the search may choose from, what the controller can't run apart.
  ///
  /// - Throws: `InvalidInput` with every constraint that can't be read or can't hold.
  func mapspace(on architecture: Architecture) throws(InvalidInput) -> Mapspace {
    var mapspace = Mapspace(architecture, perfect: isPerfect)
    if freesBypass { mapspace.freeBypass(on: architecture) }
    try mapspace.restrict(constraints, on: architecture, place: "--constraint")
    return mapspace
  }
}

extension MappingObjective {
  /// What a layer's search minimises.
  var ofLayer: Objective {
    switch self {
    case .latency: .latency
    case .energy: .energy
    case .edp, .layerEDP: .edp
    }
  }
}
