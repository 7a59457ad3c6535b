import Core

/// Energy of a memory's devices by cause, in picojoules.
package struct DRAMEnergyShares: Hashable, Sendable {
  /// Activates and the precharges that follow them.
  package var activate: Double
  /// Bits read.
  package var read: Double
  /// Bits written.
  package var write: Double
  /// All-bank refreshes.
  package var refresh: Double
  /// Standby with and without an open row.
  package var background: Double

  /// All causes together.
  package var total: Double { activate + read + write + refresh + background }
}

extension DRAM {
  /// Energy of the cycles before `time`: counts times the configuration's energies, and standby power times the time
  /// spent with and without a row open.
  ///
  /// - Precondition: the memory has been advanced to `time`.
  package func energy(before time: Int64) -> DRAMEnergyShares {
    let (counts, energy, organization) = (counts, configuration.energy, configuration.organization)
    let bits = Double(transactionBytes * 8)
    let active = Double(activeCycles(before: time))
    let all = Double(organization.channels * organization.ranks) * Double(time)
    // Milliwatts times nanoseconds are picojoules.
    let nanoseconds = 1e9 / Double(configuration.clockHertz)
    return DRAMEnergyShares(
      activate: Double(counts.activates) * energy.activate,
      read: Double(counts.reads) * bits * energy.readBit,
      write: Double(counts.writes) * bits * energy.writeBit,
      refresh: Double(counts.refreshes) * energy.refresh,
      background: (active * energy.activeMilliwatts + (all - active) * energy.prechargedMilliwatts) * nanoseconds)
  }
}
