import Core
import Foundation
import Optimizer
import Synchronization
import Testing

/// A bowl in two numbers; energy rises where latency falls.
private struct Basin: DesignProblem {
  let space: DesignSpace

  init() {
    let numbers = (0..<20).map(Double.init)
    space = DesignSpace(
      name: "basin", architecture: "none",
      parameters: ["x", "y"].map {
        DesignParameter(name: $0, paths: [], values: numbers.map { "\($0)" }, numbers: numbers)
      })
  }

  func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
    let (x, y) = (Double(proposal.point.indices[0]), Double(proposal.point.indices[1]))
    return TrialOutcome(DesignMetrics(seconds: 1 + (x - 12) * (x - 12) + y, joules: 2 + y + x / 2))
  }

  func cheap(_ proposal: Proposal) -> DesignMetrics? {
    let (x, y) = (Double(proposal.point.indices[0]), Double(proposal.point.indices[1]))
    return DesignMetrics(seconds: 2 + (x - 11) * (x - 11), joules: 1 + y + x / 2)
  }
}

/// What a store of models says.
private final class Words: Sendable {
  private let words = Mutex<[String]>([])

  var all: [String] { words.withLock { $0 } }
  func add(_ text: String) { words.withLock { $0.append(text) } }
}

@Suite("Models kept beside a study")
struct StudyModelsTests {
  private let folder: StudyFolder

  init() throws { folder = try StudyFolder() }

  private static var strategies: [any Strategy] {
    var small = DiffusionOptions()
    small.trainingSteps = 8
    small.width = 8
    small.targets = 4
    small.samplesPerTarget = 6
    small.unlabelled = 24
    var fused = FusedOptions()
    fused.diffusion = small
    return [
      BayesianStrategy(initial: 6), DiffusionStrategy(initial: 6, options: small),
      FusedStrategy(initial: 6, options: fused),
    ]
  }

  private func trials(_ strategy: any Strategy, from trials: [Trial] = [], _ models: StudyModels?) throws -> [Trial] {
    let store = MemoryStudy(trials)
    var exploration = Exploration(
      problem: Basin(), objectives: ObjectiveSet([.latency, .energy]), strategy: strategy,
      options: ExplorationOptions(budget: 14, batchSize: 4, seed: 3))
    exploration.options.models = models
    _ = try exploration.run(into: store)
    return store.trials()
  }

  private func models(_ heard: Words, noted: Words = Words()) -> StudyModels {
    StudyModels(beside: folder.path(), version: "1", note: { noted.add($0) }, progress: { heard.add($0) })
  }

  private var file: URL { URL(fileURLWithPath: folder.path() + ".models") }

  @Test("A run that goes on trains nothing again, and kept models change no trial", arguments: strategies.indices)
  func resumption(index: Int) throws {
    let strategy = Self.strategies[index]
    let whole = try trials(strategy, nil)
    let heard = Words()
    #expect(try trials(strategy, models(heard)) == whole)
    #expect(!heard.all.isEmpty)
    // The last batch is lost, as when a process is killed while it chooses.
    let left = whole.filter { $0.batch < 3 }
    let again = Words()
    #expect(try trials(strategy, from: left, models(again)) == whole)
    #expect(again.all.isEmpty)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    #expect(try encoder.encode(trials(strategy, from: left, models(again))) == encoder.encode(whole))
  }

  @Test("A damaged file is told of and written anew")
  func damaged() throws {
    let strategy = Self.strategies[1]
    let whole = try trials(strategy, models(Words()))
    let bytes = try Data(contentsOf: file)
    for place in [9, bytes.count / 2, bytes.count - 1] {
      var damaged = bytes
      damaged[place] ^= 4
      try damaged.write(to: file)
      let (heard, noted) = (Words(), Words())
      #expect(try trials(strategy, models(heard, noted: noted)) == whole)
      #expect(noted.all.count == 1 && noted.all[0].contains("damaged"))
      #expect(!heard.all.isEmpty)
      #expect(try Data(contentsOf: file) == bytes)
    }
    try bytes.prefix(bytes.count - 40).write(to: file)
    let noted = Words()
    #expect(try trials(strategy, models(Words(), noted: noted)) == whole)
    #expect(noted.all.count == 1)
  }

  @Test("A file of another kind is told of and left as it is; models of another version are trained again")
  func foreign() throws {
    let strategy = Self.strategies[0]
    let whole = try trials(strategy, nil)
    try Data("my notes\n".utf8).write(to: file)
    let noted = Words()
    #expect(try trials(strategy, models(Words(), noted: noted)) == whole)
    #expect(noted.all.count == 1)
    #expect(try Data(contentsOf: file) == Data("my notes\n".utf8))
    try FileManager.default.removeItem(at: file)
    _ = try trials(strategy, models(Words()))
    let (heard, said) = (Words(), Words())
    let newer = StudyModels(
      beside: folder.path(), version: "2", note: { said.add($0) }, progress: { heard.add($0) })
    #expect(try trials(strategy, newer) == whole)
    #expect(said.all.count == 1 && said.all[0].contains("version 1"))
    #expect(!heard.all.isEmpty)
  }

  @Test("Where nothing can be written the run goes on")
  func unwritable() throws {
    let said = Words()
    let nowhere = StudyModels(beside: folder.path("no/such/a.study"), version: "1", note: { said.add($0) })
    #expect(try trials(Self.strategies[0], nowhere) == trials(Self.strategies[0], nil))
    #expect(said.all.count == 1)
  }
}
