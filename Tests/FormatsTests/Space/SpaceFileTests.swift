import Core
import Formats
import Testing

@Suite struct SpaceFileTests {
  static let valid = """
    <?xml version="1.0" encoding="UTF-8"?>
    <space xmlns="urn:systole:space:1" name="small" architecture="gemmini">
      <set path="architecture.costs" value="cacti"/>
      <parameter name="side" path="array.rows array.columns scratchpad.width=1*B" values="8 16"/>
      <parameter name="memory" path="scratchpad.capacity" from="64KiB" to="256KiB" step="x2"/>
      <parameter name="channels" path="dram.channels" from="1" to="3" step="1"/>
      <parameter name="standard" path="dram.standard" kind="categorical" values="DDR4-2400 HBM2-2000"/>
      <constraint rule="memory >= 4096 * side" because="rows"/>
    </space>
    """

  @Test func readsParametersAndRules() throws {
    let file = try SpaceFile.read(InputFile(name: "small.xml", text: Self.valid))
    #expect(
      file.space.parameters.map(\.values) == [
        ["8", "16"], ["64KiB", "128KiB", "256KiB"], ["1", "2", "3"], ["DDR4-2400", "HBM2-2000"],
      ])
    #expect(file.space.size == 36)
    #expect(file.space.parameters[1].numbers == [65536, 131072, 262144])
    #expect(file.space.fixed == ["architecture.costs=cacti"])
    #expect(file.space.constraints.map(\.reason) == ["rows"])
  }

  /// A value may set more than the others do; what it leaves alone is the base architecture's.
  @Test func readsChoices() throws {
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <space xmlns="urn:systole:space:1" name="small" architecture="gemmini">
        <parameter name="dataflow" path="array.dataflows" kind="categorical"
            values="weight-stationary output-stationary">
          <choice when="output-stationary" path="registers.keeps" value="outputs"/>
          <choice when="output-stationary" path="registers.capacity-per-element" value="8B"/>
        </parameter>
      </space>
      """
    let file = try SpaceFile.read(InputFile(name: "small.xml", text: text))
    #expect(file.space.settings(of: DesignPoint([0])) == ["array.dataflows=weight-stationary"])
    #expect(
      file.space.settings(of: DesignPoint([1])) == [
        "array.dataflows=output-stationary", "registers.keeps=outputs", "registers.capacity-per-element=8B",
      ])
    let kept = try [0, 1].map { try file.variants.architecture(at: DesignPoint([$0]), of: file.space) }.map {
      $0.levels.last?.keeps
    }
    #expect(kept == [.weights, .outputs])
    for (wrong, reason) in [
      ("when=\"output-stationary\" path=\"registers.keeps\"", "when=\"output\" path=\"registers.keeps\""),
      ("path=\"registers.keeps\"", "path=\"registers.kept\""), ("path=\"registers.keeps\"", "path=\"array.dataflows\""),
      ("path=\"registers.capacity-per-element\" value=\"8B\"", "path=\"registers.keeps\" value=\"weights\""),
    ] {
      #expect(throws: InvalidInput.self, "\(reason)") {
        try SpaceFile.read(InputFile(name: "small.xml", text: text.replacing(wrong, with: reason)))
      }
    }
  }

  @Test func rulesKnowRemainders() throws {
    let rule = try DesignConstraint(parsing: "memory % (4 * side) == 0")
    #expect(rule.holds { $0 == "side" ? 6 : 48 } == true)
    #expect(rule.holds { $0 == "side" ? 6 : 50 } == false)
    #expect(rule.holds { $0 == "side" ? 0 : 50 } == nil)
  }

  /// A variant is what reading the base document with the point's settings of the architecture gives.
  @Test(arguments: BuiltinLibrary.names(of: .space))
  func variantsAreWhatSettingsMake(name: String) throws {
    let file = try SpaceFile.read(try InputFile.resolve(name, kind: .space))
    var random = SeededRandom(seed: 11)
    var legal = 0
    for _ in 0..<40 {
      let point = DesignPoint(file.space.parameters.map { random.below($0.count) })
      let settings = try file.space.settings(of: point).map(Setting.init(parsing:))
        .filter { !FlowAttribute.components.contains($0.component) }
      let read = Result { try ArchitectureFile.read(file.architecture, settings: settings).0.withoutRemarks }
      let variant = Result { try file.variants.architecture(at: point, of: file.space) }
      #expect((try? variant.get()) == (try? read.get()), "\(file.space.settings(of: point))")
      if (try? variant.get()) != nil { legal += 1 }
    }
    #expect(legal > 0)
  }

  /// Every value of every parameter changes area, energy or the clock somewhere in the space; synthesis prices its own.
  @Test(arguments: BuiltinLibrary.names(of: .space))
  func everyKnobHasItsPrice(name: String) throws {
    let file = try SpaceFile.read(try InputFile.resolve(name, kind: .space))
    for (index, parameter) in file.space.parameters.enumerated()
    where !parameter.paths.contains(where: { FlowAttribute(rawValue: $0) != nil }) {
      var random = SeededRandom(seed: 3, stream: UInt64(index))
      let differs = (0..<200).contains { _ in
        var point = DesignPoint(file.space.parameters.map { random.below($0.count) })
        point.indices[index] = 0
        var other = point
        other.indices[index] = file.space.parameters[index].count - 1
        guard let first = try? file.variants.architecture(at: point, of: file.space),
          let second = try? file.variants.architecture(at: other, of: file.space)
        else { return false }
        return first.freeFigures.areaSquareMillimetres != second.freeFigures.areaSquareMillimetres
          || first.array.macEnergy != second.array.macEnergy
      }
      #expect(differs, "\(file.space.parameters[index].name)")
    }
  }

  static let broken = [
    BrokenInput(
      "a component that isn't there", "scratchpad.capacity", "scratchpat.capacity",
      "5:28 the architecture has no component 'scratchpat'; did you mean 'scratchpad'?"),
    BrokenInput(
      "a step over the end", #"to="256KiB""#, #"to="300KiB""#,
      "5:68 parameter 'memory' steps over its end, 300KiB; change to or step"),
    BrokenInput(
      "values that don't ascend", "8 16", "16 8", "4:79 parameter 'side' values don't ascend at 8; sort them, each once"
    ),
    BrokenInput(
      "a unit that isn't one", "64KiB", "64KB",
      "5:55 parameter 'memory' from '64KB' is not a number, size or frequency; write e.g. 16, 64KiB or 500MHz"),
    BrokenInput(
      "a rule of something unknown", "4096 * side", "4096 * sides",
      "8:15 constraint refers to parameter 'sides', which does not exist; "
        + "known: side, memory, channels, standard, area, leakage, highest-clock"),
    BrokenInput(
      "a rule without end", "4096 * side", "4096 *",
      "8:15 the rule 'memory >= 4096 *' can't be read: the rule ends where a number or a name was expected; "
        + "write e.g. highest-clock >= clock"),
    BrokenInput(
      "a memory there isn't", "HBM2-2000", "HBM9",
      "7:70 dram 'dram' standard 'HBM9' is unknown; write one of: 'DDR3-1600', 'DDR3-2133', 'DDR4-2400', 'DDR4-3200', "
        + "'DDR5-4800', 'LPDDR4-2400', 'LPDDR4-3200', 'LPDDR5-6400', 'HBM2-2000', 'HBM3-6400'"),
    BrokenInput(
      replacing: [(#"name="memory""#, #"name="side""#), ("memory >=", "side >="), ("dram.channels", "array.rows")],
      mistake: "names and attributes twice",
      "5:14 parameter 'side' is declared twice; give each its own name",
      "6:30 attribute 'array.rows' is given twice; remove one"),
  ]

  @Test(arguments: broken)
  func saysWhatIsWrong(input: BrokenInput) throws {
    try input.check(in: Self.valid, file: "small.xml") { try SpaceFile.read($0) }
  }
}

extension BrokenInput {
  fileprivate init(replacing: [(old: String, new: String)], mistake: String, _ expected: String...) {
    self.init(mistake, replacing: replacing, expected)
  }
}

extension Architecture {
  /// The architecture without what variants leave out.
  fileprivate var withoutRemarks: Architecture {
    var architecture = self
    architecture.summary = ""
    architecture.sources = []
    architecture.origins = origins.filter { !$0.priced.isEmpty }.map {
      Origin(component: $0.component, places: [], estimated: [], priced: $0.priced)
    }
    return architecture
  }
}
