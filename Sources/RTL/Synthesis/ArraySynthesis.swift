/// An array composed of synthesised blocks.
package struct ArraySynthesis: Hashable, Sendable, Codable {
  /// Equal parts of the array.
  package struct Block: Hashable, Sendable, Codable {
    /// What it is.
    package var name: String
    /// The Verilog module that was synthesised for it.
    package var top: String
    /// How many there are.
    package var count: Int
    /// What one of them is.
    package var each: BlockResult

    /// Square micrometres of all of them.
    package var area: Double { Double(count) * each.area }
    /// Picojoules a cycle of all of them.
    package var picojoulesPerCycle: Double { Double(count) * each.picojoulesPerCycle }
    /// Leakage of all of them.
    package var leakageMilliwatts: Double { Double(count) * each.leakageMilliwatts }
  }

  /// What blocks come to together.
  package struct Totals: Hashable, Sendable {
    /// Square micrometres of all cells.
    package let area: Double
    /// The clock period the slowest reaches.
    package let nanoseconds: Double
    /// Picojoules a cycle.
    package let picojoulesPerCycle: Double
    /// Milliwatts drawn doing nothing.
    package let leakageMilliwatts: Double

    /// The totals of blocks.
    package init(of blocks: [Block]) {
      area = blocks.reduce(0) { $0 + $1.area }
      nanoseconds = blocks.reduce(0) { max($0, $1.each.nanoseconds) }
      picojoulesPerCycle = blocks.reduce(0) { $0 + $1.picojoulesPerCycle }
      leakageMilliwatts = blocks.reduce(0) { $0 + $1.leakageMilliwatts }
    }
  }

  /// The design in a few words.
  package var design: String
  /// The cell library, and the SHA-256 of its Liberty file.
  package var library: String
  package var libraryHash: String
  /// The tools.
  package var versions: [String]
  /// The knobs.
  package var options: SynthesisOptions
  /// The parts.
  package var blocks: [Block]

  /// What the parts come to.
  package var totals: Totals { Totals(of: blocks) }

  /// Square micrometres of all cells.
  package var area: Double { totals.area }

  /// The block that limits the clock.
  package var slowest: Block? { blocks.max { $0.each.nanoseconds < $1.each.nanoseconds } }

  /// The clock period reached.
  package var nanoseconds: Double { slowest?.each.nanoseconds ?? 0 }

  /// Fails a design that misses the clock it was synthesised for.
  ///
  /// - Throws: `ToolFailure` with the clock asked for and the one reached.
  package func requireClock() throws(ToolFailure) {
    guard nanoseconds <= options.clockPeriod else {
      throw ToolFailure(.sta, .timing(target: options.clockPeriod, reached: nanoseconds))
    }
  }
}
