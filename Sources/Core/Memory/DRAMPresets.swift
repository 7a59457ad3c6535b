extension DRAMConfiguration {
  /// The presets' names in the order of their standards.
  public static let presetNames = presets.map(\.name)

  /// The preset of that name, e.g. `DDR4-2400`; `nil` when there is none.
  public static func preset(named name: String) -> DRAMConfiguration? {
    presets.first { $0.name == name }
  }

  private static let presets = [ddr3_2133, ddr4_2400, ddr4_3200]

  /// 8 Gb x8 devices, 64-bit channel. Ramulator 2.1 `ddr4.py`: `DDR4_8Gb_x8`, `DDR4_2400U`.
  private static let ddr4_2400 = DRAMConfiguration(
    name: "DDR4-2400", standard: .ddr4, clockHertz: 1_200_000_000,
    organization: DRAMOrganization(bankGroups: 4, banksPerGroup: 4, rows: 65536, columns: 1024, deviceBits: 8),
    timing: DRAMTiming(
      burst: 4, casLatency: 17, casWriteLatency: 12, tRCD: 17, tRP: 17, tRAS: 39, tRRDS: 4, tRRDL: 6, tFAW: 26,
      tCCDS: 4, tCCDL: 6, tWTRS: 3, tWTRL: 9, tWR: 18, tRTP: 9, tRFC: 420, tREFI: 9360),
    energy: DRAMEnergy(
      activate: 0, readBit: 0, writeBit: 0, refresh: 0, activeMilliwatts: 0, prechargedMilliwatts: 0),
    source: "JESD79-4B; Ramulator 2.1 ddr4.py DDR4_8Gb_x8, DDR4_2400U")

  /// 8 Gb x8 devices, 64-bit channel. Ramulator 2.1 `ddr4.py`: `DDR4_8Gb_x8`, `DDR4_3200AA`.
  private static let ddr4_3200 = DRAMConfiguration(
    name: "DDR4-3200", standard: .ddr4, clockHertz: 1_600_000_000,
    organization: DRAMOrganization(bankGroups: 4, banksPerGroup: 4, rows: 65536, columns: 1024, deviceBits: 8),
    timing: DRAMTiming(
      burst: 4, casLatency: 22, casWriteLatency: 16, tRCD: 22, tRP: 22, tRAS: 52, tRRDS: 4, tRRDL: 8, tFAW: 34,
      tCCDS: 4, tCCDL: 8, tWTRS: 4, tWTRL: 12, tWR: 24, tRTP: 12, tRFC: 560, tREFI: 12480),
    energy: DRAMEnergy(
      activate: 0, readBit: 0, writeBit: 0, refresh: 0, activeMilliwatts: 0, prechargedMilliwatts: 0),
    source: "JESD79-4B; Ramulator 2.1 ddr4.py DDR4_8Gb_x8, DDR4_3200AA")
}
