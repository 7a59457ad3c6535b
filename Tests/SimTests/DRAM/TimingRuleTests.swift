import Core
import Sim
import Testing

@Suite("DRAM timing rules")
struct TimingRuleTests {
  /// When the first command goes out; late enough that nothing before it matters.
  private static let start: Int64 = 10_000

  /// A preset with two ranks, so that rules between ranks can be seen.
  private func preset(_ name: String) throws -> DRAMConfiguration {
    var preset = try #require(DRAMConfiguration.preset(named: name))
    preset.organization.ranks = 2
    return preset
  }

  /// Bank 0 and a bank in the place asked for; `nil` when the organisation has none.
  private func bank(_ place: ExpectedDistance.Place, in organization: DRAMOrganization) -> Int? {
    switch place {
    case .otherRank: organization.banksPerRank
    case .otherGroup: organization.bankGroups > 1 ? organization.banksPerGroup : nil
    case .sameGroup: 1
    case .sameBank: 0
    }
  }

  @Test("a command is illegal one cycle before its distance and legal at it", arguments: ExpectedDistance.all)
  func distance(_ expected: ExpectedDistance) throws {
    let preset = try preset(expected.preset)
    guard let bank = bank(expected.place, in: preset.organization) else { return }
    var device = DRAMDevice(preset)
    device.issue(expected.preceding, bank: 0, at: Self.start)
    let earliest = device.earliest(expected.following, bank: bank)
    #expect(earliest > Self.start + expected.cycles - 1, "legal too early")
    #expect(earliest <= Self.start + expected.cycles, "illegal for too long")
  }

  @Test("every rule of every preset is in the tables", arguments: DRAMConfiguration.presetNames)
  func coverage(name: String) throws {
    let preset = try preset(name)
    let rows = ExpectedDistance.all.filter { $0.preset == name }
    for rule in preset.timingRules where rule.window == 1 {
      // A column command that closes its row is held to the plain command's distances by its own test.
      let isPlain = rule.preceding != .readPrecharge && rule.preceding != .writePrecharge
      guard isPlain || !rule.following.isColumn else { continue }
      let places: [ExpectedDistance.Place] =
        switch rule.scope {
        case .rank: preset.organization.bankGroups > 1 ? [.otherGroup] : [.sameGroup]
        case .otherRank: [.otherRank]
        case .bankGroup: [.sameGroup]
        case .bank: [.sameBank]
        }
      #expect(
        rows.contains {
          $0.preceding == rule.preceding && $0.following == rule.following && places.contains($0.place)
        }, "\(rule)")
    }
  }

  @Test(
    "a fifth activate waits for the four-activate window",
    arguments: [
      // Name, window and shortest spacing in cycles: JEDEC tFAW and tRRD_S as Ramulator 2.1 resolves them; Ramulator 1 and
      // DRAMsim3 for LPDDR4, JESD79-3F for DDR3-2133.
      ("DDR3-1600", 24, 5), ("DDR3-2133", 27, 6), ("DDR4-2400", 26, 4), ("DDR4-3200", 34, 4), ("DDR5-4800", 48, 8),
      ("LPDDR4-2400", 32, 8), ("LPDDR4-3200", 64, 16), ("LPDDR5-6400", 16, 4), ("HBM2-2000", 15, 4),
      ("HBM3-6400", 24, 4),
    ])
  func activateWindow(name: String, window: Int64, spacing: Int64) throws {
    let preset = try preset(name)
    var device = DRAMDevice(preset)
    let organization = preset.organization
    // One bank of each group in turn, so that only the window and the short spacing bind.
    func bank(_ index: Int) -> Int {
      index % organization.bankGroups * organization.banksPerGroup + index / organization.bankGroups
    }
    var last = Self.start
    for index in 0..<4 {
      last = max(Self.start, device.earliest(.activate, bank: bank(index)))
      #expect(last == Self.start + Int64(index) * spacing || organization.bankGroups < 4)
      device.issue(.activate, bank: bank(index), at: last)
    }
    let fifth = device.earliest(.activate, bank: bank(4))
    #expect(fifth >= Self.start + window)
    #expect(fifth == max(Self.start + window, device.earliest(.activate, bank: bank(5)), last + spacing))
    #expect(
      device.earliest(.activate, bank: organization.banksPerRank) <= Self.start, "the other rank has its own window")
  }

  @Test(
    "a read or write that closes its row keeps the plain command's distances", arguments: DRAMConfiguration.presetNames)
  func closingColumns(name: String) throws {
    let preset = try preset(name)
    for (plain, closing) in [(DRAMCommand.read, DRAMCommand.readPrecharge), (.write, .writePrecharge)] {
      var left = DRAMDevice(preset)
      var right = DRAMDevice(preset)
      left.issue(plain, bank: 0, at: Self.start)
      right.issue(closing, bank: 0, at: Self.start)
      for following in [DRAMCommand.read, .write] {
        for bank in 0..<preset.organization.banks {
          #expect(left.earliest(following, bank: bank) == right.earliest(following, bank: bank))
          let closingToo: DRAMCommand = following == .read ? .readPrecharge : .writePrecharge
          #expect(left.earliest(closingToo, bank: bank) == left.earliest(following, bank: bank))
        }
      }
    }
  }

  @Test("the later of two rules wins, in whichever order they were set off")
  func laterRuleWins() throws {
    // DDR4-2400: a write holds reads of its group back for 25 cycles, a read only for 6.
    let preset = try preset("DDR4-2400")
    var device = DRAMDevice(preset)
    device.issue(.write, bank: 0, at: Self.start)
    device.issue(.read, bank: 4, at: Self.start + 19)
    #expect(device.earliest(.read, bank: 1) == Self.start + 25)
    #expect(device.earliest(.read, bank: 5) == Self.start + 25, "same group as the read: 19 + 6")
    #expect(device.earliest(.read, bank: 8) == Self.start + 23, "another group: 19 + 4")
  }
}
