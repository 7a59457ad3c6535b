import ArgumentParser
import Core
import Evaluation
import Formats
import Foundation
import Optimizer
import Reports

struct CompareStrategies: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run several search strategies on one problem, from the same starts, and say how they did.",
    discussion: """
      Each strategy searches once for each seed; all searches of a seed begin with the same random designs. Medians and \
      quartiles over the seeds are printed, and Wilcoxon's signed-rank test against the first strategy.

      Problems with a known answer: accelerator-table (54,000 tabulated designs whose whole Pareto front is known), \
      hartmann6, branin-currin and zdt1-mixed (functions on a grid). gemmini-crosslayer is that space on layers of \
      ResNet-50, composed of parts that were synthesised beforehand. With --table, the trials of a study are the problem, \
      as explore --strategy random or grid leaves them. With --space, designs are evaluated live.

      Examples:
        systole compare-strategies
        systole compare-strategies --problem hartmann6 --strategy random --strategy bayesian --budget 60 --batch 1
        systole compare-strategies --strategy nsga2 --budget 2000 --seeds 3 --format csv -o runs.csv
        systole compare-strategies --table resnet18.study --objective edp --budget 200 --checkpoints 50,100,200
        systole compare-strategies --strategy diffusion --strategy diffusion-without-guidance --starts 64 --budget 128
        systole compare-strategies --problem gemmini-crosslayer --strategy diffusion --strategy bayesian --budget 128
        systole compare-strategies --space gemmini -w resnet18 --objective latency --objective area --budget 100
      """)

  @Option(help: ArgumentHelp("A problem whose answer is known; accelerator-table without --space.", valueName: "name"))
  var problem: Word<ComparedProblem>?

  @Option(help: ArgumentHelp("A built-in space or a space file, instead of --problem.", valueName: "name-or-file"))
  var space: String?

  @Option(
    help: ArgumentHelp(
      "A study whose trials are the problem; a second, analytical one of the same space gives looks.", valueName: "file"
    ))
  var table: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --problem gemmini-crosslayer: the table of parts, as systole tabulate writes it, instead of the built-in one.",
      valueName: "file"))
  var parts: String?

  @OptionGroup var layers: WorkloadOptions
  @OptionGroup var objectives: ObjectiveOptions

  @Option(help: "With --space: what designs are judged by.")
  var fidelity: ExploredFidelity = .analytical

  @Option(
    name: .customLong("strategy"),
    help: ArgumentHelp(
      """
      A strategy to compare, or one without some of its parts, such as fused-without-looks+diffusion; may be given \
      several times, the first being what the others are tested against. \(StrategyWord.helpOnParts)
      """, valueName: "name"))
  var strategies: [StrategyWord] = []

  @Option(help: ArgumentHelp("Searches of each strategy.", valueName: "count"))
  var seeds = 10

  @Option(help: ArgumentHelp("The first seed; the others follow it.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Trials of each search, the starts included.", valueName: "count"))
  var budget = 200

  @Option(
    help: ArgumentHelp(
      "Numbers of trials, such as 50,100,200, after each of which searches are judged; at their end without.",
      valueName: "list"))
  var checkpoints: String?

  @Option(help: ArgumentHelp("Random designs every search of a seed begins with.", valueName: "count"))
  var starts = 20

  @Option(help: ArgumentHelp("Trials of a batch.", valueName: "count"))
  var batch = 8

  @OptionGroup var jobs: JobsOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try checkOption("--seeds", seeds, in: 1...10_000)
    try checkOption("--budget", budget, in: 1...1_000_000)
    guard (1...budget).contains(starts) else {
      throw ValidationError("--starts is \(starts); it must be in 1…\(budget), the budget")
    }
    try checkOption("--batch", batch, in: 1...10_000)
    _ = try judgedAfter
    let names = strategies.map(\.value.text)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--strategy \(twice) is given twice")
    }
    let saysLayers =
      !layers.layer.isEmpty || [layers.workload, layers.gemm, layers.convolution].contains { $0 != nil }
    let saysObjectives = !objectives.objective.isEmpty || !objectives.limit.isEmpty
    guard space != nil || !(saysLayers || saysObjectives && table.isEmpty) else {
      throw ValidationError("workloads and objectives go with --space; the problems with a known answer have their own")
    }
    if space == nil, let name = strategies.map(\.value.name).first(where: \.needsDOSA) {
      throw ValidationError("--strategy \(name.rawValue) searches DOSA's own cost model; give --space dosa")
    }
    guard [space != nil, problem != nil, !table.isEmpty].count(where: \.self) <= 1 else {
      throw ValidationError("--problem, --table and --space exclude each other")
    }
    guard table.count <= 2 else { throw ValidationError("--table is given \(table.count) times; two are of use") }
    guard parts == nil || problem?.value == .crossLayer else {
      throw ValidationError("--parts goes with --problem gemmini-crosslayer")
    }
    switch output.resolvedFormat {
    case .text, .json, .csv: break
    case .xml, .scalesim, .timeloop:
      throw ValidationError("compare-strategies writes text, json or csv; say so with --format or the file's ending")
    }
  }

  func run() throws {
    try OutputFile.checkWritable(output.output)
    let names = strategies.isEmpty ? [.random, .nsga2, .bayesian].map { StrategyVariant($0) } : strategies.map(\.value)
    var comparison = try comparison(of: names)
    comparison.checkpoints = try judgedAfter
    comparison.isInterrupted = { Interruption.isRequested }
    let total = names.count * seeds
    let progress = ProgressLine(total: total, noun: "searches", quiet: output.quiet)
    defer { progress.finish() }
    do {
      let result = try comparison.run { strategy, seed in progress.advance("\(strategy), seed \(seed)") }
      progress.finish()
      try write(result)
    } catch is StrategyComparison.Interrupted {
      throw InterruptedRun(done: progress.done, total: total)
    }
  }

  /// The checkpoints, ascending and within the budget.
  private var judgedAfter: [Int] {
    get throws {
      guard let checkpoints else { return [] }
      let counts = checkpoints.split(separator: ",").map { Int($0) ?? 0 }
      guard !counts.isEmpty, counts.allSatisfy((1...budget).contains), zip(counts, counts.dropFirst()).allSatisfy(<)
      else {
        throw ValidationError(
          "--checkpoints is \(checkpoints); give ascending numbers in 1…\(budget), the budget, such as 50,100,200")
      }
      return counts
    }
  }

  private func comparison(of names: [StrategyVariant]) throws -> StrategyComparison {
    let all = (0..<seeds).map { seed &+ UInt64($0) }
    guard let space else {
      let benchmark = try table.isEmpty ? (problem?.value ?? .acceleratorTable).benchmark(parts: parts) : tabulated()
      return StrategyComparison(
        problem: benchmark, objectives: benchmark.objectives,
        strategies: names.map { $0.strategy(reference: benchmark.scale.reference, starts: starts) }, seeds: all,
        budget: budget, starts: starts, batchSize: batch,
        fidelity: problem?.value == .crossLayer ? .synthesized : .simulated, jobs: jobs.jobs)
    }
    let (workload, _) = try layers.read()
    let file = try SpaceFile.read(try InputFile.resolve(space, kind: .space))
    let live = try live(file, workload, names)
    return StrategyComparison(
      problem: live.problem, objectives: objectives.objectives, strategies: names.map { $0.strategy(starts: starts) },
      seeds: all, budget: budget, starts: starts, batchSize: batch, fidelity: fidelity.fidelity, jobs: jobs.jobs)
  }

  /// Designs of a space evaluated live: machines, or DOSA's own cost model where it is the space's analytical one.
  private func live(_ file: SpaceFile, _ workload: Workload, _ names: [StrategyVariant]) throws -> ExploredProblem {
    let designs = file.space
    guard !designs.isCrossLayer else {
      throw ValidationError(
        "designs of '\(designs.name)' are synthesised; compare on --problem gemmini-crosslayer, or explore it")
    }
    if DOSADesignProblem.describes(designs), fidelity == .analytical {
      return try .dosaProblem(
        workload, from: layers.workload ?? workload.name, designs, objectives.objectives, mapper: .exact, seed: seed)
    }
    if let name = names.map(\.name).first(where: \.needsDOSA) {
      throw ValidationError(
        "--strategy \(name.rawValue) searches DOSA's own cost model; give --space dosa --fidelity analytical")
    }
    let evaluation = DesignEvaluation(of: workload, version: systoleVersion)
    return .machines(HardwareProblem(designs, evaluation: evaluation, architectures: file.architectures))
  }

  private func tabulated() throws -> any BenchmarkProblem {
    let studies = try table.map { try Study.read(at: $0) }
    guard let first = studies.first else { return AcceleratorTable() }
    let asked = objectives.objective.isEmpty && objectives.limit.isEmpty ? nil : objectives.objectives
    let looks = try studies.dropFirst().first.map { (header: $0.header, trials: try $0.trials()) }
    do {
      return try StudyTable(first.header, try first.trials(), objectives: asked, looks: looks)
    } catch let failure as StudyTable.Failure {
      throw InvalidInput(
        .other(failure.description, remedy: "let explore add trials"), at: SourceLocation(file: first.path))
    }
  }

  private func write(_ result: SearchComparison) throws {
    let text =
      switch output.resolvedFormat {
      case .json: try result.json()
      case .csv: result.csv
      default: result.text
      }
    try OutputFile.write(text, to: output.output)
    if output.output != nil && !output.quiet { try OutputFile.write(result.text, to: nil) }
  }
}

/// The problems strategies may be compared on by name.
enum ComparedProblem: String, CaseIterable {
  case acceleratorTable = "accelerator-table"
  case hartmann6
  case braninCurrin = "branin-currin"
  case zdt1 = "zdt1-mixed"
  case crossLayer = "gemmini-crosslayer"

  /// The problem.
  ///
  /// - Parameter path: A table of parts instead of the one the binary carries.
  /// - Returns: The problem.
  /// - Throws: `MissingInput` when there is no such table, or the file is none.
  func benchmark(parts path: String?) throws -> any BenchmarkProblem {
    if let name = BenchmarkName(rawValue: rawValue) { return name.problem }
    let file = try SpaceFile.read(try InputFile.resolve(rawValue, kind: .space))
    var bytes = BuiltinLibrary.bytes(of: "\(rawValue).csv", in: "Tables") ?? []
    if let path { bytes = FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? [] }
    guard
      var table = CrossLayerTable(
        file.space, table: String(decoding: bytes, as: UTF8.self), architectures: file.architectures)
    else {
      throw MissingInput(name: path ?? rawValue, reason: "this is no table of parts; systole tabulate makes one")
    }
    table.enumerateFront()
    return table
  }
}
