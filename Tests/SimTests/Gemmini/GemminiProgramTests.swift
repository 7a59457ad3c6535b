import Core
import Formats
import Sim
import Testing

/// The program rules, with counts worked out by hand from the loops of `LoopConv.scala` and `LoopMatmul.scala`.
@Suite struct GemminiProgramTests {
  private let timing: GemminiTiming

  init() throws {
    timing = try GemminiTiming(BuiltinDocument.architecture(named: "gemmini-firesim"))
  }

  private func program(
    p: Int, q: Int? = nil, r: Int = 1, s: Int? = nil, c: Int, k: Int, stride: Int = 1, tile: [Dimension: Int],
    order: [Dimension] = [], side: Int
  ) -> GemminiProgram {
    GemminiProgram(
      GemminiLayer(p: p, q: q ?? p, r: r, s: s ?? r, c: c, k: k, stride: stride),
      GemminiTiling(sizes: tile, order: order), side: side)
  }

  @Test func aConvolutionTileHasTheCommandsOfItsLoops() {
    let whole = program(p: 4, r: 3, c: 8, k: 8, tile: [.p: 4, .q: 4, .r: 3, .s: 3, .c: 8, .k: 8], side: 4)
    let counts = whole.run(timing).counts
    #expect(whole.tileCount == 1)
    // Weights: 9 positions of 2 channel blocks; input: the 4 rows of the image.
    #expect(counts.loads == 18 + 4)
    // Accumulator: 4 rows; input: 2 rows above and below in 3 pieces, one pixel left and right of 4 rows.
    #expect(counts.zeroLoads == 4 + 6 + 8)
    #expect(counts.blocks == 2 * 9 * 2 * 4)
    #expect(counts.stores == 4 * 2)
    // 8-byte rows of 9 · 8 weights and 16 pixels; 4-byte rows of 16 pixels in 2 blocks; all inside 16 aligned bytes.
    #expect(counts.requests == 72 + 16 + 32)
  }

  @Test func onlyTheFirstReductionTileZeroesAndOnlyTheLastStores() {
    let split = program(p: 4, c: 8, k: 4, tile: [.p: 4, .q: 4, .c: 4, .k: 4], side: 4)
    let counts = split.run(timing).counts
    #expect(split.tileCount == 2)
    #expect(counts.zeroLoads == 4)
    #expect(counts.stores == 4)
  }

  @Test func aMatmulTileHasWholeBlocksAndStoresAtTheEndOfItsReduction() {
    let blocks = program(p: 4, q: 1, s: 1, c: 8, k: 8, tile: [.p: 4, .c: 8, .k: 8], side: 4)
    let counts = blocks.run(timing).counts
    // A tile of 8 is max(1, 8 / 16) = 1 block of the array, so 1 · 2 · 2 tiles.
    #expect(blocks.tileCount == 4)
    #expect(counts.loads == 4 * 2)
    #expect(counts.zeroLoads == 0)
    #expect(counts.blocks == 4)
    #expect(counts.stores == 2)
    #expect(counts.requests == 4 * (4 + 4) + 2 * 4)
  }

  @Test func tilesOfAMatmulAreSixteenthsForEveryArray() {
    for side in [4, 8, 16, 32, 64] {
      let tiles = program(p: 1024, q: 1, s: 1, c: 1024, k: 1024, tile: [.p: 64, .c: 32, .k: 1024], side: side)
      let blocks = 1024 / side
      #expect(tiles.tileCount == (blocks + 3) / 4 * ((blocks + 1) / 2) * max(1, blocks / 64))
    }
  }

  @Test func anEvenFilterGivesOneOutputMore() {
    let even = GemminiLayer(p: 14, q: 14, r: 2, s: 2, c: 8, k: 8, stride: 1)
    #expect(even.outputWidth == 15)
    #expect(even.inputWidth == 14)
    let odd = GemminiLayer(p: 112, q: 112, r: 7, s: 7, c: 3, k: 64, stride: 2)
    #expect((odd.outputWidth, odd.inputWidth, odd.paddingTop) == (112, 224, 3))
  }

  @Test func tilesAreRagged() {
    // 15 outputs in steps of 7: 7, 7 and 1, twice.
    let ragged = program(p: 14, r: 2, c: 4, k: 4, tile: [.p: 7, .q: 7, .r: 2, .s: 2, .c: 4, .k: 4], side: 4)
    #expect(ragged.tileCount == 9)
  }

  @Test func theMappingGivesTileAndOrder() throws {
    let mapping = try Mapping(
      parsing: "L3[WIO] P4 Q112 K8 S7 - L2[WI] N1 K4X - L1[O] K2 R7 P7 C3X - L0[W] P4")
    let tiling = GemminiTiling(mapping)
    #expect(tiling.order == [.s, .k, .q, .p, .c, .r, .n])
    #expect([tiling[.p], tiling[.q], tiling[.k], tiling[.c], tiling[.r], tiling[.s]] == [28, 1, 8, 3, 7, 1])
  }

  /// The examples of the DMA's packet rule: 16 bytes at 56, 16 at 24 and 64 at 56 modulo 64.
  @Test(arguments: [(56, 16, [1, 1]), (24, 16, [4]), (56, 64, [1, 4]), (0, 64, [4]), (8, 16, [2]), (0, 16, [1])])
  func aRowIsCutIntoAlignedRequests(address: Int, bytes: Int, beats: [Int]) {
    var covered = 0
    var found: [Int] = []
    while covered < bytes {
      let packet = TileLinkPacket(address: address + covered, remaining: bytes - covered)
      covered += packet.covered
      found.append(packet.beats)
    }
    #expect(found == beats)
    #expect(covered == bytes)
  }

  @Test func aFilterPartInThePaddingWrapsAround() {
    // One-pixel tiles at the image's edge with the outermost of four filter rows.
    let parts = program(p: 8, r: 4, c: 4, k: 4, tile: [.p: 1, .q: 8, .r: 1, .s: 4, .c: 4, .k: 4], side: 4)
    #expect(parts.hasWrappedWindow)
    let whole = program(p: 8, r: 4, c: 4, k: 4, tile: [.p: 1, .q: 8, .r: 4, .s: 4, .c: 4, .k: 4], side: 4)
    #expect(!whole.hasWrappedWindow)
    // The loader walks about 65 535 positions of every row instead of a few.
    #expect(parts.run(timing).cycles > 65_000)
  }
}
