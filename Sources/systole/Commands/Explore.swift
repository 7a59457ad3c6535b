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
      and seed give the same trials for any number of jobs. Models that strategies train are kept beside the study, in \
      STUDY.models; the file may be deleted.

      Examples:
        systole explore --space gemmini -w resnet18 --objective edp --budget 100
        systole explore -w resnet50 --objective latency --objective area --limit 'power<=2'
        systole explore --space tpu-like -w bert-base --strategy nsga2 --fidelity analytical --budget 2000
        systole explore --space dosa -w dosa-unet --strategy gradient --budget 16
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

  @Option(
    help: """
      Who chooses the designs; a study may be continued with another strategy. Parts can be left out, as in \
      fused-without-looks+diffusion. \(StrategyWord.helpOnParts)
      """)
  var strategy = StrategyWord(StrategyVariant(.fused))

  @Flag(
    help: """
      With --strategy fused: begin with the designs a recommender names (systole recommend), which learns for some minutes \
      the first time; what it learnt is part of what decides the trials.
      """)
  var recommend = false

  @Option(
    help: """
      simulated, the default, counts every cycle; analytical asks the mapper's model, hundreds of times faster. Space \
      dosa is analytical by default, and then judged by DOSA's own cost model.
      """)
  var fidelity: ExploredFidelity?

  @Option(
    help: """
      tiler, the default: each layer's default tiling; exact: the analytical model's best mapping, and what simulates \
      better of both. With DOSA's cost model: exact, the default, or random, the best of 100 mappings of each layer.
      """)
  var mapper: MapperName?

  @Option(help: ArgumentHelp("With --mapper exact: stop where no more than this share is left.", valueName: "share"))
  var gap: Share = Share(value: 0.01)

  @Option(
    help: ArgumentHelp("With --mapper exact: partial mappings each layer's search may look at.", valueName: "count"))
  var effort = MapperPolicy.usualEffort

  @Option(
    help: ArgumentHelp(
      "Designs of the front to map to a proof in the end; not with DOSA's cost model.", valueName: "count"))
  var proofs = 3

  @Option(help: ArgumentHelp("The longest all proofs together may take; what gap remains is told.", valueName: "time"))
  var proofTime: Seconds = Seconds(value: 30)

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
    try checkOption("--budget", budget, in: 1...1_000_000)
    try checkOption("--jobs", jobs, in: 1...1024)
    try checkOption("--batch", batch, in: 1...10_000)
    try checkOption("--proofs", proofs, in: 0...1000)
    guard !recommend || strategy.value.name == .fused else {
      throw ValidationError("--recommend goes with --strategy fused")
    }
    guard effort >= 1 else { throw ValidationError("--effort is \(effort); it must be at least 1") }
  }

  func run() throws {
    try OutputFile.checkWritable(output.output)
    let (workload, layersInput) = try layers.read()
    let spaceInput = try InputFile.resolve(space, kind: .space)
    let file = try SpaceFile.read(spaceInput)
    let memories = StudyMemories(try reuse.map { try Study.read(at: $0) })
    let synthesisTools = tools.source()
    let explored = try explored(file, workload, memories, synthesisTools)
    var header = try header(file, workload, explored, synthesisTools)
    header.origin = try origin(
      [("space", spaceInput), ("architecture", file.architecture), ("workload", layersInput)], file, workload)
    let study = try Study.open(at: path(file.space, workload), header)
    memories.begin(with: study)
    let before = try study.trials()
    if !before.isEmpty, !output.quiet {
      Failure.say("continuing \(study.path): \(before.count { $0.state != .asked }) trials are there")
    }
    let start = ContinuousClock.now
    let ending = try explore(
      explored.problem, by: try chosenStrategy(header, file, workload), study, after: before)
    let trials = try study.trials()
    var summary = StudySummary(of: trials, study.header, cheapLooks: try study.cheapLooks())
    summary.count(try study.samples())
    if case .synthesis(let problem) = explored, ending != .interrupted {
      try SynthesisedFinalists(problem: problem, tools: synthesisTools, most: proofs, quiet: output.quiet)
        .keep(summary, of: trials, in: study)
    }
    if case .machines(let problem) = explored, ending != .interrupted {
      try Finalists(
        problem: problem, objective: mapperObjective, most: proofs, seconds: proofTime.value, jobs: jobs,
        quiet: output.quiet
      ).prove(summary, of: trials, in: study)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try StudyOutput(
      header: header, summary: summary, trials: trials, proofs: try study.proofs(), study: study.path, seconds: seconds
    ).write(output)
    switch ending {
    case .budget: break
    case .exhausted: Failure.say("the strategy has no more designs to try")
    case .interrupted where Interruption.isRequested:
      throw InterruptedExploration(told: summary.trials, total: budget, study: study.path)
    case .interrupted: Failure.say("the time is up; the same command continues")
    }
    guard summary.best != nil else {
      Failure.say(Self.whyNothing(summary, trials, file))
      throw GoalFailed()
    }
  }

  private func explored(
    _ file: SpaceFile, _ workload: Workload, _ memories: StudyMemories, _ synthesisTools: SynthesisTools
  ) throws -> ExploredProblem {
    let space = file.space
    let isDOSA = DOSADesignProblem.describes(space) && fidelity(of: space) == .analytical
    guard isDOSA || !strategy.value.name.needsDOSA else {
      throw ValidationError(
        "--strategy \(strategy.value.text) searches DOSA's own cost model; give --space dosa --fidelity analytical")
    }
    if space.isCrossLayer {
      return .synthesis(
        CrossLayerProblem(
          space, products: try MatrixProductCost.products(of: workload), source: synthesisTools,
          architectures: file.architectures))
    }
    if isDOSA, mapper == .tiler {
      throw ValidationError("DOSA's cost model has no default tiling; give --mapper exact or random")
    }
    if isDOSA {
      return try .dosaProblem(
        workload, from: layers.workload ?? workload.name, space, objectives.objectives, mapper: mapper ?? .exact,
        seed: seed)
    }
    guard mapper != .random else {
      throw ValidationError("--mapper random goes with DOSA's cost model; give tiler or exact")
    }
    let evaluation = DesignEvaluation(of: workload, policy: policy, memory: memories, version: systoleVersion)
    return .machines(HardwareProblem(space, evaluation: evaluation, architectures: file.architectures))
  }

  private func explore(
    _ problem: any DesignProblem, by strategy: any Strategy, _ study: Study, after before: [Trial]
  ) throws -> Exploration.Ending {
    let header = study.header
    let end = timeLimit.map { ContinuousClock.now + .seconds($0.value) }
    var exploration = Exploration(
      problem: problem, objectives: header.objectives,
      strategy: strategy,
      options: ExplorationOptions(
        budget: budget, batchSize: batch, fidelity: header.fidelity, seed: seed, jobs: jobs,
        isInterrupted: { Interruption.isRequested || end.map { ContinuousClock.now >= $0 } ?? false }))
    let told = before.count { $0.state != .asked && $0.fidelity == header.fidelity }
    let standing = ExplorationStanding(header, before)
    let progress = ProgressLine(total: max(0, budget - told), noun: "trials", quiet: output.quiet)
    defer { progress.finish() }
    exploration.options.models = StudyModels(
      beside: study.path, version: systoleVersion, note: { [output] in if !output.quiet { Failure.say($0) } },
      progress: { progress.note($0) })
    return try exploration.run(into: study) { trial in
      standing.add(trial)
      progress.advance(showing: standing.words)
    }
  }

  private func chosenStrategy(_ header: StudyHeader, _ file: SpaceFile, _ workload: Workload) throws -> any Strategy {
    guard recommend else { return strategy.value.strategy(reference: header.reference) }
    let starts = try RecommenderStore.starts(
      in: file, for: workload, header.objectives, RecommenderStore.Conduct(quiet: output.quiet, jobs: jobs))
    return strategy.value.strategy(reference: header.reference, recommended: starts)
  }

  private func header(
    _ file: SpaceFile, _ workload: Workload, _ explored: ExploredProblem, _ synthesisTools: SynthesisTools
  ) throws -> StudyHeader {
    let isCrossLayer = file.space.isCrossLayer
    let objectives = objectives(of: file.space)
    let architecture = try file.variants.base()
    let base: DesignMetrics
    do {
      base = try explored.baseMetrics(architecture)
    } catch let error as UnusableArray {
      throw InvalidInput(error.problem, at: SourceLocation(file: file.architecture.name))
    }
    // Of synthesised designs the metrics are a corner already.
    let margin = isCrossLayer ? 1.0 : 10
    let baseInput = file.architecture.isBuiltin ? file.space.architecture : file.architecture.name
    let inputs = "-a \(Invocation.quoted(baseInput))"
    return StudyHeader(
      space: file.space, architectureHash: SHA256.hexadecimal(file.architecture.bytes), workload: workload.name,
      workloadHash: try StudyHeader.hash(of: workload), objectives: objectives, fidelity: fidelity(of: file.space),
      policy: isCrossLayer
        ? "closed forms; \(try origin(of: synthesisTools, file.space))"
        : explored.policy(policy, mapper ?? .exact),
      seed: seed, batchSize: batch,
      reference: objectives.values(of: base).map { max($0 * margin, .leastNormalMagnitude) }, version: systoleVersion,
      inputs: isCrossLayer ? inputs : "\(inputs) \(layers.commandLine)", architectureName: architecture.name)
  }

  /// What is minimised: of synthesised designs performance, power and area unless something is asked for.
  private func objectives(of space: DesignSpace) -> ObjectiveSet {
    let asked = objectives.objectives
    guard space.isCrossLayer, objectives.objective.isEmpty else { return asked }
    return ObjectiveSet([.latency, .power, .area], limits: asked.limits)
  }

  /// The tools and cells, which are part of what a study is about.
  private func origin(of tools: SynthesisTools, _ space: DesignSpace) throws -> String {
    do {
      return try tools.origin(space.libraries)
    } catch let failure as ToolFailure {
      throw SynthesisFlowOptions.stopped(failure)
    }
  }

  private func fidelity(of space: DesignSpace) -> Fidelity {
    guard !space.isCrossLayer else { return .synthesized }
    return (fidelity ?? (DOSADesignProblem.describes(space) ? .analytical : .simulated)).fidelity
  }

  /// What the study keeps of its files.
  private func origin(
    _ files: [(role: String, input: InputFile)], _ file: SpaceFile, _ workload: Workload
  ) throws -> StudyOrigin {
    let settings = try file.space.fixed.map(Setting.init(parsing:))
      .filter { !FlowAttribute.components.contains($0.component) }
    let architecture = try ArchitectureFile.read(file.architecture, settings: settings).0
    return StudyOrigin(
      files: files.map { RunInput(role: $0, $1) },
      architecture: String(decoding: ArchitectureFile.write(architecture), as: UTF8.self),
      workload: String(decoding: WorkloadFile.bytes(of: workload), as: UTF8.self), command: Invocation.commandLine)
  }

  private var policy: MapperPolicy {
    mapper == .exact ? .exact(objective: mapperObjective, gap: gap.value, effort: effort) : .tiler
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
      ?? (([space.name, workload.name] + objectives(of: space).metrics.map(\.rawValue)).joined(separator: "-")
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
