public import Core
import GRDB

/// What generative models drew for a study's batches, in a table that is there once a batch has any.
extension Study {
  /// Keeps what was drawn for a batch, unless another worker has.
  public func keep(_ samples: SampleCounts, ofBatch batch: Int) throws {
    try write { database in
      try database.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS samples (
            batch INTEGER PRIMARY KEY, drawn INTEGER NOT NULL, legal INTEGER NOT NULL, repaired INTEGER NOT NULL) STRICT
          """)
      try database.execute(
        sql: "INSERT OR IGNORE INTO samples (batch, drawn, legal, repaired) VALUES (?, ?, ?, ?)",
        arguments: [batch, samples.drawn, samples.legal, samples.repaired])
    }
  }

  /// What was drawn for all batches.
  public func samples() throws -> SampleCounts {
    try read { database in
      guard try database.tableExists("samples") else { return SampleCounts() }
      let sums = "SELECT sum(drawn) AS drawn, sum(legal) AS legal, sum(repaired) AS repaired FROM samples"
      guard let row = try Row.fetchOne(database, sql: sums) else { return SampleCounts() }
      func count(_ column: String) -> Int { StudyRow.value(Int.self, column, of: row) ?? 0 }
      return SampleCounts(drawn: count("drawn"), legal: count("legal"), repaired: count("repaired"))
    }
  }
}
