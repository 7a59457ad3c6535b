/// A part's timing parameters in memory-clock cycles, under JEDEC's names.
///
/// `S` (short) holds between different bank groups, `L` (long) within one.
public struct DRAMTiming: Hashable, Sendable, Codable {
  /// Cycles a burst occupies the data bus.
  public var burst: Int
  /// CL: read command to first data.
  public var casLatency: Int
  /// CWL: write command to first data.
  public var casWriteLatency: Int
  /// Activate to read.
  public var tRCD: Int
  /// Activate to write.
  public var tRCDWrite: Int
  /// Precharge of one bank to activate.
  public var tRP: Int
  /// Precharge of all banks to activate or refresh.
  public var tRPAll: Int
  /// Activate to precharge.
  public var tRAS: Int
  /// Activate to activate of one bank.
  public var tRC: Int
  /// Activate to activate of different bank groups.
  public var tRRDS: Int
  /// Activate to activate within a bank group.
  public var tRRDL: Int
  /// Window that may hold four activates.
  public var tFAW: Int
  /// Read to read of different bank groups.
  public var tCCDS: Int
  /// Read to read within a bank group.
  public var tCCDL: Int
  /// Write to write of different bank groups.
  public var tCCDWriteS: Int
  /// Write to write within a bank group.
  public var tCCDWriteL: Int
  /// End of write data to read command of another bank group.
  public var tWTRS: Int
  /// End of write data to read command of the same bank group.
  public var tWTRL: Int
  /// End of write data to precharge.
  public var tWR: Int
  /// Read command to precharge.
  public var tRTP: Int
  /// Precharge to precharge.
  public var tPPD: Int
  /// Read command to write command in the same rank.
  public var readToWrite: Int
  /// Read command to write command in another rank.
  public var readToWriteOtherRank: Int
  /// Idle cycles of the data bus between bursts of different ranks.
  public var rankSwitch: Int
  /// All-bank refresh to activate.
  public var tRFC: Int
  /// Average interval between refreshes; 0 refreshes never.
  public var tREFI: Int
  /// Command-bus cycles of an activate.
  public var activateCommandCycles: Int
  /// Command-bus cycles of a read or write.
  public var columnCommandCycles: Int

  /// Parameters left out take the value of the one they refine, as in standards that lack the distinction.
  public init(
    burst: Int, casLatency: Int, casWriteLatency: Int, tRCD: Int, tRCDWrite: Int? = nil, tRP: Int, tRPAll: Int? = nil,
    tRAS: Int,
    tRC: Int? = nil, tRRDS: Int, tRRDL: Int, tFAW: Int, tCCDS: Int, tCCDL: Int, tCCDWriteS: Int? = nil,
    tCCDWriteL: Int? = nil, tWTRS: Int, tWTRL: Int, tWR: Int, tRTP: Int, tPPD: Int = 0, readToWrite: Int? = nil,
    readToWriteOtherRank: Int? = nil,
    rankSwitch: Int = 2, tRFC: Int, tREFI: Int, activateCommandCycles: Int = 1, columnCommandCycles: Int = 1
  ) {
    self.burst = burst
    self.casLatency = casLatency
    self.casWriteLatency = casWriteLatency
    self.tRCD = tRCD
    self.tRCDWrite = tRCDWrite ?? tRCD
    self.tRP = tRP
    self.tRPAll = tRPAll ?? tRP
    self.tRAS = tRAS
    self.tRC = tRC ?? tRAS + tRP
    self.tRRDS = tRRDS
    self.tRRDL = tRRDL
    self.tFAW = tFAW
    self.tCCDS = tCCDS
    self.tCCDL = tCCDL
    self.tCCDWriteS = tCCDWriteS ?? tCCDS
    self.tCCDWriteL = tCCDWriteL ?? tCCDL
    self.tWTRS = tWTRS
    self.tWTRL = tWTRL
    self.tWR = tWR
    self.tRTP = tRTP
    self.tPPD = tPPD
    self.readToWrite = readToWrite ?? casLatency + burst + 2 - casWriteLatency
    self.readToWriteOtherRank = readToWriteOtherRank ?? burst + rankSwitch
    self.rankSwitch = rankSwitch
    self.tRFC = tRFC
    self.tREFI = tREFI
    self.activateCommandCycles = activateCommandCycles
    self.columnCommandCycles = columnCommandCycles
  }
}
