import Core
import Formats
import Testing

@Suite struct ActivityResultsTests {
  private static func document() throws -> ResultsDocument {
    var document = try SmallResults.document()
    document.result.activity = LayerActivity(
      layer: document.result.layers[0].name, stretchCycles: 500,
      series: [
        LayerActivity.Series(unit: "array", part: "folds", quantity: .workCycles, values: [500, 0, 234]),
        LayerActivity.Series(unit: "scratchpad", part: "", quantity: .heldBytes, values: [1, 2, 3]),
      ])
    return document
  }

  @Test func survivesWritingAndReading() throws {
    let document = try Self.document()
    let written = ResultsFile.write(document)
    let read = try ResultsFile.read(InputFile(name: "results.xml", bytes: written))
    #expect(read == document)
    #expect(ResultsFile.write(read) == written)
  }

  @Test(arguments: [
    ("values=\"500 0 234\"", "values=\"500 0\"", "2 values"), ("values=\"500 0 234\"", "values=\"500 0 x\"", "x"),
    ("stretch-cycles=\"500\"", "stretch-cycles=\"0\"", "stretch-cycles is 0"),
    ("quantity=\"work-cycles\"", "quantity=\"work\"", "work"),
    ("<activity layer=\"", "<activity layer=\"no-", "no-"),
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
