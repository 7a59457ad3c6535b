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

  /// A rule of one preceding command; `unit` is 0 for the rank, 1 for the bank group, 2 for the bank.
  private struct CompiledRule {
    var unit: Int32
    var following: Int32
    var cycles: Int64
  }

  /// Where the times of a bank, of its group and of its rank stand in `ready`; counts are powers of two.
  struct Layout {
    var rankShift: Int
    var groupShift: Int
    var groupBase: Int
    var bankBase: Int

    @inline(__always)
    func rank(_ bank: Int) -> Int { (bank &>> rankShift) &* stride }
    @inline(__always)
    func group(_ bank: Int) -> Int { groupBase &+ (bank &>> groupShift) &* stride }
    @inline(__always)
    func bank(_ bank: Int) -> Int { bankBase &+ bank &* stride }

    /// The first cycle for the command by the times given, so that a loop looks them up once.
    @inline(__always)
    func earliest(_ command: DRAMCommand, bank: Int, in ready: Span<Int64>) -> Int64 {
      let slot = DRAMDevice.slot(command)
      return max(ready[rank(bank) &+ slot], max(ready[group(bank) &+ slot], ready[self.bank(bank) &+ slot]))
    }
  }

  /// Ready times, `stride` to a unit: ranks, then bank groups, then banks.
  private(set) var ready: [Int64]
  let layout: Layout
  /// Rules within a rank and rules between ranks, in the order of their preceding commands; where each command starts.
  private let rules: [CompiledRule]
  private let ruleStarts: [Int]
  private let otherRankRules: [CompiledRule]
  private let otherRankStarts: [Int]
  private let ranks: Int
  private let activateWindow: Int64
  /// Times of the last four activates of each rank, and where the oldest stands.
  private var activates: [Int64]
  private var oldestActivate: [Int]

  /// Devices with all banks closed and no command issued yet.
  package init(_ configuration: DRAMConfiguration) {
    let organization = configuration.organization
    let groups = organization.ranks * organization.bankGroups
    ranks = organization.ranks
    ready = Array(
      repeating: Self.never, count: (organization.ranks + groups + organization.banks) * Self.stride)
    layout = Layout(
      rankShift: organization.banksPerRank.trailingZeroBitCount,
      groupShift: organization.banksPerGroup.trailingZeroBitCount,
      groupBase: organization.ranks * Self.stride, bankBase: (organization.ranks + groups) * Self.stride)
    activates = Array(repeating: Self.never, count: organization.ranks * 4)
    oldestActivate = Array(repeating: 0, count: organization.ranks)

    let rules = configuration.timingRules
    activateWindow = Int64(rules.first { $0.window == 4 }?.cycles ?? 0)
    func compiled(_ scopes: [DRAMTimingRule.Scope]) -> (rules: [CompiledRule], starts: [Int]) {
      var result: [CompiledRule] = []
      var starts = [0]
      for command in DRAMCommand.allCases {
        for rule in rules where rule.preceding == command && rule.window == 1 {
          guard let unit = scopes.firstIndex(of: rule.scope) else { continue }
          result.append(
            CompiledRule(
              unit: Int32(unit), following: Int32(Self.slot(rule.following)), cycles: Int64(rule.cycles)))
        }
        starts.append(result.count)
      }
      return (result, starts)
    }
    (self.rules, ruleStarts) = compiled([.rank, .bankGroup, .bank])
    (otherRankRules, otherRankStarts) = compiled([.otherRank])
  }

  /// Where the ready time of a command stands in its unit: a column command that closes its row waits as a plain one.
  @inline(__always)
  static func slot(_ command: DRAMCommand) -> Int {
    switch command {
    case .readPrecharge: Int(DRAMCommand.read.rawValue)
    case .writePrecharge: Int(DRAMCommand.write.rawValue)
    default: Int(command.rawValue)
    }
  }

  /// The first cycle at which the command breaks no rule; a long past cycle when nothing binds it.
  ///
  /// `bank` counts over the channel's ranks, bank groups and banks; a command to a whole rank may name any of its banks.
  @inline(__always)
  package func earliest(_ command: DRAMCommand, bank: Int) -> Int64 {
    layout.earliest(command, bank: bank, in: ready.span)
  }

  /// Notes that the command went out in that cycle.
  package mutating func issue(_ command: DRAMCommand, bank: Int, at time: Int64) {
    #if SYSTOLE_CHECKS
      precondition(time >= earliest(command, bank: bank), "\(command) to bank \(bank) at \(time) breaks a timing rule")
    #endif
    let slot = Int(command.rawValue)
    let rank = bank &>> layout.rankShift
    let (rankUnit, groupUnit, bankUnit) = (layout.rank(bank), layout.group(bank), layout.bank(bank))
    for index in ruleStarts[slot]..<ruleStarts[slot + 1] {
      let rule = rules[index]
      let unit = rule.unit == 0 ? rankUnit : rule.unit == 1 ? groupUnit : bankUnit
      raise(unit &+ Int(rule.following), time &+ rule.cycles)
    }
    if ranks > 1 {
      for index in otherRankStarts[slot]..<otherRankStarts[slot + 1] {
        let rule = otherRankRules[index]
        for other in 0..<ranks where other != rank {
          raise(other * Self.stride + Int(rule.following), time + rule.cycles)
        }
      }
    }
    if command == .activate {
      let place = oldestActivate[rank]
      activates[rank * 4 + place] = time
      let next = (place + 1) & 3
      oldestActivate[rank] = next
      raise(rankUnit + slot, activates[rank * 4 + next] + activateWindow)
    }
  }

  @inline(__always)
  private mutating func raise(_ index: Int, _ time: Int64) {
    ready[index] = max(ready[index], time)
  }
}
