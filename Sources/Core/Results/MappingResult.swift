/// What a mapper minimises; the other metric breaks ties.
public enum MappingObjective: String, CaseIterable, Hashable, Sendable, Codable {
  /// Cycles.
  case latency
  /// Energy.
  case energy
  /// Energy times time of the whole network: (Σ energy) · (Σ time).
  case edp
  /// Energy times time of each layer by itself.
  case layerEDP = "layer-edp"

  /// The value minimised, in cycles, picojoules or picojoule-cycles.
  public func value(cycles: Double, picojoules: Double) -> Double {
    switch self {
    case .latency: cycles
    case .energy: picojoules
    case .edp, .layerEDP: cycles * picojoules
    }
  }
}

/// What is known about mappings better than the one found.
public struct MappingCertificate: Hashable, Sendable, Codable {
  /// No mapping of the constraint set has a lower value of the objective; `nil` when nothing was proved.
  public var lowerBound: Double?
  /// How far above the bound the mapping is, as a share of the bound; 0 when it is proved optimal.
  public var gap: Double?

  /// A certificate; without a bound it says nothing.
  public init(lowerBound: Double? = nil, gap: Double? = nil) {
    self.lowerBound = lowerBound
    self.gap = gap
  }

  /// Whether nothing better exists in the constraint set, under the analytical model.
  public var isProved: Bool { gap == 0 }
}

/// A mapping and its two figures under the analytical model.
public struct MappingChoice: Hashable, Sendable, Codable {
  /// The mapping.
  public var mapping: Mapping
  /// Predicted core cycles.
  public var cycles: Int
  /// Predicted picojoules.
  public var picojoules: Double

  /// A mapping with its figures.
  public init(mapping: Mapping, cycles: Int, picojoules: Double) {
    self.mapping = mapping
    self.cycles = cycles
    self.picojoules = picojoules
  }
}

/// A mapping ranked by simulation.
public struct RefinedMapping: Hashable, Sendable, Codable {
  /// The mapping with what the analytical model predicts.
  public var choice: MappingChoice
  /// Core cycles on the simulated machine.
  public var simulatedCycles: Int
  /// Picojoules on the simulated machine.
  public var simulatedPicojoules: Double

  /// A mapping with predicted and simulated figures.
  public init(choice: MappingChoice, simulatedCycles: Int, simulatedPicojoules: Double) {
    self.choice = choice
    self.simulatedCycles = simulatedCycles
    self.simulatedPicojoules = simulatedPicojoules
  }
}

/// The mapping found for one layer.
public struct FoundMapping: Hashable, Sendable, Codable {
  /// The mapping.
  public var mapping: Mapping
  /// What it costs under the analytical model.
  public var score: MappingScore
  /// What is known about better ones.
  public var certificate: MappingCertificate
  /// Mappings the model scored during the search.
  public var evaluated: Int
  /// Partial mappings the search bounded.
  public var visited: Int
  /// Mappings of which none beats another in both cycles and energy, cycles rising; empty unless asked for.
  public var paretoSet: [MappingChoice]
  /// The candidates simulated, best first; empty unless asked for.
  public var refined: [RefinedMapping]

  /// A mapping that was found.
  public init(
    mapping: Mapping, score: MappingScore, certificate: MappingCertificate = MappingCertificate(), evaluated: Int = 0,
    visited: Int = 0, paretoSet: [MappingChoice] = [], refined: [RefinedMapping] = []
  ) {
    self.mapping = mapping
    self.score = score
    self.certificate = certificate
    self.evaluated = evaluated
    self.visited = visited
    self.paretoSet = paretoSet
    self.refined = refined
  }
}

/// What became of one layer.
public struct LayerMapping: Hashable, Sendable, Codable {
  /// Whether a mapping was found, and if not, why.
  public enum Outcome: Hashable, Sendable, Codable {
    case mapped(FoundMapping)
    /// A vector layer has no loops to map.
    case vector
    /// No mapping is possible; the reasons.
    case impossible([String])
    /// The search was stopped before it found one.
    case notFound
  }

  /// The layer's name.
  public var name: String
  /// The layer this one equals and whose search it shares; `nil` for the first of its kind.
  public var equalTo: String?
  /// What became of it.
  public var outcome: Outcome

  /// The outcome for one layer.
  public init(name: String, equalTo: String? = nil, outcome: Outcome) {
    self.name = name
    self.equalTo = equalTo
    self.outcome = outcome
  }

  /// The mapping, where one was found.
  public var found: FoundMapping? {
    guard case .mapped(let found) = outcome else { return nil }
    return found
  }
}

/// The mappings of a workload's layers onto an architecture.
public struct MappingResult: Hashable, Sendable, Codable {
  /// The architecture mapped onto, resolved.
  public var architecture: Architecture
  /// The workload that was mapped, resolved.
  public var workload: Workload
  /// What was minimised.
  public var objective: MappingObjective
  /// The search, such as `exact`; `nil` when the mappings were given and only scored.
  public var search: String?
  /// The set of mappings the certificates speak of.
  public var constraintSet: String
  /// One outcome per layer of the workload, in its order.
  public var layers: [LayerMapping]
  /// What is known about the network as a whole; `nil` unless every layer that can be mapped was.
  public var certificate: MappingCertificate?

  /// The mappings of a workload.
  public init(
    architecture: Architecture, workload: Workload, objective: MappingObjective, search: String?,
    constraintSet: String, layers: [LayerMapping], certificate: MappingCertificate? = nil
  ) {
    self.architecture = architecture
    self.workload = workload
    self.objective = objective
    self.search = search
    self.constraintSet = constraintSet
    self.layers = layers
    self.certificate = certificate
  }

  /// Predicted core cycles of the mapped layers, one after the other.
  public var cycles: Int { layers.reduce(0) { $0 + ($1.found?.score.cycles ?? 0) } }

  /// Predicted picojoules of the mapped layers.
  public var picojoules: Double { layers.reduce(0) { $0 + ($1.found?.score.picojoules ?? 0) } }

  /// Multiply–accumulates of the mapped layers.
  public var macs: Int { layers.reduce(0) { $0 + ($1.found?.score.macs ?? 0) } }

  /// Seconds at the core clock.
  public var seconds: Double { Double(cycles) / Double(architecture.coreHertz) }

  /// Energy–delay product in joule-seconds.
  public var energyDelayProduct: Double { picojoules * 1e-12 * seconds }
}
