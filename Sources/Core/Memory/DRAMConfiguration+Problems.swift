extension DRAMConfiguration {
  /// Banks of one channel, at most; the engine keeps a set of banks in one machine word.
  public static let maximumBanks = 64

  /// Everything that keeps the configuration from being simulated; empty for a sound one.
  public var problems: [Problem] {
    var checks = ConfigurationChecks(subject: "memory '\(name)'")
    checks.powerOfTwo("channels", organization.channels, upTo: 1 << 10)
    checks.powerOfTwo("ranks", organization.ranks, upTo: Self.maximumBanks)
    checks.powerOfTwo("bankGroups", organization.bankGroups, upTo: Self.maximumBanks)
    checks.powerOfTwo("banksPerGroup", organization.banksPerGroup, upTo: Self.maximumBanks)
    checks.powerOfTwo("rows", organization.rows, upTo: 1 << 30)
    checks.powerOfTwo("columns", organization.columns, upTo: 1 << 20)
    checks.powerOfTwo("deviceBits", organization.deviceBits, upTo: 1 << 12)
    checks.powerOfTwo("busBits", organization.busBits, upTo: 1 << 12)
    checks.powerOfTwo("burstLength", organization.burstLength, upTo: 1 << 8)
    if checks.problems.isEmpty {
      checks.within("banks of a channel", organization.banks, 1...Self.maximumBanks)
      checks.within("busBits", organization.busBits, 8...1 << 12)
      checks.within("burstLength", organization.burstLength, 1...organization.columns)
      let bits = [
        organization.channels, organization.banks, organization.rows, organization.columns, organization.busBits,
      ].reduce(0) { $0 + $1.trailingZeroBitCount }
      if bits >= 60 { checks.problems.append(.overflow(subject: "memory '\(name)'", what: "its capacity in bits")) }
    }
    checks.within("clockHertz", clockHertz, 1...1_000_000_000_000)
    checkTiming(&checks)
    checks.within("readQueue", controller.readQueue, 1...4096)
    checks.within("writeQueue", controller.writeQueue, 1...4096)
    checks.within("commandQueue", controller.commandQueue, 1...4096)
    checks.within("rowHitLimit", controller.rowHitLimit, 0...1_000_000)
    checks.within("writeLowPercent", controller.writeLowPercent, 0...100)
    checks.within("writeHighPercent", controller.writeHighPercent, 0...100)
    checks.require(
      "writeHighPercent", controller.writeHighPercent, controller.writeHighPercent >= controller.writeLowPercent,
      "at least writeLowPercent")
    return checks.problems
  }

  private func checkTiming(_ checks: inout ConfigurationChecks) {
    let longest = 1_000_000
    let cycles: KeyValuePairs = [
      "casLatency": timing.casLatency, "casWriteLatency": timing.casWriteLatency, "tRCD": timing.tRCD,
      "tRCDWrite": timing.tRCDWrite, "tRP": timing.tRP, "tRPAll": timing.tRPAll, "tRAS": timing.tRAS,
      "tRC": timing.tRC, "tRRDS": timing.tRRDS, "tRRDL": timing.tRRDL, "tFAW": timing.tFAW, "tCCDS": timing.tCCDS,
      "tCCDL": timing.tCCDL, "tCCDWriteS": timing.tCCDWriteS, "tCCDWriteL": timing.tCCDWriteL, "tWTRS": timing.tWTRS,
      "tWTRL": timing.tWTRL, "tWR": timing.tWR, "tRTP": timing.tRTP, "tPPD": timing.tPPD,
      "rankSwitch": timing.rankSwitch, "tRFC": timing.tRFC, "tREFI": timing.tREFI,
    ]
    checks.within("burst", timing.burst, 1...longest)
    for (name, value) in cycles { checks.within(name, value, 0...longest) }
    checks.within("readToWrite", timing.readToWrite, -longest...longest)
    checks.within("readToWriteOtherRank", timing.readToWriteOtherRank, -longest...longest)
    checks.within("activateCommandCycles", timing.activateCommandCycles, 1...16)
    checks.within("columnCommandCycles", timing.columnCommandCycles, 1...16)
    if timing.tREFI > 0 {
      let refreshed = timing.tRFC + timing.tRPAll
      checks.require(
        "tREFI", timing.tREFI, timing.tREFI > refreshed * max(1, organization.ranks),
        "0, or above the time a refresh of every rank takes")
    }
  }
}

/// Range checks that gather their findings.
private struct ConfigurationChecks {
  let subject: String
  var problems: [Problem] = []

  mutating func require(_ attribute: String, _ value: Int, _ isSound: Bool, _ expected: String) {
    guard !isSound else { return }
    problems.append(.outOfRange(subject: subject, attribute: attribute, found: "\(value)", expected: expected))
  }

  mutating func within(_ attribute: String, _ value: Int, _ range: ClosedRange<Int>) {
    require(attribute, value, range.contains(value), "from \(range.lowerBound) to \(range.upperBound)")
  }

  mutating func powerOfTwo(_ attribute: String, _ value: Int, upTo limit: Int) {
    require(
      attribute, value, value > 0 && value & (value - 1) == 0 && value <= limit, "a power of two up to \(limit)")
  }
}
