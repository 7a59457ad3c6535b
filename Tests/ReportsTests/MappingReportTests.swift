import Core
import Formats
import Foundation
import Reports
import Testing

/// The views of a mapped workload, on figures made up so that each is told from the others.
@Suite struct MappingReportTests {
  private static func result(objective: MappingObjective = .latency) -> MappingResult {
    SampleMapping.result(objective: objective)
  }

  @Test func tableSaysWhatWasProvedOfEachLayer() {
    let text = MappingReport(Self.result()).text()
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "net on gemmini, mapped for the least time")
    #expect(lines[1].hasPrefix("figures: analytical model"))
    func row(_ name: String) -> String { lines.first { $0.hasPrefix(name + " ") } ?? "" }
    #expect(row("first").contains(" 2 "))
    #expect(row("first").contains("1,010"))
    #expect(row("first").hasSuffix("optimal"))
    #expect(row("third").hasSuffix("gap 1.0 %"))
    #expect(row("pool").contains("vector"))
    #expect(row("fourth").contains("no mapping"))
    #expect(!lines.contains { $0.hasPrefix("second") })
    #expect(row("3 of 5").contains("4,040"))
    #expect(
      text.contains("at most 0.5 % above the optimum of the analytical model in the constraint set all there are"))
    #expect(text.replacingOccurrences(of: "\n", with: " ").contains("nothing is below 4,020 cycles"))
    #expect(text.contains("fourth: 'accumulator' is too small"))
  }

  @Test func nestNamesTheMemoryEachOperandComesFrom() {
    let found = SampleMapping.found(cycles: 1_010, certificate: MappingCertificate())
    let text = MappingNestText.loops(found.mapping, architecture: SampleResult.architecture).text
    #expect(
      text == """
        loop                                     weights     inputs      outputs
        ────────────────────────────────────────────────────────────────────────────
        for Q in 0..<7                           dram        dram        dram
          for K in 0..<4                         scratchpad  scratchpad  │
            for C in 0..<3                       │           │           │
              parallel for K in 0..<16 on X      │           │           │
                for P in 0..<5, last trip 2      │           │           accumulator
                  parallel for C in 0..<16 on X  │           │           │

        """)
    let levels = MappingNestText.levels(found.score).text
    #expect(levels.contains("1,010 ◂"))
    #expect(levels.contains("25.0 %"))
  }

  @Test func jsonAndCSVHoldTheSameFigures() throws {
    let report = MappingReport(Self.result())
    let json = try JSONSerialization.jsonObject(with: Data(try report.json().utf8)) as? [String: Any]
    let layers = try #require(json?["layers"] as? [[String: Any]])
    let table = try CSVTable(InputFile(name: "test.csv", text: report.csv))
    #expect(table.rows.count == layers.count)
    for (row, layer) in zip(table.rows, layers) {
      func field(_ column: String) throws -> String {
        row.fields[try #require(table.header.firstIndex(of: column), "no column \(column)")]
      }
      let figures = layer["figures"] as? [String: Any]
      #expect(try field("layer") == layer["name"] as? String)
      #expect(try field("status") == layer["status"] as? String)
      #expect(try field("mapping") == figures?["mapping"] as? String ?? "")
      #expect(try field("cycles") == (figures?["cycles"] as? Int).map(String.init) ?? "")
      #expect(try Double(field("picojoules")) == figures?["picojoules"] as? Double)
      #expect(try field("scratchpad.inputs.reads") == (figures == nil ? "" : "12345"))
    }
    #expect(json?["model"] as? String == "analytical")
    #expect(json?["objectiveUnit"] as? String == "cycles")
  }

  /// Energy–delay products are told in joule-seconds: picojoule-cycles at 1 GHz are 1e-21 J·s.
  @Test func boundsOfProductsAreInJouleSeconds() throws {
    let report = MappingReport(Self.result(objective: .layerEDP))
    #expect(report.objectiveUnit == "J·s")
    let bound = try #require(report.layers[0].figures?.certificate.lowerBound)
    #expect(abs(bound - 1_010e-21) < 1e-30)
  }
}
