import Core
import Foundation
import Optimizer
import Testing

@Suite struct StudyTableTests {
  /// A study of part of a space is a problem with that part's designs, values and front.
  @Test func looksTrialsUp() throws {
    let bowl = try Bowl()
    let memory = MemoryStudy()
    _ = try bowl.exploration(budget: 30).run(into: memory)
    let trials = memory.trials()
    let table = try StudyTable(bowl.header(), trials)
    #expect(table.count == 30)
    for trial in trials {
      #expect(table.isLegal(trial.point))
      #expect(table.evaluate(Proposal(trial.point), at: .simulated).metrics == trial.metrics)
      #expect(table.cheap(Proposal(trial.point)) == nil)
    }
    let least = try #require(trials.compactMap { $0.metrics?.seconds }.min())
    #expect(table.optimum == least)
    #expect(table.front == [[least]])
    #expect(table.scale.reference == [try #require(trials.compactMap { $0.metrics?.seconds }.max())])
    let known = Set(trials.map(\.point))
    let missing = try #require(
      (0..<Int(table.space.size)).compactMap { table.space.point(at: $0) }.first { !known.contains($0) })
    #expect(!table.isLegal(missing))
    #expect(table.evaluate(Proposal(missing), at: .simulated).metrics == nil)
  }

  /// A strategy told to find everything in a table finds its optimum and nothing outside.
  @Test func strategiesRunOnIt() throws {
    let bowl = try Bowl()
    let memory = MemoryStudy()
    _ = try bowl.exploration(budget: 20).run(into: memory)
    let table = try StudyTable(bowl.header(), memory.trials())
    let found = MemoryStudy()
    let ending = try Exploration(
      problem: table, objectives: table.objectives, strategy: RandomStrategy(),
      options: ExplorationOptions(budget: 100, batchSize: 5, seed: 3)
    ).run(into: found)
    #expect(ending == .exhausted)
    #expect(Set(found.trials().map(\.point)) == Set(memory.trials().map(\.point)))
    #expect(found.trials().compactMap { $0.metrics?.seconds }.min() == table.optimum)
  }

  @Test func anEmptyStudyIsNoTable() throws {
    let header = try Bowl().header()
    #expect(throws: StudyTable.Failure.tooFew(0)) { try StudyTable(header, []) }
    var other = header
    other.workloadHash = "another"
    let trials = MemoryStudy()
    _ = try Bowl().exploration(budget: 5).run(into: trials)
    #expect(throws: StudyTable.Failure.self) {
      try StudyTable(header, trials.trials(), looks: (header: other, trials: []))
    }
  }
}
