import Core
import Reports
import Testing

@Suite struct SimulationTextTests {
  /// Hand-made: 100 + 2 × 50 cycles, 256 processing elements at 1 GHz.
  private static var small: SimulationResult {
    func layer(_ name: String, equalTo: String? = nil, cycles: Int, macs: Int, _ stalls: [StallCause: Int])
      -> LayerResult
    {
      var causes = StallCycles()
      for cause in StallCause.allCases { causes[cause] = stalls[cause] ?? 0 }
      let array = UnitActivity(unit: "array", work: cycles - causes.total, stalls: causes, idle: 0)
      return LayerResult(
        name: name, equalTo: equalTo, cycles: cycles, macs: macs, units: [array],
        traffic: [LevelTraffic(level: "dram", operand: .inputs, readBytes: 1536, writtenBytes: 0)], occupancy: [],
        energy: [ComponentEnergy(component: "dram", picojoules: 1_234_000)])
    }
    return SimulationResult(
      architecture: SampleResult.architecture, workload: Workload(name: "small", layers: []),
      layers: [
        layer("a", cycles: 100, macs: 12_800, [.weights: 40]), layer("b", cycles: 50, macs: 11_520, [.inputs: 5]),
        layer("c", equalTo: "b", cycles: 50, macs: 11_520, [.inputs: 5]),
      ])
  }

  /// Every figure worked out by hand: 35,840 MACs in 200 ns, 4,608 bytes, 3.702 µJ, 3.702 µJ × 200 ns.
  @Test func theTable() {
    #expect(
      SimulationReport(Self.small).text() == """
        small on gemmini
        Compute-bound in all 3 layers; the array reaches 70.0 % of its peak and loses most to waiting for weights,
        20.0 % of all cycles.

        layer     ×  cycles each   share  utilisation  bound by  most lost to          DRAM each  energy each
        ─────────────────────────────────────────────────────────────────────────────────────────────────────
        a         1          100  50.0 %       50.0 %  compute   weights       40.0 %   1.50 KiB      1.23 µJ
        b         2           50  50.0 %       90.0 %  compute   inputs        10.0 %   1.50 KiB      1.23 µJ
        ─────────────────────────────────────────────────────────────────────────────────────────────────────
        3 layers  3          200               70.0 %                                   4.50 KiB      3.70 µJ

        time 200 ns at 1 GHz, 35.8 kMAC at 179 GMAC/s of 256 GMAC/s
        DRAM 4.50 KiB read, 0 B written; energy-delay product 740 fJ·s

        """)
  }

  @Test func everyLayerWhereAsked() {
    let lines = SimulationReport(Self.small).text(.init(allLayers: true)).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("a ") || $0.hasPrefix("b ") || $0.hasPrefix("c = b ") } == 3)
    #expect(lines.contains { $0.hasPrefix("layer ") && $0.contains(" cycles ") && !$0.contains("each") })
  }

  @Test(arguments: [104, 120])
  func linesStayInsideTheWidth(width: Int) {
    for result in [SampleResult.network, SampleResult.hostile, SampleResult.empty, SampleResult.zero] {
      let text = SimulationReport(result).text(.init(width: width), provenance: .unchecked(timing: "machine"))
      for line in text.split(separator: "\n") where !line.contains("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") {
        #expect(TerminalText.width(String(line)) <= width, "\(line)")
      }
    }
  }

  @Test func namesCannotSteerTheTerminal() {
    let text = SimulationReport(SampleResult.hostile).text(provenance: .unchecked(timing: "machine"))
    for scalar in text.unicodeScalars {
      #expect(scalar == "\n" || scalar.properties.generalCategory != .control)
      #expect(!scalar.properties.isBidiControl)
    }
    #expect(text.contains("\\u{202E}gnp"))
  }

  @Test func colourOnlyWhereAsked() {
    #expect(!SimulationReport(Self.small).text().contains("\u{1B}"))
    #expect(SimulationReport(Self.small).text(.init(color: true)).contains("\u{1B}[1mCompute-bound"))
  }

  @Test func warningsAndProvenanceAreSaid() {
    let text = SimulationReport(SampleResult.network).text(provenance: .unchecked(timing: "machine"))
    #expect(text.contains("warning: conv1: the controller keeps partial sums on chip"))
    #expect(text.contains("cycles: machine model, not yet compared with RTL (unchecked)"))
    #expect(text.contains("energy: energies from the architecture file, not checked against silicon (unchecked)"))
  }

  @Test func wideCharactersCountTwice() {
    #expect(TerminalText.width("日本") == 4)
    #expect(TerminalText.truncated("abcdefghij", to: 5) == "ab…ij")
    #expect(TerminalText.truncated("日本語日本語", to: 5) == "日…語")
    #expect(TerminalText.truncated("abc", to: 3) == "abc")
  }
}
