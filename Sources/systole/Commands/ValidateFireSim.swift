import ArgumentParser
import Core
import Formats
import Foundation
import Validation

struct ValidateFireSim: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "firesim", abstract: "Compare Gemmini's simulated cycles with cycles of its RTL.",
    discussion: "CSV files of tile programs and the cycles FireSim counted for them; predictions never read the cycles."
  )

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case csv
  }

  @Argument(help: ArgumentHelp("Files of measured points.", valueName: "file"))
  var files: [String]

  @Option(help: "text, json (one object, keys in lowerCamelCase) or csv (one line per point).")
  var format: Format = .text

  @OptionGroup var jobs: JobsOption

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  func run() throws {
    let inputs = try files.map { try InputFile.read(path: $0) }
    // A header and one line per point.
    let points = inputs.reduce(0) { $0 + max(0, $1.bytes.count { $0 == UInt8(ascii: "\n") } - 1) }
    let progress = ProgressLine(total: points, noun: "points", quiet: quiet)
    let comparison = try validateFireSim(files: inputs, jobs: jobs.jobs) { done, total in
      progress.advance("point \(done) of \(total)")
    }
    progress.finish()
    switch format {
    case .text: try OutputFile.write(comparison.description, to: nil)
    case .csv: try OutputFile.write(comparison.csv, to: nil)
    case .json: try ComparisonOptions.writeJSON(comparison)
    }
  }
}
