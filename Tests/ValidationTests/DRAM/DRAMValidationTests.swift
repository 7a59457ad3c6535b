import Core
import Foundation
import Sim
import Testing
import Validation

@Suite("Comparison with DRAM simulators")
struct DRAMValidationTests {
  /// Percent; the controllers are modelled command for command, so nothing but rounding in print is left.
  private static let exact = 0.001

  @Test("matched runs: cycles, activates and refreshes of both simulators", .enabled(if: DRAMReference.folder != nil))
  func matched() throws {
    let comparison = try validateDRAM(files: [DRAMReference.path("matched_100k.csv")])
    #expect(comparison.traces.count == 54)
    #expect(
      Set(comparison.groups.map { "\($0.simulator) \($0.scheduler) \($0.count)" })
        == ["Ramulator2.1 RowHit 18", "Ramulator2.1 FRFCFS 18", "DRAMsim3 FRFCFS/PER_BANK 18"])
    for trace in comparison.traces {
      #expect(abs(trace.error) <= Self.exact, "\(trace)")
      #expect(abs(trace.activateError) <= Self.exact, "\(trace)")
      #expect(trace.refreshError == 0, "\(trace)")
      // Latencies are printed with two decimals.
      #expect(abs(trace.latencyError ?? 0) <= 0.01, "\(trace)")
    }
  }

  @Test("unloaded, paced and windowed runs", .enabled(if: DRAMReference.folder != nil))
  func loads() throws {
    let comparison = try validateDRAM(files: [DRAMReference.path("load_latency_20k.csv")])
    #expect(comparison.traces.count == 132)
    for trace in comparison.traces {
      #expect(abs(trace.error) <= Self.exact, "\(trace)")
      #expect(abs(trace.activateError) <= Self.exact, "\(trace)")
      #expect(abs(trace.latencyError ?? 0) <= 0.05, "\(trace)")
    }
    #expect(comparison.groups.count == 2)
    for group in comparison.groups {
      let load = try #require(group.load)
      #expect(load.windows == 26 && load.belowKnee + load.atKnee == 40)
      #expect(load.belowKnee > 20 && load.atKnee > 10)
      #expect(try #require(load.windowThroughputMaxError) <= Self.exact)
      #expect(try #require(load.latencyBelowKneeMaxError) <= 0.05)
      #expect(try #require(load.latencyAtKneeMaxError) <= 0.05)
    }
    #expect(comparison.text.contains("throughput"))
  }

  /// A stream of four reads, alone in 51 cycles, saturates at the best of the rows given for it.
  @Test("rows under load are sorted by the share of saturation they reach")
  func loadCurve() throws {
    let row = "Ramulator2.1,ddr4_2400,1,rorabacobgch,RowHit,seqrd,4,"
    let comparison = try validate(
      [row + "1,0,51,4,0,40", row + "100,0,340,4,0,20", row + "0,2,102,4,0,30", row + "0,0,34,4,0,30"],
      header: Self.header + ",lat_avg_cyc")
    let load = try #require(comparison.groups.first?.load)
    // 4/51 and 4/340 of at most 4/34: two thirds and a tenth.
    #expect(load.belowKnee == 2 && load.atKnee == 0 && load.windows == 1)
    let limited = try #require(comparison.traces.first { $0.window == 2 })
    #expect(load.windowThroughputMaxError == abs(102 / Double(limited.outcome.cycles) - 1) * 100)
    let alone = comparison.traces[1]
    #expect(alone.outcome.meanReadLatency == 38, "each read finds its bank closed and has it to itself")
    let worst = try #require(load.latencyBelowKneeMaxError)
    #expect(abs(worst - 90) < 1e-9, "38 cycles where 20 are given")
    #expect(load.latencyAtKneeMaxError == nil)
    #expect(try validate([row + "0,0,51,4,0"]).groups.first?.load == nil)
  }

  /// A read that closes its row is precharged tRTP after it by JEDEC and a burst later by DRAMsim3.
  @Test("queue depths, closed rows, no refresh", .enabled(if: DRAMReference.folder != nil))
  func sensitivity() throws {
    let comparison = try validateDRAM(files: [DRAMReference.path("sensitivity_50k.csv")])
    #expect(comparison.groups.count == 10)
    for group in comparison.groups {
      let isClosed = group.scheduler.hasSuffix("CLOSE_PAGE")
      #expect(group.maxError <= (isClosed ? 0.6 : Self.exact), "\(group)")
      #expect(group.actMaxError <= (isClosed ? 0.2 : Self.exact), "\(group)")
    }
  }

  /// LPDDR5's split activates and data-clock synchronisation are not modelled.
  @Test("pseudo channels and split command buses", .enabled(if: DRAMReference.folder != nil))
  func pseudoChannels() throws {
    let comparison = try validateDRAM(files: [DRAMReference.path("hbm2_pcinterleave_100k.csv")])
    for trace in comparison.traces {
      let isLPDDR5 = trace.part == "lpddr5_6400"
      #expect(abs(trace.error) <= (isLPDDR5 ? 0.5 : Self.exact), "\(trace)")
      #expect(abs(trace.activateError) <= Self.exact, "\(trace)")
    }
  }

  /// DRAMsim3 adds up the same currents; its file rounds the period of DDR4-2400 to 0.83 ns.
  @Test("energy is DRAMsim3's but for its rounded clock", .enabled(if: DRAMReference.folder != nil))
  func energy() throws {
    let path = DRAMReference.path("matched_100k.csv")
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines[0].firstIndex(of: "energy_pJ"))
    let comparison = try validateDRAM(files: [path])
    let rounding = 1 / 1.2 / 0.83
    var compared = 0
    for (line, trace) in zip(lines.dropFirst(), comparison.traces) where trace.simulator == "DRAMsim3" {
      let picojoules = try #require(Double(line[column])) * rounding
      #expect(abs(trace.outcome.energy.total / picojoules - 1) < 1e-5, "\(trace)")
      compared += 1
    }
    #expect(compared == 18)
  }

  private static let header = "sim,dram,channels,mapping,scheduler,trace,requests,gap_cycles,window,cycles,acts,refs"

  private func validate(_ rows: [String], header: String = Self.header) throws -> DRAMComparison {
    let file = FileManager.default.temporaryDirectory.appending(path: "dram-\(UUID().uuidString).csv")
    try Data(([header] + rows).joined(separator: "\n").utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try validateDRAM(files: [file.path])
  }

  /// Four reads of four bank groups, one each, from closed banks: activates 4 cycles apart, so the last read ends at
  /// 12 + 17 + 21 = 50, the 51st cycle.
  private static let fourReads = "Ramulator2.1,ddr4_2400,1,rorabacobgch,RowHit,seqrd,4,0,0,"

  @Test("errors are in percent of the simulator's value")
  func errors() throws {
    let comparison = try validate([Self.fourReads + "51,4,0", Self.fourReads + "68,5,0", Self.fourReads + "34,2,1"])
    #expect(comparison.traces.map(\.outcome.cycles) == [51, 51, 51])
    #expect(comparison.traces.map(\.error) == [0, -25, 50])
    let group = try #require(comparison.groups.first)
    #expect(group.count == 3)
    #expect(group.meanError == 25 && group.maxError == 50)
    #expect(abs(group.actMeanError - 40) < 1e-9 && group.actMaxError == 100)
    #expect(abs(group.refMeanError - 100.0 / 3) < 1e-9)
    #expect(comparison.text.contains("-25.00"))
  }

  @Test("the answer isn't read before the row is simulated")
  func blind() throws {
    let outcomes = try validate([Self.fourReads + "51,4,0", Self.fourReads + "1,1,1"]).traces.map(\.outcome)
    #expect(outcomes[0] == outcomes[1])
  }

  @Test("the comparison encodes as an array of its groups")
  func json() throws {
    let comparison = try validate([Self.fourReads + "51,4,0"])
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(comparison))
    let groups = try #require(object as? [[String: Any]])
    #expect(groups.count == 1)
    #expect(groups[0]["simulator"] as? String == "Ramulator2.1")
    #expect(groups[0]["scheduler"] as? String == "RowHit")
    for key in ["meanError", "maxError", "actMeanError", "refMeanError"] { #expect(groups[0][key] as? Double == 0) }
  }

  @Test("rows that can't be replayed are named with their lines")
  func mistakes() throws {
    let rows = [
      "Ramulator2.1,ddr4_2400,1,rorabacobgch,RowHit,seqrd,4,0,0,51,4,0",
      "DRAMSys,ddr4_2400,1,rorabacobgch,RowHit,seqrd,4,0,0,51,4,0",
      "Ramulator2.1,ddr9,1,rorabacobgch,RowHit,seqrd,4,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,3,rorabacobgch,RowHit,seqrd,4,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,1,rorabaco,RowHit,seqrd,4,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,1,rorabacobgch,Lottery,seqrd,4,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,1,rorabacobgch,RowHit,backwards,4,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,1,rorabacobgch,RowHit,seqrd,0,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,1,rorabacobgch,RowHit,seqrd,4,-1,0,51,4,0",
      "Ramulator2.1,lpddr4_2400,1,rorabacobgch,RowHit,seqrd,4,0,0,51,4,0",
      "DRAMsim3,lpddr5_6400,1,rorabacobgch,FRFCFS,seqrd,4,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,1,rorabacobgch,FRFCFS/q0,seqrd,4,0,0,51,4,0",
      "Ramulator2.1,ddr4_2400,1,rorabacobgch,RowHit,seqrd,4,0,0,,4,0",
    ]
    do {
      _ = try validate(rows)
      Issue.record("the rows were taken")
    } catch let error as InvalidInput {
      #expect(error.diagnostics.compactMap(\.location.line) == Array(3...14))
    }
  }

  @Test("a table without its columns is refused")
  func columns() {
    #expect(throws: InvalidInput.self) { try validate(["1,2"], header: "sim,dram") }
    #expect(throws: MissingInput.self) { try validateDRAM(files: ["/nowhere/anchors.csv"]) }
  }
}
