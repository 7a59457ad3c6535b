/// How our exact search compares with the best mappings other tools found, problem by problem.
package struct MapperComparison: Encodable, Sendable {
  /// Problems read.
  package var rows = 0
  /// Problems in which our best mapping is at least as good as the recorded one.
  package var reached = 0
  /// Problems in which it is proved that no mapping is better.
  package var proved = 0
  /// CPU seconds of all searches together.
  package var cpuSeconds = 0.0
  package var problems: [Problem] = []
  /// Whole networks, for which nothing is recorded.
  package var networks: [Network] = []

  /// Whether every optimum was reached and proved, and every network's too.
  package var holds: Bool {
    rows + networks.count > 0 && reached == rows && proved == rows && networks.allSatisfy { $0.gap == 0 }
  }

  /// A network mapped for the least (Σ energy) · (Σ cycles).
  package struct Network: Encodable, Sendable {
    package var name: String
    package var architecture: String
    /// Layers with loops, and how many of them differ.
    package var layers: Int
    package var differentLayers: Int
    /// Different layers whose own least product is proved, and the CPU seconds that took.
    package var provedLayers: Int
    package var layerSeconds: Double
    /// Points of all layers' Pareto sets, the layers whose set is complete, and the CPU seconds that took.
    package var paretoPoints: Int
    package var completeSets: Int
    package var paretoSeconds: Double
    /// Picojoules and cycles of the choice for the network.
    package var energy: Double
    package var cycles: Double
    /// No choice of mappings has a lower product.
    package var lowerBound: Double
    /// How far the product can be above the optimum, as a share.
    package var gap: Double
  }

  /// One problem.
  package struct Problem: Encodable, Sendable {
    package var name: String
    package var architecture: String
    package var objective: String
    /// The recorded optimum, picojoules and cycles.
    package var recordedEnergy: Double
    package var recordedCycles: Double
    /// Ours.
    package var energy: Double
    package var cycles: Double
    package var isProved: Bool
    /// Mappings scored and partial mappings bounded.
    package var evaluated: Int
    package var visited: Int
    package var cpuSeconds: Double
    /// Our best mapping.
    package var mapping: String
  }
}

extension MapperComparison: CustomStringConvertible {
  /// The comparison as a person reads it.
  package var description: String {
    let lines = problems.map { problem in
      "\(problem.name) on \(problem.architecture): \(problem.energy) pJ, \(problem.cycles) cycles"
        + " (recorded \(problem.recordedEnergy), \(problem.recordedCycles)),"
        + " \(problem.isProved ? "proved" : "not proved"), \(problem.evaluated) mappings scored,"
        + " \(problem.visited) bounded, \(problem.cpuSeconds) s\n  \(problem.mapping)"
    }
    let mapped = networks.map { network in
      "\(network.name) on \(network.architecture): \(network.energy) pJ × \(network.cycles) cycles, "
        + (network.gap == 0 ? "proved optimal" : "at most \(network.gap * 100) % above the optimum")
        + "; \(network.provedLayers) of \(network.differentLayers) different layers proved in \(network.layerSeconds) s,"
        + " \(network.completeSets) complete Pareto sets of \(network.paretoPoints) points in all in"
        + " \(network.paretoSeconds) s"
    }
    guard rows > 0 else { return (mapped + ["\(cpuSeconds) CPU seconds"]).joined(separator: "\n") }
    let summary = "\(rows) problems: \(reached) optima reached, \(proved) proved, \(cpuSeconds) CPU seconds"
    return (lines + mapped + [summary]).joined(separator: "\n")
  }
}
