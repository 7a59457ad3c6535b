import Core
import Foundation
import Reports
import Testing

@Suite struct SimulationPageTests {
  static var provenance: ReportProvenance {
    var provenance = ReportProvenance.unchecked(
      timing: "machine",
      run: RunRecord(
        inputs: [RunInput(role: "workload", name: "<script>", sha256: "00ff")],
        command: "systole simulate --workload 'a \"b\" <c>'", environment: [RunFact("host", "a & b")]))
    provenance.energy = ReportProvenance.Claim(model: "table", error: "12 % on one chip", trust: .extrapolated)
    return provenance
  }

  /// Sums made here from the simulation's own values, without the report in between.
  @Test func keyFiguresAreTheResultsOwn() throws {
    let result = SampleResult.network
    let page = MarkedUp(simulationPage(result, provenance: Self.provenance))
    func shown(_ path: String) throws -> String {
      let found = page.elements.first { $0.attributes["data-path"] == path }
      return try #require(found?.attributes["data-value"], "\(path) is not shown")
    }
    let cycles = result.layers.reduce(0) { $0 + $1.cycles }
    let picojoules = result.layers.flatMap(\.energy).reduce(0) { $0 + $1.picojoules }
    let dram = result.layers.flatMap(\.traffic).filter { $0.level == "dram" }
    #expect(try shown("/totals/cycles") == String(cycles))
    #expect(try shown("/totals/dramBytes") == String(dram.reduce(0) { $0 + $1.readBytes + $1.writtenBytes }))
    #expect(try abs((Double(shown("/totals/picojoules")) ?? 0) - picojoules) <= picojoules * 1e-12)
    let seconds = Double(cycles) / 1e9
    let product = try Double(shown("/totals/energyDelayProductJouleSeconds")) ?? 0
    #expect(abs(product - picojoules * 1e-12 * seconds) <= product * 1e-12)
    for (index, layer) in result.layers.enumerated() {
      #expect(try shown("/layers/\(index)/cycles") == String(layer.cycles))
      for (unit, activity) in layer.units.enumerated() where layer.equalTo == nil {
        #expect(try shown("/layers/\(index)/units/\(unit)/workCycles") == String(activity.work))
        for cause in StallCause.allCases where activity.stalls[cause] > 0 {
          let path = "/layers/\(index)/units/\(unit)/stallCycles/\(cause.camelCase)"
          #expect(try shown(path) == String(activity.stalls[cause]))
        }
      }
    }
  }

  @Test func saysHowFarFiguresCanBeTrusted() {
    let page = MarkedUp(simulationPage(SampleResult.network, provenance: Self.provenance))
    let claims = page.elements.filter { $0.attributes["class"]?.hasPrefix("claim ") == true }.map(\.text)
    #expect(claims.count == 9)
    #expect(claims.filter { $0.contains("unchecked") }.count == 6)
    #expect(claims.filter { $0.contains("extrapolated") }.count == 3)
  }
}
