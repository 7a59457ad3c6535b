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
    // Some designs of the bowl can't be evaluated; a table holds those that could.
    let trials = memory.trials().filter { $0.metrics != nil }
    let table = try StudyTable(bowl.header(), memory.trials())
    #expect(table.count == trials.count && trials.count >= 25)
    for trial in trials {
      #expect(table.isLegal(trial.point))
      #expect(table.evaluate(Proposal(trial.point), at: .simulated).metrics == trial.metrics)
      #expect(table.cheap(Proposal(trial.point)) == nil)
    }
    let seconds = trials.compactMap { $0.metrics?.seconds }.sorted()
    let (least, most) = (try #require(seconds.first), try #require(seconds.last))
    #expect(table.optimum == least)
    #expect(table.front == [[least]])
    #expect(table.scale.reference == [most])
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
    let evaluated = memory.trials().filter { $0.metrics != nil }
    #expect(Set(found.trials().map(\.point)) == Set(evaluated.map(\.point)))
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
