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
    let bytes = StudyDocumentFile.write(StudyDocument(inputs: [], record: record, command: "systole explore"))
    let read = try StudyDocumentFile.read(InputFile(name: "study.xml", bytes: bytes)).record
    #expect(read == record)
    #expect(studyPage(read) == studyPage(record))
    #expect(try StudyReport(read).json() == StudyReport(record).json())
  }

  /// The figures of a trial on the page are the attributes of its element in the document.
  @Test func trialsShowWhatTheDocumentSays() throws {
    let bytes = StudyDocumentFile.write(StudyDocument(inputs: [], record: Self.record, command: ""))
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
}
