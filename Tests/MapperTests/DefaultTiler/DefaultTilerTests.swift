import Core
import Mapper
import Testing

@Suite struct DefaultTilerTests {
  private static let precision = Precision()

  private static func architecture(_ name: String) throws -> Architecture {
    try #require(TilerArchitectures.all.first { $0.name == name })
  }

  @Test(arguments: TilerArchitectures.names)
  func everyLayerGetsALegalMapping(name: String) throws {
    let architecture = try Self.architecture(name)
    var random = SeededRandom(seed: 5)
    var done = 0
    while done < 150 {
      let layer = Self.layer(&random)
      guard layer.invalidity == nil else { continue }
      done += 1
      let mapping = try defaultMapping(for: layer, precision: Self.precision, on: architecture)
      let problems = mapping.problems(
        layer: "random", convolution: layer, precision: Self.precision, architecture: architecture)
      #expect(problems.isEmpty, "\(layer) \(mapping): \(problems)")
    }
  }

  @Test(arguments: TilerArchitectures.names)
  func wholeLayersStayOnTheChip(name: String) throws {
    let architecture = try Self.architecture(name)
    let mapping = try defaultMapping(for: .gemm(m: 8, n: 8, k: 8), precision: Self.precision, on: architecture)
    #expect(mapping.levels[0].temporal.isEmpty, "\(mapping)")
  }

  @Test(arguments: ["gemmini", "tpu-like"])
  func partialSumsStayWhereTheControllerCannotSpill(name: String) throws {
    let architecture = try Self.architecture(name)
    let buffer = try #require(architecture.outermostOnChipLevel(keeping: .outputs))
    var random = SeededRandom(seed: 6)
    for _ in 0..<100 {
      let layer = Self.layer(&random)
      guard layer.invalidity == nil else { continue }
      let mapping = try defaultMapping(for: layer, precision: Self.precision, on: architecture)
      let outside = mapping.levels[..<buffer].flatMap(\.temporal)
      let isReduction = outside.map { !Operand.outputs.relevantDimensions.contains($0.dimension) }
      let firstReduction = isReduction.firstIndex(of: true) ?? isReduction.endIndex
      #expect(isReduction[firstReduction...].allSatisfy { $0 }, "\(mapping)")
    }
  }

  @Test func arrayIsFilled() throws {
    let mapping = try defaultMapping(
      for: Convolution(bounds: LoopBounds(k: 64, c: 48, p: 56, q: 56, r: 3, s: 3)), precision: Self.precision,
      on: TilerArchitectures.gemmini)
    let spread = mapping.levels.flatMap(\.spatial)
    #expect(spread.first { $0.dimension == .k }?.bound == 16)
    #expect(spread.first { $0.dimension == .c }?.bound == 16)
  }

  @Test func spreadIsBalancedOverTheTripsItNeeds() throws {
    // Twenty channels on sixteen rows take two trips either way: ten and ten, not sixteen and four.
    let mapping = try defaultMapping(
      for: .gemm(m: 64, n: 20, k: 16), precision: Self.precision, on: TilerArchitectures.gemmini)
    #expect(mapping.levels.flatMap(\.spatial).first { $0.dimension == .k }?.bound == 10)
  }

  @Test(arguments: [
    (128, 768, 768), (128, 3072, 768), (128, 768, 3072), (512, 4096, 4096), (1, 1000, 2048), (197, 384, 1536),
    (3136, 64, 256), (49, 2048, 512), (333, 777, 555), (16, 16, 100_000),
  ])
  func movesNoMoreThanGemminisOwnTiler(m: Int, n: Int, k: Int) throws {
    let mapping = try defaultMapping(
      for: .gemm(m: m, n: n, k: k), precision: Self.precision, on: TilerArchitectures.gemmini)
    let theirs = GemminiTiler(m: m, n: n, k: k).bytesRead
    #expect(Self.bytesRead(mapping, m: m, n: n, k: k) <= theirs, "\(mapping)")
  }

  @Test func tooSmallAMemoryIsRefused() {
    var architecture = TilerArchitectures.gemmini
    architecture.levels[2].capacityBytes = 16
    #expect(throws: InvalidInput.self) {
      try defaultMapping(for: .gemm(m: 8, n: 8, k: 8), precision: Self.precision, on: architecture)
    }
  }

  /// Bytes of weights and inputs Gemmini fetches under a mapping of a GEMM: a tile again whenever a loop outside the
  /// innermost one that moves it turns.
  private static func bytesRead(_ mapping: Mapping, m: Int, n: Int, k: Int) -> Int {
    let loops = mapping.levels[0].temporal
    func fetches(_ operand: Operand) -> Int {
      guard let innermost = loops.lastIndex(where: { operand.relevantDimensions.contains($0.dimension) }) else {
        return 1
      }
      return loops[...innermost].filter { !operand.relevantDimensions.contains($0.dimension) }
        .reduce(1) { $0 * $1.bound }
    }
    return fetches(.weights) * n * k + fetches(.inputs) * m * k
  }

  private static func layer(_ random: inout SeededRandom) -> Convolution {
    let sizes = [1, 2, 3, 7, 14, 16, 17, 28, 56, 64, 100, 128, 197, 256, 513]
    func size(_ limit: Int) -> Int {
      let fitting = sizes.filter { $0 <= limit }
      return fitting[random.below(fitting.count)]
    }
    switch random.below(4) {
    case 0: return .gemm(m: size(513), n: size(513), k: size(513), batch: random.within(1...12))
    case 1:
      return Convolution(
        bounds: LoopBounds(g: size(256), k: 1, c: 1, p: size(56), q: size(56), r: 3, s: 3),
        stride: Extent(square: random.within(1...2)), padding: Padding(width: 1, height: 1))
    default:
      let filter = [1, 3, 5, 7][random.below(4)]
      return Convolution(
        bounds: LoopBounds(
          n: random.within(1...3), k: size(256), c: size(256), p: size(100), q: size(100), r: filter, s: filter),
        stride: Extent(square: random.within(1...2)), dilation: Extent(square: random.within(1...2)),
        padding: Padding(width: filter / 2, height: filter / 2))
    }
  }
}

/// Gemmini's own tiling of a matrix product for its default sizes: the witness of what a runtime does.
///
/// `gemmini-rocc-tests`, `include/gemmini.h`, `tiled_matmul_auto`, weight-stationary: half of the scratchpad (16384 rows
/// of 16 bytes) and of the accumulator (1024 rows of 16 words) for one tile, squares of 16 × 16; I and J start at the
/// side of the largest square of blocks the accumulator holds, K at what is left, then J, I, K grow in turn.
private struct GemminiTiler {
  private let m: Int
  private let n: Int
  private let k: Int
  private var tile = (i: 1, j: 1, k: 1)

  private static let side = 16
  private static let scratchpadBlocks = 16384 / 2 / side
  private static let accumulatorBlocks = 1024 / 2 / side

  init(m: Int, n: Int, k: Int) {
    (self.m, self.n, self.k) = (m, n, k)
    let blocks = (
      i: ceilingDivide(m, Self.side), j: ceilingDivide(n, Self.side), k: ceilingDivide(k, Self.side)
    )
    // The largest square: 5 × 5 of 32 blocks.
    let square = (1...Self.accumulatorBlocks).last { $0 * $0 <= Self.accumulatorBlocks } ?? 1
    tile = (
      min(blocks.i, square), min(blocks.j, square), min(blocks.k, Self.scratchpadBlocks / 2 / square)
    )
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      if tile.j < blocks.j, fits((tile.i, tile.j + 1, tile.k)) { (tile.j, hasGrown) = (tile.j + 1, true) }
      if tile.i < blocks.i, fits((tile.i + 1, tile.j, tile.k)) { (tile.i, hasGrown) = (tile.i + 1, true) }
      if tile.k < blocks.k, fits((tile.i, tile.j, tile.k + 1)) { (tile.k, hasGrown) = (tile.k + 1, true) }
    }
  }

  private func fits(_ tile: (i: Int, j: Int, k: Int)) -> Bool {
    tile.i * tile.k + tile.k * tile.j <= Self.scratchpadBlocks && tile.i * tile.j <= Self.accumulatorBlocks
  }

  /// Bytes of both matrices fetched with loops over i, j and k from the outside in, equal tiles in a row once.
  var bytesRead: Int {
    let trips = (
      i: ceilingDivide(m, tile.i * Self.side), j: ceilingDivide(n, tile.j * Self.side),
      k: ceilingDivide(k, tile.k * Self.side)
    )
    let left = m * k * (trips.k > 1 ? trips.j : 1)
    let right = k * n * (trips.j * trips.k > 1 ? trips.i : 1)
    return left + right
  }
}
