import Core
import Testing

/// Imperfect factors and tile sizes against a walk of the loops.
@Suite struct MappingExtentTests {
  /// Walks a dimension's loops as nested loops whose last trips are shorter, and counts the indices.
  private func walked(_ loops: ArraySlice<(bound: Int, last: Int)>, isLast: Bool = true) -> Int {
    guard let loop = loops.first else { return 1 }
    let trips = isLast ? loop.last : loop.bound
    return (0..<trips).reduce(0) { $0 + walked(loops.dropFirst(), isLast: isLast && $1 == trips - 1) }
  }

  @Test func extentCountsTheIndicesWalked() throws {
    var random = SeededRandom(seed: 3)
    for _ in 0..<2_000 {
      let loops = (0..<random.within(1...4)).map { _ in
        let bound = random.within(1...6)
        return (bound: bound, last: random.within(1...bound))
      }
      let levels = loops.map { MappingLevel(keeps: .all, temporal: [TemporalLoop(.p, $0.bound, last: $0.last)]) }
      #expect(Mapping(levels: levels).extent(of: .p) == walked(loops[...]))
    }
  }

  /// The input a tile spans is what its outputs and filter taps reach, found by walking them.
  @Test func inputTileSpansWhatItsLoopsReach() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<500 {
      let convolution = Convolution(
        bounds: LoopBounds(p: random.within(1...9), r: random.within(1...4)),
        stride: Extent(square: random.within(1...3)), dilation: Extent(square: random.within(1...3)))
      let tile = LoopBounds(p: random.within(1...convolution.bounds.p), r: random.within(1...convolution.bounds.r))
      let columns = (0..<tile.p).flatMap { p in
        (0..<tile.r).map { p * convolution.stride.width + $0 * convolution.dilation.width }
      }
      #expect(convolution.inputColumns(ofTile: tile) == (columns.max() ?? 0) + 1)
    }
  }

  @Test func checkNamesEveryMistake() throws {
    let architecture = Architecture(
      name: "small", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
      levels: [
        StorageLevel(name: "dram", kind: .dram, keeps: .all, capacityBytes: nil),
        StorageLevel(
          name: "buffer", kind: .sram, keeps: .all, capacityBytes: 64, buffering: 2,
          fanOut: FanOut(x: 4, dimensionsX: .k)),
      ], externalMemory: ExternalMemory(standard: "DDR4-2400"), dma: DMA(busBytes: 16),
      array: ProcessingArray(rows: 1, columns: 4))
    func messages(_ text: String, _ convolution: Convolution) throws -> [String] {
      try Mapping(parsing: text).problems(
        layer: "a", convolution: convolution, precision: Precision(), architecture: architecture
      ).map(\.message)
    }
    let gemm = Convolution.gemm(m: 2, n: 4, k: 3)
    #expect(try messages("L1[WIO] C3 P2 - L0[WIO] K4X", gemm).isEmpty)
    let factors = try messages("L1[WIO] C2 - L0[WIO] P2 K8X", gemm)
    #expect(factors.count == 3)
    #expect(factors.contains { $0.contains("of C multiply up to 2, but the layer has C = 3 (input channels)") })
    #expect(factors.contains { $0.contains("is 8; it must be at most 4") })
    // 32 bytes are usable; the tile is 12 weights, 6 inputs and 8 sums of 4 bytes: 50 bytes.
    let capacity = try messages("L1[WIO] N1 - L0[WIO] P2 C3 K4X", gemm)
    #expect(capacity.count == 1)
    #expect(capacity.first?.contains("takes 50 bytes (weights 12, inputs 6, outputs 32), but 32 are available") == true)
    #expect(try messages("L0[WIO] N1", gemm).first?.contains("1 levels, but 'small' has 2") == true)
    // Outputs may pass the buffer by; the outermost level is where everything is.
    #expect(try messages("L1[WIO] C3 P2 - L0[WI] K4X", gemm).isEmpty)
    #expect(try messages("L1[WI] C3 P2 - L0[WIO] K4X", gemm).first?.contains("write L1[WIO]") == true)
    #expect(try messages("L1[WIO] K4 P2 - L0[WIO] C3X", gemm).first?.contains("only K can be there") == true)
  }

  @Test func oversizedFactorsAreAnError() throws {
    let text = "L1[WIO] P1099511627775,1 - L0[WIO] P1099511627775,1"
    let mapping = try Mapping(parsing: text)
    #expect(mapping.extent(of: .p) == nil || mapping.extent(of: .p) == 1)
  }
}
