import Core
import Formats
import Testing

@Suite struct ComponentResultsTests {
  private static func document() throws -> ResultsDocument {
    var document = try SmallResults.document()
    document.result.components = [
      ComponentCost(
        component: "scratchpad", areaSquareMillimetres: 0.1 + 0.2, leakageMilliwatts: 1.5, clock: "core",
        highestHertz: 1_234_567_000),
      ComponentCost(component: "dma", areaSquareMillimetres: 0.01, isExtrapolated: true),
    ]
    return document
  }

  @Test func surviveWritingAndReading() throws {
    let document = try Self.document()
    let written = ResultsFile.write(document)
    let read = try ResultsFile.read(InputFile(name: "results.xml", bytes: written))
    #expect(read == document)
    #expect(ResultsFile.write(read) == written)
  }

  @Test func areSummedUp() throws {
    let text = String(decoding: ResultsFile.write(try Self.document()), as: UTF8.self)
    // 57600 pJ and 0.1 + 0.2 pJ in 1434 ns.
    let milliwatts = (57600 + 0.1 + 0.2) / 1434
    let result = try Self.document().result
    #expect(abs((result.averageMilliwatts ?? 0) - milliwatts) < 1e-9)
    #expect(result.areaSquareMillimetres == 0.1 + 0.2 + 0.01)
    #expect(text.contains(#" square-millimetres="0.31000000000000005""#))
    #expect(text.contains(#"<component name="dma" square-millimetres="0.01" extrapolated="true"/>"#))
  }

  /// Documents without components stay readable.
  @Test func areOptional() throws {
    let text = try SmallResults.text()
    #expect(!text.contains("<components"))
    #expect(try ResultsFile.read(InputFile(name: "r.xml", text: text)).result.components.isEmpty)
  }

  @Test(arguments: [
    (#"highest-hertz="1234567000""#, #"highest-hertz="fast""#, "highest-hertz"),
    (#"square-millimetres="0.01" "#, #"square-millimetres="-1" "#, "square-millimetres"),
    (#" clock="core""#, "", "clock"),
  ])
  func brokenFiguresAreNamed(old: String, new: String, attribute: String) throws {
    let text = String(decoding: ResultsFile.write(try Self.document()), as: UTF8.self)
    try #require(text.contains(old))
    let error = #expect(throws: InvalidInput.self) {
      try ResultsFile.read(InputFile(name: "r.xml", text: text.replacing(old, with: new)))
    }
    #expect(error?.description.contains(attribute) == true, "\(error?.description ?? "")")
  }
}
