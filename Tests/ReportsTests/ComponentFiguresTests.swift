import Core
import Foundation
import Reports
import Testing

@Suite struct ComponentFiguresTests {
  /// The sample network with the costs of its architecture, leakage by component where `leaks`.
  private static func result(leaks: Bool) -> SimulationResult {
    var result = SampleResult.network
    guard leaks else { return result }
    for index in result.components.indices { result.components[index].leakageMilliwatts = Double(index + 1) }
    let milliwatts = result.components.reduce(0) { $0 + ($1.leakageMilliwatts ?? 0) }
    for index in result.layers.indices {
      result.layers[index].energy.removeAll { $0.component == "leakage" }
      // One cycle is one nanosecond.
      result.layers[index].energy.append(
        ComponentEnergy(component: "leakage", picojoules: milliwatts * Double(result.layers[index].cycles)))
    }
    return result
  }

  /// Work and leakage of the components are all the energy there is, whoever leaks.
  @Test(arguments: [false, true])
  func addUpToTheEnergy(leaks: Bool) {
    let totals = SimulationReport(Self.result(leaks: leaks)).totals
    let sum = totals.components.reduce(0) { $0 + $1.picojoules + ($1.leakagePicojoules ?? 0) }
    #expect(abs(sum / totals.picojoules - 1) < 1e-12)
    let power = totals.components.reduce(0) { $0 + ($1.averageMilliwatts ?? 0) }
    #expect(abs(power / (totals.averageMilliwatts ?? 0) - 1) < 1e-12)
    #expect(totals.components.contains { $0.component == "leakage" } == !leaks)
    let area = totals.components.reduce(0) { $0 + ($1.areaSquareMillimetres ?? 0) }
    #expect(abs(area / (totals.areaSquareMillimetres ?? 0) - 1) < 1e-12)
  }

  /// Power over time: 1 W is 1000 pJ in a nanosecond.
  @Test func powerIsEnergyOverTime() {
    let totals = SimulationReport(Self.result(leaks: false)).totals
    let watts = totals.picojoules * 1e-12 / totals.seconds
    #expect(abs((totals.averageMilliwatts ?? 0) / (watts * 1000) - 1) < 1e-12)
  }

  @Test func everyViewShowsThem() throws {
    let result = Self.result(leaks: true)
    let report = SimulationReport(result)
    let text = report.text()
    #expect(text.contains("area ") && text.contains("average power ") && text.contains("highest clock "))
    let json = try report.json()
    #expect(json.contains("\"areaSquareMillimetres\"") && json.contains("\"highestHertz\""))
    #expect(report.csv.contains("scratchpad.leakagePicojoules,scratchpad.areaSquareMillimetres"))
    let page = simulationPage(result, provenance: .unchecked(timing: "machine"))
    #expect(page.contains("id=\"components\""))
    #expect(page.contains("/areaSquareMillimetres\""))
  }

  @Test func nothingIsMadeUpWithoutThem() {
    var result = SampleResult.network
    result.components = []
    let report = SimulationReport(result)
    #expect(report.totals.areaSquareMillimetres == nil)
    #expect(report.costWarnings.isEmpty)
    #expect(!report.text().contains("highest clock"))
  }

  @Test func aClockTooFastIsWarnedAbout() {
    var result = Self.result(leaks: false)
    result.architecture.clocks = [ClockDomain(name: "core", hertz: 9_000_000_000)]
    #expect(SimulationReport(result).text().contains("warning: clock 'core' of 9000 MHz"))
  }
}
