import Foundation
package import Sim

/// What the tools said about a design.
package struct DesignCheck: Hashable, Sendable, Codable {
  /// The design in a few words.
  package var design: String
  /// Outputs compared, and the cycles the reference array took.
  package var outputs: Int
  package var cycles: Int
  /// What was wrong, in words; empty when all was right.
  package var problems: [String]
}

extension ArrayDesign {
  /// Writes the modules, a testbench and how to run it into a folder.
  ///
  /// - Returns: The stimulus the testbench runs.
  /// - Throws: `UnusableArray` for a GEMM too large, and the system's error when a file can't be written.
  @discardableResult
  package func write(to folder: String, shape: GEMMShape? = nil, seed: UInt64 = 1) throws -> ArrayStimulus {
    let stimulus = try ArrayStimulus(
      self, shape: try shape ?? ArrayStimulus.defaultShape(for: array), seed: seed)
    for file in DesignPackage(self, stimulus).files {
      try writeToolInput(file.text, to: "\(folder)/\(file.name)")
    }
    return stimulus
  }

  /// Runs the testbench in Icarus Verilog, in order and with words that come late, Verilator's linter and Yosys.
  ///
  /// - Throws: `ToolFailure` for a tool that is missing or breaks down, and what `write` throws.
  package func check(seed: UInt64 = 1, secondsLimit: Int = 120) throws -> DesignCheck {
    try withScratchFolder { folder in
      let stimulus = try write(to: folder, seed: seed)
      let sources = modules.map(\.file)
      var problems: [String] = []
      func run(_ tool: Tool, _ arguments: [String]) throws -> String {
        try ToolRun(tool: tool, arguments: arguments, folder: folder, secondsLimit: secondsLimit).run()
      }
      _ = try run(.iverilog, ["-g2005", "-o", "testbench.vvp"] + sources + [Testbench.module + ".v"])
      for late in [[], ["+stall"]] {
        let said = try run(.vvp, ["-n", "testbench.vvp"] + late)
        if !said.contains("PASS: \(stimulus.outputs.count) outputs,") { problems.append("Icarus Verilog: \(said)") }
      }
      let lint = try lintProblems(run, sources)
      problems += lint
      let top = Self.topModule
      let files = sources.joined(separator: " ")
      let read = "read_verilog \(files); hierarchy -check -top \(top); proc; opt; check -assert"
      let warnings = try run(.yosys, ["-q", "-p", read])
      if !warnings.isEmpty { problems.append("Yosys: \(warnings)") }
      return DesignCheck(
        design: summary, outputs: stimulus.outputs.count, cycles: stimulus.cycles, problems: problems)
    }
  }

  private func lintProblems(
    _ run: (Tool, [String]) throws -> String, _ sources: [String]
  ) throws -> [String] {
    do {
      let said = try run(.verilator, ["--lint-only", "-Wall", "--top-module", Self.topModule] + sources)
      return said.isEmpty ? [] : ["Verilator: \(said)"]
    } catch let failure as ToolFailure {
      guard case .failed(_, let words) = failure.reason else { throw failure }
      return ["Verilator: \(words)"]
    }
  }

  /// Runs the testbench on other Verilog of the whole design: a netlist, with the library's models of its cells.
  ///
  /// - Returns: What the testbench said.
  /// - Throws: `ToolFailure` for a tool that is missing or breaks down, and what `write` throws.
  package func simulate(netlist: String, cells: String?, seed: UInt64 = 1, secondsLimit: Int = 120) throws -> String {
    try withScratchFolder { folder in
      try write(to: folder, seed: seed)
      try writeToolInput(netlist, to: "\(folder)/netlist.v")
      // The models' delays come as minimum, typical and maximum; the choice is stated to be asked for no more.
      let sources = ["-g2005", "-Ttyp", "-o", "netlist.vvp", "netlist.v", Testbench.module + ".v"]
      _ = try ToolRun(
        tool: .iverilog, arguments: sources + (cells.map { [$0] } ?? []), folder: folder, secondsLimit: secondsLimit
      ).run()
      let said = try ToolRun(
        tool: .vvp, arguments: ["-n", "netlist.vvp"], folder: folder, secondsLimit: secondsLimit
      ).run()
      let lines = said.split(separator: "\n").map(String.init)
      return lines.first { $0.hasPrefix("PASS") || $0.hasPrefix("FAIL") } ?? said
    }
  }
}
