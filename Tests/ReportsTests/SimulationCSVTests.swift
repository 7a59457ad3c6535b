import Core
import Formats
import Reports
import Testing

/// The table as the module that reads other people's CSV files reads it back.
@Suite struct SimulationCSVTests {
  private static func table(_ result: SimulationResult) throws -> CSVTable {
    try CSVTable(InputFile(name: "test.csv", text: SimulationReport(result).csv))
  }

  @Test func readsBackToTheResult() throws {
    let result = SampleResult.network
    let table = try Self.table(result)
    #expect(table.rows.count == result.layers.count)
    for (row, layer) in zip(table.rows, result.layers) {
      func field(_ column: String) throws -> String {
        row.fields[try #require(table.header.firstIndex(of: column), "no column \(column)")]
      }
      #expect(try field("layer") == layer.name)
      #expect(try field("equalTo") == layer.equalTo ?? "")
      #expect(try field("mapping") == layer.mapping?.description ?? "")
      #expect(try field("cycles") == String(layer.cycles))
      #expect(try Double(field("picojoules")) == layer.picojoules)
      #expect(try Double(field("utilization")) == layer.utilization(processingElements: 256))
      for unit in layer.units {
        #expect(try field("\(unit.unit).workCycles") == String(unit.work))
        #expect(try field("\(unit.unit).stallCycles.bankConflict") == String(unit.stalls[.bankConflict]))
        #expect(try field("\(unit.unit).idleCycles") == String(unit.idle))
      }
      for traffic in layer.traffic {
        #expect(try field("\(traffic.level).\(traffic.operand.name).readBytes") == String(traffic.readBytes))
      }
      for energy in layer.energy {
        #expect(try Double(field("\(energy.component).picojoules")) == energy.picojoules)
      }
      for statistic in layer.statistics {
        #expect(try field("\(statistic.path) (\(statistic.unit))") == String(statistic.value))
      }
    }
  }

  @Test func hostileNamesSurvive() throws {
    let table = try Self.table(SampleResult.hostile)
    #expect(table.rows.map { $0.fields[0] } == SampleResult.hostileNames)
  }

  /// RFC 4180 §2: records end in CRLF; fields with commas, quotes or breaks are quoted and quotes doubled.
  @Test func followsTheRFC() {
    var result = SampleResult.empty
    result.layers = [
      LayerResult(name: "say \"a,b\"", cycles: 1, macs: 0, units: [], traffic: [], occupancy: [], energy: [])
    ]
    let lines = SimulationReport(result).csv.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3 && lines[2].isEmpty)
    #expect(lines[0].hasPrefix("layer,equalTo,operation,mapping,bottleneck,cycles,"))
    #expect(lines[1].hasPrefix("\"say \"\"a,b\"\"\",,,,,1,"))
  }

  @Test func anEmptyWorkloadIsAHeader() throws {
    #expect(try Self.table(SampleResult.empty).rows.isEmpty)
  }
}
