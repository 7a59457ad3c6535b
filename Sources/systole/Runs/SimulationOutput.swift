import ArgumentParser
import Core
import Formats
import Foundation
import Reports

/// Writes a simulated workload: the table for people, and the file that was asked for.
struct SimulationOutput {
  var document: ResultsDocument
  var allLayers: Bool
  var options: OutputOptions

  func write() throws {
    let text = try rendered(as: .text)
    guard let path = options.output else {
      return try OutputFile.write(
        options.resolvedFormat == .text ? text : try rendered(as: options.resolvedFormat), to: nil)
    }
    try OutputFile.write(try rendered(as: options.resolvedFormat), to: path)
    if !options.quiet { try OutputFile.write(text, to: nil) }
  }

  private func rendered(as format: OutputOptions.Format) throws -> String {
    let provenance = Claims.provenance(of: document)
    let report = SimulationReport(
      document.result, dramBytesPerSecond: document.result.architecture.externalMemory.peakBytesPerSecond)
    return switch format {
    case .text:
      report.text(
        SimulationReport.TextOptions(allLayers: allLayers, color: options.output == nil && isatty(STDOUT_FILENO) == 1),
        provenance: provenance)
    case .json: try report.json(provenance: provenance)
    case .csv: report.csv
    case .xml: String(decoding: ResultsFile.write(document), as: UTF8.self)
    case .scalesim, .timeloop:
      throw ValidationError(
        "a simulation has no \(format.rawValue) form; scalesim goes with --timing scalesim, timeloop with map and import"
      )
    }
  }
}
