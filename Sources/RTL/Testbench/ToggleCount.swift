import Foundation
import Sim

/// How often the bits of a design change while its testbench runs, from a value change dump (IEEE 1364-2005, clause 18).
package struct ToggleCount: Hashable, Sendable {
  /// Bits that are watched; a net counts for each module it has a name in.
  package private(set) var bits = 0
  /// Changes from 0 to 1 and from 1 to 0.
  package private(set) var toggles = 0
  /// Rising edges of the clock.
  package private(set) var cycles = 0

  /// Changes of a bit a cycle, on average; 0 for a dump of nothing.
  package var activity: Double {
    guard bits > 0, cycles > 0 else { return 0 }
    return Double(toggles) / Double(bits) / Double(cycles)
  }

  /// Counts the changes in a dump; bits that are not known yet change nothing, and nets named like clocks are left out.
  ///
  /// - Parameters:
  ///   - dump: The text of the dump.
  ///   - clock: The name of the clock.
  package init(dump: String, clock: String = "clock") {
    var values: [Substring: [UInt8]] = [:]
    var isClock: Set<Substring> = []
    for line in dump.utf8.split(separator: UInt8(ascii: "\n")).map({ Substring($0) }) {
      guard let first = line.utf8.first else { continue }
      switch first {
      case UInt8(ascii: "$"):
        let words = line.split(separator: " ")
        guard words.count >= 5, words[0] == "$var", words[1] != "parameter", let width = Int(words[2]) else { continue }
        if words[4] == clock { isClock.insert(words[3]) }
        if values[words[3]] == nil { values[words[3]] = Array(repeating: UInt8(ascii: "x"), count: width) }
      case UInt8(ascii: "b"):
        let words = line.dropFirst().split(separator: " ")
        guard words.count == 2, !isClock.contains(words[1]) else { continue }
        note(Array(words[0].utf8), of: &values[words[1], default: []])
      case UInt8(ascii: "0"), UInt8(ascii: "1"), UInt8(ascii: "x"), UInt8(ascii: "z"):
        let name = line.dropFirst()
        guard !isClock.contains(name) else {
          cycles += first == UInt8(ascii: "1") ? 1 : 0
          continue
        }
        note([first], of: &values[name, default: []])
      default:
        continue
      }
    }
    bits = values.reduce(0) { $0 + (isClock.contains($1.key) ? 0 : $1.value.count) }
  }

  /// Takes a new value, written without its leading zeros, or leading unknown bits.
  private mutating func note(_ text: [UInt8], of value: inout [UInt8]) {
    let zero = UInt8(ascii: "0")
    let one = UInt8(ascii: "1")
    let filler = text.first == one ? zero : text.first ?? zero
    let missing = value.count - text.count
    guard missing >= 0 else { return }
    for index in value.indices {
      let new = index < missing ? filler : text[index - missing]
      let old = value[index]
      if (old == zero && new == one) || (old == one && new == zero) { toggles += 1 }
      value[index] = new
    }
  }
}

extension ArrayDesign {
  /// The share of cycles in which a bit of the mesh changes while the array multiplies matrices of random words, without
  /// pauses; what cells do between two edges of the clock is not in it.
  ///
  /// - Parameters:
  ///   - seed: Seed of the words.
  ///   - secondsLimit: Seconds the simulator may take.
  /// - Returns: The share.
  /// - Throws: `ToolFailure` for a simulator that is missing or breaks down, and what `write` throws.
  package func simulatedActivity(seed: UInt64 = 1, secondsLimit: Int = 120) throws -> Double {
    try withScratchFolder { folder in
      // Many words a fold, so that streaming is what counts.
      let shape = try GEMMShape(m: 64, n: 2 * array.columns, k: 2 * array.rows)
      try write(to: folder, shape: shape, seed: seed)
      let dump = """
        module systole_dump;
            initial begin
                $dumpfile("mesh.vcd");
                $dumpvars(0, \(Testbench.module).array.mesh);
            end
        endmodule

        """
      try writeToolInput(dump, to: "\(folder)/systole_dump.v")
      let sources = modules.map(\.file) + [Testbench.module + ".v", "systole_dump.v"]
      func run(_ tool: Tool, _ arguments: [String]) throws -> String {
        try ToolRun(tool: tool, arguments: arguments, folder: folder, secondsLimit: secondsLimit).run()
      }
      _ = try run(.iverilog, ["-g2005", "-s", Testbench.module, "-s", "systole_dump", "-o", "dump.vvp"] + sources)
      let said = try run(.vvp, ["-n", "dump.vvp"])
      guard said.contains("PASS"), let text = FileManager.default.contents(atPath: "\(folder)/mesh.vcd") else {
        throw ToolFailure(.vvp, .notUnderstood("dump of the mesh"))
      }
      return ToggleCount(dump: String(decoding: text, as: UTF8.self)).activity
    }
  }
}
