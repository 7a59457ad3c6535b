/// Energies of one rank's devices in picojoules, and its background power in milliwatts.
///
/// Arrays and periphery of the devices; the wires between chip and memory are not included.
public struct DRAMEnergy: Hashable, Sendable, Codable {
  /// One activate and the precharge that follows it.
  public var activate: Double
  /// One bit read.
  public var readBit: Double
  /// One bit written.
  public var writeBit: Double
  /// One all-bank refresh.
  public var refresh: Double
  /// Power of a rank with a row open.
  public var activeMilliwatts: Double
  /// Power of a rank with all banks closed.
  public var prechargedMilliwatts: Double

  /// Energies as a data sheet's currents give them, or as published.
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

  /// A single published figure for a bit moved, everything else in it.
  public init(perBit: Double) {
    self.init(
      activate: 0, readBit: perBit, writeBit: perBit, refresh: 0, activeMilliwatts: 0, prechargedMilliwatts: 0)
  }

  /// Energies from data-sheet currents: VDD times the current above standby, for as long as the operation takes.
  ///
  /// Source: Micron TN-46-03, "Calculating Memory System Power for DDR"; the terms DRAMsim3 adds up
  /// (`src/configuration.cc`), in picojoules.
  public init(
    currents: DRAMCurrents, organization: DRAMOrganization, timing: DRAMTiming, clockHertz: Int
  ) {
    let devices = Double(organization.devicesPerRank)
    let nanoseconds = 1e9 / Double(clockHertz)
    // Volts times milliamperes times nanoseconds are picojoules.
    func energy(_ milliamperes: Double, _ cycles: Int) -> Double {
      currents.volts * milliamperes * Double(cycles) * nanoseconds * devices
    }
    let bits = Double(organization.busBits) * Double(organization.burstLength)
    self.init(
      activate: energy(currents.idd0, timing.tRC) - energy(currents.idd3N, timing.tRAS)
        - energy(currents.idd2N, timing.tRP),
      readBit: energy(currents.idd4R - currents.idd3N, timing.burst) / bits,
      writeBit: energy(currents.idd4W - currents.idd3N, timing.burst) / bits,
      refresh: energy(currents.idd5 - currents.idd3N, timing.tRFC),
      activeMilliwatts: currents.volts * currents.idd3N * devices,
      prechargedMilliwatts: currents.volts * currents.idd2N * devices)
  }
}

/// Supply voltage and currents of one device as its data sheet lists them, in milliamperes.
public struct DRAMCurrents: Hashable, Sendable, Codable {
  /// VDD in volts.
  public var volts: Double
  /// One bank activated and precharged every tRC.
  public var idd0: Double
  /// Standby, all banks closed.
  public var idd2N: Double
  /// Standby, a row open.
  public var idd3N: Double
  /// Reading without a break.
  public var idd4R: Double
  /// Writing without a break.
  public var idd4W: Double
  /// Refreshing all banks without a break.
  public var idd5: Double

  /// Currents under JEDEC's names.
  public init(
    volts: Double, idd0: Double, idd2N: Double, idd3N: Double, idd4R: Double, idd4W: Double, idd5: Double
  ) {
    self.volts = volts
    self.idd0 = idd0
    self.idd2N = idd2N
    self.idd3N = idd3N
    self.idd4R = idd4R
    self.idd4W = idd4W
    self.idd5 = idd5
  }
}
