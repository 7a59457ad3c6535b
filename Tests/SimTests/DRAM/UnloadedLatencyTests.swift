import Core
import Sim
import Testing

@Suite("Unloaded DRAM latency")
struct UnloadedLatencyTests {
  /// Cycles a lone read takes, by what it finds in its bank.
  struct Latency: CustomTestStringConvertible {
    var preset: String
    var hit: Int64
    var closed: Int64
    var conflict: Int64

    var testDescription: String { preset }
  }

  /// Latencies under Ramulator's controllers: CL + BL, tRCD + CL + BL, tRP + tRCD + CL + BL.
  ///
  /// Where an activate takes two command cycles, its second counts towards tRCD and not towards tRP. DDR4-2400 as
  /// measured with Ramulator 2.1.
  static let unloaded = [
    Latency(preset: "DDR3-1600", hit: 15, closed: 26, conflict: 37),
    Latency(preset: "DDR3-2133", hit: 18, closed: 32, conflict: 46),
    Latency(preset: "DDR4-2400", hit: 21, closed: 38, conflict: 55),
    Latency(preset: "DDR4-3200", hit: 26, closed: 48, conflict: 70),
    Latency(preset: "DDR5-4800", hit: 44, closed: 80, conflict: 115),
    Latency(preset: "LPDDR4-2400", hit: 25, closed: 40, conflict: 55),
    Latency(preset: "LPDDR4-3200", hit: 43, closed: 72, conflict: 99),
    Latency(preset: "LPDDR5-6400", hit: 19, closed: 34, conflict: 49),
    Latency(preset: "HBM2-2000", hit: 16, closed: 31, conflict: 44),
    Latency(preset: "HBM3-6400", hit: 22, closed: 54, conflict: 79),
  ]

  /// Latency of a read of a closed bank, of a read of the same row, and of one of another row of the bank.
  private func measure(_ memory: DRAMConfiguration) -> [Int64?] {
    // With rows on top of the mapping, one row of every bank lies below this step.
    let row = UInt64(memory.capacityBytes / memory.organization.rows)
    var driver = MemoryDriver(memory)
    return [
      driver.latency(of: read(0, 0), at: 300), driver.latency(of: read(1, 0), at: 600),
      driver.latency(of: read(2, row), at: 900),
    ]
  }

  @Test("a lone read takes what the standard's numbers say", arguments: unloaded)
  func presets(_ expected: Latency) throws {
    for policy in [DRAMControllerPolicy.rowHitFirst, .firstReady] {
      let memory = try configured(expected.preset, policy)
      #expect(measure(memory) == [expected.closed, expected.hit, expected.conflict])
    }
  }

  /// DRAMsim3 hands a transaction to its command queue in one cycle and issues in the next: 22 and 56 as measured.
  @Test("DRAMsim3's controller takes a cycle longer")
  func drain() throws {
    let memory = try configured("DDR4-2400", .drain)
    #expect(measure(memory) == [39, 22, 56])
  }

  @Test("every preset has its line")
  func complete() {
    #expect(Self.unloaded.map(\.preset) == DRAMConfiguration.presetNames)
  }

  @Test("a write is done when its command goes out, under DRAMsim3 a cycle after it was buffered")
  func writes() throws {
    var ramulator = MemoryDriver(try configured("DDR4-2400"))
    // tRCD after the activate of the cycle it arrives in.
    #expect(ramulator.latency(of: write(0, 0), at: 100) == 17)
    #expect(ramulator.latency(of: write(1, 1 << 12), at: 300) == 0)
    var dramsim = MemoryDriver(try configured("DDR4-2400", .drain))
    #expect(dramsim.latency(of: write(0, 0), at: 100) == 1)
  }

  @Test("a read of a waiting write's address is answered from the queue")
  func forwarding() throws {
    for (policy, latency) in [(DRAMControllerPolicy.rowHitFirst, Int64(0)), (.drain, 1)] {
      var driver = MemoryDriver(try configured("DDR4-2400", policy))
      driver.play([(100, write(0, 64)), (100, read(1, 64))])
      let answer = try #require(driver.completions.first { $0.id == 1 })
      #expect(answer.time == 100 + latency)
      #expect(driver.memory.counts.forwarded == 1)
      #expect(driver.memory.counts.reads == 0)
    }
  }
}
