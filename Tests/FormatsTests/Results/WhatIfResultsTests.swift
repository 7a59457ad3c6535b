import Core
import Formats
import Testing

@Suite struct WhatIfResultsTests {
  private static func document() throws -> ResultsDocument {
    var document = try SmallResults.document()
    document.result.whatIf = WhatIf(variants: [
      WhatIf.Variant(resource: .dramLatency, change: .doubled, layerCycles: [1200, 70, 60, 60]),
      WhatIf.Variant(resource: .array, change: .ideal, layerCycles: [600, 0, 0, 0]),
    ])
    return document
  }

  @Test func survivesWritingAndReading() throws {
    let document = try Self.document()
    let written = ResultsFile.write(document)
    let text = String(decoding: written, as: UTF8.self)
    #expect(
      text.contains(
        #"<variant resource="dram-latency" change="doubled" cycles="1390" layer-cycles="1200 70 60 60"/>"#))
    let read = try ResultsFile.read(InputFile(name: "results.xml", bytes: written))
    #expect(read == document)
    #expect(ResultsFile.write(read) == written)
  }

  @Test func nothingElseOfTheDocumentChanges() throws {
    let with = String(decoding: ResultsFile.write(try Self.document()), as: UTF8.self)
    let without = try SmallResults.text()
    let start = try #require(with.firstRange(of: "  <what-if>"))
    let end = try #require(with.firstRange(of: "</what-if>\n"))
    #expect(with[..<start.lowerBound] + with[end.upperBound...] == without)
  }

  @Test(
    arguments: [
      (
        "layer-cycles=\"1200 70 60 60\"", "layer-cycles=\"1200 70 60\"",
        "has cycles for 3 layers, but the workload has 4"
      ),
      ("layer-cycles=\"1200 70 60 60\"", "layer-cycles=\"1200 70 60 61\"", "its layers add up to 1391"),
      ("layer-cycles=\"600 0 0 0\"", "layer-cycles=\"600 0 0 -1\"", "layer-cycles is -1"),
      (
        "layer-cycles=\"600 0 0 0\"", "layer-cycles=\"1152921504606846977 0 0 0\"",
        "layer-cycles is 1152921504606846977"
      ),
      ("resource=\"array\" change=\"ideal\"", "resource=\"dram-latency\" change=\"doubled\"", "dram-latency doubled"),
      ("resource=\"array\"", "resource=\"luck\"", "'luck'"), ("change=\"ideal\"", "change=\"tripled\"", "'tripled'"),
      ("cycles=\"600\"", "cycles=\"many\"", "many"),
    ])
  func mistakesAreNamed(old: String, new: String, words: String) throws {
    let text = String(decoding: ResultsFile.write(try Self.document()), as: UTF8.self)
    let broken = text.replacing(old, with: new)
    try #require(broken != text)
    do {
      _ = try ResultsFile.read(InputFile(name: "results.xml", text: broken))
      Issue.record("taken: \(new)")
    } catch {
      #expect(error.diagnostics.contains { $0.location.line != nil && $0.description.contains(words) }, "\(error)")
    }
  }
}
