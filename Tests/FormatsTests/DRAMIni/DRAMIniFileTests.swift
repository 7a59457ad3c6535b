import Core
import Formats
import Testing

@Suite("DRAMsim3 files")
struct DRAMIniFileTests {
  /// A small file: DDR4 with two ranks, and mistakes of the kind real files have.
  private let sample = """
    [dram_structure]
    protocol = DDR4
    bankgroups = 4
    banks_per_group = 4
    rows = 65536 ; per bank
    columns = 1024
    device_width = 8
    BL = 8

    [timing]
    tCK = 0.63
    CL = 22
    CWL = 16
    tRCD = 22
    tRP = 22
    tRAS = 52
    REFI = 6240
    tRFC2 = 416

    [system]
    channel_size = 16384
    channels = 2
    bus_width = 64
    address_mapping = rochrababgco
    queue_structure = PER_BANK
    cmd_queue_size = 8
    cmd_queue_size = 9

    [thermal]
    mat_dim_x = 512
    """

  private func read(_ text: String) throws(InvalidInput) -> DRAMIniFile {
    try DRAMIniFile(InputFile(name: "memory.ini", text: text))
  }

  private func errors(_ text: String) -> [String] {
    do {
      _ = try read(text)
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test("structure, timing and controller are read, with DRAMsim3's defaults")
  func sampleFile() throws {
    let memory = try read(sample).configuration
    #expect(memory.standard == .ddr4)
    #expect(memory.clockHertz == 1_600_000_000)
    #expect(memory.organization.channels == 2)
    #expect(memory.organization.ranks == 2, "16 GiB of channel, 8 GiB a rank")
    #expect(memory.timing.casLatency == 22 && memory.timing.tRC == 74)
    #expect(memory.timing.tFAW == 50, "DRAMsim3's default")
    #expect(memory.timing.tREFI == 7800, "DRAMsim3's default, as REFI is no key")
    #expect(memory.timing.readToWrite == 22 + 4 - 16 + 2)
    #expect(memory.addressMapping.description == "rochrababgco")
    #expect(memory.controller.scheduler == .drain)
    #expect(memory.controller.commandQueue == 8)
    #expect(memory.controller.readQueue == 32)
  }

  @Test("unknown and repeated keys are warned about with their lines")
  func warnings() throws {
    let warnings = try read(sample).warnings.map(\.description)
    try #require(warnings.count == 4)
    #expect(warnings[0].hasPrefix("memory.ini:11: warning: a period of 0.63 ns"))
    #expect(warnings[1].hasPrefix("memory.ini:17: warning: section [timing] has no key 'REFI'; did you mean 'tREFI'?"))
    #expect(warnings[2].hasPrefix("memory.ini:18: warning: section [timing] has no key 'tRFC2'"))
    #expect(warnings[3].hasPrefix("memory.ini:27: warning: key 'cmd_queue_size'"))
  }

  @Test("what can't be simulated is warned about, not passed over")
  func unsimulated() throws {
    let text = "[system]\nunified_queue = True\nenable_self_refresh = true\nrefresh_policy = BANK_LEVEL_STAGGERED\n"
    let lines = try read(text).warnings.map { $0.location.line }
    #expect(lines == [2, 3, 4])
  }

  @Test("mistakes are all reported at once, each at its line")
  func mistakes() {
    let text = """
      [dram_structure]
      protocol = DDR4
      rows = many
      [timing]
      CL
      tCK = fast
      [system]
      address_mapping = rorabacobg
      row_buf_policy = AJAR
      """
    let found = errors(text)
    #expect(found.count == 5)
    for (line, word) in [(3, "many"), (5, "CL"), (6, "fast"), (8, "ch"), (9, "AJAR")] {
      #expect(found.contains { $0.hasPrefix("memory.ini:\(line): error:") && $0.contains(word) })
    }
  }

  @Test(
    "protocols without rules, and sizes that are none, are refused",
    arguments: [
      "[dram_structure]\nprotocol = GDDR6\n", "[dram_structure]\nprotocol = HMC\n", "",
      "[dram_structure]\nrows = 3000\n", "[dram_structure]\nrows = 0\n", "[dram_structure]\nrows = -65536\n",
      "[dram_structure]\nrows = 1099511627776\n", "[dram_structure]\nrows = -9223372036854775808\n",
      "[dram_structure]\ndevice_width = 0\n", "[dram_structure]\nBL = 4096\n", "[dram_structure]\nBL = -2\n",
      "[dram_structure]\nbanks_per_group = 64\nbankgroups = 4\nbankgroup_enable = false\n",
      "[system]\nchannel_size = 1099511627776\n", "[system]\nchannels = 3\n", "[system]\ncmd_queue_size = 0\n",
      "[timing]\ntCK = 0\n", "[timing]\ntCK = nan\n", "[timing]\ntCK = 1e300\n", "[timing]\ntRP = -1\n",
      "[timing]\ntREFI = 10\n", "[timing]\nCL = 99999999999999999999\n",
    ])
  func refused(text: String) {
    #expect(errors(text).isEmpty == false)
  }

  @Test("letters' case, comments and both line endings don't matter")
  func spelling() throws {
    let text = "[Timing]\r\ncl = 30 ; comment\r\n# comment\r\nCWL: 20\r\n"
    let file = try read(text)
    #expect(file.configuration.timing.casLatency == 30)
    #expect(file.configuration.timing.casWriteLatency == 20)
    #expect(file.warnings.isEmpty)
  }

  @Test("a file that is no text is refused")
  func bytes() {
    #expect(throws: InvalidInput.self) { try DRAMIniFile(InputFile(name: "x.ini", bytes: [0xff, 0xfe, 0x00])) }
  }

  /// The files the DRAM anchors were measured with, and what they must become.
  @Test(
    "the anchors' files are the presets they were made from", .enabled(if: ReferenceTable.isPresent),
    arguments: [
      ("ddr4_2400", "DDR4-2400"), ("ddr4_3200", "DDR4-3200"), ("lpddr4_2400", "LPDDR4-2400"),
    ])
  func anchors(part: String, preset: String) throws {
    let path = "\(ReferenceTable.folder)/dram/cfg/d3_\(part)_1ch_rorabacobgch.ini"
    var expected = try #require(DRAMConfiguration.preset(named: preset))
    expected.timing.rankSwitch = 1
    expected.timing.readToWrite =
      expected.timing.casLatency + expected.timing.burst - expected.timing.casWriteLatency + 1
    expected.timing.readToWriteOtherRank = expected.timing.readToWrite
    let memory = try DRAMIniFile(InputFile.read(path: path)).configuration
    #expect(memory.timing == expected.timing)
    #expect(memory.organization == expected.organization)
    #expect(memory.clockHertz == expected.clockHertz)
    #expect(memory.energy == expected.energy)
    #expect(memory.addressMapping == expected.addressMapping)
    #expect(memory.controller == .drain)
  }

  @Test("the anchors' HBM2 file is one 128-bit channel", .enabled(if: ReferenceTable.isPresent))
  func legacyHBM() throws {
    let path = "\(ReferenceTable.folder)/dram/cfg/d3_hbm2_2000_1ch_rorabacobgch.ini"
    let file = try DRAMIniFile(InputFile.read(path: path))
    #expect(file.configuration.transactionBytes == 64)
    #expect(file.configuration.organization.ranks == 1)
    #expect(file.configuration.capacityBytes == 1 << 30)
    #expect(file.configuration.peakBytesPerSecond == 32e9)
    // tRTP_L, tRTP_S and tCKSRE are no keys of DRAMsim3.
    #expect(file.warnings.count == 3)
  }
}
