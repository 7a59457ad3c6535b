public import Core
import Dispatch
public import Evaluation
import Foundation
import GRDB
import Synchronization

/// A study in a SQLite file: trials, and the layers simulated for them.
///
/// Every change is one transaction, so the file is whole after a kill at any moment. Several processes may work on one
/// file: each takes trials no living worker has taken, and a worker is alive while it renews its claims. Figures and
/// their order never depend on which process made them.
public final class Study: TrialStore, LayerMemory {
  /// Where the study is.
  public let path: String
  /// What the study is about.
  public let header: StudyHeader
  private let database: DatabaseQueue
  private let beats: DispatchQueue
  private let isBeating = Mutex(false)

  private init(path: String, header: StudyHeader, database: DatabaseQueue) {
    self.path = path
    self.header = header
    self.database = database
    beats = DispatchQueue(label: "study.heartbeat")
  }

  /// Continues the study at the path, or begins it.
  ///
  /// - Throws: `StudyError` when the file is something else, is about another run or can't be written; it is left as it
  ///   was.
  public static func open(at path: String, _ header: StudyHeader) throws -> Study {
    try StudyFile.checkWritable(path)
    let existed = try StudyFile.exists(at: path)
    do {
      let database = try connect(to: path, readOnly: false)
      if existed { try check(database, path: path) }
      let known = try attempt(path) { try database.write { try begin(header, in: $0) } }
      let found = try decode(known, path: path)
      let differences = found.differences(to: header)
      guard differences.isEmpty else { throw StudyError.differs(path: path, differences: differences) }
      return Study(path: path, header: found, database: database)
    } catch {
      // A file that was begun in vain holds nothing.
      if !existed, (try? StudyFile.exists(at: path)) == false { unlink(path) }
      throw error
    }
  }

  /// Opens a study to read it.
  ///
  /// - Throws: `StudyError` when there is none, or it can't be read.
  public static func read(at path: String) throws -> Study {
    try existing(at: path, readOnly: true)
  }

  /// Opens a study to add results made elsewhere.
  ///
  /// - Throws: `StudyError` when there is none, or it can't be written.
  public static func amend(at path: String) throws -> Study {
    try StudyFile.checkWritable(path)
    return try existing(at: path, readOnly: false)
  }

  private static func existing(at path: String, readOnly: Bool) throws -> Study {
    guard try StudyFile.exists(at: path) else { throw StudyError.missing(path: path) }
    // What a killed writer left behind has to be rolled back, which takes a writer.
    let hasJournal = access("\(path)-journal", F_OK) == 0 && access(path, W_OK) == 0
    let database = try connect(to: path, readOnly: readOnly && !hasJournal)
    try check(database, path: path)
    let text = try attempt(path) { try database.read { try String.fetchOne($0, sql: "SELECT header FROM study") } }
    return Study(path: path, header: try decode(text ?? "", path: path), database: database)
  }

  private static func connect(to path: String, readOnly: Bool) throws -> DatabaseQueue {
    try attempt(path) {
      try DatabaseQueue(path: path, configuration: StudyFile.configuration(readOnly: readOnly))
    }
  }

  /// Asks SQLite whether the file hangs together.
  private static func check(_ database: DatabaseQueue, path: String) throws {
    let verdict = try attempt(path) {
      try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
    }
    guard verdict == "ok" else { throw StudyError.damaged(path: path, reason: Self.firstFinding(verdict)) }
  }

  /// What is wrong first, without the heading that says in which part of the file.
  private static func firstFinding(_ verdict: String?) -> String {
    let lines = (verdict ?? "").split(separator: "\n").map(String.init)
    return lines.first { !$0.hasPrefix("***") } ?? lines.first ?? "no answer"
  }

  /// The header in the file, after writing it where there was none.
  private static func begin(_ header: StudyHeader, in database: Database) throws -> String {
    if try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 {
      try database.execute(sql: StudyFile.tables)
      try database.execute(
        sql: "INSERT INTO study (id, header) VALUES (1, ?)", arguments: [try StudyRow.json(header)])
    }
    return try String.fetchOne(database, sql: "SELECT header FROM study") ?? ""
  }

  private static func decode(_ text: String, path: String) throws(StudyError) -> StudyHeader {
    do {
      return try JSONDecoder().decode(StudyHeader.self, from: Data(text.utf8))
    } catch {
      throw .damaged(path: path, reason: "its header can't be read")
    }
  }

  private static func attempt<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StudyError(error, path: path)
    } catch let error as StudyError {
      throw error
    } catch {
      throw StudyError.damaged(path: path, reason: "\(error)")
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try Self.attempt(path) { try database.read(body) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try Self.attempt(path) { try database.write(body) }
  }
}

// MARK: - Trials

extension Study {
  /// Every trial, by number.
  public func trials() throws -> [Trial] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT \(StudyRow.columns) FROM trials ORDER BY number").map { row in
        try StudyRow.trial(row, of: header.space)
      }
    }
  }

  /// Adds a batch, unless another worker has.
  public func ask(_ proposals: [Proposal], batch: Int, strategy: String, cheapLooks: Int) throws {
    try write { database in
      let next = (try Int.fetchOne(database, sql: "SELECT max(number) FROM batches") ?? -1) + 1
      guard batch >= next else { return }
      try database.execute(
        sql: "INSERT INTO batches (number, strategy, looks) VALUES (?, ?, ?)", arguments: [batch, strategy, cheapLooks])
      let first = try Self.nextNumber(database)
      for (offset, proposal) in proposals.enumerated() {
        try insert(
          proposal, number: first + offset, batch: batch, strategy: strategy, state: .asked, metrics: nil, in: database)
      }
    }
  }

  private static func nextNumber(_ database: Database) throws -> Int {
    (try Int.fetchOne(database, sql: "SELECT max(number) FROM trials") ?? -1) + 1
  }

  private func insert(
    _ proposal: Proposal, number: Int, batch: Int, strategy: String, state: Trial.State, metrics: DesignMetrics?,
    in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO trials (number, batch, key, point, mappings, strategy, fidelity, state, metrics, cost)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        number, batch, try StudyRow.key(of: proposal, in: header), try StudyRow.json(proposal.point.indices),
        try proposal.mappings.map { try StudyRow.json($0.mapValues(\.description)) }, strategy,
        (proposal.fidelity ?? header.fidelity).name, state.rawValue, try metrics.map { try StudyRow.json($0) },
        try StudyRow.json(Trial.Cost()),
      ])
  }

  /// Takes the first trial that is asked and that no living worker has.
  public func claim() throws -> Trial? {
    let now = Date().timeIntervalSince1970
    let trial = try write { database -> Trial? in
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT \(StudyRow.columns), worker, heartbeat FROM trials WHERE state = 'asked' ORDER BY number")
      guard let row = rows.first(where: { Self.isOpen($0, now: now) }) else { return nil }
      let trial = try StudyRow.trial(row, of: header.space)
      try database.execute(
        sql: "UPDATE trials SET worker = ?, heartbeat = ? WHERE number = ?",
        arguments: [Worker.own.text, now, trial.number])
      return trial
    }
    if trial != nil { startBeating() }
    return trial
  }

  /// Whether no living worker has a trial: none took it, it ended, or it hasn't been heard of for long.
  private static func isOpen(_ row: Row, now: Double) -> Bool {
    guard let text = StudyRow.value(String.self, "worker", of: row) else { return true }
    let silence = now - (StudyRow.value(Double.self, "heartbeat", of: row) ?? 0)
    return Worker(text)?.isKnownDead ?? true || silence > longestSilence || silence < -longestSilence
  }

  /// Gives a taken trial back.
  public func release(_ number: Int) throws {
    try write { database in
      try database.execute(
        sql: "UPDATE trials SET worker = NULL, heartbeat = NULL WHERE number = ? AND worker = ?",
        arguments: [number, Worker.own.text])
    }
  }

  /// Keeps a result and the layers simulated for it.
  @discardableResult
  public func tell(_ number: Int, _ outcome: TrialOutcome) throws -> Bool {
    try write { database in
      try database.execute(
        sql: """
          UPDATE trials SET state = ?, metrics = ?, failure = ?, found = ?, cost = ?, worker = NULL, heartbeat = NULL
          WHERE number = ? AND state = 'asked'
          """,
        arguments: [
          (outcome.metrics == nil ? Trial.State.failed : .complete).rawValue,
          try outcome.metrics.map { try StudyRow.json($0) }, outcome.failure,
          outcome.foundMappings.isEmpty ? nil : try StudyRow.json(outcome.foundMappings.mapValues(\.description)),
          try StudyRow.json(outcome.cost), number,
        ])
      let isKept = database.changesCount == 1
      for (key, figures) in outcome.layers.sorted(by: { $0.key < $1.key }) {
        try database.execute(
          sql: "INSERT OR IGNORE INTO layers (key, cycles, picojoules) VALUES (?, ?, ?)",
          arguments: [key, figures.cycles, figures.picojoules])
      }
      return isKept
    }
  }

  /// Adds results made elsewhere, all or none.
  ///
  /// - Throws: `StudyError.told` when one is there already.
  public func add(_ results: [(point: DesignPoint, metrics: DesignMetrics)], from fidelity: Fidelity) throws {
    try write { database in
      let batch = try Int.fetchOne(database, sql: "SELECT max(batch) FROM trials") ?? -1
      for (point, metrics) in results {
        let proposal = Proposal(point, fidelity: fidelity)
        let key = try StudyRow.key(of: proposal, in: header)
        guard try Int.fetchOne(database, sql: "SELECT number FROM trials WHERE key = ?", arguments: [key]) == nil else {
          let values = zip(header.space.parameters, header.space.values(of: point)).map { "\($0.name) \($1)" }
          throw StudyError.told(
            path: path,
            reason: "\(fidelity.name) has been told of \(values.joined(separator: ", ")) already; remove that row")
        }
        try insert(
          proposal, number: try Self.nextNumber(database), batch: batch, strategy: "outside", state: .complete,
          metrics: metrics, in: database)
      }
    }
  }

  /// Analytical evaluations that strategies spent on choosing.
  public func cheapLooks() throws -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT sum(looks) FROM batches") ?? 0 }
  }

  /// The mappings a trial ran with, by layer name: those attached to it, or those found by a search; empty where every
  /// layer had its default tiling.
  public func mappings(ofTrial number: Int) throws -> [String: Mapping] {
    try read { database in
      let text = try String.fetchOne(
        database, sql: "SELECT coalesce(found, mappings) FROM trials WHERE number = ?", arguments: [number])
      guard let text else { return [:] }
      return try JSONDecoder().decode([String: String].self, from: Data(text.utf8)).mapValues {
        try Mapping(parsing: $0)
      }
    }
  }

  /// The figures of a layer simulated for an earlier trial.
  public func figures(for key: String) throws -> LayerFigures? {
    try read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT cycles, picojoules FROM layers WHERE key = ?", arguments: [key])
      guard let row, let cycles = StudyRow.value(Int.self, "cycles", of: row),
        let picojoules = StudyRow.value(Double.self, "picojoules", of: row)
      else { return nil }
      return LayerFigures(cycles: cycles, picojoules: picojoules)
    }
  }
}

// MARK: - Being alive

extension Study {
  /// Seconds between two signs of life.
  private static let beat = 10
  /// Seconds without a sign of life after which a worker of another machine counts as dead.
  private static let longestSilence = 60.0

  /// Waits for other processes.
  public func waitForOthers() { usleep(200_000) }

  private func startBeating() {
    let begins = isBeating.withLock { isBeating in
      defer { isBeating = true }
      return !isBeating
    }
    if begins { scheduleBeat() }
  }

  private func scheduleBeat() {
    beats.asyncAfter(deadline: .now() + .seconds(Self.beat)) { [weak self] in
      guard let self else { return }
      // A sign of life that can't be given isn't worth an error: the next one may get through.
      try? write { database in
        try database.execute(
          sql: "UPDATE trials SET heartbeat = ? WHERE worker = ? AND state = 'asked'",
          arguments: [Date().timeIntervalSince1970, Worker.own.text])
      }
      scheduleBeat()
    }
  }
}
