import ArgumentParser
import Core
import Formats
import Foundation
import Reports

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold results against each other: what differs in the inputs, by how much in the figures.",
    discussion: """
      The first result is what the others are compared with. Layers are matched by name, then by content; results of \
      different workloads are compared where they can be, and the report says where not.

      Examples:
        systole compare base.xml bigger-scratchpad.xml
        systole compare base.xml other.xml third.xml -o comparison.html
      """)

  @Argument(
    help: ArgumentHelp(
      "Two or more results, as simulate -o or map --results writes them.", valueName: "results.xml"))
  var results: [String]

  @Option(help: "text, html, json, csv or xml; by default the file name's ending, and text without one.")
  var format: Format?

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case html
    case json
    case csv
    case xml
  }

  func validate() throws {
    guard results.count > 1 else {
      throw ValidationError("there is nothing to compare '\(results.first ?? "")' with; give two or more results")
    }
    guard results.count <= 26 else {
      throw ValidationError("\(results.count) results are more than one can look at; give at most 26")
    }
  }

  func run() throws {
    try OutputFile.checkWritable(output)
    let comparison = Comparison(of: try results.map { try ResultsInput.read($0).compared(as: $0) })
    let run = RunRecord(command: Invocation.commandLine, environment: Environment.items)
    let text =
      switch resolvedFormat {
      case .text: ComparisonReport(comparison).text()
      case .json: try ComparisonReport(comparison).json()
      case .csv: ComparisonReport(comparison).csv
      case .html: comparisonPage(comparison, run: run)
      case .xml: String(decoding: ComparisonFile.write(comparison, run), as: UTF8.self)
      }
    try OutputFile.write(text, to: output)
  }

  private var resolvedFormat: Format {
    if let format { return format }
    guard let output else { return .text }
    return switch URL(fileURLWithPath: output).pathExtension.lowercased() {
    case "html", "htm": .html
    case "json": .json
    case "csv": .csv
    case "xml": .xml
    default: .text
    }
  }
}
