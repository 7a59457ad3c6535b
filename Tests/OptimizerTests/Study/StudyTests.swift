import Core
import Evaluation
import Foundation
import Optimizer
import Testing

/// A folder that goes away with the test.
final class StudyFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("systole-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String = "a.study") -> String { url.appendingPathComponent(name).path }
}

extension Bowl {
  func header(seed: UInt64 = 7) -> StudyHeader {
    StudyHeader(
      space: space, architectureHash: "", workload: "none", workloadHash: "", objectives: ObjectiveSet([.latency]),
      fidelity: .simulated, policy: "none", seed: seed, batchSize: 5, reference: [100], version: "1", inputs: "",
      architectureName: "none")
  }

  func exploration(_ strategy: any Strategy = RandomStrategy(), budget: Int, jobs: Int = 1) -> Exploration {
    Exploration(
      problem: self, objectives: ObjectiveSet([.latency]), strategy: strategy,
      options: ExplorationOptions(budget: budget, batchSize: 5, seed: 7, jobs: jobs))
  }
}

@Suite struct StudyTests {
  private let bowl: Bowl
  private let folder: StudyFolder

  init() throws {
    bowl = try Bowl()
    folder = try StudyFolder()
  }

  /// The file holds what memory holds, whoever evaluates.
  @Test(arguments: [1, 3])
  func holdsWhatMemoryHolds(jobs: Int) throws {
    let memory = MemoryStudy()
    _ = try bowl.exploration(budget: 17).run(into: memory)
    let study = try Study.open(at: folder.path(), bowl.header())
    #expect(try bowl.exploration(budget: 17, jobs: jobs).run(into: study) == .budget)
    #expect(try study.trials() == memory.trials())
    #expect(try Study.read(at: folder.path()).trials() == memory.trials())
  }

  /// A trial a worker of this process has taken is its own until it is told or released.
  @Test func claimsAreExclusive() throws {
    let first = try Study.open(at: folder.path(), bowl.header())
    let second = try Study.open(at: folder.path(), bowl.header())
    try first.ask(
      [Proposal(DesignPoint([1, 2])), Proposal(DesignPoint([2, 2]))], batch: 0, strategy: "random", cheapLooks: 3)
    try second.ask([Proposal(DesignPoint([3, 3]))], batch: 0, strategy: "random", cheapLooks: 4)
    #expect(try second.trials().map(\.point.indices) == [[1, 2], [2, 2]], "a batch is asked once")
    #expect(try first.cheapLooks() == 3)
    let claims = [try first.claim(), try second.claim(), try first.claim()]
    #expect(claims.map { $0?.number } == [0, 1, nil])
    try second.release(1)
    #expect(try first.claim()?.number == 1)
    let told = TrialOutcome(DesignMetrics(seconds: 1, joules: 2))
    #expect(try first.tell(1, told))
    #expect(try !second.tell(1, TrialOutcome(failure: "late")), "a result is told once")
    #expect(try second.trials()[1].metrics == told.metrics)
  }

  @Test func layersAreKeptWithTheirTrial() throws {
    let study = try Study.open(at: folder.path(), bowl.header())
    try study.ask([Proposal(DesignPoint([1, 2]))], batch: 0, strategy: "random", cheapLooks: 0)
    var outcome = TrialOutcome(DesignMetrics(seconds: 1, joules: 2))
    outcome.layers = ["key": LayerFigures(cycles: 7, picojoules: 0.1)]
    _ = try study.claim()
    try study.tell(0, outcome)
    #expect(try study.figures(for: "key") == LayerFigures(cycles: 7, picojoules: 0.1))
    #expect(try study.figures(for: "other") == nil)
  }

  @Test func continuesOnlyTheRunItBeganWith() throws {
    _ = try Study.open(at: folder.path(), bowl.header())
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path()))
    var other = bowl.header(seed: 8)
    other.objectives = ObjectiveSet([.energy], limits: [ObjectiveSet.Limit(.area, atMost: 20)])
    other.space.parameters[0].values[0] = "00"
    let expected = [
      "parameter 'x' has other values or sets other attributes",
      "the objective is latency in the study and energy in this run",
      "the limit is none in the study and area <= 20 in this run",
      "the seed is 7 in the study and 8 in this run",
    ]
    #expect(throws: StudyError.differs(path: folder.path(), differences: expected)) {
      try Study.open(at: folder.path(), other)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path())) == before)
  }

  @Test func outsideResultsStandBeside() throws {
    let study = try Study.open(at: folder.path(), bowl.header())
    _ = try bowl.exploration(budget: 10).run(into: study)
    let before = try study.trials()
    let result = (point: before[3].point, metrics: DesignMetrics(seconds: 5, joules: 6))
    try study.add([result], from: Fidelity("firesim"))
    #expect(throws: StudyError.self) { try study.add([result], from: Fidelity("firesim")) }
    let summary = StudySummary(of: try study.trials(), study.header, fidelity: Fidelity("firesim"))
    #expect(summary.trials == 1)
    #expect(summary.best?.objectives == [5])
    // The exploration goes on as if nothing had been told.
    _ = try bowl.exploration(budget: 20).run(into: study)
    let whole = MemoryStudy()
    _ = try bowl.exploration(budget: 10).run(into: whole)
    _ = try bowl.exploration(budget: 20).run(into: whole)
    #expect(
      try study.trials().filter { $0.fidelity == .simulated }.map(\.point) == whole.trials().map(\.point))
  }

  static let notStudies: [(name: String, content: [UInt8])] = [
    ("a text", Array("hello\n".utf8)), ("a long text", Array(repeating: 0x41, count: 10_000)),
    ("a database of another program", head(applicationID: 0x0f05_5112, version: 1)),
    ("a study of another format", head(applicationID: 0x5359_5354, version: 99)),
    ("a study of an older format", head(applicationID: 0x5359_5354, version: 1)),
    ("a study cut short", head(applicationID: 0x5359_5354, version: 2)),
  ]

  @Test(arguments: notStudies.indices)
  func refusesWhatIsNoStudy(index: Int) throws {
    let content = Self.notStudies[index].content
    let url = URL(fileURLWithPath: folder.path())
    try Data(content).write(to: url)
    #expect(throws: StudyError.self) { try Study.open(at: folder.path(), bowl.header()) }
    #expect(throws: StudyError.self) { try Study.read(at: folder.path()) }
    #expect(try Array(Data(contentsOf: url)) == content)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.study"])
  }

  /// Damage anywhere in the file is told or harmless, and never changes a byte of it.
  @Test func survivesDamage() throws {
    let study = try Study.open(at: folder.path(), bowl.header())
    _ = try bowl.exploration(budget: 40).run(into: study)
    let trials = try study.trials()
    let whole = try Array(Data(contentsOf: URL(fileURLWithPath: folder.path())))
    var random = SeededRandom(seed: 5)
    var refused = 0
    for index in 0..<60 {
      var content = whole
      if index.isMultiple(of: 3) { content.removeLast(random.within(1...content.count)) }
      for _ in 0..<random.within(1...64) where !content.isEmpty {
        content[random.below(content.count)] = UInt8(random.below(256))
      }
      let path = folder.path("damaged-\(index)")
      try Data(content).write(to: URL(fileURLWithPath: path))
      do {
        let read = try Study.read(at: path).trials()
        #expect(read.count <= trials.count)
      } catch is StudyError {
        refused += 1
      }
      #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == content)
    }
    #expect(refused > 10)
  }

  @Test func saysWhereItCannotWrite() throws {
    let path = folder.path("missing/a.study")
    #expect(throws: StudyError.noFolder(path: path, folder: folder.path("missing"))) {
      try Study.open(at: path, bowl.header())
    }
    #expect(throws: StudyError.missing(path: folder.path())) { try Study.read(at: folder.path()) }
    #expect(throws: StudyError.foreign(path: folder.url.path, what: "a directory")) {
      try Study.open(at: folder.url.path, bowl.header())
    }
  }

  /// The first page of an empty database, with the fields that tell programs apart (SQLite file format, §1.3).
  private static func head(applicationID: UInt32, version: UInt32) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: 4096)
    page.replaceSubrange(0..<16, with: Array("SQLite format 3\0".utf8))
    page.replaceSubrange(16..<24, with: [0x10, 0, 1, 1, 0, 64, 32, 32])
    for (offset, value) in [(60, version), (68, applicationID)] {
      for byte in 0..<4 { page[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * byte)) }
    }
    return page
  }
}
