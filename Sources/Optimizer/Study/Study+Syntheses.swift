public import Core
import Foundation
import GRDB

/// The best designs of a study as standard cells; a study of machines has no table of them.
extension Study {
  /// Every synthesised design that was kept, by trial.
  ///
  /// - Throws: `StudyError` when the study can't be read.
  public func syntheses() throws -> [SynthesisResult] {
    try read { database in
      guard try database.tableExists("syntheses") else { return [] }
      return try String.fetchAll(database, sql: "SELECT result FROM syntheses ORDER BY trial").map {
        try JSONDecoder().decode(SynthesisResult.self, from: Data($0.utf8))
      }
    }
  }

  /// Keeps a synthesised design in place of the trial's earlier one.
  ///
  /// - Parameters:
  ///   - synthesis: The design.
  ///   - trial: Its trial.
  /// - Throws: `StudyError` when the study can't be written.
  public func keep(_ synthesis: SynthesisResult, ofTrial trial: Int) throws {
    var synthesis = synthesis
    synthesis.trial = trial
    let text = try StudyRow.json(synthesis)
    try write { database in
      try database.execute(
        sql: "CREATE TABLE IF NOT EXISTS syntheses (trial INTEGER PRIMARY KEY, result TEXT NOT NULL) STRICT")
      try database.execute(
        sql: "INSERT OR REPLACE INTO syntheses (trial, result) VALUES (?, ?)", arguments: [trial, text])
    }
  }
}
