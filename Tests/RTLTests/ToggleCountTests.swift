import Core
import RTL
import Sim
import Testing

@Suite struct ToggleCountTests {
  /// Two cycles: bit `a` rises and falls, the low bit of `b` rises once; what was not known before changes nothing.
  @Test func changesAreCountedBitByBit() {
    let dump = """
      $var wire 1 ! clock $end
      $var wire 1 " a $end
      $var wire 3 # b [2:0] $end
      $enddefinitions $end
      #0
      $dumpvars
      0!
      x"
      bx #
      $end
      0"
      b10 #
      #10
      1!
      1"
      b11 #
      #20
      0!
      0"
      #30
      1!
      b11 #
      """
    let count = ToggleCount(dump: dump)
    #expect(count.bits == 4)
    #expect(count.cycles == 2)
    #expect(count.toggles == 3)
    #expect(count.activity == 3.0 / 4 / 2)
  }

  /// Random words change half their bits, half the time; sums and idle words less, and nothing twice a cycle.
  @Test(.enabled(if: isInstalled([.iverilog, .vvp]), "needs Icarus Verilog: apt-get install iverilog"))
  func anArrayThatStreamsTogglesAtARateThatCanBe() throws {
    let array = try ArrayConfiguration(rows: 2, columns: 2, dataflow: .weightStationary)
    let activity = try ArrayDesign(array).simulatedActivity()
    #expect((0.05...0.5).contains(activity))
  }
}
