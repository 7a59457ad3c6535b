import Core

/// The memory and controller a row of the DRAM anchors was measured on.
struct ReferenceController {
  /// A memory simulator whose results are compared with.
  enum Simulator: Hashable {
    case ramulator
    case dramsim
  }

  /// The simulators by the word in column `sim`.
  static let simulators: KeyValuePairs<String, Simulator> = ["Ramulator2.1": .ramulator, "DRAMsim3": .dramsim]

  /// The parts by the word in column `dram`.
  static let parts: KeyValuePairs<String, String> = [
    "ddr4_2400": "DDR4-2400", "ddr4_3200": "DDR4-3200", "hbm2_2000": "HBM2-2000", "lpddr4_2400": "LPDDR4-2400",
    "lpddr5_6400": "LPDDR5-6400",
  ]

  /// The memory as that simulator has it; `nil` when it has no such part.
  static func memory(_ simulator: Simulator, part: String) -> DRAMConfiguration? {
    guard var memory = DRAMConfiguration.preset(named: part) else { return nil }
    switch simulator {
    case .ramulator:
      return part == "LPDDR4-2400" ? nil : memory
    case .dramsim:
      switch memory.standard {
      case .lpddr4: break
      case .hbm2: makeLegacyHBM2(&memory)
      case .ddr4: memory.timing = bubbled(memory.timing)
      default: return nil
      }
      memory.controller = .drain
      return memory
    }
  }

  /// Turnarounds with one idle cycle on the data bus, as DRAMsim3's tRTRS = 1 has them (`src/timing.cc`).
  private static func bubbled(_ timing: DRAMTiming) -> DRAMTiming {
    var timing = timing
    timing.rankSwitch = 1
    timing.readToWrite = timing.casLatency + timing.burst + timing.rankSwitch - timing.casWriteLatency
    timing.readToWriteOtherRank = timing.readToWrite
    return timing
  }

  /// DRAMsim3's `HBM2_8Gb_x128.ini`: one 128-bit channel without pseudo channels.
  ///
  /// Its tRTP keys are not the ones the simulator reads, so tRTP is the default of 5, as tRTRS is 2.
  private static func makeLegacyHBM2(_ memory: inout DRAMConfiguration) {
    memory.organization = DRAMOrganization(
      bankGroups: 4, banksPerGroup: 4, rows: 1 << 15, columns: 128, deviceBits: 128, busBits: 128, burstLength: 4)
    memory.timing = DRAMTiming(
      burst: 2, casLatency: 14, casWriteLatency: 4, tRCD: 14, tRP: 14, tRAS: 34, tRRDS: 4, tRRDL: 6, tFAW: 30,
      tCCDS: 1, tCCDL: 2, tWTRS: 6, tWTRL: 8, tWR: 16, tRTP: 5, readToWrite: 14, rankSwitch: 2, tRFC: 260, tREFI: 3900)
    memory.energy = DRAMEnergy(
      currents: DRAMCurrents(volts: 1.2, idd0: 65, idd2N: 40, idd3N: 55, idd4R: 390, idd4W: 500, idd5: 250),
      organization: memory.organization, timing: memory.timing, clockHertz: memory.clockHertz)
  }

  /// Applies a scheduler's name, such as `RowHit`, `FRFCFS/q64` or `FRFCFS/PER_RANK_cmdq32`; whether it is known.
  static func apply(_ scheduler: String, of simulator: Simulator, to memory: inout DRAMConfiguration) -> Bool {
    let parts = scheduler.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let base = parts.first else { return false }
    switch (simulator, base) {
    case (.ramulator, "FRFCFS"): memory.controller = .firstReady
    case (.ramulator, "RowHit"), (.ramulator, "FRFCFS-RowHit"): memory.controller = .rowHitFirst
    case (.dramsim, "FRFCFS"): memory.controller = .drain
    default: return false
    }
    return parts.dropFirst().allSatisfy { apply(variation: $0, of: simulator, to: &memory) }
  }

  private static func apply(variation: String, of simulator: Simulator, to memory: inout DRAMConfiguration) -> Bool {
    func count(after prefix: String) -> Int? {
      guard variation.hasPrefix(prefix), let count = Int(variation.dropFirst(prefix.count)), count > 0 else {
        return nil
      }
      return count
    }
    switch (simulator, variation) {
    case (_, "base"), (.dramsim, "PER_BANK"):
      return true
    case (_, "norefresh"):
      memory.timing.tREFI = 0
      return true
    case (.dramsim, "CLOSE_PAGE"):
      memory.controller.rowPolicy = .closed
      return true
    case (.ramulator, _):
      guard let depth = count(after: "q") else { return false }
      memory.controller.readQueue = depth
      memory.controller.writeQueue = depth
      return true
    case (.dramsim, _):
      if let depth = count(after: "cmdq") {
        memory.controller.commandQueue = depth
        return true
      }
      guard let depth = count(after: "PER_RANK_cmdq") else { return false }
      memory.controller.commandQueues = .perRank
      memory.controller.commandQueue = depth
      return true
    }
  }
}
