import Core
import Formats
import Sim
import Testing

@Suite struct GemminiRunTests {
  private let timing: GemminiTiming

  init() throws {
    timing = try GemminiTiming(BuiltinDocument.architecture(named: "gemmini-firesim"))
  }

  private static let sides = [4, 8, 16, 32, 64]

  /// Layers and tilings drawn from a seed, small enough to be simulated whole.
  private static func draws(_ count: Int) -> [(GemminiProgram, macs: Int)] {
    var random = SeededRandom(seed: 7)
    return (0..<count).map { _ in
      let r = [1, 1, 3, 5][random.below(4)]
      let isMatmul = r == 1 && random.below(2) == 0
      let (p, c, k) = (random.within(1...20), random.within(1...70), random.within(1...70))
      let layer = GemminiLayer(
        p: p, q: isMatmul ? 1 : p, r: r, s: r, c: c, k: k, stride: random.within(1...2))
      let tiling = GemminiTiling(
        sizes: [
          .p: random.within(1...p), .q: random.within(1...p), .c: random.within(1...c), .k: random.within(1...k), .r: r,
          .s: r,
        ], order: [[.k, .p, .q], [.c, .k], [.q, .c]][random.below(3)])
      let outputs = layer.kernel == .matmul ? p : layer.outputWidth * layer.outputHeight
      return (
        GemminiProgram(layer, tiling, side: sides[random.below(sides.count)]),
        outputs * layer.inputChannels * layer.outputChannels * layer.filterWidth * layer.filterHeight
      )
    }
  }

  @Test func noProgramBeatsTheArrayNorTheHost() {
    for (program, macs) in Self.draws(40) {
      let run = program.run(timing)
      #expect(run.cycles * program.side * program.side >= macs, "\(program)")
      // The least time Rocket needs for a tile, measured on host-bound runs: 250 and 124.
      let issue = program.layer.kernel == .matmul ? 124 : 250
      #expect(run.cycles >= (program.tileCount - 1) * issue, "\(program)")
    }
  }

  /// Two macro-operations overlap: a load-bound program takes less than the sum of its tiles alone.
  @Test func tilesOverlap() {
    let layer = GemminiLayer(p: 56, q: 56, r: 1, s: 1, c: 64, k: 64, stride: 1)
    func cycles(_ rows: Int) -> Int {
      let tiling = GemminiTiling(sizes: [.p: 56, .q: rows, .c: 64, .k: 64], order: [.q])
      return GemminiProgram(layer, tiling, side: 16).run(timing).cycles
    }
    // Seven tiles against one: loads, execution and stores of the one follow each other.
    #expect(cycles(8) < cycles(56))
  }

  /// From empty caches a one-tile product fetches each line of its arrays once, counted here one by one; run again it
  /// finds them all, as they fill less than half of each set.
  @Test func aProgramFindsWhatTheOneBeforeLeft() {
    let (rows, inner, columns) = (64, 128, 96)
    let layer = GemminiLayer(p: rows, q: 1, r: 1, s: 1, c: inner, k: columns, stride: 1)
    let program = GemminiProgram(
      layer, GemminiTiling(sizes: [.p: rows, .c: inner, .k: columns], order: [.k]), side: 16)
    let runs = program.run(timing, after: program, caches: .empty)
    let offset = timing.matmulHost.arrayOffset
    let lines = [rows * inner, inner * columns, rows * columns].reduce(0) { count, bytes in
      count + Set((offset..<offset + bytes).map { $0 / 64 }).count
    }
    #expect(runs.previous.counts.cacheMisses == lines)
    #expect(runs.previous.counts.lastLevelMisses > 0)
    #expect(runs.own.counts.lastLevelMisses == 0)
    #expect(runs.own.counts.cacheMisses < lines / 4)
    #expect(runs.own.cycles < runs.previous.cycles)
    #expect(runs.own.counts.requests == runs.previous.counts.requests)
  }

  /// Rows that straddle a 64-byte line take two requests: a convolution's arrays lie at 56 modulo 64.
  @Test func slowerMemoryIsNeverFaster() {
    var slow = timing
    slow.busLine *= 2
    slow.lastLevelHit *= 2
    for (program, _) in Self.draws(12) {
      #expect(program.run(slow).cycles >= program.run(timing).cycles, "\(program)")
    }
  }
}
