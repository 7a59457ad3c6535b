public import Core
import Foundation
import GRDB

/// A design of a study with mappings that are proven best under the analytical model, or how far from it they can be.
public struct DesignProof: Hashable, Sendable {
  /// The trial of the design.
  public var trial: Int
  /// What the mappings minimise.
  public var objective: String
  /// How far above the best the network can be, as a share; 0 when it is proved, `nil` when nothing is known.
  public var gap: Double?
  /// What the design costs with the mappings at the study's fidelity; `nil` where it can't run them.
  public var metrics: DesignMetrics?
  /// The mappings by layer name.
  public var mappings: [String: Mapping]

  /// A proof.
  public init(
    trial: Int, objective: String, gap: Double?, metrics: DesignMetrics?, mappings: [String: Mapping]
  ) {
    self.trial = trial
    self.objective = objective
    self.gap = gap
    self.metrics = metrics
    self.mappings = mappings
  }
}

extension Study {
  /// Every proof, by trial.
  public func proofs() throws -> [DesignProof] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT trial, objective, gap, metrics, mappings FROM proofs ORDER BY trial").map
      {
        row in
        guard let trial = StudyRow.value(Int.self, "trial", of: row),
          let objective = StudyRow.value(String.self, "objective", of: row),
          let mappings = StudyRow.value(String.self, "mappings", of: row)
        else { throw StudyRow.InvalidRow() }
        let metrics = StudyRow.value(String.self, "metrics", of: row)
        let decoder = JSONDecoder()
        return DesignProof(
          trial: trial, objective: objective, gap: StudyRow.value(Double.self, "gap", of: row),
          metrics: try metrics.map { try decoder.decode(DesignMetrics.self, from: Data($0.utf8)) },
          mappings: try decoder.decode([String: String].self, from: Data(mappings.utf8)).mapValues {
            try Mapping(parsing: $0)
          })
      }
    }
  }

  /// Keeps a proof in place of the trial's earlier one.
  public func keep(_ proof: DesignProof) throws {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO proofs (trial, objective, gap, metrics, mappings) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          proof.trial, proof.objective, proof.gap, try proof.metrics.map { try StudyRow.json($0) },
          try StudyRow.json(proof.mappings.mapValues(\.description)),
        ])
    }
  }
}
