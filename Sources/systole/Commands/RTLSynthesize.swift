import ArgumentParser
import Core
import Formats
import Foundation
import RTL
import Reports
import Sim

struct Synthesize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Synthesise an architecture's array with Yosys, ABC and OpenSTA: area, clock, power by block.",
    discussion: """
      The tile, the registers between tiles and the controller with its skew registers are mapped to a library of \
      standard cells and timed, each once, and composed to the whole array; memories are added from the cost tables at \
      the library's node. Wires and the clock tree are not modelled. Results are cached by content. What -o writes as XML \
      systole report turns into a page.

      Examples:
        systole synthesize -a gemmini --clock 6 -o gemmini.xml
        systole synthesize --multiplier booth --adder lookahead --mapping speed --clock 4
        systole synthesize --liberty cells.lib --format json
        systole synthesize --set rtl.dataflow=output-stationary --set synthesis.clock=285MHz
      """)

  @OptionGroup var hardware: HardwareOptions
  @OptionGroup var flow: SynthesisFlowOptions

  @Option(
    help: ArgumentHelp(
      "Write the scripts and Verilog that make the figures again to this folder.", valueName: "folder"))
  var scripts: String?

  @Flag(help: "Take the toggle rate from the array's testbench on random words, in Icarus Verilog.")
  var simulateActivity = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard ![.scalesim, .timeloop].contains(output.resolvedFormat) else {
      throw ValidationError("synthesize writes text, json, xml or csv; say so with --format or the file's ending")
    }
  }

  func run() throws {
    try OutputFile.checkWritable(output.output)
    let (design, architecture, settings) = try hardware.read()
    let synthesizer = try synthesizer(for: design, settings)
    let progress = ProgressLine(total: design.parts.count, noun: "blocks", quiet: output.quiet)
    let result: ArraySynthesis
    do {
      defer { progress.finish() }
      result = try synthesizer.synthesise(design) { progress.advance($0) }
    } catch let failure as ToolFailure {
      throw SynthesisFlowOptions.stopped(failure)
    }
    try write(
      result.result(
        memories: SynthesisResult.Memory.memories(of: architecture, nanometres: synthesizer.library.nanometres),
        commands: try commands(synthesizer, design)))
    if flow.mustMeetClock {
      do {
        try result.requireClock()
      } catch {
        throw SynthesisFlowOptions.stopped(error)
      }
    }
  }

  private func synthesizer(for design: ArrayDesign, _ settings: FlowSettings) throws -> Synthesizer {
    let synthesizer = try flow.synthesizer(settings)
    guard simulateActivity else { return synthesizer }
    var options = synthesizer.options
    do {
      let activity = try design.simulatedActivity(secondsLimit: options.secondsLimit)
      // Thousandths, so that another seed's last digits don't ask for another synthesis.
      options.activity = (activity * 1000).rounded() / 1000
    } catch let failure as ToolFailure {
      throw SynthesisFlowOptions.stopped(failure)
    } catch let error as UnusableArray {
      throw InvalidInput(error.problem, at: SourceLocation(file: "--simulate-activity"))
    }
    return synthesizer.with(options)
  }

  /// The commands of each block; without a folder for them, the one that writes them.
  private func commands(_ synthesizer: Synthesizer, _ design: ArrayDesign) throws -> [String] {
    guard let scripts else { return ["\(Invocation.commandLine) --scripts synthesis"] }
    do {
      return try synthesizer.writeScripts(of: design, to: scripts)
    } catch {
      throw OutputFailure(path: scripts, reason: error.localizedDescription)
    }
  }

  private func write(_ result: SynthesisResult) throws {
    let report = SynthesisReport(result)
    guard let path = output.output else {
      return try OutputFile.write(try rendered(result, report, as: output.resolvedFormat), to: nil)
    }
    try OutputFile.write(try rendered(result, report, as: output.resolvedFormat), to: path)
    if !output.quiet { try OutputFile.write(report.text, to: nil) }
  }

  private func rendered(
    _ result: SynthesisResult, _ report: SynthesisReport, as format: OutputOptions.Format
  ) throws -> String {
    switch format {
    case .json: return try report.json()
    case .csv: return report.csv
    case .text, .scalesim, .timeloop: return report.text
    case .xml:
      let document = SynthesisDocument(
        result, RunRecord(command: Invocation.commandLine, environment: Environment.items))
      return String(decoding: SynthesisFile.write(document), as: UTF8.self)
    }
  }
}

/// The library and the knobs of the synthesis flow.
struct SynthesisFlowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A Liberty file, or osu018, osu035, osu050 of Debian's qflow.", valueName: "name-or-file"))
  var liberty = "osu018"

  @Option(help: ArgumentHelp("Nanoseconds a cycle should take.", valueName: "ns"))
  var clock = 4.0

  @Option(help: "What technology mapping aims at: area, balanced or speed.")
  var mapping: Word<SynthesisOptions.Mapping> = Word(.balanced)

  @Option(help: "How logic is rewritten before it is mapped: none, dc2, resyn2 or compress2rs, ABC's scripts.")
  var restructuring: Word<SynthesisOptions.Restructuring> = Word(.none)

  @Flag(inversion: .prefixedNo, help: "Buffer nets with many loads.")
  var buffers = true

  @Option(help: ArgumentHelp("Loads a net may have before it gets buffers, 2 to 64.", valueName: "loads"))
  var fanout = 16

  @Flag(inversion: .prefixedNo, help: "Resize gates for the clock.")
  var sizing = true

  @Flag(help: "Let registers move through logic.")
  var retime = false

  @Flag(inversion: .prefixedNo, help: "Dissolve modules before optimisation.")
  var flatten = true

  @Flag(help: "Share operators that never work at the same time.")
  var share = false

  @Option(help: "The share of cycles in which a net toggles, for power.")
  var activity = 0.2

  @Option(help: ArgumentHelp("Time each tool may take for a block.", valueName: "seconds"))
  var timeLimit = 300

  @Option(help: ArgumentHelp("The folder results are cached in; 'none' for no cache.", valueName: "folder"))
  var cache: String?

  @Flag(help: "Exit with 1 when the clock is not reached.")
  var mustMeetClock = false

  func validate() throws {
    try checkOption("--clock", clock, in: 0.01...10_000, unit: "ns")
    try checkOption("--fanout", fanout, in: 2...64)
    try checkOption("--activity", activity, in: 0...2)
    try checkOption("--time-limit", timeLimit, in: 1...86_400, unit: "s")
  }

  /// The knobs as the flow takes them.
  var options: SynthesisOptions {
    var options = SynthesisOptions()
    options.clockPeriod = clock
    options.mapping = mapping.value
    options.restructuring = restructuring.value
    options.buffers = buffers
    options.fanout = fanout
    options.sizes = sizing
    options.retimes = retime
    options.flattens = flatten
    options.shares = share
    options.activity = activity
    options.secondsLimit = timeLimit
    return options
  }

  /// The flow on the tools of this machine.
  ///
  /// - Parameter settings: What goes before the options.
  /// - Returns: The flow.
  /// - Throws: `MissingInput` for a library that isn't there; a missing tool is said, and ends the command.
  func synthesizer(_ settings: FlowSettings = [:]) throws -> Synthesizer {
    do {
      var options = options
      options.take(settings)
      let cache: SynthesisCache? =
        cache == "none" ? nil : SynthesisCache(folder: cache ?? SynthesisCache.standardFolder)
      return try Synthesizer(
        library: try CellLibrary(settings[.library]?.text ?? liberty), options: options, cache: cache,
        isInterrupted: { Interruption.isRequested })
    } catch let failure as ToolFailure {
      throw Self.stopped(failure)
    }
  }

  /// Says why a tool gave no answer.
  ///
  /// - Returns: The error that ends the command.
  static func stopped(_ failure: ToolFailure) -> any Error {
    Failure.say("error: \(failure)")
    return failure.reason == .interrupted ? ExitCode(130) : GoalFailed()
  }
}
