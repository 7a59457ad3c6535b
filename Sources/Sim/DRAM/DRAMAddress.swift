import Core

/// Where a transaction lies in its channel.
struct DRAMLocation {
  /// Counted over the channel's ranks, bank groups and banks.
  var bank: Int
  var row: Int32
  var column: Int32
}

/// Turns byte addresses into channels, banks, rows and columns.
struct DRAMAddressDecoder: Sendable {
  private struct Bits: Sendable {
    var shift: UInt64 = 0
    var mask: UInt64 = 0

    @inline(__always)
    func callAsFunction(_ address: UInt64) -> Int { Int(truncatingIfNeeded: (address >> shift) & mask) }
  }

  private var channelBits = Bits()
  private var rankBits = Bits()
  private var groupBits = Bits()
  private var bankBits = Bits()
  private var rowBits = Bits()
  private var columnBits = Bits()
  private let groups: Int
  private let banksPerGroup: Int

  init(_ configuration: DRAMConfiguration) {
    let organization = configuration.organization
    groups = organization.bankGroups
    banksPerGroup = organization.banksPerGroup
    var shift = configuration.transactionBytes.trailingZeroBitCount
    for field in configuration.addressMapping.fields.reversed() {
      let count =
        switch field {
        case .row: organization.rows
        case .bank: organization.banksPerGroup
        case .bankGroup: organization.bankGroups
        case .rank: organization.ranks
        case .column: organization.columns / organization.burstLength
        case .channel: organization.channels
        }
      let bits = Bits(shift: UInt64(shift), mask: UInt64(count - 1))
      switch field {
      case .row: rowBits = bits
      case .bank: bankBits = bits
      case .bankGroup: groupBits = bits
      case .rank: rankBits = bits
      case .column: columnBits = bits
      case .channel: channelBits = bits
      }
      shift += count.trailingZeroBitCount
    }
  }

  @inline(__always)
  func channel(_ address: UInt64) -> Int { channelBits(address) }

  @inline(__always)
  func location(_ address: UInt64) -> DRAMLocation {
    DRAMLocation(
      bank: (rankBits(address) * groups + groupBits(address)) * banksPerGroup + bankBits(address),
      row: Int32(truncatingIfNeeded: rowBits(address)), column: Int32(truncatingIfNeeded: columnBits(address)))
  }
}

/// The banks of one rank as a set of bits.
@inline(__always)
func bankMask(ofRank rank: Int, _ banksPerRank: Int) -> UInt64 {
  (UInt64.max &>> UInt64(64 &- banksPerRank)) &<< UInt64(rank &* banksPerRank)
}
