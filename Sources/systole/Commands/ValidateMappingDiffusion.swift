import ArgumentParser
import Core
import Formats
import Foundation
import Optimizer
import Validation

struct ValidateMappingDiffusion: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapping-diffusion",
    abstract: "Compare mappings drawn by a diffusion model with those of searches.",
    discussion: """
      Random layers are mapped onto random designs of a space by annealing under the analytical model; a diffusion model \
      learns from the best mappings. Then it draws mappings of the layers of networks on one architecture, and searches \
      that score equally many are set beside; the exact search says how good the best is.
      """)

  @Option(
    help: ArgumentHelp("A built-in space or a space file whose designs are learnt from.", valueName: "name-or-file"))
  var space = "gemmini"

  @OptionGroup var architecture: ArchitectureOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A network whose layers are mapped; may be repeated.", valueName: "name-or-file"))
  var workload: [String] = []

  @Option(help: ArgumentHelp("Mappings scored for each layer; may be repeated.", valueName: "count"))
  var evaluations: [Int] = []

  @Option(help: ArgumentHelp("Random layers to learn from.", valueName: "count"))
  var samples: Int?

  @Option(help: ArgumentHelp("Searches of each layer.", valueName: "count"))
  var seeds = 3

  @Option(help: "Seed of the random layers, of the network and of the first searches.")
  var seed: UInt64 = 1

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: ComparisonOptions.Format = .text

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    try checkOption("--seeds", seeds, in: 1...1000)
    if let samples { try checkOption("--samples", samples, in: 10...100_000) }
    for count in evaluations { try checkOption("--evaluations", count, in: 1...1_000_000) }
  }

  func run() throws {
    let (target, _) = try architecture.read()
    let file = try SpaceFile.read(try InputFile.resolve(space, kind: .space))
    let workloads = try (workload.isEmpty ? ["resnet50", "bert-base"] : workload).map { name in
      try WorkloadFile.read(try InputFile.resolve(name, kind: .workload)).workload
    }
    var task = MappingDiffusionTask(
      designs: try designs(of: file), architecture: target, workloads: workloads,
      evaluations: evaluations.isEmpty ? [64, 256, 1024, 4096] : evaluations, seeds: seeds, seed: seed)
    task.options.layers = samples ?? task.options.layers
    let distinct = Set(workloads.flatMap(\.layers).filter { $0.convolution != nil }.map(\.content)).count
    let progress = ProgressLine(total: task.options.layers + distinct, noun: "layers", quiet: quiet)
    defer { progress.finish() }
    do {
      let comparison = try validateMappingDiffusion(
        task, jobs: jobs.jobs, isInterrupted: { Interruption.isRequested }
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

  /// Random legal designs of a space.
  private func designs(of file: SpaceFile) throws -> [Architecture] {
    var random = SeededRandom(seed: seed, stream: .max)
    var found: [Architecture] = []
    for _ in 0..<Self.draws where found.count < Self.designs {
      let point = DesignPoint(file.space.parameters.map { random.below($0.count) })
      if let architecture = try? file.variants.legalArchitecture(at: point, of: file.space) {
        found.append(architecture)
      }
    }
    guard !found.isEmpty else {
      throw InvalidInput(
        .other("no legal design was found", remedy: "loosen the constraints"),
        at: SourceLocation(file: file.space.name))
    }
    return found
  }

  /// Designs learnt from, and points drawn for them at most.
  private static let (designs, draws) = (400, 20_000)
}
