/// A DRAM memory: its standard, organisation, timing, address mapping, controller and energies.
///
/// All times are cycles of the memory clock (`clockHertz`), half the data rate for double-data-rate parts.
public struct DRAMConfiguration: Hashable, Sendable, Codable {
  /// The preset's name, e.g. `DDR4-2400`, or the name of the file it was read from.
  public var name: String
  public var standard: DRAMStandard
  /// Memory clock in hertz.
  public var clockHertz: Int
  public var organization: DRAMOrganization
  public var timing: DRAMTiming
  public var addressMapping: DRAMAddressMapping
  public var controller: DRAMControllerPolicy
  public var energy: DRAMEnergy
  /// Where the numbers come from.
  public var source: String

  public init(
    name: String, standard: DRAMStandard, clockHertz: Int, organization: DRAMOrganization, timing: DRAMTiming,
    addressMapping: DRAMAddressMapping = .bankGroupInterleaved, controller: DRAMControllerPolicy = .rowHitFirst,
    energy: DRAMEnergy, source: String
  ) {
    self.name = name
    self.standard = standard
    self.clockHertz = clockHertz
    self.organization = organization
    self.timing = timing
    self.addressMapping = addressMapping
    self.controller = controller
    self.energy = energy
    self.source = source
  }

  /// Bytes one read or write command moves: the channel's width times the burst length.
  public var transactionBytes: Int { organization.channelBits / 8 * organization.burstLength }

  /// Bytes of all channels together.
  public var capacityBytes: Int {
    organization.channels * organization.ranks * organization.banksPerRank * organization.rows
      * (organization.columns / organization.burstLength) * transactionBytes
  }

  /// Bytes a second of all channels together, at most.
  public var peakBytesPerSecond: Double {
    Double(organization.channels * organization.dataBuses * transactionBytes) * Double(clockHertz)
      / Double(timing.burst)
  }

  /// Cycles from a read command to the end of its data.
  public var readLatency: Int { timing.casLatency + timing.burst }
}

/// The standards whose timing rules are known.
public enum DRAMStandard: String, CaseIterable, Hashable, Sendable, Codable {
  case ddr3 = "DDR3"
  case ddr4 = "DDR4"
  case ddr5 = "DDR5"
  case lpddr4 = "LPDDR4"
  case lpddr5 = "LPDDR5"
  case hbm2 = "HBM2"
  case hbm3 = "HBM3"

  /// Whether a channel is split into pseudo channels, counted as ranks, each with its own data bus.
  public var hasPseudoChannels: Bool { self == .hbm2 || self == .hbm3 }

  /// Whether row and column commands travel on buses of their own.
  public var hasSplitCommandBus: Bool { hasPseudoChannels }
}

/// How many of everything a memory has; every count is a power of two.
public struct DRAMOrganization: Hashable, Sendable, Codable {
  public var channels: Int
  /// Ranks of a channel; pseudo channels for HBM.
  public var ranks: Int
  public var bankGroups: Int
  public var banksPerGroup: Int
  public var rows: Int
  /// Columns of a row, each as wide as the channel.
  public var columns: Int
  /// Data bits of one device.
  public var deviceBits: Int
  /// Data bits of a channel (of a pseudo channel for HBM).
  public var channelBits: Int
  /// Beats of one burst.
  public var burstLength: Int
  /// Independent data buses of a channel: pseudo channels for HBM, else 1.
  public var dataBuses: Int

  public init(
    channels: Int = 1, ranks: Int = 1, bankGroups: Int, banksPerGroup: Int, rows: Int, columns: Int, deviceBits: Int,
    channelBits: Int = 64, burstLength: Int = 8, dataBuses: Int = 1
  ) {
    self.channels = channels
    self.ranks = ranks
    self.bankGroups = bankGroups
    self.banksPerGroup = banksPerGroup
    self.rows = rows
    self.columns = columns
    self.deviceBits = deviceBits
    self.channelBits = channelBits
    self.burstLength = burstLength
    self.dataBuses = dataBuses
  }

  public var banksPerRank: Int { bankGroups * banksPerGroup }
  /// Banks of one channel.
  public var banks: Int { ranks * banksPerRank }
  /// Devices that answer together.
  public var devicesPerRank: Int { max(1, channelBits / deviceBits) }
}
