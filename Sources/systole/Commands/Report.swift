import ArgumentParser
import Core
import Formats
import Foundation
import Reports

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn results into a page, a table or data.",
    discussion: """
      Takes what simulate -o, map --results, compare -o, synthesize -o and study export write as XML, and the studies of \
      explore.

      Examples:
        systole report results.xml -o results.html
        systole report gemmini-resnet18-edp.study -o study.html

      The page is one file that opens from disk and needs no network.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case html
    case text
    case json
    case csv
  }

  @Argument(help: ArgumentHelp("A document of results of any kind, or a study.", valueName: "results.xml"))
  var results: String

  @Option(help: "html, text, json or csv; by default the file name's ending, and html without one.")
  var format: Format?

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "In text, a row for every layer, equal ones too.")
  var allLayers = false

  func run() throws {
    try OutputFile.checkWritable(output)
    try OutputFile.write(try rendered(try ResultsInput.read(results)), to: output)
  }

  private func rendered(_ input: ResultsInput) throws -> String {
    switch input {
    case .simulation(let document, _): try rendered(document)
    case .mapping(let document, _): try rendered(document)
    case .comparison(let comparison): try rendered(comparison)
    case .study(let document): try rendered(document)
    case .synthesis(let document): try rendered(document)
    }
  }

  private func rendered(_ document: SynthesisDocument) throws -> String {
    let report = SynthesisReport(document.result)
    return switch resolvedFormat {
    case .html: synthesisPage(document.result, run: document.run)
    case .text: report.text
    case .json: try report.json()
    case .csv: report.csv
    }
  }

  private func rendered(_ document: ResultsDocument) throws -> String {
    let provenance = Claims.provenance(of: document)
    let peak = document.result.architecture.externalMemory.peakBytesPerSecond
    let report = SimulationReport(document.result, dramBytesPerSecond: peak)
    return switch resolvedFormat {
    case .html: simulationPage(document.result, provenance: provenance, dramBytesPerSecond: peak)
    case .text: report.text(SimulationReport.TextOptions(allLayers: allLayers), provenance: provenance)
    case .json: try report.json(provenance: provenance)
    case .csv: report.csv
    }
  }

  private func rendered(_ document: MappingResultsDocument) throws -> String {
    let report = MappingReport(document.result)
    return switch resolvedFormat {
    case .html: mappingPage(document.result, run: document.run)
    case .text: report.text(MappingReport.TextOptions(allLayers: allLayers))
    case .json: try report.json()
    case .csv: report.csv
    }
  }

  private func rendered(_ comparison: Comparison) throws -> String {
    let report = ComparisonReport(comparison)
    return switch resolvedFormat {
    case .html: comparisonPage(comparison, run: RunRecord(command: Invocation.commandLine))
    case .text: report.text()
    case .json: try report.json()
    case .csv: report.csv
    }
  }

  private func rendered(_ document: StudyDocument) throws -> String {
    switch resolvedFormat {
    case .html: studyPage(document.result, run: document.run)
    case .text: StudyReport(document.result).text()
    case .json: try StudyReport(document.result).json()
    case .csv: StudyReport(document.result).csv
    }
  }

  private var resolvedFormat: Format {
    if let format { return format }
    let ending = output.map { URL(fileURLWithPath: $0).pathExtension.lowercased() } ?? ""
    return switch ending {
    case "txt": .text
    case "json": .json
    case "csv": .csv
    default: .html
    }
  }
}
