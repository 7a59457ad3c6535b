import ArgumentParser
import Foundation

/// Where results go and how much is said meanwhile.
struct OutputOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case xml
    case csv
    /// SCALE-Sim's three report files.
    case scalesim
    /// A mapping as Timeloop reads it.
    case timeloop
  }

  @Option(
    help: ArgumentHelp(
      """
      text, json, xml or csv; by default text on standard output, and the file name's ending (or xml) with -o. \
      scalesim: with --timing scalesim, the three reports in the folder -o names; timeloop: a mapping.
      """))
  var format: Format?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the result to this file as well as the table.", valueName: "file"))
  var output: String?

  @Flag(name: .shortAndLong, help: "No progress, and no table when a file is written.")
  var quiet = false

  /// The format of the file, or of standard output when there is none.
  var resolvedFormat: Format {
    format ?? Format(endingOf: output)
  }
}

extension OutputOptions.Format {
  /// The format the ending of a file's name asks for; text when there is no file.
  init(endingOf path: String?) {
    guard let path else {
      self = .text
      return
    }
    self =
      switch URL(fileURLWithPath: path).pathExtension.lowercased() {
      case "json": .json
      case "csv": .csv
      case "txt": .text
      case "yaml", "yml": .timeloop
      default: .xml
      }
  }
}

/// How many cores a command uses.
struct JobsOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Layers worked on at the same time; the result is the same for any number.", valueName: "count"))
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    try checkOption("--jobs", jobs, in: 1...1024)
  }
}
