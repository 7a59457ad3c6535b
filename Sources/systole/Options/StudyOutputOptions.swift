import ArgumentParser

/// In what form a study is told of.
struct StudyOutputOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case csv
  }

  @Option(help: "text: the front as a table; json: best, front, hypervolume and counts; csv: every trial.")
  var format: Format?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the result to this file as well as the table.", valueName: "file"))
  var output: String?

  @Flag(name: .shortAndLong, help: "No progress, and no table when a file is written.")
  var quiet = false

  /// The format of the file, or of standard output when there is none.
  var resolvedFormat: Format {
    if let format { return format }
    switch OutputOptions.Format(endingOf: output) {
    case .csv: return .csv
    case .json: return .json
    default: return .text
    }
  }
}
