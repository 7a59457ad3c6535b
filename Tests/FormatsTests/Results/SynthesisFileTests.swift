import Core
import Formats
import Testing

@Suite struct SynthesisFileTests {
  static let document = SynthesisDocument(
    SynthesisResult(
      design: "output-stationary 4x4 <\"&\">", library: "cells", libraryHash: String(repeating: "1b", count: 32),
      tools: ["Yosys 0.23", "OpenSTA 2.0.17"], targetNanoseconds: 3.5, toggleRate: 0.2,
      settings: [.init("synthesis.mapping", "balanced")],
      blocks: [
        SynthesisResult.Block(
          name: "tile", module: "systole_framed_tile", count: 16, squareMicrometres: 0.1 + 0.2, nanoseconds: 4.25,
          picojoulesPerCycle: 31.5, leakageMilliwatts: 1e-6,
          path: [
            .init(delayNanoseconds: 0.5, timeNanoseconds: 0.5, edge: .fall, pin: "tile/_1_/Q", cell: "DFFPOSX1"),
            .init(delayNanoseconds: 3.5, timeNanoseconds: 4, edge: .rise, pin: "tile/_2_/D", cell: "DFFPOSX1"),
          ]),
        SynthesisResult.Block(
          name: "edge", module: "systole_array", count: 1, squareMicrometres: 2_000, nanoseconds: 2,
          picojoulesPerCycle: 5, leakageMilliwatts: 0),
      ],
      memories: [
        .init(component: "scratchpad", squareMillimetres: 17.5, highestHertz: 350_000_000, isExtrapolated: true),
        .init(component: "accumulator", squareMillimetres: 9.5, highestHertz: nil, isExtrapolated: false),
      ], commands: ["(cd scripts/systole_framed_tile && yosys -q systole_framed_tile.ys)"]),
    RunRecord(
      inputs: [RunInput(role: "architecture", name: "a.xml", sha256: String(repeating: "0a", count: 32))],
      command: "systole synthesize", environment: [RunFact("host", "here")]))

  @Test func survivesWritingAndReading() throws {
    let written = SynthesisFile.write(Self.document)
    let input = InputFile(name: "synthesis.xml", bytes: written)
    #expect(try DocumentCheck.check(input) == .synthesis)
    let read = try SynthesisFile.read(input)
    #expect(read == Self.document)
    #expect(SynthesisFile.write(read) == written)
  }

  @Test(arguments: [
    ("count=\"16\"", "count=\"many\"", "many"), ("edge=\"fall\"", "edge=\"flat\"", "flat"),
    ("nanoseconds=\"4.25\"", "nanoseconds=\"NaN\"", "NaN"), ("library=\"cells\"", "cells=\"library\"", "cells"),
    ("extrapolated=\"true\"", "extrapolated=\"maybe\"", "maybe"),
  ])
  func mistakesAreNamed(old: String, new: String, words: String) throws {
    let text = String(decoding: SynthesisFile.write(Self.document), as: UTF8.self)
    let broken = text.replacing(old, with: new)
    try #require(broken != text)
    do {
      _ = try SynthesisFile.read(InputFile(name: "synthesis.xml", text: broken))
      Issue.record("taken: \(new)")
    } catch {
      #expect(error.diagnostics.contains { $0.location.line != nil && $0.description.contains(words) }, "\(error)")
    }
  }
}
