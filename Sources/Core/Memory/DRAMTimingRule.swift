/// A command on the DRAM command bus.
public enum DRAMCommand: UInt8, CaseIterable, Hashable, Sendable, Codable {
  case activate
  case precharge
  /// All banks of a rank.
  case prechargeAll
  case read
  case write
  /// All banks of a rank.
  case refresh
}

/// The distance a standard demands between two commands.
public struct DRAMTimingRule: Hashable, Sendable, Codable {
  /// Which part of a channel both commands must share for the rule to bind.
  public enum Scope: UInt8, CaseIterable, Hashable, Sendable, Codable {
    case rank
    /// Different ranks of one channel.
    case otherRank
    case bankGroup
    case bank
  }

  /// Which part of a channel both commands share.
  public var scope: Scope
  /// The command that was issued.
  public var preceding: DRAMCommand
  /// The command that has to wait.
  public var following: DRAMCommand
  /// Cycles from the `window`-th last preceding command to the first cycle that allows the following one.
  public var cycles: Int
  /// How many preceding commands the distance spans: 4 for the four-activate window, else 1.
  public var window: Int

  /// A rule over one preceding command unless `window` says otherwise.
  public init(_ scope: Scope, _ preceding: DRAMCommand, _ following: DRAMCommand, _ cycles: Int, window: Int = 1) {
    self.scope = scope
    self.preceding = preceding
    self.following = following
    self.cycles = cycles
    self.window = window
  }
}

extension DRAMConfiguration {
  /// The timing rules of the standard with this part's numbers.
  ///
  /// Source: JESD79-3F, JESD79-4B, JESD79-5, JESD209-4/-5B, JESD235D and JESD238 as Ramulator 2.1's
  /// `python/ramulator/dram/*.py` states them. A command of several cycles counts from its last cycle,
  /// so a rule grows by the preceding command's extra cycles and shrinks by the following one's.
  public var timingRules: [DRAMTimingRule] {
    let time = timing
    let writeEnd = time.casWriteLatency + time.burst
    var rules: [DRAMTimingRule] = []
    func add(
      _ scope: DRAMTimingRule.Scope, _ preceding: DRAMCommand, _ following: [DRAMCommand], _ cycles: Int,
      window: Int = 1
    ) {
      for command in following {
        let adjusted = cycles + commandCycles(preceding) - commandCycles(command)
        rules.append(DRAMTimingRule(scope, preceding, command, adjusted, window: window))
      }
    }

    add(.rank, .read, [.read], max(time.tCCDS, time.burst))
    add(.rank, .write, [.write], max(time.tCCDWriteS, time.burst))
    add(.rank, .read, [.write], time.readToWrite)
    add(.rank, .write, [.read], writeEnd + time.tWTRS)
    add(.rank, .read, [.prechargeAll], time.tRTP)
    add(.rank, .write, [.prechargeAll], writeEnd + time.tWR)
    add(.rank, .activate, [.activate], time.tRRDS)
    add(.rank, .activate, [.activate], time.tFAW, window: 4)
    add(.rank, .activate, [.prechargeAll], time.tRAS)
    add(.rank, .activate, [.refresh], time.tRC)
    add(.rank, .precharge, [.refresh], time.tRP)
    add(.rank, .prechargeAll, [.activate, .refresh], time.tRPAll)
    add(.rank, .refresh, [.activate, .prechargeAll, .refresh], time.tRFC)
    if time.tPPD > 1 {
      add(.rank, .precharge, [.precharge, .prechargeAll], time.tPPD)
      add(.rank, .prechargeAll, [.precharge, .prechargeAll], time.tPPD)
    }

    if !standard.hasPseudoChannels {
      add(.otherRank, .read, [.read], time.burst + time.rankSwitch)
      add(.otherRank, .read, [.write], time.readToWriteOtherRank)
      add(.otherRank, .write, [.write], time.burst)
      add(.otherRank, .write, [.read], writeEnd + time.rankSwitch - time.casLatency)
    }

    add(.bankGroup, .read, [.read], time.tCCDL)
    add(.bankGroup, .write, [.write], time.tCCDWriteL)
    add(.bankGroup, .write, [.read], writeEnd + time.tWTRL)
    add(.bankGroup, .activate, [.activate], time.tRRDL)

    add(.bank, .activate, [.activate], time.tRC)
    add(.bank, .activate, [.read], time.tRCD)
    add(.bank, .activate, [.write], time.tRCDWrite)
    add(.bank, .activate, [.precharge], time.tRAS)
    add(.bank, .precharge, [.activate], time.tRP)
    add(.bank, .read, [.precharge], time.tRTP)
    add(.bank, .write, [.precharge], writeEnd + time.tWR)
    return rules
  }

  private func commandCycles(_ command: DRAMCommand) -> Int {
    switch command {
    case .activate: timing.activateCommandCycles
    case .read, .write: timing.columnCommandCycles
    case .precharge, .prechargeAll, .refresh: 1
    }
  }
}
