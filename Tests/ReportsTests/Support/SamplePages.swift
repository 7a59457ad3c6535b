import Core
import Foundation
import Reports
import Testing

/// A page of every kind with the JSON its figures' addresses lead into.
struct SamplePage: Sendable, CustomTestStringConvertible {
  var name: String
  var page: @Sendable () -> String
  var json: @Sendable () throws -> String

  var testDescription: String { name }

  static let all: [SamplePage] =
    [
      ("network", SampleResult.network), ("hostile", SampleResult.hostile), ("empty", SampleResult.empty),
      ("zero", SampleResult.zero), ("what-if", SampleResult.whatIf), ("active", SampleResult.active),
    ].map { simulation($0.0, $0.1) } + [
      comparison("two alike", [SampleResult.network, SampleResult.network]),
      comparison("three workloads", [SampleResult.network, SampleResult.whatIf, SampleResult.hostile]),
      comparison("nothing and something", [SampleResult.empty, SampleResult.network]),
      comparison("zeros", [SampleResult.zero, SampleResult.network]),
      mapping("mapped", SampleMapping.result()), mapping("mapped for edp", SampleMapping.result(objective: .edp)),
      study("study", SampleStudy.record(trials: 80)), study("study of one", SampleStudy.record(trials: 1)),
      study("study of nothing", SampleStudy.record(trials: 0)),
      study("one objective", SampleStudy.record(trials: 40, objectives: ObjectiveSet([.edp]))),
      study(
        "three objectives and limits",
        SampleStudy.record(
          trials: 50, objectives: ObjectiveSet([.latency, .energy, .area], limits: [.init(.area, atMost: 6)]))),
      study("study of cells", SampleSynthesis.record), synthesis("synthesis", SampleSynthesis.result),
      synthesis("synthesis of nothing", SampleSynthesis.nothing),
    ]

  static func simulation(_ name: String, _ result: SimulationResult) -> SamplePage {
    SamplePage(
      name: name, page: { simulationPage(result, provenance: SimulationPageTests.provenance) },
      json: { try SimulationReport(result).json() })
  }

  static func comparison(_ name: String, _ results: [SimulationResult]) -> SamplePage {
    let comparison = Comparison(
      of: results.enumerated().map { index, result in
        ComparedResult(
          result, name: "result-\(index).xml", sha256: String(repeating: "0", count: 64),
          attributes: [(path: "array.rows", value: "\(16 * (index + 1))"), (path: "array.columns", value: "16")],
          inputs: [(role: "workload", name: result.workload.name)], command: "systole simulate \(index)")
      })
    return SamplePage(
      name: name,
      page: {
        comparisonPage(
          comparison, run: RunRecord(command: "systole compare <&>", environment: [RunFact("host", "a & b")]))
      },
      json: { try ComparisonReport(comparison).json() })
  }

  static func mapping(_ name: String, _ result: MappingResult) -> SamplePage {
    SamplePage(
      name: name, page: { mappingPage(result, run: RunRecord(command: "systole map")) },
      json: { try MappingReport(result).json() })
  }

  static func synthesis(_ name: String, _ result: SynthesisResult) -> SamplePage {
    SamplePage(
      name: name, page: { synthesisPage(result, run: RunRecord(command: "systole synthesize")) },
      json: { try SynthesisReport(result).json() })
  }

  static func study(_ name: String, _ record: StudyRecord) -> SamplePage {
    SamplePage(
      name: name,
      page: {
        studyPage(
          record,
          run: RunRecord(
            inputs: [RunInput(role: "space", name: "sample.xml", sha256: "")], command: "systole explore"))
      },
      json: { try StudyReport(record).json() })
  }
}
