import Core
import Foundation
import Reports
import Testing

@Suite struct WhatIfReportTests {
  private let result = SampleResult.whatIf

  @Test func mostHelpfulResourceComesFirst() throws {
    let ranking = try #require(result.whatIf?.ranking)
    #expect(ranking == [.dramBandwidth, .array, .dramLatency, .scratchpadBandwidth])
    let figures = try #require(SimulationReport(result).whatIf)
    #expect(figures.map(\.resource) == ["dram-bandwidth", "array", "dram-latency", "scratchpad-bandwidth"])
    let cycles = result.layers.reduce(0) { $0 + $1.cycles }
    #expect(figures[0].doubledCycles == result.layers.reduce(0) { $0 + $1.cycles / 2 })
    #expect(try abs(#require(figures[0].doubledSpeedup) - 2) < 0.001)
    #expect(try abs(#require(figures[1].idealSpeedup) - 3) < 0.001)
    #expect(try #require(figures[2].doubledCycles) == cycles + result.layers.count)
    #expect(figures[3].idealCycles == 0 && figures[3].idealSpeedup == nil && figures[3].doubledCycles == nil)
  }

  @Test func verdictNamesTheRemedy() {
    #expect(SimulationReport(result).verdict.hasSuffix("; twice the DRAM bandwidth would give 2.00×."))
    var balanced = result
    balanced.whatIf?.variants.removeAll { $0.resource != .dramLatency }
    #expect(SimulationReport(balanced).verdict.hasSuffix("twice as much of any one resource would gain less than 1 %."))
    #expect(!SimulationReport(SampleResult.network).verdict.contains("would"))
  }

  @Test func textHasATableOfResources() {
    let lines = SimulationReport(result).text().split(separator: "\n").map(String.init)
    let rows = lines.filter { $0.contains("×") && !$0.hasPrefix("Mem") && !$0.hasPrefix("Comp") }
    #expect(
      rows.contains { $0.hasPrefix("DRAM bandwidth") && $0.contains("2.00×") && $0.hasSuffix("twice the channels") })
    #expect(rows.contains { $0.hasPrefix("array") && $0.contains("1.11×") && $0.contains("3.00×") })
    #expect(!SimulationReport(SampleResult.network).text().contains("what would help"))
  }

  @Test func csvHasAColumnForEachRun() throws {
    let rows = SimulationReport(result).csv.split(separator: "\r\n").map(String.init)
    let plain = SimulationReport(SampleResult.network).csv.split(separator: "\r\n").map(String.init)
    #expect(rows[0].hasSuffix(",whatIf.dram-bandwidth.doubledCycles,whatIf.dram-latency.doubledCycles"))
    for (index, layer) in result.layers.enumerated() {
      #expect(rows[index + 1].hasPrefix(plain[index + 1]))
      #expect(rows[index + 1].hasSuffix(",0,\(layer.cycles / 2),\(layer.cycles + 1)"))
    }
  }

  @Test func jsonHasTheRankingOnlyWhereAsked() throws {
    let pointer = try JSONPointer(SimulationReport(result).json())
    #expect(pointer.string(at: "/whatIf/0/resource") == "dram-bandwidth")
    #expect(try !SimulationReport(SampleResult.network).json().contains("whatIf"))
  }

  @Test func pageHasTheSectionOnlyWhereAsked() {
    let provenance = SimulationPageTests.provenance
    let page = simulationPage(result, provenance: provenance)
    #expect(page.contains("What would help") && page.contains("twice the channels"))
    #expect(!simulationPage(SampleResult.network, provenance: provenance).contains("What would help"))
  }
}
