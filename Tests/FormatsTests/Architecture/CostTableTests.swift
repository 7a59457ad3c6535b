import Core
import Formats
import Testing

@Suite struct CostTableTests {
  private func gemmini(_ settings: String...) throws -> Architecture {
    let input = try InputFile.resolve("gemmini", kind: .architecture)
    return try ArchitectureFile.read(input, settings: settings.map(Setting.init(parsing:))).0
  }

  /// The constants the files stated before the table had a name, from DOSA's dse/energy_model.py.
  @Test(arguments: [
    ("gemmini", "scratchpad", 6.92328), ("gemmini", "accumulator", 0.5855), ("gemmini", "registers", 0.48746),
    ("gemmini-dosa", "scratchpad", 3.70664), ("gemmini-dosa", "accumulator", 0.53525),
    ("gemmini-firesim", "scratchpad", 103.42248), ("gemmini-firesim", "accumulator", 6.917),
    ("scalesim-ws", "weight-sram", 2.09832), ("scalesim-os", "output-sram", 0.53525),
    ("gemmini", "dram", 100), ("scalesim-is", "dram", 100),
  ])
  func givesDOSAsEnergies(name: String, level: String, picojoules: Double) throws {
    let (architecture, _) = try ArchitectureFile.read(try InputFile.resolve(name, kind: .architecture))
    let found = try #require(architecture.level(named: level))
    #expect(abs(found.readEnergy - picojoules) < 1e-9 * picojoules)
    #expect(found.readEnergy == found.writeEnergy)
    #expect(architecture.array.macEnergy == 0.5608)
    #expect(architecture.vectorUnit?.energyPerOperation == 0.5608)
    #expect(architecture.externalMemory.energyPerBit == 12.5)
    #expect(architecture.leakageMilliwatts == 0)
  }

  /// DOSA's formulas at other sizes: 0.02513 · 512 + 0.49, and (0.1005 · 128 / 32 + 1.94) / 4.
  @Test func followsAChangedSize() throws {
    let architecture = try gemmini(
      "scratchpad.capacity=512KiB", "accumulator.capacity=128KiB", "array.rows=32", "array.columns=32")
    #expect(abs((architecture.level(named: "scratchpad")?.readEnergy ?? 0) - 13.35656) < 1e-9)
    #expect(abs((architecture.level(named: "accumulator")?.readEnergy ?? 0) - 0.5855) < 1e-9)
  }

  @Test func letsAStatedValueHold() throws {
    let architecture = try gemmini(
      "architecture.costs=cacti", "scratchpad.read-energy=7pJ/B", "architecture.leakage=5mW")
    let table = try gemmini("architecture.costs=cacti")
    #expect(architecture.level(named: "scratchpad")?.readEnergy == 7)
    #expect(
      architecture.level(named: "scratchpad")?.writeEnergy == table.level(named: "scratchpad")?.writeEnergy)
    #expect(architecture.leakageMilliwatts == 5)
    #expect(table.leakageMilliwatts > 5)
  }

  /// A bank of 64 KiB, 16 bytes wide, at 45 nm: CACTI's 33.2256 pJ, and the wires of four such banks.
  @Test func givesCACTIsEnergies() throws {
    let architecture = try gemmini("architecture.costs=cacti", "architecture.technology=45nm")
    let scratchpad = try #require(architecture.level(named: "scratchpad"))
    let side = (4 * 0.187976).squareRoot()
    #expect(abs(scratchpad.readEnergy * 16 - (33.2256 + 0.2299 * 128 * side)) < 0.02)
    #expect(architecture.externalMemory.energyPerBit == nil)
    #expect(architecture.externalMemory.interfaceEnergyPerByte > 0)
    #expect(architecture.leakageMilliwatts > 0)
  }

  /// An energy stated for a byte of the external memory includes its interface.
  @Test func countsTheInterfaceOnce() throws {
    let architecture = try gemmini("architecture.costs=cacti", "dram.energy=100pJ/B")
    #expect(architecture.externalMemory.interfaceEnergyPerByte == 0)
  }

  @Test(arguments: CostTable.allCases, [40])
  func survivesWriting(table: CostTable, nanometres: Int) throws {
    let architecture = try gemmini("architecture.costs=\(table.rawValue)", "architecture.technology=\(nanometres)nm")
    let written = ArchitectureFile.write(architecture)
    let (again, _) = try ArchitectureFile.read(InputFile(name: "again.xml", bytes: written))
    #expect(again == architecture)
    #expect(ArchitectureFile.write(again) == written)
  }

  /// A resolved document is repriced when a size changes, and a value set by hand in it holds.
  @Test func repricesAResolvedDocument() throws {
    let resolved = InputFile(name: "resolved.xml", bytes: ArchitectureFile.write(try gemmini()))
    func read(_ setting: String) throws -> StorageLevel? {
      try ArchitectureFile.read(resolved, settings: [Setting(parsing: setting)]).0.level(named: "scratchpad")
    }
    #expect(abs((try read("scratchpad.capacity=512KiB")?.readEnergy ?? 0) - 13.35656) < 1e-9)
    let stated = try read("scratchpad.read-energy=1pJ/B")
    #expect(stated?.readEnergy == 1)
    #expect(abs((stated?.writeEnergy ?? 0) - 6.92328) < 1e-9)
  }

  @Test(arguments: [
    (
      ["architecture.costs=dosa"],
      "--set architecture.costs=dosa: error: architecture 'gemmini' costs 'dosa' is unknown; write one of: "
        + "'dosa-40nm', 'cacti', 'cacti-lop', 'cacti-lstp'"
    ),
    (
      ["architecture.technology=28nm"],
      "--set architecture.technology=28nm: error: costs 'dosa-40nm' has no figures for 28nm; there are "
        + "dosa-40nm (40nm), cacti (7nm to 180nm), cacti-lop (7nm to 180nm), cacti-lstp (7nm to 180nm)"
    ),
    (
      ["architecture.costs=cacti", "architecture.technology=250nm"],
      "--set architecture.technology=250nm: error: costs 'cacti' has no figures for 250nm; there are "
        + "dosa-40nm (40nm), cacti (7nm to 180nm), cacti-lop (7nm to 180nm), cacti-lstp (7nm to 180nm)"
    ),
  ])
  func saysWhichTablesThereAre(settings: [String], message: String) throws {
    let input = try InputFile.resolve("gemmini", kind: .architecture)
    let error = #expect(throws: InvalidInput.self) {
      try ArchitectureFile.read(input, settings: try settings.map(Setting.init(parsing:)))
    }
    #expect(error?.diagnostics.map(\.description) == [message])
  }

  /// Without a table nothing is made up.
  @Test func asksForEnergiesWithoutATable() throws {
    let text = SmallDocuments.architecture.replacing(#" mac-energy="0.56pJ""#, with: "")
      .replacing(#"mac-energy="0.56pJ" "#, with: "")
    let error = #expect(throws: InvalidInput.self) {
      try ArchitectureFile.read(InputFile(name: "small.xml", text: text))
    }
    #expect(error?.diagnostics.first?.description.contains("mac-energy") == true)
  }
}
