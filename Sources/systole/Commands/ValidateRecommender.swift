import ArgumentParser
import Core
import Formats
import Foundation
import Optimizer
import Validation

struct ValidateRecommender: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommender",
    abstract: "Compare recommended hardware with the best there is, or with recorded choices.",
    discussion: """
      Without files: random layers are put through the analytical model on every design of a space, so that the best \
      design within any budget is known; `systole recommend`'s network and baselines learn from most of them and answer \
      for others, for layers of language models, and for whole networks.

      With --train and --test: CSV files of layers and the configuration found best for each (AIrchitect v2's data set). \
      The recommender and the baselines learn from the rows of one file and answer for those of the other.
      """)

  @Option(help: ArgumentHelp("Recorded rows to learn from.", valueName: "file"))
  var train: String?

  @Option(help: ArgumentHelp("Recorded rows to judge by.", valueName: "file"))
  var test: String?

  @Option(help: ArgumentHelp("Without files: a built-in space or a space file.", valueName: "name-or-file"))
  var space = "gemmini-small"

  @Option(help: ArgumentHelp("Without files: random layers to learn from.", valueName: "count"))
  var samples = RecommenderStore.Recipe.usualLayers

  @Option(help: ArgumentHelp("Without files: random layers to judge by.", valueName: "count"))
  var tests = 100

  @Option(help: "Another seed draws other layers and trains another network.")
  var seed: UInt64 = 1

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: ComparisonOptions.Format = .text

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    guard (train == nil) == (test == nil) else {
      throw ValidationError("--train and --test go together; without both, own labels are made")
    }
    try checkOption("--samples", samples, in: 40...100_000)
    try checkOption("--tests", tests, in: 1...100_000)
  }

  func run() throws {
    guard let train, let test else { return try runOnOwnLabels() }
    let training = try InputFile.read(path: train)
    let judged = try InputFile.read(path: test)
    let progress = ProgressLine(total: recommenderValidationSteps, noun: "steps", quiet: quiet)
    let comparison = try validateRecommender(training: [training], test: [judged], seed: seed) { progress.advance($0) }
    progress.finish()
    switch format {
    case .text: try OutputFile.write(comparison.description, to: nil)
    case .json: try ComparisonOptions.writeJSON(comparison)
    }
  }

  /// Networks of the tool that are asked about as wholes, and those whose layers are asked about one by one.
  private static let networks = [
    "resnet18", "mobilenet-v2", "bert-base", "gpt2", "llama-7b-prefill", "llama-7b-decode",
  ]
  private static let languageModels = ["gpt2", "llama-7b-prefill", "llama-7b-decode"]

  private func runOnOwnLabels() throws {
    func workloads(_ names: [String]) throws -> [Workload] {
      try names.map { try WorkloadFile.read(try InputFile.resolve($0, kind: .workload)).workload }
    }
    let designs = try RecommenderStore.listed(
      try SpaceFile.read(try InputFile.resolve(space, kind: .space)), quiet: quiet)
    let task = DesignRecommendationTask(
      trainingLayers: samples, testLayers: tests, seed: seed, networks: try workloads(Self.networks),
      languageModels: try workloads(Self.languageModels))
    let options = DesignRecommender.Options()
    let steps = options.steps + designs.catalogue.space.parameters.count + 2
    let distinct = (task.networks + task.languageModels).reduce(0) { $0 + Set($1.layers.map(\.content)).count }
    let progress = ProgressLine(total: samples + tests + distinct + steps, noun: "steps", quiet: quiet)
    defer { progress.finish() }
    do {
      let comparison = try validateDesignRecommender(
        designs, task, version: systoleVersion, jobs: jobs.jobs, isInterrupted: { Interruption.isRequested }
      ) { progress.advance($0) }
      progress.finish()
      switch format {
      case .text: try OutputFile.write(comparison.description, to: nil)
      case .json: try ComparisonOptions.writeJSON(comparison)
      }
    } catch is CancellationError {
      throw InterruptedRun(done: progress.done, total: progress.total)
    }
  }
}
