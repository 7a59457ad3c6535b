extension DRAMConfiguration {
  /// Names of the presets in the order of their standards.
  public static let presetNames = presets.map(\.name)

  /// The preset of that name, such as `DDR4-2400`, with one channel; `nil` when there is none.
  public static func preset(named name: String) -> DRAMConfiguration? {
    presets.first { $0.name == name }
  }

  private static let presets = [
    ddr3_1600, ddr3_2133, ddr4_2400, ddr4_3200, ddr5_4800, lpddr4_2400, lpddr4_3200, lpddr5_6400, hbm2_2000, hbm3_6400,
  ]

  /// A preset whose energies follow from its currents.
  private init(
    _ name: String, _ standard: DRAMStandard, hertz: Int, _ organization: DRAMOrganization, _ timing: DRAMTiming,
    currents: DRAMCurrents, mapping: DRAMAddressMapping = .bankGroupInterleaved, source: String
  ) {
    self.init(
      name: name, standard: standard, clockHertz: hertz, organization: organization, timing: timing,
      addressMapping: mapping,
      energy: DRAMEnergy(currents: currents, organization: organization, timing: timing, clockHertz: hertz),
      source: source)
  }

  /// DDR3-1600K, eight 4 Gb x8 devices.
  private static let ddr3_1600 = DRAMConfiguration(
    "DDR3-1600", .ddr3, hertz: 800_000_000,
    DRAMOrganization(bankGroups: 1, banksPerGroup: 8, rows: 1 << 16, columns: 1024, deviceBits: 8),
    DRAMTiming(
      burst: 4, casLatency: 11, casWriteLatency: 8, tRCD: 11, tRP: 11, tRAS: 28, tRRDS: 5, tRRDL: 5, tFAW: 24,
      tCCDS: 4, tCCDL: 4, tWTRS: 6, tWTRL: 6, tWR: 12, tRTP: 6, tRFC: 208, tREFI: 6240),
    currents: DRAMCurrents(volts: 1.35, idd0: 55, idd2N: 32, idd3N: 38, idd4R: 157, idd4W: 125, idd5: 235),
    source: "JESD79-3F; Ramulator 2.1 ddr3.py DDR3_4Gb_x8, DDR3_1600K; currents DRAMsim3 DDR3_4Gb_x8_1600.ini")

  /// DDR3-2133N (14-14-14), eight 4 Gb x8 devices.
  ///
  /// Cycles of 0.9375 ns from JESD79-3F's tRAS 33, tRRD 5, tFAW 25, tWR 15, tWTR 7.5, tRTP 7.5, tRFC 260 and tREFI
  /// 7800 ns. The clock is the bin's nominal 1066 MHz: 1066.67 MHz and a round core clock have no countable common tick.
  private static let ddr3_2133 = DRAMConfiguration(
    "DDR3-2133", .ddr3, hertz: 1_066_000_000,
    DRAMOrganization(bankGroups: 1, banksPerGroup: 8, rows: 1 << 16, columns: 1024, deviceBits: 8),
    DRAMTiming(
      burst: 4, casLatency: 14, casWriteLatency: 10, tRCD: 14, tRP: 14, tRAS: 36, tRRDS: 6, tRRDL: 6, tFAW: 27,
      tCCDS: 4, tCCDL: 4, tWTRS: 8, tWTRL: 8, tWR: 16, tRTP: 8, tRFC: 278, tREFI: 8320),
    currents: DRAMCurrents(volts: 1.35, idd0: 62, idd2N: 35, idd3N: 41, idd4R: 174, idd4W: 141, idd5: 242),
    source: "JESD79-3F, DDR3-2133N; currents DRAMsim3 DDR3_4Gb_x8_1866.ini")

  /// DDR4-2400U, eight 8 Gb x8 devices, refresh rounded as the DRAMsim3 file has it.
  private static let ddr4_2400 = DRAMConfiguration(
    "DDR4-2400", .ddr4, hertz: 1_200_000_000,
    DRAMOrganization(bankGroups: 4, banksPerGroup: 4, rows: 1 << 16, columns: 1024, deviceBits: 8),
    DRAMTiming(
      burst: 4, casLatency: 17, casWriteLatency: 12, tRCD: 17, tRP: 17, tRAS: 39, tRRDS: 4, tRRDL: 6, tFAW: 26,
      tCCDS: 4, tCCDL: 6, tWTRS: 3, tWTRL: 9, tWR: 18, tRTP: 9, tRFC: 420, tREFI: 9360),
    currents: DRAMCurrents(volts: 1.2, idd0: 48, idd2N: 34, idd3N: 43, idd4R: 135, idd4W: 123, idd5: 250),
    source: "JESD79-4B; Ramulator 2.1 ddr4.py DDR4_8Gb_x8, DDR4_2400U; refresh, currents DRAMsim3 DDR4_8Gb_x8_2400.ini")

  /// DDR4-3200AA, eight 8 Gb x8 devices, refresh rounded as the DRAMsim3 file has it.
  private static let ddr4_3200 = DRAMConfiguration(
    "DDR4-3200", .ddr4, hertz: 1_600_000_000,
    DRAMOrganization(bankGroups: 4, banksPerGroup: 4, rows: 1 << 16, columns: 1024, deviceBits: 8),
    DRAMTiming(
      burst: 4, casLatency: 22, casWriteLatency: 16, tRCD: 22, tRP: 22, tRAS: 52, tRRDS: 4, tRRDL: 8, tFAW: 34,
      tCCDS: 4, tCCDL: 8, tWTRS: 4, tWTRL: 12, tWR: 24, tRTP: 12, tRFC: 560, tREFI: 12480),
    currents: DRAMCurrents(volts: 1.2, idd0: 57, idd2N: 37, idd3N: 52, idd4R: 168, idd4W: 150, idd5: 250),
    source: "JESD79-4B; Ramulator 2.1 ddr4.py DDR4_8Gb_x8, DDR4_3200AA; refresh, currents DRAMsim3 DDR4_8Gb_x8_3200.ini"
  )

  /// DDR5-4800BN, one 32-bit subchannel of four 16 Gb x8 devices.
  private static let ddr5_4800 = DRAMConfiguration(
    "DDR5-4800", .ddr5, hertz: 2_400_000_000,
    DRAMOrganization(
      bankGroups: 8, banksPerGroup: 4, rows: 1 << 16, columns: 1024, deviceBits: 8, busBits: 32, burstLength: 16),
    DRAMTiming(
      burst: 8, casLatency: 36, casWriteLatency: 34, tRCD: 36, tRP: 36, tRAS: 77, tRRDS: 8, tRRDL: 12, tFAW: 48,
      tCCDS: 8, tCCDL: 12, tCCDWriteS: 8, tCCDWriteL: 48, tWTRS: 6, tWTRL: 24, tWR: 72, tRTP: 18, tPPD: 2,
      readToWrite: 14, tRFC: 708, tREFI: 9360, activateCommandCycles: 2, columnCommandCycles: 2),
    currents: DRAMCurrents(volts: 1.1, idd0: 122, idd2N: 92, idd3N: 142, idd4R: 530, idd4W: 479, idd5: 277),
    source: "JESD79-5; Ramulator 2.1 ddr5.py DDR5_16Gb_x8, DDR5_4800BN; currents Micron 16Gb DDR5 die A, as in gem5")

  /// LPDDR4-2400 as DRAMsim3's file has it: two 8 Gb x16 devices side by side.
  private static let lpddr4_2400 = DRAMConfiguration(
    "LPDDR4-2400", .lpddr4, hertz: 1_200_000_000,
    DRAMOrganization(
      bankGroups: 2, banksPerGroup: 4, rows: 1 << 16, columns: 1024, deviceBits: 16, busBits: 32, burstLength: 16),
    DRAMTiming(
      burst: 8, casLatency: 17, casWriteLatency: 14, tRCD: 15, tRP: 15, tRAS: 32, tRRDS: 8, tRRDL: 8, tFAW: 32,
      tCCDS: 4, tCCDL: 6, tWTRS: 8, tWTRL: 16, tWR: 30, tRTP: 12, tPPD: 2, readToWrite: 12,
      readToWriteOtherRank: 12, rankSwitch: 1, tRFC: 392, tREFI: 8660),
    currents: lpddr4Currents,
    source: "DRAMsim3 LPDDR4_8Gb_x16_2400.ini on a 32-bit bus")

  /// LPDDR4-3200, two 8 Gb x16 channels in lock step; CAS latency includes tDQSCK.
  private static let lpddr4_3200 = DRAMConfiguration(
    "LPDDR4-3200", .lpddr4, hertz: 1_600_000_000,
    DRAMOrganization(
      bankGroups: 1, banksPerGroup: 8, rows: 1 << 15, columns: 1024, deviceBits: 16, busBits: 32, burstLength: 16),
    DRAMTiming(
      burst: 8, casLatency: 35, casWriteLatency: 18, tRCD: 29, tRP: 27, tRPAll: 32, tRAS: 68, tRC: 95, tRRDS: 16,
      tRRDL: 16, tFAW: 64, tCCDS: 8, tCCDL: 8, tWTRS: 17, tWTRL: 17, tWR: 28, tRTP: 14, tPPD: 4, readToWrite: 26,
      readToWriteOtherRank: 28, tRFC: 288, tREFI: 6247),
    currents: lpddr4Currents,
    source: "JESD209-4; Ramulator 1 LPDDR4.h LPDDR4_8Gb_x16, LPDDR4_3200; currents DRAMsim3 LPDDR4_8Gb_x16_2400.ini")

  private static let lpddr4Currents = DRAMCurrents(
    volts: 1.2, idd0: 80, idd2N: 34, idd3N: 47, idd4R: 243, idd4W: 228, idd5: 280)

  /// LPDDR5-6400 in bank-group mode, one 8 Gb x16 device; the clock is CK, a quarter of WCK.
  ///
  /// Both halves of an activate go out together, and the data clock is taken as running.
  private static let lpddr5_6400 = DRAMConfiguration(
    name: "LPDDR5-6400", standard: .lpddr5, clockHertz: 800_000_000,
    organization: DRAMOrganization(
      bankGroups: 4, banksPerGroup: 4, rows: 1 << 15, columns: 1024, deviceBits: 16, busBits: 16, burstLength: 16),
    timing: DRAMTiming(
      burst: 2, casLatency: 17, casWriteLatency: 9, tRCD: 15, tRP: 15, tRPAll: 17, tRAS: 34, tRRDS: 4, tRRDL: 4,
      tFAW: 16, tCCDS: 2, tCCDL: 4, tWTRS: 5, tWTRL: 12, tWR: 28, tRTP: 8, tPPD: 2, tRFC: 168, tREFI: 3125),
    energy: DRAMEnergy(perBit: 8),
    source: "JESD209-5B; Ramulator 2.1 lpddr5.py LPDDR5_8Gb_x16, LPDDR5_6400; energy of LPDDR4, Accelergy")

  /// HBM2 at 2 Gb/s a pin, 4 Gb channels of two 64-bit pseudo channels.
  private static let hbm2_2000 = DRAMConfiguration(
    "HBM2-2000", .hbm2, hertz: 1_000_000_000,
    DRAMOrganization(
      ranks: 2, bankGroups: 4, banksPerGroup: 4, rows: 1 << 15, columns: 128, deviceBits: 64, busBits: 64,
      burstLength: 4),
    DRAMTiming(
      burst: 2, casLatency: 14, casWriteLatency: 5, tRCD: 14, tRCDWrite: 12, tRP: 14, tRAS: 34, tRRDS: 4, tRRDL: 4,
      tFAW: 15, tCCDS: 2, tCCDL: 4, tWTRS: 6, tWTRL: 8, tWR: 16, tRTP: 5, tRFC: 260, tREFI: 3900,
      activateCommandCycles: 2),
    currents: DRAMCurrents(volts: 1.2, idd0: 32.5, idd2N: 20, idd3N: 27.5, idd4R: 195, idd4W: 250, idd5: 125),
    mapping: .pseudoChannelInterleaved,
    source: "JESD235D; Ramulator 2.1 hbm2.py HBM2_4Gb, HBM2_2000Mbps; half the currents of DRAMsim3 HBM2_4Gb_x128.ini")

  /// HBM3 at 6.4 Gb/s a pin, 4 Gb channels of two 32-bit pseudo channels; half cycles are rounded up.
  private static let hbm3_6400 = DRAMConfiguration(
    name: "HBM3-6400", standard: .hbm3, clockHertz: 1_600_000_000,
    organization: DRAMOrganization(
      ranks: 2, bankGroups: 4, banksPerGroup: 4, rows: 1 << 14, columns: 256, deviceBits: 32, busBits: 32,
      burstLength: 8),
    timing: DRAMTiming(
      burst: 2, casLatency: 20, casWriteLatency: 10, tRCD: 31, tRCDWrite: 15, tRP: 26, tRAS: 45, tRC: 72, tRRDS: 4,
      tRRDL: 5, tFAW: 24, tCCDS: 2, tCCDL: 4, tWTRS: 7, tWTRL: 10, tWR: 34, tRTP: 10, tPPD: 2, readToWrite: 20,
      tRFC: 416, tREFI: 6240, activateCommandCycles: 2),
    addressMapping: .pseudoChannelInterleaved, energy: DRAMEnergy(perBit: 4.05),
    source: "JESD238; Ramulator 2.1 hbm3.py HBM3_4Gb, HBM3_6400Mbps; energy per bit as in Accelergy")
}
