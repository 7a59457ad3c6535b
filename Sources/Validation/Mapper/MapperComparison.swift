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

  /// Whether every optimum was reached and proved.
  package var holds: Bool { rows > 0 && reached == rows && proved == rows }

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
    let summary = "\(rows) problems: \(reached) optima reached, \(proved) proved, \(cpuSeconds) CPU seconds"
    return (lines + [summary]).joined(separator: "\n")
  }
}
