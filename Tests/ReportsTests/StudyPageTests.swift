import Core
import Formats
import Reports
import Testing

/// What a study's page and its document must agree on.
@Suite struct StudyPageTests {
  private static let record = SampleStudy.record(trials: 120)

  /// Written, read and shown, a study is the same page: every figure on it is one the document holds.
  @Test(arguments: [0, 1, 120])
  func thePageOfADocumentIsThePageOfTheStudy(trials: Int) throws {
    let record = SampleStudy.record(trials: trials)
    let bytes = StudyDocumentFile.write(StudyDocument(record, RunRecord(command: "systole explore")))
    let read = try StudyDocumentFile.read(InputFile(name: "study.xml", bytes: bytes)).result
    #expect(read == record)
    #expect(studyPage(read) == studyPage(record))
    #expect(try StudyReport(read).json() == StudyReport(record).json())
  }

  /// The figures of a trial on the page are the attributes of its element in the document.
  @Test func trialsShowWhatTheDocumentSays() throws {
    let bytes = StudyDocumentFile.write(StudyDocument(Self.record))
    let trials = try XMLDocument(InputFile(name: "study.xml", bytes: bytes)).root.children("trial")
    var shown: [String: String] = [:]
    for element in MarkedUp(studyPage(Self.record)).elements {
      if let path = element.attributes["data-path"] { shown[path] = element.attributes["data-value"] }
    }
    for (index, trial) in trials.enumerated() {
      let metrics = trial.child("metrics")
      #expect(shown["/trials/\(index)/figures/0"].flatMap(Double.init) == metrics?["seconds"].flatMap(Double.init))
      #expect(shown["/trials/\(index)/figures/1"].flatMap(Double.init) == metrics?["joules"].flatMap(Double.init))
    }
  }

  /// Each strategy's bars count its trials, each trial once for each parameter.
  @Test func barsOfAStrategyCountItsTrials() throws {
    let report = StudyReport(Self.record)
    for strategy in report.strategies {
      let own = Self.record.trials.filter { $0.strategy == strategy.name }
      for (index, proposals) in strategy.proposals.enumerated() {
        let parameter = Self.record.space.parameters[index]
        for (value, count) in zip(proposals.values, proposals.trials) {
          #expect(own.count { parameter.values[$0.point.indices[index]] == value } == count)
        }
        #expect(proposals.trials.reduce(0, +) == own.count)
      }
    }
    let bars = MarkedUp(studyPage(Self.record)).elements.filter {
      $0.attributes["data-path"]?.contains("/proposals/") == true
    }
    #expect(bars.count == report.strategies.flatMap(\.proposals).flatMap(\.trials).count { $0 > 0 })
  }

  /// A parameter of thousands of values is shown in groups that together hold every trial.
  @Test func manyValuesAreGrouped() {
    var space = SampleStudy.space
    space.parameters[5] = DesignParameter(
      name: "wide", paths: ["dma.latency"], values: (1...1001).map(String.init), numbers: (1...1001).map(Double.init))
    let report = StudyReport(SampleStudy.record(trials: 90, space: space))
    for strategy in report.strategies {
      #expect(strategy.proposals[5].trials.count <= 24)
      #expect(strategy.proposals[5].trials.reduce(0, +) == strategy.trials)
      #expect(strategy.proposals[5].values.last?.hasSuffix("1001") == true)
    }
  }

  /// Trials of other fidelities count neither as trials nor for the front.
  @Test func otherFidelitiesAreLeftOut() {
    var record = Self.record
    var stranger = record.trials[0]
    stranger.number = 500
    stranger.fidelity = Fidelity("firesim")
    stranger.metrics?.seconds = 1e-12
    record.trials.append(stranger)
    let report = StudyReport(record)
    #expect(report.trialCount == 120 && report.otherTrials == 1)
    #expect(report.metrics.map(\.best) == StudyReport(Self.record).metrics.map(\.best))
    #expect(studyPage(record).contains("trials of other fidelities, not shown"))
  }

  /// Whatever a name holds, it comes back from the document as that text.
  @Test(arguments: 1...6)
  func namesComeBackFromTheDocument(seed: UInt64) throws {
    var names = HostileNames(seed: seed)
    var record = SampleStudy.record(
      trials: 40, strategies: [names.next(), names.next(), names.next()], failure: names.next())
    record.name = names.next()
    record.workload = names.next()
    record.policy = names.next()
    record.fidelity = Fidelity(names.next())
    record.base.madeBy = names.next()
    for index in record.trials.indices { record.trials[index].fidelity = record.fidelity }
    let run = RunRecord(
      inputs: [RunInput(role: names.next(), name: names.next(), sha256: SHA256.hexadecimal([]))],
      command: names.next(), environment: [RunFact(names.next(), names.next())])
    let document = StudyDocument(record, run)
    let bytes = StudyDocumentFile.write(document)
    let read = try StudyDocumentFile.read(InputFile(name: "study.xml", bytes: bytes))
    #expect(StudyDocumentFile.write(read) == bytes)
    // XML 1.0 (fifth edition), production 2: what no document may hold comes out as U+FFFD.
    func allowed(_ name: String) -> String {
      let held: [ClosedRange<UInt32>] = [9...10, 13...13, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF]
      return String(
        String.UnicodeScalarView(
          name.unicodeScalars.map { scalar in held.contains { $0.contains(scalar.value) } ? scalar : "\u{FFFD}" }))
    }
    #expect(read.result.name == allowed(record.name) && read.result.workload == allowed(record.workload))
    #expect(read.result.policy == allowed(record.policy) && read.run.command == allowed(run.command))
    #expect(read.result.fidelity.name == allowed(record.fidelity.name))
    #expect(read.result.trials.map(\.strategy) == record.trials.map { allowed($0.strategy) })
    #expect(read.result.trials.map(\.failure) == record.trials.map { $0.failure.map(allowed) })
    #expect(read.run.inputs.map(\.name) == run.inputs.map { allowed($0.name) })
    #expect(read.run.environment.map(\.value) == run.environment.map { allowed($0.value) })
  }
}
