import ArgumentParser
import Core
import Formats
import Foundation
import Validation

struct ValidateSurrogate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "surrogate", abstract: "Compare surrogates fitted to few measured runs on layers they haven't seen.",
    discussion: """
      CSV files of tile programs and the cycles FireSim counted for them. Every model learns from the same rows of some \
      layers and ranks the mappings of others; the analytical data of the pre-training are our own.
      """)

  @Argument(help: ArgumentHelp("Files of measured points.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Numbers of points to learn from, with commas.", valueName: "counts"))
  var points: String = "50,100,200,400"

  @Option(help: ArgumentHelp("Splits into layers to learn from and to judge by.", valueName: "count"))
  var seeds: Int = 10

  @Flag(help: "Simulate every point too, as a low fidelity of its own; takes minutes.")
  var simulate = false

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: ComparisonOptions.Format = .text

  @OptionGroup var jobs: JobsOption

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  /// The numbers of points asked for; nil if the option isn't a list of such.
  private var counts: [Int]? {
    let counts = points.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return !counts.isEmpty && counts.allSatisfy { (5...100_000).contains($0) } ? counts : nil
  }

  func validate() throws {
    guard counts != nil else {
      throw ValidationError("--points is '\(points)'; write whole numbers from 5, with commas, e.g. 50,100")
    }
    try checkOption("--seeds", seeds, in: 1...1000)
  }

  func run() throws {
    let inputs = try files.map { try InputFile.read(path: $0) }
    let counts = counts ?? []
    let progress = ProgressLine(total: counts.count * seeds, noun: "fits", quiet: quiet)
    let task = SurrogateTask(counts: counts, seeds: seeds, simulates: simulate)
    let comparison = try validateSurrogate(files: inputs, task, jobs: jobs.jobs) { step in
      switch step {
      case .preparation(let detail): progress.note(detail)
      case .fit(let detail): progress.advance(detail)
      }
    }
    progress.finish()
    switch format {
    case .text: try OutputFile.write(comparison.description, to: nil)
    case .json: try ComparisonOptions.writeJSON(comparison)
    }
  }
}
