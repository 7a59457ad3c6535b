import Core
import Formats
import Testing

/// Caches, the bus and cores that can't be.
@Suite struct BrokenCaches {
  private static func inserting(_ name: String, _ element: String, _ expected: String) -> BrokenInput {
    BrokenInput(name, "  <dma", "  \(element)\n  <dma", expected)
  }

  private static func cache(_ attributes: String) -> String {
    #"<cache name="l2" \#(attributes) hit-latency="5" mshrs="4" read-energy="1pJ/B" write-energy="1pJ/B"/>"#
  }

  static let mistakes: [BrokenInput] = [
    inserting(
      "sets that are no power of two", cache(#"capacity="48KiB" ways="8" line="64B""#),
      """
      6:20 cache 'l2' has 96 sets (capacity / (ways × line)), which is no power of two; \
      write a capacity of 8 × 64 bytes times a power of two, e.g. 32KiB
      """),
    inserting(
      "a line that is no power of two", cache(#"capacity="48KiB" ways="8" line="96B""#),
      "6:46 cache 'l2' line '96B' is no power of two; write e.g. 64B"),
    inserting(
      "no ways", cache(#"capacity="64KiB" ways="0""#), "6:37 cache 'l2' ways is 0; it must be 1 to 256"),
    inserting(
      "a line shorter than a request", cache(#"capacity="64KiB" ways="8" line="32B""#),
      "6:46 cache 'l2' line of 32 bytes is no whole number of 64-byte requests of the dma; write a multiple"),
    inserting("no cores", #"<cores count="0"/>"#, "6:10 cores count is 0; it must be 1 to 32"),
    inserting("too many cores", #"<cores count="33"/>"#, "6:10 cores count is 33; it must be 1 to 32"),
    inserting(
      "cores divided by nothing known", #"<cores count="2" split="batch"/>"#,
      "6:20 cores split 'batch' is unknown; write one of: 'channels', 'rows'"),
  ]

  @Test(arguments: mistakes)
  func saysWhatIsWrongAndWhere(_ mistake: BrokenInput) throws {
    try mistake.check(in: SmallDocuments.architecture, file: "small.xml") { try ArchitectureFile.read($0) }
  }

  @Test func readsWhatItWrites() throws {
    let text = SmallDocuments.architecture.replacing(
      "  <dma",
      with: """
          <cache name="llc" capacity="64KiB" ways="4" line="128B" replacement="random" hit-latency="9.5" mshrs="2"
            read-energy="1pJ/B" write-energy="1pJ/B"/>
          <bus width="8B" gap="0.25"/>
          <cores count="3" split="rows"/>
          <dma
        """)
    let (architecture, _) = try ArchitectureFile.read(InputFile(name: "small.xml", text: text))
    #expect(architecture.cores == Cores(count: 3, split: .rows))
    let written = InputFile(name: "again.xml", bytes: ArchitectureFile.write(architecture))
    let (again, _) = try ArchitectureFile.read(written)
    #expect(again == architecture)
  }
}
