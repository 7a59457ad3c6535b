import ArgumentParser
import Core
import Formats
import Foundation
import Optimizer
import Reports
import Validation

struct ValidateDOSAComparison: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dosa-comparison",
    abstract: "Set random and Bayesian searches of DOSA's problem beside gradients, as its paper does.",
    discussion: """
      Each search runs on each network with each seed, arrays of sides up to 128; samples are counted as DOSA counts \
      them, about 10,000 a search. ratio is the geometric mean, over networks and seeds, of a search's energy-delay \
      product over that of our gradient search; published is what the paper gives for its own. random and \
      bayesian-repaired pay for the smallest hardware that holds the mappings, as gradients do; random-as-drawn and \
      bayesian-published for what was drawn or chosen, as DOSA's code does.

      Examples:
        systole validate dosa-comparison
        systole validate dosa-comparison -w dosa-bert --search bayesian-repaired --seeds 3
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A network; may be given several times; the four of DOSA's paper without.", valueName: "name"))
  var workload: [String] = []

  @Option(help: "A search to set beside gradient; may be given several times; all without.")
  var search: [Word<DOSASearch>] = []

  @Option(help: ArgumentHelp("Runs of each search.", valueName: "count"))
  var seeds = 10

  @Option(help: ArgumentHelp("The first seed; the others follow it.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: ComparisonOptions.Format = .text

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    try checkOption("--seeds", seeds, in: 1...1000)
  }

  func run() throws {
    let names = workload.isEmpty ? ["dosa-unet", "dosa-resnet50", "dosa-bert", "dosa-retinanet"] : workload
    let networks = try names.map { try WorkloadFile.read(try InputFile.resolve($0, kind: .workload)).workload }
    let searches = search.isEmpty ? DOSASearch.allCases : search.map(\.value)
    let count = Set(searches + [.gradient]).count * names.count * seeds
    let progress = ProgressLine(total: count, noun: "searches", quiet: false)
    defer { progress.finish() }
    let comparison: DOSASearchComparison
    do {
      comparison = try compareDOSASearches(
        networks, searches: searches, seeds: (0..<seeds).map { seed &+ UInt64($0) }, jobs: jobs.jobs
      ) { run in
        progress.advance("\(run.search.rawValue) on \(run.network), seed \(run.seed)")
        guard !Interruption.isRequested else { throw InterruptedRun(done: progress.done, total: count) }
      }
    } catch let error as DOSAProblemError {
      throw InvalidInput(
        .other(error.reason, remedy: error.remedy), at: SourceLocation(file: names.joined(separator: " ")))
    }
    progress.finish()
    switch format {
    case .json: try ComparisonOptions.writeJSON(comparison)
    case .text: try OutputFile.write(Self.text(comparison), to: nil)
    }
  }

  private static func text(_ comparison: DOSASearchComparison) -> String {
    var table = TextTable(
      [.init("search", .left)] + comparison.networks.map { .init($0) }
        + [
          .init("ratio"), .init("of a seed"), .init("published"), .init("evaluations"), .init("seconds"),
        ], width: 150)
    func number(_ value: Double, _ format: String) -> String { String(format: format, value) }
    for summary in comparison.summaries {
      table.rows.append(
        [summary.search.rawValue] + summary.medians.map { number($0, "%.4g") } + [
          number(summary.ratio, "%.3f"),
          "\(number(summary.leastRatio, "%.2f"))…\(number(summary.greatestRatio, "%.2f"))",
          summary.publishedRatio.map { number($0, "%.2f") } ?? "", number(summary.evaluations, "%.0f"),
          number(summary.seconds, "%.2f"),
        ])
    }
    return "median EDP (uJ cycles) over \(comparison.seeds.count) seeds\n" + table.text
  }
}
