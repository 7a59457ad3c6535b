import Core
import Formats
import Testing

@Suite struct ResultsFileTests {
  @Test func survivesWritingAndReading() throws {
    let document = try SmallResults.document()
    let written = ResultsFile.write(document)
    let read = try ResultsFile.read(InputFile(name: "results.xml", bytes: written))
    #expect(read == document)
    #expect(ResultsFile.write(read) == written)
  }

  /// Only the environment may differ from run to run.
  @Test func keepsWhatVariesInOneElement() throws {
    var document = try SmallResults.document()
    let before = String(decoding: ResultsFile.write(document), as: UTF8.self)
    document.run.command = "another"
    document.run.environment = []
    let after = String(decoding: ResultsFile.write(document), as: UTF8.self)
    let cut = "  <environment"
    #expect(before != after)
    #expect(before.components(before: cut) == after.components(before: cut))
    #expect(before.components(before: cut).hasSuffix("</statistics>\n"))
  }

  @Test func writesAnEqualLayerInOneLine() throws {
    #expect(try SmallResults.text().contains(#"<layer name="fc.2" equal-to="fc.1"/>"#))
  }

  @Test func writesInPiecesWhatItWritesWhole() throws {
    let document = try SmallResults.document()
    var pieces: [[UInt8]] = []
    ResultsFile.write(document) { pieces.append($0) }
    #expect(pieces.count > document.result.layers.count)
    #expect(Array(pieces.joined()) == ResultsFile.write(document))
  }

  @Test func stopsWritingWhenTheOutputFails() throws {
    struct Full: Error {}
    var pieces = 0
    #expect(throws: Full.self) {
      try ResultsFile.write(try SmallResults.document()) { (_: [UInt8]) throws(Full) in
        pieces += 1
        if pieces == 2 { throw Full() }
      }
    }
    #expect(pieces == 2)
  }

  /// The hash of "abc" of FIPS 180-4.
  @Test func recordsTheHashOfAnInput() throws {
    let input = try SmallResults.document().run.inputs[0]
    #expect(input.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}

extension String {
  fileprivate func components(before cut: String) -> Substring {
    firstRange(of: cut).map { self[..<$0.lowerBound] } ?? self[...]
  }
}
