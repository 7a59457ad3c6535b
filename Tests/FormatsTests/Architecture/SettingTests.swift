import Core
import Formats
import Testing

@Suite struct SettingTests {
  private func read(_ settings: String...) throws -> Architecture {
    let input = InputFile(name: "small.xml", text: SmallDocuments.architecture)
    return try ArchitectureFile.read(input, settings: settings.map(Setting.init(parsing:))).0
  }

  @Test func changesAnAttribute() throws {
    let architecture = try read("scratchpad.capacity=128KiB", "core.frequency=500MHz", "architecture.leakage=1W")
    #expect(architecture.level(named: "scratchpad")?.capacityBytes == 131_072)
    #expect(architecture.coreHertz == 500_000_000)
    #expect(architecture.leakageMilliwatts == 1000)
  }

  @Test func statesAnAttributeTheFileLeavesOut() throws {
    #expect(try read("dram.channels=4").externalMemory.channels == 4)
    #expect(try read("controller.queue-depth=3").controller.queueDepth == 3)
  }

  @Test func takesTheLastOfTwo() throws {
    #expect(try read("dma.latency=1", "dma.latency=2").dma.latency == 2)
  }

  @Test func changesWhatBelongsTogetherTogether() throws {
    let architecture = try read("array.rows=8", "accumulator.fan-out-x=8")
    #expect(architecture.array.processingElements == 32)
  }

  @Test(arguments: BuiltinLibrary.names(of: .architecture))
  func letsEveryShippedArrayGrow(name: String) throws {
    let input = try InputFile.resolve(name, kind: .architecture)
    // Gemmini's controller runs square arrays only.
    let rows = name == "gemmini-firesim" ? 128 : 64
    let settings = [try Setting(parsing: "array.rows=\(rows)"), try Setting(parsing: "array.columns=128")]
    let (architecture, _) = try ArchitectureFile.read(input, settings: settings)
    #expect(architecture.levels.last?.instances == rows * 128)
    #expect(architecture.levels.reduce(1) { $0 * $1.fanOut.x * $1.fanOut.y } == rows * 128)
  }

  @Test func leavesAValueWithAnEqualsSignWhole() throws {
    #expect(try read("architecture.summary=rows=4, columns=4").summary == "rows=4, columns=4")
  }

  @Test(arguments: [
    (
      "scratchpad.capacity=24 MB",
      """
      --set scratchpad.capacity=24 MB: error: memory 'scratchpad' capacity '24 MB' is not a size; write e.g. 24MiB
      """
    ),
    (
      "scratchpd.capacity=1MiB",
      """
      --set scratchpd.capacity=1MiB: error: the architecture has no component 'scratchpd'; did you mean 'scratchpad'?
      """
    ),
    (
      "buffer.capacity=1MiB",
      """
      --set buffer.capacity=1MiB: error: the architecture has no component 'buffer'; known: 'architecture', 'core', \
      'dram', 'dma', 'scratchpad', 'accumulator', 'registers', 'array', 'controller'
      """
    ),
    (
      "scratchpad.capcity=1MiB",
      """
      --set scratchpad.capcity=1MiB: error: memory 'scratchpad' has no attribute 'capcity'; did you mean 'capacity'?
      """
    ),
    ("array.rows=0", "--set array.rows=0: error: array rows is 0; it must be 1 to 65536"),
    (
      "array.rows",
      """
      --set array.rows: error: a setting is written component.attribute=value, such as scratchpad.capacity=512KiB
      """
    ),
    (
      "rows=4",
      "--set rows=4: error: a setting is written component.attribute=value, such as scratchpad.capacity=512KiB"
    ),
    (
      "array.clock=fast",
      "--set array.clock=fast: error: array refers to clock 'fast', which does not exist; known: core"
    ),
    (
      "array.rows=8",
      """
      small.xml:14:3: error: the fan-outs of all levels multiply up to 16, but the array has 8 × 4 = 32 processing \
      elements; write rows and columns for the fan-outs
      """
    ),
  ])
  func saysWhatIsWrongWithASetting(setting: String, message: String) {
    let error = #expect(throws: InvalidInput.self) { try read(setting) }
    #expect(error?.description == message)
  }

  @Test func tellsAllWrongSettingsAtOnce() {
    let error = #expect(throws: InvalidInput.self) { try read("a.b=1", "array.c=2") }
    #expect(error?.diagnostics.count == 2)
  }
}
