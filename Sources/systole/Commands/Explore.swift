import ArgumentParser
import Core
import Evaluation
import Formats
import Foundation
import Optimizer
import RTL
import Sim

struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look for the best designs of a space on a workload.",
    discussion: """
      Every design tried is a trial of a study, a file that is written trial by trial: interrupted or killed, the same \
      command goes on where it was, and several processes may work on one study. The same space, workload, objectives \
      and seed give the same trials for any number of jobs.

      Examples:
        systole explore --space gemmini -w resnet18 --objective edp --budget 100
        systole explore -w resnet50 --objective latency --objective area --limit 'power<=2'
        systole explore --space tpu-like -w bert-base --strategy nsga2 --fidelity analytical --budget 2000
        systole explore --space gemmini-crosslayer -w resnet50 --strategy diffusion --budget 128
        systole study show gemmini-resnet18-edp.study
      """)

  @Option(help: ArgumentHelp("A built-in space or a space file.", valueName: "name-or-file"))
  var space = "gemmini"

  @OptionGroup var layers: WorkloadOptions
  @OptionGroup var objectives: ObjectiveOptions

  @Option(help: ArgumentHelp("Trials in all, those of earlier runs of the study included.", valueName: "count"))
  var budget = 100

  @Option(
    help: ArgumentHelp("Stop after this time, such as 10min; how many trials there are then depends on the machine."))
  var timeLimit: Seconds?

  @Option(help: "Who chooses the designs; a study may be continued with another strategy.")
  var strategy: Word<StrategyName> = Word(.bayesian)

  @Option(help: "simulated counts every cycle; analytical asks the mapper's model, hundreds of times faster.")
  var fidelity: ExploredFidelity = .simulated

  @Option(
    help: """
      tiler: each layer's default tiling; exact: the analytical model's best mapping, and what simulates better of both.
      """)
  var mapper: MapperName = .tiler

  @Option(help: ArgumentHelp("With --mapper exact: stop where no more than this share is left.", valueName: "share"))
  var gap: Share = Share(value: 0.01)

  @Option(
    help: ArgumentHelp("With --mapper exact: partial mappings each layer's search may look at.", valueName: "count"))
  var effort = MapperPolicy.usualEffort

  @Option(help: "Seed of every choice.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Designs chosen at a time; a property of the study.", valueName: "count"))
  var batch = 8

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The study's file; SPACE-WORKLOAD-OBJECTIVES.study without.", valueName: "file"))
  var study: String?

  @Option(
    help: ArgumentHelp(
      "Another study whose simulated layers need not be simulated again; may be repeated.", valueName: "file"))
  var reuse: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Designs evaluated at the same time; changes no result.", valueName: "count"))
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var tools: SynthesisToolOptions
  @OptionGroup var output: StudyOutputOptions

  func validate() throws {
    guard (1...1_000_000).contains(budget) else {
      throw ValidationError("--budget is \(budget); it must be in 1…1000000")
    }
    guard (1...1024).contains(jobs) else { throw ValidationError("--jobs is \(jobs); it must be in 1…1024") }
    guard (1...10_000).contains(batch) else { throw ValidationError("--batch is \(batch); it must be in 1…10000") }
    guard effort >= 1 else { throw ValidationError("--effort is \(effort); it must be at least 1") }
  }

  func run() throws {
    try OutputFile.checkWritable(output.output)
    let (workload, _) = try layers.read()
    let file = try SpaceFile.read(try InputFile.resolve(space, kind: .space))
    let header = try self.header(file, workload)
    let reused = try reuse.map { try Study.read(at: $0) }
    let study = try Study.open(at: path(file.space, workload), header)
    let before = try study.trials()
    if !before.isEmpty, !output.quiet {
      Failure.say("continuing \(study.path): \(before.count { $0.state != .asked }) trials are there")
    }
    let start = ContinuousClock.now
    let ending = try explore(file, workload, study, reused, after: before)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let trials = try study.trials()
    let summary = StudySummary(of: trials, header, cheapLooks: try study.cheapLooks())
    try StudyOutput(header: header, summary: summary, trials: trials, study: study.path, seconds: seconds)
      .write(output)
    switch ending {
    case .budget: break
    case .exhausted: Failure.say("the space has no more designs to try")
    case .interrupted where Interruption.isRequested:
      throw InterruptedExploration(told: summary.trials, total: budget, study: study.path)
    case .interrupted: Failure.say("the time is up; the same command continues")
    }
    guard summary.best != nil else {
      Failure.say(Self.whyNothing(summary, trials, file))
      throw GoalFailed()
    }
  }

  private func explore(
    _ file: SpaceFile, _ workload: Workload, _ study: Study, _ reused: [Study], after before: [Trial]
  ) throws -> Exploration.Ending {
    let header = study.header
    let problem: any DesignProblem
    if file.space.isCrossLayer {
      problem = try crossLayerProblem(file, workload)
    } else {
      let memories = LayerMemories([study] + reused)
      let evaluation = DesignEvaluation(of: workload, policy: policy, memory: memories, version: systoleVersion)
      problem = HardwareProblem(file.space, evaluation: evaluation, architectures: file.architectures)
    }
    let end = timeLimit.map { ContinuousClock.now + .seconds($0.value) }
    let exploration = Exploration(
      problem: problem, objectives: header.objectives,
      strategy: strategy.value.strategy(reference: header.reference),
      options: ExplorationOptions(
        budget: budget, batchSize: batch, fidelity: header.fidelity, seed: seed, jobs: jobs,
        isInterrupted: { Interruption.isRequested || end.map { ContinuousClock.now >= $0 } ?? false }))
    let told = before.count { $0.state != .asked && $0.fidelity == header.fidelity }
    let standing = ExplorationStanding(header, before)
    let progress = ProgressLine(total: max(0, budget - told), noun: "trials", quiet: output.quiet)
    defer { progress.finish() }
    return try exploration.run(into: study) { trial in
      standing.add(trial)
      progress.advance(showing: standing.words)
    }
  }

  private func header(_ file: SpaceFile, _ workload: Workload) throws -> StudyHeader {
    guard !file.space.isCrossLayer else {
      do {
        return try crossLayerHeader(file, workload)
      } catch let error as UnusableArray {
        throw InvalidInput(error.problem, at: SourceLocation(file: file.architecture.name))
      }
    }
    let objectives = objectives.objectives
    let architecture = try file.variants.base()
    let base = try DesignEvaluation(of: workload, version: systoleVersion)
      .evaluate(architecture, at: .analytical).metrics
    let baseInput = file.architecture.isBuiltin ? file.space.architecture : file.architecture.name
    return StudyHeader(
      space: file.space, architectureHash: SHA256.hexadecimal(file.architecture.bytes), workload: workload.name,
      workloadHash: try StudyHeader.hash(of: workload), objectives: objectives, fidelity: fidelity.fidelity,
      policy: policy.description, seed: seed, batchSize: batch,
      reference: objectives.values(of: base).map { max($0 * 10, .leastNormalMagnitude) }, version: systoleVersion,
      inputs: "-a \(Invocation.quoted(baseInput)) \(layers.commandLine)", architectureName: architecture.name)
  }

  private func crossLayerProblem(_ file: SpaceFile, _ workload: Workload) throws -> CrossLayerProblem {
    CrossLayerProblem(
      file.space, products: try MatrixProductCost.products(of: workload), source: tools.source(),
      architectures: file.architectures)
  }

  /// The header of a study whose designs are synthesised; the tools and what is modelled are part of it.
  private func crossLayerHeader(_ file: SpaceFile, _ workload: Workload) throws -> StudyHeader {
    let metrics = objectives.objective.isEmpty ? [.latency, .power, .area] : objectives.objectives.metrics
    let objectives = ObjectiveSet(metrics, limits: objectives.objectives.limits)
    let architecture = try file.variants.base()
    let problem = try crossLayerProblem(file, workload)
    let origin: String
    do {
      origin = try tools.source().origin(file.space.libraries)
    } catch let failure as ToolFailure {
      throw SynthesisFlowOptions.stopped(failure)
    }
    let baseInput = file.architecture.isBuiltin ? file.space.architecture : file.architecture.name
    return StudyHeader(
      space: file.space, architectureHash: SHA256.hexadecimal(file.architecture.bytes), workload: workload.name,
      workloadHash: try StudyHeader.hash(of: workload), objectives: objectives, fidelity: .synthesized,
      policy: "closed forms; \(origin)", seed: seed, batchSize: batch,
      reference: objectives.values(of: try problem.farCorner(of: architecture)), version: systoleVersion,
      inputs: "-a \(Invocation.quoted(baseInput))", architectureName: architecture.name)
  }

  private var policy: MapperPolicy {
    mapper == .tiler ? .tiler : .exact(objective: mapperObjective, gap: gap.value, effort: effort)
  }

  /// What mappings are chosen for: the first objective that depends on them.
  private var mapperObjective: MappingObjective {
    switch objectives.objectives.metrics.first(where: { $0 != .area }) {
    case .latency: .latency
    case .energy: .energy
    default: .edp
    }
  }

  private func path(_ space: DesignSpace, _ workload: Workload) -> String {
    study
      ?? (([space.name, workload.name] + objectives.objectives.metrics.map(\.rawValue)).joined(separator: "-")
        .replacing("/", with: "_") + ".study")
  }

  private static func whyNothing(_ summary: StudySummary, _ trials: [Trial], _ file: SpaceFile) -> String {
    if summary.trials == 0 { return "no legal design was found; systole show space \(file.space.name) counts them" }
    if let failure = trials.compactMap(\.failure).first, summary.failed == summary.trials {
      return "no design can run the workload; the first: \(failure)"
    }
    return "no design keeps to the limits"
  }
}

/// The fidelities an exploration can pay for.
enum ExploredFidelity: String, CaseIterable, ExpressibleByArgument {
  case analytical
  case simulated

  var fidelity: Fidelity { self == .analytical ? .analytical : .simulated }
}

/// How layers get their mappings.
enum MapperName: String, CaseIterable, ExpressibleByArgument {
  case tiler
  case exact
}
