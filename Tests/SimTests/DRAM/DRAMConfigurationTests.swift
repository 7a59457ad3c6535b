import Core
import Sim
import Testing

@Suite("DRAM configurations")
struct DRAMConfigurationTests {
  @Test("presets are sound, named by their standard and rate", arguments: DRAMConfiguration.presetNames)
  func presets(name: String) throws {
    let preset = try #require(DRAMConfiguration.preset(named: name))
    #expect(preset.problems == [])
    #expect(preset.name == name)
    #expect(name.hasPrefix(preset.standard.rawValue + "-"))
    // The rate is two transfers a clock; eight for LPDDR5's slow clock, four for HBM3's.
    let rate = try #require(Int(name.split(separator: "-")[1]))
    let transfers = [DRAMStandard.lpddr5: 8, .hbm3: 4][preset.standard] ?? 2
    #expect(abs(preset.clockHertz * transfers - rate * 1_000_000) <= 1_000_000)
    #expect(preset.organization.burstLength == preset.timing.burst * transfers)
  }

  /// Peak rates of one channel by width and rate: JEDEC's usual names (PC3-12800, PC4-19200 …).
  @Test(
    "peak bandwidth",
    arguments: [
      ("DDR3-1600", 12.8), ("DDR4-2400", 19.2), ("DDR4-3200", 25.6), ("DDR5-4800", 19.2), ("LPDDR4-3200", 12.8),
      ("LPDDR5-6400", 12.8), ("HBM2-2000", 32.0), ("HBM3-6400", 51.2),
    ])
  func peak(name: String, gigabytes: Double) throws {
    let preset = try #require(DRAMConfiguration.preset(named: name))
    #expect(abs(preset.peakBytesPerSecond / 1e9 - gigabytes) < 1e-9)
  }

  @Test("unknown presets are nil")
  func unknown() {
    #expect(DRAMConfiguration.preset(named: "DDR4-9999") == nil)
  }

  @Test("mappings read and print", arguments: ["rorabacobgch", "robabgracoch", "rochrababgco", "robacobgrach"])
  func mapping(text: String) throws {
    #expect(try DRAMAddressMapping(text).description == text)
  }

  @Test(
    "mappings with a field unknown, twice or missing are refused",
    arguments: [
      ("rorabacobgxx", DRAMMappingError.unknownField(mapping: "rorabacobgxx", found: "xx")),
      ("rorabacobgbg", .fieldTwice(mapping: "rorabacobgbg", field: "bg")),
      ("rorabacobg", .missingField(mapping: "rorabacobg", field: "ch")),
      ("rorabacobgc", .unknownField(mapping: "rorabacobgc", found: "c")),
      ("", .missingField(mapping: "", field: "ro")),
    ])
  func badMapping(text: String, error: DRAMMappingError) {
    #expect(throws: error) { try DRAMAddressMapping(text) }
    #expect(error.description.contains("rorabacobgch"))
  }

  @Test("consecutive transactions walk the lowest field of the mapping")
  func interleave() throws {
    // Eight lines: bank groups interleaved keep four banks busy, a contiguous row one.
    for (mapping, activates) in [(DRAMAddressMapping.bankGroupInterleaved, 4), (.rowContiguous, 1)] {
      var driver = MemoryDriver(try configured("DDR4-2400", mapping: mapping))
      driver.play((0..<8).map { (100, read(UInt32($0), UInt64($0) * 64)) })
      #expect(driver.memory.counts.activates == activates)
    }
  }

  @Test("what can't be simulated is named")
  func problems() throws {
    func attributes(_ change: (inout DRAMConfiguration) -> Void) throws -> [String] {
      var memory = try #require(DRAMConfiguration.preset(named: "DDR4-2400"))
      change(&memory)
      return memory.problems.map { problem in
        guard case .outOfRange(_, let attribute, _, _) = problem else { return problem.message }
        return attribute
      }
    }
    #expect(try attributes { $0.organization.channels = 3 } == ["channels"])
    #expect(try attributes { $0.organization.channels = 0 } == ["channels"])
    #expect(try attributes { $0.organization.rows = -8 } == ["rows"])
    #expect(try attributes { $0.organization.ranks = 8 } == ["banks of a channel"])
    #expect(try attributes { $0.organization.columns = 4 } == ["burstLength"])
    #expect(try attributes { $0.timing.burst = 0 } == ["burst"])
    #expect(try attributes { $0.timing.tRP = -1 } == ["tRP"])
    #expect(try attributes { $0.timing.tFAW = .max } == ["tFAW"])
    #expect(try attributes { $0.timing.tREFI = 400 } == ["tREFI"])
    #expect(try attributes { $0.controller.readQueue = 0 } == ["readQueue"])
    #expect(try attributes { $0.controller.writeHighPercent = 10 } == ["writeHighPercent"])
    #expect(try attributes { $0.clockHertz = 0 } == ["clockHertz"])
  }
}
