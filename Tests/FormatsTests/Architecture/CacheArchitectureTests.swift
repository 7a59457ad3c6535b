import Core
import Formats
import Testing

/// Shared caches, the bus behind them and Gemmini's controller in architecture files.
@Suite struct CacheArchitectureTests {
  /// The small document with a cache and a bus on the line of its DMA.
  private static let cached = SmallDocuments.architecture.replacing(
    #"<dma bus-width="16B" request-size="64B"/>"#,
    with: #"<cache name="l2" capacity="64KiB" ways="4" hit-latency="2.5" mshrs="4" read-energy="1pJ/B" "#
      + #"write-energy="2pJ/B"/><bus width="8B"/><dma bus-width="16B" request-size="64B"/>"#)

  @Test func readsACacheAndABus() throws {
    let (architecture, map) = try ArchitectureFile.read(InputFile(name: "small.xml", text: Self.cached))
    let cache = try #require(architecture.caches.first)
    #expect(cache.sets == 256)
    #expect(cache.hitLatency == CycleTime(ticks: 160))
    #expect(cache.replacement == .leastRecentlyUsed)
    #expect(architecture.memoryBus?.time(ofBytes: 64) == CycleTime(cycles: 8))
    #expect(map["l2.capacity"].column == 20)
    let written = ArchitectureFile.write(architecture)
    #expect(try ArchitectureFile.read(InputFile(name: "again.xml", bytes: written)).0 == architecture)
  }

  static let mistakes = [
    BrokenInput(
      "sets that are no power of two", #"capacity="64KiB" ways="4""#, #"capacity="48KiB" ways="4""#,
      """
      6:20 cache 'l2' has 192 sets (capacity / (ways × line)), which is no power of two; write a capacity of 4 × 64 \
      bytes times a power of two, e.g. 32KiB
      """),
    BrokenInput(
      "a part of a set", #"capacity="64KiB" ways="4""#, #"capacity="65500B" ways="4""#,
      "6:20 cache 'l2' capacity of 65500 bytes is no whole number of sets of 4 × 64 bytes; write e.g. 32KiB"),
    BrokenInput(
      "an odd line", #"mshrs="4""#, #"mshrs="4" line="48B""#,
      "6:74 cache 'l2' line '48B' is no power of two; write e.g. 64B"),
    BrokenInput(
      "a line shorter than a request", #"mshrs="4""#, #"mshrs="4" line="32B""#,
      "6:74 cache 'l2' line of 32 bytes is no whole number of 64-byte requests of the dma; write a multiple"),
    BrokenInput(
      "a latency that is no number", #"hit-latency="2.5""#, #"hit-latency="two""#,
      "6:46 cache 'l2' hit-latency 'two' is not a number of cycles; write e.g. 12.5"),
    BrokenInput(
      "a latency without end", #"hit-latency="2.5""#, #"hit-latency="99999999""#,
      "6:46 cache 'l2' hit-latency is 99999999; it must be 0 to 1048575 cycles"),
    BrokenInput(
      "an unknown replacement", #"mshrs="4""#, #"mshrs="4" replacement="plru""#,
      """
      6:74 cache 'l2' replacement 'plru' is unknown; did you mean 'lru'?
      """),
    BrokenInput(
      "a cache named as a memory", #"name="l2""#, #"name="scratchpad""#,
      "7:11 component 'scratchpad' is declared twice; give each its own name"),
  ]

  @Test(arguments: mistakes)
  func saysWhatIsWrongAndWhere(_ mistake: BrokenInput) throws {
    try mistake.check(in: Self.cached, file: "small.xml") { try ArchitectureFile.read($0) }
  }

  /// What Gemmini's controller can't do without, changed by a setting of the shipped machine.
  @Test(arguments: [
    ("l2.replacement=lru", "caches that draw their victims (random, empty-then-random); found lru"),
    ("controller.kind=generic", #"controller kind="gemmini"; found 'generic'"#),
    ("dma.requests-in-flight=300", "at most 256 requests in flight; found 300"),
    ("loads.entries=0", "loads entries is 0; it must be 1 to 256"),
    ("convolution-host.tile=-1", "convolution-host tile '-1' is not a number of cycles"),
    ("gemmini.page=3B", "gemmini page is 3B; it must be 64B to 1GiB"),
    ("llc.line=32B", "cache 'llc' line of 32 bytes is no whole number of 64-byte lines of cache 'l2'"),
  ])
  func gemminiSaysWhatItNeeds(setting: String, words: String) throws {
    let input = try InputFile.resolve("gemmini-firesim", kind: .architecture)
    #expect {
      try ArchitectureFile.read(input, settings: [Setting(parsing: setting)])
    } throws: { error in
      let messages = (error as? InvalidInput)?.diagnostics.map(\.description) ?? []
      return messages.contains { $0.contains(words) && $0.hasPrefix("--set \(setting)") }
    }
  }
}
