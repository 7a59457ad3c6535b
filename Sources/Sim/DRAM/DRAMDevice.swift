package import Core

/// The devices of one channel: for every command and bank, the first cycle that breaks no timing rule.
///
/// Rules are the configuration's data; each rank, bank group and bank keeps one ready time per command. Issuing costs
/// one step per rule of the command, asking costs three loads.
package struct DRAMDevice: Sendable {
  /// Slots per unit, a power of two not below the number of commands.
  private static let stride = 8
  /// Long before any cycle, far from overflow.
  private static let never = Int64.min / 4

  private struct CompiledRule {
    var following: Int
    var cycles: Int64
  }

  /// Offsets of a bank's units in `ready`.
  private struct Units {
    var rank: Int
    var group: Int
    var bank: Int
    var rankIndex: Int
  }

  private var ready: [Int64]
  private let units: [Units]
  private let rankRules: [[CompiledRule]]
  private let groupRules: [[CompiledRule]]
  private let bankRules: [[CompiledRule]]
  private let otherRankRules: [[CompiledRule]]
  private let ranks: Int
  private let activateWindow: Int64
  /// Times of the last four activates of each rank, and where the oldest stands.
  private var activates: [Int64]
  private var oldestActivate: [Int]

  package init(_ configuration: DRAMConfiguration) {
    let organization = configuration.organization
    let groups = organization.ranks * organization.bankGroups
    ranks = organization.ranks
    ready = Array(
      repeating: Self.never, count: (organization.ranks + groups + organization.banks) * Self.stride)
    units = (0..<organization.banks).map { bank in
      let group = bank / organization.banksPerGroup
      let rank = group / organization.bankGroups
      return Units(
        rank: rank * Self.stride, group: (organization.ranks + group) * Self.stride,
        bank: (organization.ranks + groups + bank) * Self.stride, rankIndex: rank)
    }
    activates = Array(repeating: Self.never, count: organization.ranks * 4)
    oldestActivate = Array(repeating: 0, count: organization.ranks)

    let rules = configuration.timingRules
    activateWindow = Int64(rules.first { $0.window == 4 }?.cycles ?? 0)
    func compiled(_ scope: DRAMTimingRule.Scope) -> [[CompiledRule]] {
      DRAMCommand.allCases.map { command in
        rules.filter { $0.scope == scope && $0.preceding == command && $0.window == 1 }
          .map { CompiledRule(following: Int($0.following.rawValue), cycles: Int64($0.cycles)) }
      }
    }
    rankRules = compiled(.rank)
    groupRules = compiled(.bankGroup)
    bankRules = compiled(.bank)
    otherRankRules = compiled(.otherRank)
  }

  /// The first cycle at which the command breaks no rule; a long past cycle when nothing binds it.
  ///
  /// `bank` counts over the channel's ranks, bank groups and banks; a command to a whole rank may name any of its banks.
  @inline(__always)
  package func earliest(_ command: DRAMCommand, bank: Int) -> Int64 {
    let unit = units[bank]
    let slot = Int(command.rawValue)
    return max(ready[unit.rank + slot], max(ready[unit.group + slot], ready[unit.bank + slot]))
  }

  /// Notes that the command went out in that cycle.
  package mutating func issue(_ command: DRAMCommand, bank: Int, at time: Int64) {
    let unit = units[bank]
    let slot = Int(command.rawValue)
    raise(unit.bank, bankRules[slot], time)
    raise(unit.group, groupRules[slot], time)
    raise(unit.rank, rankRules[slot], time)
    if ranks > 1 {
      for rank in 0..<ranks where rank != unit.rankIndex {
        raise(rank * Self.stride, otherRankRules[slot], time)
      }
    }
    if command == .activate {
      let base = unit.rankIndex * 4
      let place = oldestActivate[unit.rankIndex]
      activates[base + place] = time
      let next = (place + 1) & 3
      oldestActivate[unit.rankIndex] = next
      let slot = unit.rank + Int(DRAMCommand.activate.rawValue)
      ready[slot] = max(ready[slot], activates[base + next] + activateWindow)
    }
  }

  @inline(__always)
  private mutating func raise(_ unit: Int, _ rules: [CompiledRule], _ time: Int64) {
    for rule in rules {
      let slot = unit + rule.following
      ready[slot] = max(ready[slot], time + rule.cycles)
    }
  }
}
