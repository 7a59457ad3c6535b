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

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change an attribute of gemmini-firesim, such as l2.hit-latency=13; may be given several times.",
      valueName: "path=value"))
  var settings: [String] = []

  @Option(help: "text, json (one object, keys in lowerCamelCase) or csv (one line per point).")
  var format: Format = .text

  @OptionGroup var jobs: JobsOption

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  func run() throws {
    let (architecture, _) = try ArchitectureFile.read(
      try InputFile.resolve("gemmini-firesim", kind: .architecture),
      settings: try settings.map(Setting.init(parsing:)))
    let inputs = try files.map { try InputFile.read(path: $0) }
    // A header and one line per point.
    let points = inputs.reduce(0) { $0 + max(0, $1.bytes.count { $0 == UInt8(ascii: "\n") } - 1) }
    let progress = ProgressLine(total: points, noun: "points", quiet: quiet)
    let start = ContinuousClock.now
    let comparison = try validateFireSim(files: inputs, on: architecture, jobs: jobs.jobs) { done, total in
      progress.advance("point \(done) of \(total)")
    }
    progress.finish()
    if !quiet { report(comparison.effort, in: ContinuousClock.now - start) }
    switch format {
    case .text: try OutputFile.write(comparison.description, to: nil)
    case .csv: try OutputFile.write(comparison.csv, to: nil)
    case .json: try ComparisonOptions.writeJSON(comparison)
    }
  }

  /// How fast it went, on standard error: results don't depend on the clock.
  private func report(_ effort: FireSimComparison.Effort, in time: Duration) {
    let rate = Double(effort.events) / max(1e-9, time / .seconds(1))
    FileHandle.standardError.write(
      Data(
        """
        \(effort.events) events of \(effort.tiles) tiles, \((rate / 1e5).rounded() / 10) million a second; none skipped\n
        """.utf8))
  }
}
