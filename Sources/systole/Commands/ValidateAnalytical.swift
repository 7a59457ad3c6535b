import ArgumentParser
import Core
import Evaluation
import Formats
import Foundation
import Validation

struct ValidateAnalytical: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analytical", abstract: "Compare the analytical model's cycles with simulated ones.",
    discussion: """
      Draws mappings at random that the machine runs as they are written and simulates each. Layers are those of at most \
      120 million multiply-accumulates; mappings that take more than 1.5 million cycles or move more than 4 MiB over the \
      DRAM's bus by the model's count are dropped, since they take long to simulate.
      """)

  @OptionGroup var architecture: ArchitectureOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Where layers come from.", valueName: "name-or-file"))
  var workload: [String] = ["resnet50", "bert-base"]

  @Option(help: ArgumentHelp("Mappings in all, spread over the layers.", valueName: "count"))
  var count: Int = 1000

  @Option(help: "Another seed draws other mappings.")
  var seed: UInt64 = 1

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: ComparisonOptions.Format = .text

  @OptionGroup var jobs: JobsOption

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  func validate() throws {
    try checkOption("--count", count, in: 1...1_000_000)
  }

  func run() throws {
    let design = try architecture.read().architecture
    let workloads = try workload.map { name in
      try WorkloadFile.read(try InputFile.resolve(name, kind: .workload)).workload
    }
    let sample = AnalyticalSample(count: count, seed: seed)
    let layers = comparedLayers(of: workloads, sample)
    guard !layers.isEmpty else {
      throw InvalidInput(
        .other("no layer has \(sample.mostMACs) multiply-accumulates or fewer", remedy: "name another workload"),
        at: SourceLocation(file: workload.joined(separator: ", ")))
    }
    let progress = ProgressLine(total: layers.count, noun: "layers", quiet: quiet)
    let comparison = try validateAnalytical(on: design, workloads: workloads, sample: sample, jobs: jobs.jobs) {
      progress.advance($0)
    }
    progress.finish()
    switch format {
    case .text: try OutputFile.write(comparison.description, to: nil)
    case .json: try ComparisonOptions.writeJSON(comparison)
    }
  }
}
