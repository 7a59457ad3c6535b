import RTL
import Testing

/// Whether the tools a test needs are on the PATH; without them it is skipped.
func isInstalled(_ tools: [Tool]) -> Bool { tools.allSatisfy { $0.path != nil } }

@Suite struct DesignCheckTests {
  /// Icarus Verilog, Verilator and Yosys judge a dozen designs drawn from every dataflow and style.
  @Test(
    .enabled(
      if: isInstalled([.iverilog, .vvp, .verilator, .yosys]),
      "needs iverilog, verilator and yosys: apt-get install iverilog verilator yosys"),
    arguments: 0..<12)
  func verilogEqualsReferenceArray(_ index: Int) throws {
    let design = try ArrayDesign.drawn(12, seed: 7)[index]
    let check = try design.check(seed: 11)
    #expect(check.problems.isEmpty, "\(design.summary)")
    #expect(check.outputs > 0 && check.cycles > 0)
  }

  /// A testbench that can't fail shows nothing: with sums a cycle late it must.
  @Test(.enabled(if: isInstalled([.iverilog, .vvp]), "needs iverilog: apt-get install iverilog"))
  func testbenchNoticesLateSums() throws {
    let design = try ArrayDesign.drawn(1, seed: 7)[0]
    let whole = design.modules.map(\.text).joined(separator: "\n")
    let good = try design.simulate(netlist: whole, cells: nil)
    #expect(good.hasPrefix("PASS"))
    let register = ".WIDTH(COLUMNS*SUM), .DEPTH("
    let wrong = whole.replacing("\(register)1)) result (", with: "\(register)2)) result (")
    #expect(wrong != whole)
    #expect(try design.simulate(netlist: wrong, cells: nil).hasPrefix("FAIL"))
  }
}
