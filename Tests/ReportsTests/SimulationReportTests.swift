import Core
import Foundation
import Reports
import Testing

@Suite struct SimulationReportTests {
  @Test func totalsAreSumsOverLayers() {
    let result = SampleResult.network
    let totals = SimulationReport(result).totals
    for unit in totals.units {
      let activities = result.layers.flatMap(\.units).filter { $0.unit == unit.unit }
      #expect(unit.workCycles == activities.reduce(0) { $0 + $1.work })
      #expect(unit.idleCycles == activities.reduce(0) { $0 + $1.idle })
      for cause in StallCause.allCases {
        #expect(unit.stallCycles[cause] == activities.reduce(0) { $0 + $1.stalls[cause] })
      }
    }
    #expect(totals.units.map(\.unit) == ["array", "load", "store", "dram", "vector"])
    for traffic in totals.traffic {
      let passed = result.layers.flatMap(\.traffic)
        .filter { $0.level == traffic.level && $0.operand.name == traffic.operand }
      #expect(traffic.readBytes == passed.reduce(0) { $0 + $1.readBytes })
      #expect(traffic.writtenBytes == passed.reduce(0) { $0 + $1.writtenBytes })
    }
    for level in totals.occupancy {
      let peaks = result.layers.flatMap(\.occupancy).filter { $0.level == level.level }.map(\.peakBytes)
      #expect(level.peakBytes == peaks.max())
    }
  }

  /// conv2_1b, conv2_2b and conv2_3b are equal, as are conv2_2a and conv2_3a but not conv2_1a.
  @Test func equalLayersAreFolded() throws {
    let report = SimulationReport(SampleResult.network)
    func members(_ name: String) throws -> [String] {
      let group = try #require(report.equalLayers.first { report.layers[$0.first].name == name })
      #expect(group.count == group.members.count)
      #expect(group.cycles == group.members.reduce(0) { $0 + report.layers[$1].cycles })
      return group.members.map { report.layers[$0].name }
    }
    #expect(try members("conv2_1b") == ["conv2_1b", "conv2_2b", "conv2_3b"])
    #expect(try members("conv2_1a") == ["conv2_1a"])
    #expect(try members("conv2_2a") == ["conv2_2a", "conv2_3a"])
    #expect(report.equalLayers.flatMap(\.members).sorted() == Array(report.layers.indices))
    #expect(abs(report.equalLayers.reduce(0) { $0 + $1.share } - 1) < 1e-12)
  }

  /// Layers run one after the other with a warm cache may be equal and yet cost differently.
  @Test func layersThatCostDifferentlyAreNotFolded() throws {
    var result = SampleResult.network
    let second = try #require(result.layers.firstIndex { $0.name == "conv2_2b" })
    result.layers[second].cycles += 1
    let report = SimulationReport(result)
    let group = try #require(report.equalLayers.first { report.layers[$0.first].name == "conv2_1b" })
    #expect(group.members.map { report.layers[$0].name } == ["conv2_1b", "conv2_3b"])
    #expect(report.equalLayers.contains { $0.members == [second] })
  }

  @Test func theJSONHoldsFullValuesAtDocumentedPlaces() throws {
    let result = SampleResult.network
    let report = SimulationReport(result)
    let json = try JSONPointer(
      report.json(provenance: .unchecked(timing: "machine", run: RunRecord(command: "systole"))))
    #expect(json.number(at: "/totals/cycles") == Double(result.cycles))
    #expect(
      json.number(at: "/layers/0/units/0/stallCycles/weights") == Double(result.layers[0].units[0].stalls[.weights]))
    #expect(json.number(at: "/layers/0/picojoules") == result.layers[0].picojoules)
    #expect(json.string(at: "/layers/0/mapping") == result.layers[0].mapping?.description)
    #expect(json.string(at: "/layers/7/equalTo") == "conv2_1b")
    #expect(json.string(at: "/provenance/energy/trust") == "unchecked")
    #expect(json.string(at: "/verdict") == report.verdict)
    #expect(json.number(at: "/architecture/peakMacsPerSecond") == 256e9)
    #expect(json.number(at: "/architecture/peakDramBytesPerSecond") == 16e9)
  }

  @Test func theDramsPeakMayBeGiven() {
    let report = SimulationReport(SampleResult.network, dramBytesPerSecond: 19.2e9)
    #expect(report.architecture.peakDramBytesPerSecond == 19.2e9)
  }

  @Test func keysAreLowerCamelCase() throws {
    let text = try SimulationReport(SampleResult.network).json()
    for match in text.matches(of: #/"([^"\n]+)" : /#) {
      #expect(match.1.wholeMatch(of: /[a-z][A-Za-z0-9]*/) != nil, "\(match.1)")
    }
    let causes = StallCause.allCases.map(\.camelCase)
    #expect(causes.contains("requestsInFlight") && causes.contains("bankConflict") && Set(causes).count == 12)
  }

  @Test func ratiosThatWouldDivideByZeroAreAbsent() throws {
    for result in [SampleResult.zero, SampleResult.empty] {
      let report = SimulationReport(result)
      #expect(report.totals.macsPerDramByte == nil && report.totals.macsPerSecond == nil)
      let text = try report.json()
      #expect(!text.contains("\"NaN\"") && !text.contains("\"INF\""))
    }
  }
}
