import ArgumentParser
import Core
import Formats
import Foundation
import Reports

/// Writes a mapped workload: the table for people, and the file that was asked for.
struct MappingOutput {
  var result: MappingResult
  var allLayers: Bool
  var verbose: Bool
  var options: OutputOptions
  /// Whether a document of results was written.
  var hasResults: Bool

  func write() throws {
    guard let path = options.output else {
      if hasResults, options.quiet, options.format == nil { return }
      return try OutputFile.write(try rendered(as: options.resolvedFormat), to: nil)
    }
    // A mapping document without a mapping says nothing.
    if options.resolvedFormat != .xml || result.layers.contains(where: { $0.found != nil }) {
      try OutputFile.write(try rendered(as: options.resolvedFormat), to: path)
    }
    if !options.quiet { try OutputFile.write(try rendered(as: .text), to: nil) }
  }

  /// The mapping of the one layer there is: Timeloop's files hold one.
  private func timeloop() throws -> String {
    let entries = MappingFile(result).entries
    guard let mapping = entries.first?.mapping, entries.allSatisfy({ $0.mapping == mapping }) else {
      throw ValidationError("--format timeloop writes one mapping, but there are \(entries.count); choose a --layer")
    }
    return TimeloopMappingFile.text(of: mapping, levels: result.architecture.levels.map(\.name))
  }

  private func rendered(as format: OutputOptions.Format) throws -> String {
    let report = MappingReport(result)
    return switch format {
    case .text: report.text(MappingReport.TextOptions(allLayers: allLayers, verbose: verbose))
    case .json: try report.json()
    case .csv: report.csv
    case .xml: String(decoding: MappingFile(result).write(), as: UTF8.self)
    case .timeloop: try timeloop()
    case .scalesim: throw ValidationError("--format scalesim goes with simulate --timing scalesim")
    }
  }
}
