import ArgumentParser
import Core
import Evaluation
import Formats
import Foundation
import Reports
import Sim

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a workload on an architecture cycle by cycle.",
    discussion: """
      Prints a table of the layers and writes the full results where -o says. Without a mapping file each layer gets \
      a default tiling. Equal layers are simulated once.

      Examples:
        systole simulate
        systole simulate -a tpu-v1 -w bert-base -o bert.xml
        systole simulate --gemm 512x768x768 --set array.rows=32 --set array.columns=32
        systole simulate --convolution 'K64 C64 P14 Q14 R3 S3' --padding 1 --functional
        systole simulate -w resnet18 --what-if
        systole simulate -a scalesim-ws -w resnet18 --timing scalesim
      """)

  enum Timing: String, CaseIterable, ExpressibleByArgument {
    case machine
    case scalesim
  }

  @OptionGroup var architecture: ArchitectureOptions
  @OptionGroup var layers: WorkloadOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A mapping file, or one mapping text such as 'L3[WIO] K8 - L2[WI] N1 K4X - …' for all layers.",
      valueName: "file-or-text"))
  var mapping: String?

  @Option(
    help: ArgumentHelp(
      "Map each layer first, as systole map does for this objective, instead of taking the default tiling.",
      valueName: "objective"))
  var map: Word<MappingObjective>?

  @Option(help: "machine simulates the design; scalesim reproduces SCALE-Sim v3's reports, quirks included.")
  var timing: Timing = .machine

  @Flag(help: "Also move the layer's numbers through the array register by register and check them (small layers).")
  var functional = false

  @Option(
    help: ArgumentHelp(
      "Make a part cost no time: array, dma, dram, buffers, vector-unit or controller; may be repeated.",
      valueName: "part"))
  var ideal: [IdealPart] = []

  @Flag(help: "Begin each layer with shared caches as a run of the same layer before left them, not empty.")
  var warmCaches = false

  @Option(
    help: ArgumentHelp("Write a timeline of one layer's units for Perfetto (Chrome trace JSON).", valueName: "file"))
  var trace: String?

  @Option(
    help: ArgumentHelp("Only these core cycles of the timeline, such as 1000..5000.", valueName: "from..to"))
  var traceWindow: String?

  @Option(
    help: ArgumentHelp(
      "With --timing scalesim: DRAM words a cycle for reads and writes (SCALE-Sim's USER mode; CALC without).",
      valueName: "read:write"))
  var scalesimBandwidth: String?

  @Flag(help: "Simulate every cycle, also of periods equal to one simulated; changes no figure, takes longer.")
  var noSkip = false

  @Flag(help: "Also run again with each resource doubled and ideal, one at a time, and rank what would help most.")
  var whatIf = false

  @Flag(help: "A row for every layer, equal ones too.")
  var allLayers = false

  @Option(help: "Seed of the numbers --functional computes with.")
  var seed: UInt64 = 1

  @OptionGroup var jobs: JobsOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if map != nil, mapping != nil {
      throw ValidationError("--map looks for mappings and --mapping gives them; give one of them")
    }
    if timing == .scalesim, mapping != nil || map != nil || functional || !ideal.isEmpty || trace != nil || whatIf {
      throw ValidationError(
        "--timing scalesim fixes the loop order; leave out --mapping, --map, --functional, --ideal, --trace, "
          + "--what-if")
    }
    if let traceWindow {
      guard trace != nil else { throw ValidationError("--trace-window goes with --trace") }
      _ = try TraceRun.window(parsing: traceWindow)
    }
    if scalesimBandwidth != nil { _ = try scalesimInterface() }
  }

  func run() throws {
    if output.resolvedFormat != .scalesim { try OutputFile.checkWritable(output.output) }
    try OutputFile.checkWritable(trace)
    let (architecture, architectureInput) = try architecture.read()
    let (workload, workloadInput) = try layers.read()
    if timing == .scalesim {
      return try ScaleSimRun(
        architecture: architecture, workload: workload, interface: try scalesimInterface(), jobs: jobs.jobs,
        output: output
      ).run()
    }
    let given = try mapping.map {
      try MappingInput(text: $0, option: "--mapping").read(for: workload, on: architecture)
    }
    if functional { try FunctionalRun(architecture: architecture, workload: workload, seed: seed).run() }

    let mappings = try map.map { try search(workload, on: architecture, objective: $0.value) } ?? given?.mappings
    var options = NetworkOptions(jobs: jobs.jobs, mappings: mappings ?? [:])
    options.machine.ideal = IdealResources(ideal.map(\.resources))
    options.machine.hasWarmCaches = warmCaches
    options.machine.skipsPeriods = !noSkip
    options.machine.isInterrupted = { Interruption.isRequested }
    if let trace {
      var run = TraceRun(workload: workload, architecture: architecture, options: options)
      if let traceWindow { run.window = try TraceRun.window(parsing: traceWindow) }
      try run.write(to: trace)
    }
    var result = try simulate(workload, on: architecture, options: options)
    if whatIf { result.whatIf = try alternatives(to: result, options: options) }
    // Without a memory every cycle of a period would have to be simulated that the run itself could skip.
    if output.resolvedFormat == .xml, !options.machine.ideal.contains(.dram) {
      result.activity = try recorded { try Evaluation.activity(of: result, options: options) }
    }

    var inputs = [
      RunInput(role: "architecture", architectureInput),
      RunInput(role: "workload", workloadInput),
    ]
    if let described = architecture.externalMemory.described {
      inputs.append(
        RunInput(
          role: "memory", InputFile(name: architecture.externalMemory.standard, text: described.text)))
    }
    if let given { inputs.append(RunInput(role: "mapping", given.input)) }
    let document = ResultsDocument(
      result, RunRecord(inputs: inputs, command: Invocation.commandLine, environment: Environment.items))
    try SimulationOutput(document: document, allLayers: allLayers, options: output).write()
  }

  /// The best mapping of each layer under the analytical model; layers without one get the default tiling.
  private func search(
    _ workload: Workload, on architecture: Architecture, objective: MappingObjective
  ) throws -> [String: Mapping] {
    var options = MappingOptions(objective: objective, jobs: jobs.jobs)
    options.isInterrupted = { Interruption.isRequested }
    let progress = ProgressLine(total: layersToMap(of: workload).count, noun: "layers mapped", quiet: output.quiet)
    defer { progress.finish() }
    let result = try Evaluation.map(workload, onto: architecture, options: options) { progress.advance($0.name) }
    guard !Interruption.isRequested else { throw InterruptedRun(done: progress.done, total: progress.total) }
    return Dictionary(
      uniqueKeysWithValues: result.layers.compactMap { layer in layer.found.map { (layer.name, $0.mapping) } })
  }

  private func simulate(
    _ workload: Workload, on architecture: Architecture, options: NetworkOptions
  ) throws -> SimulationResult {
    try reporting(uniqueLayers(of: workload, options: options), "layers") { progress in
      try Evaluation.simulate(workload, on: architecture, options: options) { progress.advance($0) }
    }
  }

  private func alternatives(to base: SimulationResult, options: NetworkOptions) throws -> WhatIf {
    let runs = whatIfRuns(of: base.workload, on: base.architecture, options: options)
    return try reporting(runs, "what-if runs") { progress in
      try Evaluation.whatIf(base, options: options) { progress.advance($0) }
    }
  }

  /// What a recording gives; its interruption is the run's.
  private func recorded(_ body: () throws -> LayerActivity?) throws -> LayerActivity? {
    do {
      return try body()
    } catch is Sim.Interrupted {
      throw InterruptedRun(done: 0, total: 1)
    }
  }

  /// Shows how far some runs have come, and says so when they are interrupted.
  private func reporting<Value>(_ total: Int, _ noun: String, _ body: (ProgressLine) throws -> Value) throws -> Value {
    let progress = ProgressLine(total: total, noun: noun, quiet: output.quiet)
    defer { progress.finish() }
    do {
      return try body(progress)
    } catch is Sim.Interrupted {
      throw InterruptedRun(done: progress.done, total: progress.total)
    }
  }

  private func scalesimInterface() throws -> ScaleSimConfiguration.Interface {
    guard let text = scalesimBandwidth else {
      guard timing == .scalesim, let stated = try architecture.scaleSimBandwidth() else { return .calculated }
      return .user(read: stated.read, write: stated.write)
    }
    guard timing == .scalesim else { throw ValidationError("--scalesim-bandwidth goes with --timing scalesim") }
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard words.count == 2, let read = words[0], let write = words[1], read > 0, write > 0 else {
      throw ValidationError("--scalesim-bandwidth '\(text)' is not two positive numbers; write e.g. 10:10")
    }
    return .user(read: read, write: write)
  }
}

/// A part `--ideal` makes cost no time.
enum IdealPart: String, CaseIterable, ExpressibleByArgument {
  case array
  case dma
  case dram
  case buffers
  case vectorUnit = "vector-unit"
  case controller

  var resources: IdealResources {
    switch self {
    case .array: .array
    case .dma: .dma
    case .dram: .dram
    case .buffers: .buffers
    case .vectorUnit: .vectorUnit
    case .controller: .controller
    }
  }
}
