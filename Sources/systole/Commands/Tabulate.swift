import ArgumentParser
import Core
import Evaluation
import Formats
import Foundation
import Optimizer
import RTL

struct Tabulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Synthesise every part the designs of a space are composed of, into a table.",
    discussion: """
      Designs of a space that varies synthesis are composed of few parts: tiles, registers and edges. Each is synthesised \
      once with each setting of the flow; a run that was interrupted or killed goes on where it was, as results are \
      cached by content. A part the tools failed on has an empty field, and the run exits with 1. A synthesis of \
      gemmini-crosslayer, which has 4,374, takes about 0.7 s of one core.

      Examples:
        systole tabulate -o gemmini-crosslayer.csv
        systole tabulate --space mine.xml --jobs 4 -o mine.csv
      """)

  @Option(help: ArgumentHelp("A built-in space or a space file.", valueName: "name-or-file"))
  var space = "gemmini-crosslayer"

  @OptionGroup var tools: SynthesisToolOptions
  @OptionGroup var jobs: JobsOption

  @Option(name: .shortAndLong, help: ArgumentHelp("The table's file.", valueName: "file"))
  var output: String

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  func run() throws {
    try OutputFile.checkWritable(output)
    let file = try SpaceFile.read(try InputFile.resolve(space, kind: .space))
    guard file.space.isCrossLayer else {
      throw ValidationError("space '\(file.space.name)' varies nothing of synthesis; there is nothing to tabulate")
    }
    guard file.space.size <= 1e7 else {
      throw ValidationError("space '\(file.space.name)' has more than ten million designs; take values away")
    }
    let survey = PartSurvey(of: file.space, architectures: file.architectures)
    let progress = ProgressLine(total: survey.needs.count, noun: "syntheses", quiet: quiet)
    let source = tools.source()
    let results: [BlockResult?]
    do {
      defer { progress.finish() }
      results = try parallelMap(order: Array(survey.needs.indices), jobs: jobs.jobs) { index in
        try Self.synthesise(survey.needs[index], source, progress)
      }
    } catch let failure as ToolFailure where failure.reason == .interrupted {
      throw InterruptedRun(done: progress.done, total: survey.needs.count)
    } catch let failure as ToolFailure {
      throw SynthesisFlowOptions.stopped(failure)
    }
    var figures: [String: [PartTable.Flow: BlockResult]] = [:]
    for (need, result) in zip(survey.needs, results) {
      figures[need.part.code, default: [:]][PartTable.Flow(need.options, library: need.library)] = result
    }
    try OutputFile.write(PartTable.text(origin: try source.origin(survey.needs.map(\.library)), figures), to: output)
    let failed = results.count { $0 == nil }
    try OutputFile.write(
      """
      \(survey.designs) designs of \(file.space.name) composed of \(survey.needs.count) syntheses, \(failed) failed; \
      table in \(output)

      """, to: nil)
    guard failed == 0 else { throw GoalFailed() }
  }

  /// The figures of a part; `nil` when the tools fail on it, said at once.
  private static func synthesise(
    _ need: PartSurvey.Need, _ source: SynthesisTools, _ progress: ProgressLine
  ) throws -> BlockResult? {
    guard !Interruption.isRequested else { throw ToolFailure(.yosys, .interrupted) }
    do {
      let result = try source.figures(of: need.part, need.options, library: need.library)
      progress.advance("\(need.part.code) \(need.options.code)")
      return result
    } catch let failure as ToolFailure where failure.isOfOneDesign {
      Failure.say("\(need.part.code) \(need.options.code): \(failure)")
      return nil
    }
  }
}

/// How the tools of synthesis are run.
struct SynthesisToolOptions: ParsableArguments {
  @Option(
    name: .customLong("synthesis-time-limit"),
    help: ArgumentHelp("Time each tool of synthesis may take for a part.", valueName: "seconds"))
  var secondsLimit = 300

  @Option(
    name: .customLong("synthesis-cache"),
    help: ArgumentHelp("The folder syntheses are cached in; 'none' for no cache.", valueName: "folder"))
  var cache: String?

  func validate() throws {
    try checkOption("--synthesis-time-limit", secondsLimit, in: 1...86_400, unit: "s")
  }

  /// The tools, ended when the user interrupts.
  func source() -> SynthesisTools {
    SynthesisTools(
      cache: cache == "none" ? nil : SynthesisCache(folder: cache ?? SynthesisCache.standardFolder),
      secondsLimit: secondsLimit, isInterrupted: { Interruption.isRequested })
  }
}

extension SpaceFile {
  /// The architecture of each point.
  var architectures: CrossLayerProblem.Architectures {
    let (variants, space) = (self.variants, self.space)
    return { try variants.architecture(at: $0, of: space) }
  }
}
