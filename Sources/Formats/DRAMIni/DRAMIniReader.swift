import Core

/// Makes a memory of a DRAMsim3 file's keys, noting what is wrong or not simulated among their diagnostics.
///
/// Source of the derivations: DRAMsim3 `src/configuration.cc` and `src/timing.cc`.
struct DRAMIniReader {
  private static let protocols: KeyValuePairs<String, DRAMStandard> = [
    "DDR3": .ddr3, "DDR4": .ddr4, "LPDDR": .lpddr4, "LPDDR3": .lpddr4, "LPDDR4": .lpddr4, "HBM": .hbm2,
    "HBM2": .hbm2,
  ]
  /// Data rates in millions of transfers a second that JEDEC standards name.
  private static let rates = [
    200, 266, 333, 400, 533, 667, 800, 1066, 1333, 1600, 1866, 2000, 2133, 2400, 2666, 2933, 3200, 3600, 3733, 4000,
    4266, 4400, 4800, 5200, 5600, 6000, 6400,
  ]

  private var keys: DRAMIniKeys

  init(_ keys: DRAMIniKeys) {
    self.keys = keys
  }

  /// The memory, if nothing kept it from being made, and everything that was found.
  mutating func read(name: String) -> (memory: DRAMConfiguration?, diagnostics: [Diagnostic]) {
    guard let standard = standard() else { return (nil, keys.diagnostics) }
    let organization = organization(standard)
    let timing = timing(standard, organization)
    let hertz = clock(standard)
    let currents = currents()
    let controller = controller()
    var memory = DRAMConfiguration(
      name: name, standard: standard, clockHertz: hertz, organization: organization, timing: timing,
      controller: controller,
      energy: DRAMEnergy(currents: currents, organization: organization, timing: timing, clockHertz: hertz),
      source: name)
    do {
      memory.addressMapping = try DRAMAddressMapping(keys.word("address_mapping", default: "chrobabgraco"))
    } catch {
      keys.report(error.problem, at: "address_mapping")
    }
    for problem in memory.problems { keys.report(problem, at: "protocol") }
    return (memory, keys.diagnostics)
  }

  private mutating func standard() -> DRAMStandard? {
    let word = keys.word("protocol", default: "DDR3")
    if let standard = Self.protocols.first(where: { $0.key == word })?.value { return standard }
    keys.report(
      .unknownWord(
        subject: "key 'protocol'", attribute: "value", found: word, known: Self.protocols.map(\.key)),
      at: "protocol")
    return nil
  }

  private mutating func organization(_ standard: DRAMStandard) -> DRAMOrganization {
    var groups = keys.integer("bankgroups", default: 2)
    var banks = keys.integer("banks_per_group", default: 2)
    if !keys.flag("bankgroup_enable", default: true) {
      banks = product(banks, groups)
      groups = 1
    }
    var beats = keys.integer("BL", default: 8)
    if beats == 0 {
      // DRAMsim3 takes 0 for a perfect bus, which no command sequence can have.
      beats = standard == .hbm2 ? 4 : 8
      keys.report(
        .other("a burst length of 0 is not simulated", remedy: "\(beats) is taken instead"), at: "BL",
        severity: .warning)
    }
    // An HBM column is two beats wide.
    let columns = product(keys.integer("columns", default: 1 << 10), standard == .hbm2 ? 2 : 1)
    var organization = DRAMOrganization(
      channels: keys.integer("channels", default: 1), bankGroups: groups, banksPerGroup: banks,
      rows: keys.integer("rows", default: 1 << 16), columns: columns,
      deviceBits: keys.integer("device_width", default: 8), busBits: keys.integer("bus_width", default: 64),
      burstLength: beats)
    let rankBits = [
      organization.banksPerGroup, organization.bankGroups, organization.rows, organization.columns,
      organization.busBits,
    ].reduce(1, product)
    let megabytes = keys.integer("channel_size", default: 1024)
    if !(1...1 << 30).contains(megabytes) {
      keys.report(
        .outOfRange(
          subject: "key 'channel_size'", attribute: "value", found: "\(megabytes)", expected: "from 1 to \(1 << 30) MB"),
        at: "channel_size")
    }
    let channelBits = product(megabytes, 8 << 20)
    organization.ranks = rankBits > 0 ? max(1, channelBits / rankBits) : 1
    if channelBits < rankBits, keys.has("channel_size") {
      keys.report(
        .other("channel_size is less than one rank", remedy: "one rank of \(rankBits >> 23) MB is taken"),
        at: "channel_size", severity: .warning)
    }
    if organization.ranks > 1, standard == .hbm2 {
      keys.report(
        .other(
          "channel_size makes \(organization.ranks) ranks of HBM, which are simulated as pseudo channels",
          remedy: "make channel_size the size of one rank"), at: "channel_size", severity: .warning)
    }
    return organization
  }

  /// A product, or a value that is no sound size when it would not fit.
  private func product(_ left: Int, _ right: Int) -> Int {
    let (value, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow || value > 1 << 60 ? 0 : value
  }

  private mutating func timing(_ standard: DRAMStandard, _ organization: DRAMOrganization) -> DRAMTiming {
    let additive = keys.integer("AL", default: 0)
    let casLatency = additive + keys.integer("CL", default: 12)
    let casWriteLatency = additive + keys.integer("CWL", default: 12)
    let isHBM = standard == .hbm2
    let activateToRead = isHBM ? keys.integer("tRCDRD", default: 24) : keys.integer("tRCD", default: 10) - additive
    let activateToWrite = isHBM ? keys.integer("tRCDWR", default: 20) : activateToRead
    // Without bank groups the short spacings hold everywhere.
    let long = organization.bankGroups == 1 ? "_S" : "_L"
    let burst = max(1, organization.burstLength / 2)
    let bubble = keys.integer("tRTRS", default: 2)
    let readToWrite = casLatency + burst - casWriteLatency + bubble
    return DRAMTiming(
      burst: burst, casLatency: casLatency, casWriteLatency: casWriteLatency, tRCD: activateToRead,
      tRCDWrite: activateToWrite, tRP: keys.integer("tRP", default: 10), tRAS: keys.integer("tRAS", default: 24),
      tRRDS: keys.integer("tRRD_S", default: 4), tRRDL: keys.integer("tRRD" + long, default: 4),
      tFAW: keys.integer("tFAW", default: 50), tCCDS: keys.integer("tCCD_S", default: 4),
      tCCDL: keys.integer("tCCD" + long, default: long == "_S" ? 4 : 6), tWTRS: keys.integer("tWTR_S", default: 5),
      tWTRL: keys.integer("tWTR" + long, default: 5), tWR: keys.integer("tWR", default: 10),
      tRTP: additive + keys.integer("tRTP", default: 5),
      tPPD: keys.word("protocol", default: "DDR3") == "LPDDR4" ? keys.integer("tPPD", default: 0) : 0,
      readToWrite: readToWrite, readToWriteOtherRank: readToWrite, rankSwitch: bubble,
      tRFC: keys.integer("tRFC", default: 74), tREFI: keys.integer("tREFI", default: 7800))
  }

  /// The memory clock in hertz.
  private mutating func clock(_ standard: DRAMStandard) -> Int {
    let period = keys.number("tCK", default: 1)
    guard period >= 1e-3, period <= 1e3 else {
      keys.report(
        .outOfRange(subject: "key 'tCK'", attribute: "value", found: "\(period)", expected: "from 0.001 to 1000 ns"),
        at: "tCK")
      return 1
    }
    let transfers = 2000 / period
    let exact = Int((1e9 / period).rounded())
    guard let rate = Self.rates.min(by: { abs(Double($0) - transfers) < abs(Double($1) - transfers) }),
      abs(Double(rate) - transfers) <= 0.01 * transfers, rate * 500_000 != exact
    else { return exact }
    keys.report(
      .other(
        "a period of \(period) ns is not the clock of a JEDEC rate",
        remedy: "\(rate) million transfers a second, the nearest one, is taken"), at: "tCK", severity: .warning)
    return rate * 500_000
  }

  private mutating func currents() -> DRAMCurrents {
    DRAMCurrents(
      volts: keys.number("VDD", default: 1.2), idd0: keys.number("IDD0", default: 48),
      idd2N: keys.number("IDD2N", default: 34), idd3N: keys.number("IDD3N", default: 43),
      idd4R: keys.number("IDD4R", default: 135), idd4W: keys.number("IDD4W", default: 123),
      idd5: keys.number("IDD5AB", default: 250))
  }

  private mutating func controller() -> DRAMControllerPolicy {
    var policy = DRAMControllerPolicy.drain
    policy.readQueue = keys.integer("trans_queue_size", default: 32)
    policy.writeQueue = policy.readQueue
    policy.commandQueue = keys.integer("cmd_queue_size", default: 16)
    policy.rowPolicy =
      choice("row_buf_policy", default: "OPEN_PAGE", ["OPEN_PAGE": .open, "CLOSE_PAGE": .closed]) ?? .open
    policy.commandQueues =
      choice("queue_structure", default: "PER_BANK", ["PER_BANK": .perBank, "PER_RANK": .perRank]) ?? .perBank
    let refresh = keys.word("refresh_policy", default: "RANK_LEVEL_STAGGERED")
    if refresh != "RANK_LEVEL_STAGGERED" {
      notSimulated("refresh_policy", "refresh_policy \(refresh)", instead: "RANK_LEVEL_STAGGERED is taken instead")
    }
    if keys.flag("unified_queue", default: false) {
      notSimulated("unified_queue", "a unified queue", instead: "reads and writes get queues of their own")
    }
    if keys.flag("enable_self_refresh", default: false) {
      notSimulated("enable_self_refresh", "self-refresh", instead: "ranks stay awake")
    }
    return policy
  }

  private mutating func choice<Meaning>(
    _ key: String, default fallback: String, _ known: KeyValuePairs<String, Meaning>
  ) -> Meaning? {
    let word = keys.word(key, default: fallback)
    if let meaning = known.first(where: { $0.key == word })?.value { return meaning }
    keys.report(
      .unknownWord(subject: "key '\(key)'", attribute: "value", found: word, known: known.map(\.key)), at: key)
    return nil
  }

  private mutating func notSimulated(_ key: String, _ what: String, instead: String) {
    keys.report(.other("\(what) is not simulated", remedy: instead), at: key, severity: .warning)
  }
}
