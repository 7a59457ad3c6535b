/// The knobs of the synthesis flow.
package struct SynthesisOptions: Hashable, Sendable, Codable {
  /// What ABC's technology mapping aims at.
  package enum Mapping: String, CaseIterable, Hashable, Sendable, Codable {
    /// Small area (`amap`).
    case area
    /// Depth first, then area (`&nf`).
    case balanced
    /// Short delay (`map`).
    case speed
  }

  /// How logic is rewritten before it is mapped: scripts of `abc.rc`, which come with ABC.
  package enum Restructuring: String, CaseIterable, Hashable, Sendable, Codable {
    /// As Yosys leaves it.
    case none
    /// One pass of combinational synthesis, as in Yosys's own script for ABC.
    case dc2
    /// Rewriting and refactoring between balancings (Mishchenko et al., DAC 2006): shallow logic.
    case resyn2
    /// The same with resubstitution, levels kept: little logic.
    case compress2rs

    fileprivate var abcCommands: [String] {
      switch self {
      case .none: []
      case .dc2: ["dc2"]
      case .resyn2:
        [
          "balance", "rewrite", "refactor", "balance", "rewrite", "rewrite,-z", "balance", "refactor,-z", "rewrite,-z",
          "balance",
        ]
      case .compress2rs:
        [
          "balance,-l", "resub,-K,6,-l", "rewrite,-l", "resub,-K,6,-N,2,-l", "refactor,-l", "resub,-K,8,-l",
          "balance,-l", "resub,-K,8,-N,2,-l", "rewrite,-l", "resub,-K,10,-l", "rewrite,-z,-l", "resub,-K,10,-N,2,-l",
          "balance,-l", "resub,-K,12,-l", "refactor,-z,-l", "resub,-K,12,-N,2,-l", "rewrite,-z,-l", "balance,-l",
        ]
      }
    }
  }

  /// Nanoseconds a cycle should take.
  package var clockPeriod = 4.0
  /// What mapping aims at.
  package var mapping = Mapping.balanced
  /// How logic is rewritten before.
  package var restructuring = Restructuring.none
  /// Whether nets with many loads get trees of buffers.
  package var buffers = true
  /// Loads a net may have before it gets them.
  package var fanout = 16
  /// Whether gates are resized for the clock.
  package var sizes = true
  /// Whether registers may move through logic (ABC's `dretime`).
  package var retimes = false
  /// Whether the modules of a tile, and those around tiles, are dissolved before they are mapped; operators are built
  /// module by module either way, as the circuit Yosys chooses for a product otherwise depends on the names of the wires
  /// around it.
  package var flattens = true
  /// Whether operators that never work at the same time are shared (Yosys's `share`).
  package var shares = false
  /// The share of cycles in which a net toggles, for power.
  package var activity = 0.2
  /// Seconds each tool may take for a block.
  package var secondsLimit = 300

  /// Options at their defaults.
  package init() {}

  /// The commands that map a block, for ABC.
  private var abcCommands: String {
    let picoseconds = Int((clockPeriod * 1000).rounded())
    var commands = ["strash", "ifraig", "scorr"]
    if retimes { commands += ["dretime", "strash"] }
    commands += restructuring.abcCommands
    commands.append("dch")
    switch mapping {
    // What `&get` takes over has no registers left, so that retimed logic is mapped by `map`.
    case .balanced where retimes: commands += ["map,-B,0.9,-D,\(picoseconds)", "topo"]
    case .area: commands += ["amap", "topo"]
    case .balanced: commands += ["&get,-n", "&nf,-D,\(picoseconds)", "&put"]
    case .speed: commands += ["map,-D,\(picoseconds)", "topo"]
    }
    if buffers { commands.append("buffer,-c,-N,\(fanout)") }
    if sizes { commands += ["upsize,-D,\(picoseconds)", "dnsize,-D,\(picoseconds)"] }
    return "+" + commands.joined(separator: ";")
  }

  /// The file of the constraints ABC reads.
  static let constraintsFile = "library.constr"

  /// A Yosys script that turns Verilog files into a netlist of the library `library.lib`.
  ///
  /// - Parameters:
  ///   - block: What to map.
  ///   - isConstrained: Whether ABC is told what drives the logic.
  /// - Returns: The script.
  func yosysScript(of block: SynthesisBlock, isConstrained: Bool) -> String {
    let top = block.top
    let picoseconds = Int((clockPeriod * 1000).rounded())
    let constraints = isConstrained ? "-constr \(Self.constraintsFile) " : ""
    let abc =
      "abc \(retimes ? "-dff " : "")-liberty library.lib \(constraints)-D \(picoseconds) -script \(abcCommands)"
    let registers =
      retimes
      ? "dfflibmap -prepare -liberty library.lib\n\(abc)\ndfflibmap -liberty library.lib"
      : "dfflibmap -liberty library.lib\n\(abc)"
    let kept = block.kept.map { "setattr -mod -set keep_hierarchy 1 \($0)\n" }.joined()
    return """
      read_verilog \(block.fileNames.joined(separator: " "))
      hierarchy -check -top \(top)
      synth -noabc\(shares ? "" : " -noshare") -top \(top)
      \(flattens ? "\(kept)flatten\nopt -full\nopt_clean -purge" : "opt_clean")
      \(registers)
      splitnets
      opt_clean -purge
      tee -o \(top).stat stat -liberty library.lib
      write_verilog -noattr -noexpr -nohex -nodec \(top).netlist.v

      """
  }

  /// An OpenSTA script that times the netlist and adds up its power.
  func timingScript(top: String) -> String {
    """
    read_liberty library.lib
    read_verilog \(top).netlist.v
    link_design \(top)
    set_cmd_units -time ns -power W
    create_clock -name clock -period \(clockPeriod) clock
    foreach port [all_inputs] {
      if {[get_name $port] ne "clock"} { set_input_delay 0 -clock clock $port }
    }
    set_output_delay 0 -clock clock [all_outputs]
    report_worst_slack -digits 6
    report_checks -path_delay max -format full -digits 4
    set_power_activity -global -activity \(activity)
    report_power -digits 6

    """
  }
}
