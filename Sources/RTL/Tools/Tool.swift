import Foundation

/// A program the module runs; none is part of Systole.
package enum Tool: String, CaseIterable, Hashable, Sendable, Codable {
  /// Synthesis, with ABC inside (Wolf and Glaser; Brayton and Mishchenko).
  case yosys
  /// Static timing and power, OpenSTA.
  case sta
  /// Icarus Verilog's compiler.
  case iverilog
  /// Icarus Verilog's simulator.
  case vvp
  /// Verilator, here as a linter.
  case verilator

  /// The Debian package the tool comes in.
  package var package: String {
    switch self {
    case .yosys: "yosys"
    case .sta: "opensta"
    case .iverilog, .vvp: "iverilog"
    case .verilator: "verilator"
    }
  }

  /// Where the tool is, as the shell would find it; `nil` when it is not installed.
  package var path: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(rawValue)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Where the tool is.
  ///
  /// - Throws: `ToolFailure` naming the package to install.
  package func required() throws(ToolFailure) -> String {
    guard let path else { throw ToolFailure(self, .missing) }
    return path
  }

  /// The first line the tool says about its version.
  ///
  /// - Throws: `ToolFailure` when it is missing or doesn't answer.
  package func version() throws(ToolFailure) -> String {
    let argument =
      switch self {
      case .yosys, .iverilog, .vvp: "-V"
      case .sta: "-version"
      case .verilator: "--version"
      }
    let folder = FileManager.default.temporaryDirectory.path
    let said = try ToolRun(tool: self, arguments: [argument], folder: folder, secondsLimit: 20).run()
    let line = said.split(separator: "\n").first { !$0.hasPrefix("Unable") }.map(String.init) ?? ""
    return self == .sta ? "OpenSTA \(line)" : line
  }
}

/// Why a tool gave no answer.
package struct ToolFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened.
  package enum Reason: Hashable, Sendable {
    /// It is not on the PATH.
    case missing
    /// It could not be started; the system's words.
    case notStarted(String)
    /// It ran longer than allowed and was ended.
    case timedOut(seconds: Int)
    /// A signal ended it.
    case killed(signal: Int32)
    /// The user asked to stop.
    case interrupted
    /// It ended with an exit code; its last words.
    case failed(code: Int32, words: String)
    /// It ended well but what it wrote could not be understood.
    case notUnderstood(String)
    /// The clock asked for is out of reach; nanoseconds.
    case timing(target: Double, reached: Double)
  }

  /// The tool.
  package var tool: Tool
  /// What happened to it.
  package var reason: Reason

  /// Whether other designs may still be synthesised: the tool is there and nobody asked to stop.
  package var isOfOneDesign: Bool { reason != .missing && reason != .interrupted }

  package init(_ tool: Tool, _ reason: Reason) {
    self.tool = tool
    self.reason = reason
  }

  /// The failure in words.
  package var description: String {
    let name = tool.rawValue
    return switch reason {
    case .missing:
      "\(name) is not on the PATH; install it, on Debian: apt-get install \(tool.package)"
    case .notStarted(let words):
      "\(name) could not be started: \(words)"
    case .timedOut(let seconds):
      "\(name) was ended after \(seconds) s; allow more time, or make the design smaller"
    case .killed(let signal):
      "\(name) was ended by signal \(signal)"
    case .interrupted:
      "\(name) was ended because the run was interrupted"
    case .failed(let code, let words):
      "\(name) ended with exit code \(code): \(words)"
    case .notUnderstood(let what):
      "\(name) wrote no \(what)"
    case .timing(let target, let reached):
      "the design needs \(Self.text(reached)) ns a cycle, more than the \(Self.text(target)) ns asked for"
    }
  }

  private static func text(_ nanoseconds: Double) -> String {
    let thousandths = Int((nanoseconds * 1000).rounded())
    let fraction = String(thousandths % 1000 + 1000).dropFirst()
    return "\(thousandths / 1000).\(fraction)"
  }
}
