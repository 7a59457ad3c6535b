import Core
import Formats

/// A results document made up by hand: figures of no simulation, one of each kind of record.
enum SmallResults {
  static func document() throws -> ResultsDocument {
    let (architecture, _) = try ArchitectureFile.read(
      InputFile(name: "small.xml", text: SmallDocuments.architecture))
    let workload = try WorkloadFile.read(InputFile(name: "tiny.xml", text: SmallDocuments.workload)).workload
    var stalls = StallCycles()
    stalls[.dram] = 30
    stalls[.bankConflict] = 4
    let names = workload.layers.map(\.name)
    let convolution = LayerResult(
      name: names[0], mapping: try Mapping(parsing: "L3[WIO] K2 C2 - L2[WI] N1 K4X - L1[O] R3 S3 Q6 C4X - L0[W] P6"),
      cycles: 1234, macs: 20736,
      units: [
        UnitActivity(unit: "array", work: 1200, stalls: stalls, idle: 0),
        UnitActivity(unit: "load", work: 234, stalls: StallCycles(), idle: 1000),
      ],
      traffic: [
        LevelTraffic(level: "dram", operand: .weights, readBytes: 576, writtenBytes: 0),
        LevelTraffic(level: "accumulator", operand: .outputs, readBytes: 0, writtenBytes: 10368),
      ],
      occupancy: [LevelOccupancy(level: "scratchpad", peakBytes: 512, capacityBytes: 65536)],
      energy: [
        ComponentEnergy(component: "dram", picojoules: 57600),
        ComponentEnergy(component: "array", picojoules: 0.1 + 0.2),
      ],
      statistics: [Statistic(path: "dram.activates", unit: "commands", meaning: "Rows opened.", value: 9)],
      warnings: ["the loops ran in the controller's order, \"K\" < \"C\" & so on"])
    let relu = LayerResult(
      name: names[1], cycles: 80, macs: 0, units: [], traffic: [], occupancy: [], energy: [],
      statistics: [
        Statistic(path: "dram.activates", unit: "commands", meaning: "Rows opened.", value: 1),
        Statistic(path: "dram.refreshes", unit: "commands", meaning: "Refreshes begun.", value: 0),
      ])
    let first = LayerResult(
      name: names[2], cycles: 60, macs: 512, units: [], traffic: [], occupancy: [], energy: [])
    var second = first
    second.name = names[3]
    second.equalTo = names[2]
    return ResultsDocument(
      SimulationResult(
        architecture: architecture, workload: workload, layers: [convolution, relu, first, second]),
      RunRecord(
        inputs: [RunInput(role: "architecture", InputFile(name: "small.xml", text: "abc"))],
        command: "systole simulate --architecture 'small & fast.xml'",
        environment: [RunFact("host", "here"), RunFact("seconds", "0.25")]))
  }

  /// The document as text, for tests to break.
  static func text() throws -> String {
    String(decoding: ResultsFile.write(try document()), as: UTF8.self)
  }
}
