import Core

/// A synthesised array with round figures: a slow tile, a fast register, a memory that is slower than both.
enum SampleSynthesis {
  static let result = SynthesisResult(
    design: "weight-stationary <2x2> \"&\"", library: "cells", libraryHash: String(repeating: "0", count: 64),
    tools: ["Yosys", "OpenSTA"], targetNanoseconds: 4, toggleRate: 0.2,
    settings: [.init("synthesis.mapping", "balanced")],
    blocks: [
      .init(
        name: "tile", module: "systole_framed_tile", count: 4, squareMicrometres: 50_000, nanoseconds: 5,
        picojoulesPerCycle: 30, leakageMilliwatts: 0.5,
        path: [
          .init(delayNanoseconds: 0.5, timeNanoseconds: 0.5, edge: .rise, pin: "tile/_1_/Q", cell: "DFF"),
          .init(delayNanoseconds: 4, timeNanoseconds: 4.5, edge: .fall, pin: "tile/_2_/D", cell: "DFF"),
        ]),
      .init(
        name: "registers", module: "systole_delay", count: 100, squareMicrometres: 100, nanoseconds: 0.25,
        picojoulesPerCycle: 1, leakageMilliwatts: 0),
    ],
    memories: [
      .init(component: "scratchpad", squareMillimetres: 0.79, highestHertz: 100_000_000, isExtrapolated: true)
    ], commands: ["(cd a && yosys -q a.ys)", "(cd b && yosys -q b.ys)"])

  static let nothing = SynthesisResult(
    design: "", library: "", libraryHash: "", tools: [], targetNanoseconds: 1, toggleRate: 0, settings: [], blocks: [])

  static var record: StudyRecord {
    var record = SampleStudy.record(trials: 30)
    var first = result
    first.trial = record.front.first
    record.syntheses = [first]
    return record
  }
}
