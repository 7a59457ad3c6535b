extension DRAMConfiguration {
  /// 4 Gb x8 devices, 64-bit channel, speed bin 2133N (14-14-14) of JESD79-3F.
  ///
  /// Times in nanoseconds there, in cycles of 0.9375 ns here: tRAS 33, tRRD 5, tFAW 25 (1 KiB page), tWR 15, tWTR 7.5,
  /// tRTP 7.5, tRFC 260, tREFI 7800. DDR3 has no bank groups, so long and short spacings are equal. The clock is the
  /// bin's nominal 1066 MHz: with 1066.67 MHz no common tick of it and a round core clock is countable.
  static let ddr3_2133 = DRAMConfiguration(
    name: "DDR3-2133", standard: .ddr3, clockHertz: 1_066_000_000,
    organization: DRAMOrganization(bankGroups: 1, banksPerGroup: 8, rows: 65536, columns: 1024, deviceBits: 8),
    timing: DRAMTiming(
      burst: 4, casLatency: 14, casWriteLatency: 10, tRCD: 14, tRP: 14, tRAS: 36, tRRDS: 6, tRRDL: 6, tFAW: 27,
      tCCDS: 4, tCCDL: 4, tWTRS: 8, tWTRL: 8, tWR: 16, tRTP: 8, tRFC: 278, tREFI: 8320),
    energy: DRAMEnergy(
      activate: 0, readBit: 0, writeBit: 0, refresh: 0, activeMilliwatts: 0, prechargedMilliwatts: 0),
    source: "JESD79-3F, DDR3-2133N")
}
