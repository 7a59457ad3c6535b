/// A part's timing parameters in memory-clock cycles, under JEDEC's names.
public struct DRAMTiming: Hashable, Sendable, Codable {
  /// Cycles a burst occupies the data bus.
  public var burst: Int
  /// CL: read command to first data.
  public var casLatency: Int
  /// CWL: write command to first data.
  public var casWriteLatency: Int
  /// Activate to read.
  public var tRCD: Int
  /// Activate to write, where it differs from `tRCD`.
  public var tRCDWrite: Int
  public var tRP: Int
  public var tRAS: Int
  public var tRC: Int
  public var tRRDS: Int
  public var tRRDL: Int
  /// Window that may hold four activates.
  public var tFAW: Int
  /// Column command to column command, other and same bank group.
  public var tCCDS: Int
  public var tCCDL: Int
  /// The same between writes, where it differs.
  public var tCCDWriteS: Int
  public var tCCDWriteL: Int
  /// End of write data to read command, other and same bank group.
  public var tWTRS: Int
  public var tWTRL: Int
  /// End of write data to precharge.
  public var tWR: Int
  /// Read command to precharge.
  public var tRTP: Int
  /// Precharge to precharge.
  public var tPPD: Int
  /// Read command to write command in the same rank.
  public var readToWrite: Int
  /// Idle cycles of the data bus between bursts of different ranks.
  public var rankSwitch: Int
  /// All-bank refresh to activate.
  public var tRFC: Int
  /// Average interval between refreshes; 0 refreshes never.
  public var tREFI: Int
  /// Command-bus cycles of an activate, and of a read or write.
  public var activateCommandCycles: Int
  public var columnCommandCycles: Int

  /// Parameters left out take the value JEDEC parts have when a standard lacks the distinction.
  public init(
    burst: Int, casLatency: Int, casWriteLatency: Int, tRCD: Int, tRCDWrite: Int? = nil, tRP: Int, tRAS: Int,
    tRC: Int? = nil, tRRDS: Int, tRRDL: Int, tFAW: Int, tCCDS: Int, tCCDL: Int, tCCDWriteS: Int? = nil,
    tCCDWriteL: Int? = nil, tWTRS: Int, tWTRL: Int, tWR: Int, tRTP: Int, tPPD: Int = 0, readToWrite: Int? = nil,
    rankSwitch: Int = 2, tRFC: Int, tREFI: Int, activateCommandCycles: Int = 1, columnCommandCycles: Int = 1
  ) {
    self.burst = burst
    self.casLatency = casLatency
    self.casWriteLatency = casWriteLatency
    self.tRCD = tRCD
    self.tRCDWrite = tRCDWrite ?? tRCD
    self.tRP = tRP
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
    self.rankSwitch = rankSwitch
    self.tRFC = tRFC
    self.tREFI = tREFI
    self.activateCommandCycles = activateCommandCycles
    self.columnCommandCycles = columnCommandCycles
  }
}
