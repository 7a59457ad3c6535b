import Core
import Formats
import Testing

@Suite struct MappingResultsFileTests {
  private static func document() throws -> MappingResultsDocument {
    let results = try SmallResults.document()
    let mapping = try #require(results.result.layers[0].mapping)
    let score = MappingScore(
      cycles: 1_234, computeCycles: 1_000, macs: 20_736, picojoules: 0.1 + 0.2, macPicojoules: 0.1,
      levels: [
        MappingScore.Level(
          name: "dram", copies: 1, cycles: 1_234, heldBytes: 10, availableBytes: nil, leakagePicojoules: 0,
          operands: [
            MappingScore.OperandAccesses(
              operand: .inputs, tileWords: 1, tileBytes: 2, reads: 3, fills: 4, updates: 5, picojoules: 0.7)
          ]),
        MappingScore.Level(
          name: "scratchpad", copies: 2, cycles: 0, heldBytes: 10, availableBytes: 20, leakagePicojoules: 0.25,
          operands: []),
      ])
    let found = FoundMapping(
      mapping: mapping, score: score, certificate: MappingCertificate(lowerBound: 1_234, gap: 0), evaluated: 7,
      visited: 8, paretoSet: [MappingChoice(mapping: mapping, cycles: 9, picojoules: 1.5)], paretoGap: 0.5,
      refined: [
        RefinedMapping(
          choice: MappingChoice(mapping: mapping, cycles: 9, picojoules: 1.5), simulatedCycles: 11,
          simulatedPicojoules: 2.5)
      ])
    let names = results.result.workload.layers.map(\.name)
    return MappingResultsDocument(
      MappingResult(
        architecture: results.result.architecture, workload: results.result.workload, objective: .layerEDP,
        search: "exact", constraintSet: "all <there> are",
        layers: [
          LayerMapping(name: names[0], outcome: .mapped(found)), LayerMapping(name: names[1], outcome: .vector),
          LayerMapping(name: names[2], outcome: .impossible(["too small", "too \"large\""])),
          LayerMapping(name: names[3], equalTo: names[2], outcome: .impossible(["too small", "too \"large\""])),
        ], certificate: MappingCertificate(lowerBound: 5)),
      RunRecord(inputs: results.run.inputs, command: "systole map", environment: [RunFact("host", "here")]))
  }

  @Test func survivesWritingAndReading() throws {
    let document = try Self.document()
    let written = MappingResultsFile.write(document)
    let input = InputFile(name: "found.xml", bytes: written)
    #expect(try DocumentCheck.check(input) == .mappingResults)
    let read = try MappingResultsFile.read(input)
    #expect(read == document)
    #expect(MappingResultsFile.write(read) == written)
  }

  @Test func aSearchNobodyMadeSurvivesToo() throws {
    var document = try Self.document()
    document.result.search = nil
    document.result.certificate = nil
    document.result.layers[3].outcome = .notFound
    let input = InputFile(name: "found.xml", bytes: MappingResultsFile.write(document))
    #expect(try MappingResultsFile.read(input) == document)
  }

  @Test(arguments: [
    ("<summary cycles=\"1234\"", "<summary cycles=\"1235\"", "1235"),
    ("outcome=\"vector\"", "outcome=\"lost\"", "lost"),
    ("reads=\"3\"", "reads=\"-3\"", "-3"), ("operand name=\"inputs\"", "operand name=\"input\"", "input"),
    ("objective=\"layer-edp\"", "objective=\"luck\"", "luck"), ("<layer name=\"relu\"", "<layer name=\"rely\"", "rely"),
    (" compute-cycles=", " computed-cycles=", "computed-cycles"),
  ])
  func mistakesAreNamed(old: String, new: String, words: String) throws {
    let text = String(decoding: MappingResultsFile.write(try Self.document()), as: UTF8.self)
    let broken = text.replacing(old, with: new)
    try #require(broken != text)
    do {
      _ = try MappingResultsFile.read(InputFile(name: "found.xml", text: broken))
      Issue.record("taken: \(new)")
    } catch {
      #expect(error.diagnostics.contains { $0.location.line != nil && $0.description.contains(words) }, "\(error)")
    }
  }
}
