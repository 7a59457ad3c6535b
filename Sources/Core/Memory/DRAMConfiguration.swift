/// A DRAM memory: its standard, organisation, timing, address mapping, controller and energies.
///
/// All times are cycles of the memory clock (`clockHertz`), half the data rate for double-data-rate parts.
public struct DRAMConfiguration: Hashable, Sendable, Codable {
  /// The preset's name, such as `DDR4-2400`, or the name of the file it was read from.
  public var name: String
  /// The standard whose rules hold.
  public var standard: DRAMStandard
  /// Memory clock in hertz.
  public var clockHertz: Int
  /// Channels, ranks, banks, rows and columns.
  public var organization: DRAMOrganization
  /// Distances between commands.
  public var timing: DRAMTiming
  /// Which address bits choose what.
  public var addressMapping: DRAMAddressMapping
  /// Queues and scheduling.
  public var controller: DRAMControllerPolicy
  /// Energies of one channel.
  public var energy: DRAMEnergy
  /// Where the numbers come from.
  public var source: String

  /// A memory with bank groups interleaved and the row-hit-first controller unless stated otherwise.
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

  /// Bytes one read or write command moves: the data bus's width times the burst length.
  public var transactionBytes: Int { organization.busBits / 8 * organization.burstLength }

  /// Bytes of all channels together.
  public var capacityBytes: Int {
    organization.channels * organization.banks * organization.rows * organization.columnBursts * transactionBytes
  }

  /// Bytes a second of all channels together, at most.
  public var peakBytesPerSecond: Double {
    let buses = organization.channels * (standard.hasPseudoChannels ? organization.ranks : 1)
    return Double(buses * transactionBytes) * Double(clockHertz) / Double(timing.burst)
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

  /// Whether a channel's ranks are pseudo channels, each with a data bus of its own.
  public var hasPseudoChannels: Bool { self == .hbm2 || self == .hbm3 }

  /// Whether row and column commands travel on buses of their own.
  public var hasSplitCommandBus: Bool { hasPseudoChannels }
}

/// How many of everything a memory has; every count is a power of two.
public struct DRAMOrganization: Hashable, Sendable, Codable {
  /// Independent channels.
  public var channels: Int
  /// Ranks of a channel; pseudo channels for HBM.
  public var ranks: Int
  /// Bank groups of a rank; 1 where the standard has none.
  public var bankGroups: Int
  /// Banks of a bank group.
  public var banksPerGroup: Int
  /// Rows of a bank.
  public var rows: Int
  /// Columns of a row, each as wide as the data bus.
  public var columns: Int
  /// Data bits of one device.
  public var deviceBits: Int
  /// Data bits of a channel; of a pseudo channel for HBM.
  public var busBits: Int
  /// Beats of one burst.
  public var burstLength: Int

  /// An organisation of one channel and one rank unless stated otherwise.
  public init(
    channels: Int = 1, ranks: Int = 1, bankGroups: Int, banksPerGroup: Int, rows: Int, columns: Int, deviceBits: Int,
    busBits: Int = 64, burstLength: Int = 8
  ) {
    self.channels = channels
    self.ranks = ranks
    self.bankGroups = bankGroups
    self.banksPerGroup = banksPerGroup
    self.rows = rows
    self.columns = columns
    self.deviceBits = deviceBits
    self.busBits = busBits
    self.burstLength = burstLength
  }

  /// Banks of one rank.
  public var banksPerRank: Int { bankGroups * banksPerGroup }
  /// Banks of one channel.
  public var banks: Int { ranks * banksPerRank }
  /// Transactions a row holds.
  public var columnBursts: Int { columns / burstLength }
  /// Devices that answer together.
  public var devicesPerRank: Int { max(1, busBits / max(1, deviceBits)) }
}
