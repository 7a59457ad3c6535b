import ArgumentParser
import Core
import Evaluation
import Formats
import Foundation
import Optimizer

struct Recommend: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recommend hardware for a workload and a budget at once, then check it.",
    discussion: """
      A network of its own answers in milliseconds: the design of the space it takes for the best within the budget, and \
      alternatives, with the figures it predicts. Then the recommended designs go through the analytical model, and the \
      first is simulated.

      The first question about a space takes some minutes: random layers are put through the analytical model on every \
      design, and the network learns from them. What it learnt is kept in $XDG_CACHE_HOME/systole/models (without the \
      variable ~/.cache/systole/models), a file for each space, version, number of layers and seed; so are the layers' \
      costs as they come, so that an interrupted run goes on where it was. How often it is right: systole validate \
      recommender.

      Examples:
        systole recommend -w resnet50 --budget area=15
        systole recommend -w llama-7b-decode --objective latency --alternatives 5 --check none
      """)

  @Option(help: ArgumentHelp("A built-in space or a space file, of at most 4096 points.", valueName: "name-or-file"))
  var space = "gemmini-small"

  @OptionGroup var layers: WorkloadOptions

  @Option(help: "latency, energy or edp.")
  var objective: Word<RecommendedObjective> = Word(.edp)

  @Option(help: ArgumentHelp("The most area a design may have, in mm2, such as area=15.", valueName: "area=mm2"))
  var budget: AreaBudget?

  @Option(help: ArgumentHelp("Designs shown beside the recommended one.", valueName: "count"))
  var alternatives = 3

  @Option(help: "What checks the answer: none, analytical (all shown) or simulated (the first one as well).")
  var check: RecommendationCheck = .simulated

  @Flag(help: "Learn again, whatever is kept.")
  var train = false

  @Option(help: ArgumentHelp("Random layers to learn from.", valueName: "count"))
  var samples = RecommenderStore.Recipe.usualLayers

  @Option(help: "Seed of the random layers and of the network.")
  var seed: UInt64 = 1

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: ComparisonOptions.Format = .text

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    try checkOption("--alternatives", alternatives, in: 0...1000)
    try checkOption("--samples", samples, in: 40...100_000)
  }

  func run() throws {
    let (workload, _) = try layers.read()
    let file = try SpaceFile.read(try InputFile.resolve(space, kind: .space))
    let recommender = try RecommenderStore.recommender(
      RecommenderStore.Recipe(space: file, layers: samples, seed: seed),
      RecommenderStore.Conduct(isAnew: train, quiet: quiet, jobs: jobs.jobs))
    let start = ContinuousClock.now
    let (unique, counts) = workload.countedLayers
    let choices = recommender.recommend(
      for: unique, counts: counts, objective: objective.value, budget: budget?.squareMillimetres ?? .infinity,
      count: alternatives + 1)
    let answer = ContinuousClock.now - start
    guard !choices.isEmpty else {
      Failure.say(
        "no design of \(file.space.name) is within the budget; the smallest has "
          + Metric.area.text(recommender.catalogue.leastArea))
      throw GoalFailed()
    }
    var output = RecommendationOutput(
      space: file.space, workload: workload, commandLine: layers.commandLine, objective: objective.value,
      budget: budget?.squareMillimetres, learntFrom: recommender.layers,
      answerMilliseconds: answer / .milliseconds(1), choices: choices)
    if format == .text { try OutputFile.write(output.answer, to: nil) }
    try runChecks(&output, file)
    switch format {
    case .text: try OutputFile.write(output.check, to: nil)
    case .json: try ComparisonOptions.writeJSON(output.document)
    }
  }

  private func runChecks(_ output: inout RecommendationOutput, _ file: SpaceFile) throws {
    guard check != .none else { return }
    let evaluation = DesignEvaluation(of: output.workload, version: systoleVersion)
    let total = output.choices.count + (check == .simulated ? 1 : 0)
    let progress = ProgressLine(total: total, noun: "checks", quiet: quiet)
    defer { progress.finish() }
    for place in output.choices.indices {
      guard !Interruption.isRequested else { throw InterruptedRun(done: progress.done, total: total) }
      let architecture = try file.variants.architecture(at: output.choices[place].point, of: file.space)
      output.analytical.append(try evaluation.evaluate(architecture, at: .analytical).metrics)
      progress.advance("analytical model")
    }
    guard check == .simulated, let first = output.choices.first else { return }
    let architecture = try file.variants.architecture(at: first.point, of: file.space)
    output.simulated = try evaluation.evaluate(architecture, at: .simulated).metrics
    progress.advance("simulation")
  }
}

/// What checks a recommendation.
enum RecommendationCheck: String, CaseIterable, ExpressibleByArgument {
  case none
  case analytical
  case simulated
}

/// An area a design may have: `area=15`, in square millimetres.
struct AreaBudget: ExpressibleByArgument {
  var squareMillimetres: Double

  init?(argument: String) {
    guard argument.hasPrefix("area="), let value = Double(argument.dropFirst("area=".count)), value.isFinite, value > 0
    else { return nil }
    squareMillimetres = value
  }
}

extension Workload {
  /// The layers no earlier one equals, and how many equal each.
  var countedLayers: (layers: [Layer], counts: [Int]) {
    let firsts = firstEqualLayer
    let unique = layers.indices.filter { firsts[$0] == $0 }
    var counts: [Int: Int] = [:]
    for first in firsts { counts[first, default: 0] += 1 }
    return (unique.map { layers[$0] }, unique.map { counts[$0] ?? 1 })
  }
}
