/// Energies of one channel in picojoules; background in milliwatts.
///
/// Array and peripheral energy of the devices; the energy of the wires between chip and memory is not included.
public struct DRAMEnergy: Hashable, Sendable, Codable {
  /// One activate and the precharge that follows it, all devices of a rank.
  public var activate: Double
  /// One bit read.
  public var readBit: Double
  /// One bit written.
  public var writeBit: Double
  /// One all-bank refresh of a rank.
  public var refresh: Double
  /// Power of a rank with a row open.
  public var activeMilliwatts: Double
  /// Power of a rank with all banks closed.
  public var prechargedMilliwatts: Double

  public init(
    activate: Double, readBit: Double, writeBit: Double, refresh: Double, activeMilliwatts: Double,
    prechargedMilliwatts: Double
  ) {
    self.activate = activate
    self.readBit = readBit
    self.writeBit = writeBit
    self.refresh = refresh
    self.activeMilliwatts = activeMilliwatts
    self.prechargedMilliwatts = prechargedMilliwatts
  }
}
