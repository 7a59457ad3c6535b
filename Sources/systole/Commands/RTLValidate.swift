import ArgumentParser
import Core
import Foundation
import RTL
import Reports

struct ValidateRTL: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rtl", abstract: "Check drawn designs' Verilog against the register-by-register array.",
    discussion: """
      Runs each design's testbench in Icarus Verilog (outputs bit for bit, cycles exactly; then again with words that \
      come late), Verilator's linter with all warnings, and Yosys. --netlists synthesises the first so many and runs \
      the testbench on their netlists; --composition compares the composed figures of ten 8-bit arrays with synthesis of \
      the whole, bottom-up with equal tiles, and in one piece. Exits 1 on any difference or warning, and where composed \
      figures are more than 5 % from the whole's.
      """)

  @Option(help: "How many designs.")
  var count = 60

  @Option(help: "Seed of the designs and of their words.")
  var seed: UInt64 = 1

  @Option(help: "How many of them are synthesised and simulated again.")
  var netlists = 0

  @Flag(help: "Compare composed with whole synthesis.")
  var composition = false

  @OptionGroup var flow: SynthesisFlowOptions

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  func run() throws {
    try checkOption("--count", count, in: 0...10_000)
    do {
      let passed = [try checkDesigns(), try checkNetlists(), try compare()]
      guard passed.allSatisfy({ $0 }) else { throw GoalFailed() }
    } catch let failure as ToolFailure {
      throw SynthesisFlowOptions.stopped(failure)
    }
  }

  private func checkDesigns() throws -> Bool {
    let designs = try ArrayDesign.drawn(count, seed: seed)
    let progress = ProgressLine(total: count, noun: "designs", quiet: quiet)
    var checks: [DesignCheck] = []
    for design in designs {
      if Interruption.isRequested { throw InterruptedRun(done: checks.count, total: count) }
      checks.append(try design.check(seed: seed))
      progress.advance(design.summary)
    }
    progress.finish()
    for check in checks where !check.problems.isEmpty {
      try OutputFile.write("\(check.design):\n  \(check.problems.joined(separator: "\n  "))\n", to: nil)
    }
    let good = checks.count { $0.problems.isEmpty }
    try OutputFile.write(
      """
      \(good) of \(count) designs: outputs equal bit for bit, cycles equal, no warning of Verilator or Yosys \
      (\(NumberText.integer(checks.reduce(0) { $0 + $1.outputs })) outputs, \
      \(NumberText.integer(checks.reduce(0) { $0 + $1.cycles })) cycles)

      """, to: nil)
    return good == count
  }

  private func checkNetlists() throws -> Bool {
    guard netlists > 0 else { return true }
    let synthesizer = try flow.synthesizer()
    guard let models = synthesizer.library.models else {
      throw ValidationError("no Verilog models are known for '\(flow.liberty)'; leave --liberty out")
    }
    var good = 0
    for design in try ArrayDesign.drawn(netlists, seed: seed) {
      let said = try design.simulate(netlist: try synthesizer.netlist(of: design), cells: models, seed: seed)
      if said.hasPrefix("PASS") { good += 1 } else { try OutputFile.write("\(design.summary): \(said)\n", to: nil) }
    }
    try OutputFile.write("\(good) of \(netlists) netlists pass the same testbench\n", to: nil)
    return good == netlists
  }

  private func compare() throws -> Bool {
    guard composition else { return true }
    let synthesizer = try flow.synthesizer()
    let comparisons = try compositionComparisons(synthesizer) { comparison in
      if !quiet { Failure.say(comparison.design) }
    }
    try OutputFile.write(CompositionComparison.text(comparisons), to: nil)
    return comparisons.allSatisfy(\.errors.whole.areSmall)
  }
}
