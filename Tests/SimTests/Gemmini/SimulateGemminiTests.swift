import Core
import Formats
import Sim
import Testing

/// Layers on Gemmini's own controller, as `simulate` runs them.
@Suite struct SimulateGemminiTests {
  private let architecture: Architecture

  init() throws {
    architecture = try BuiltinDocument.architecture(named: "gemmini-firesim")
  }

  private static func layer(_ convolution: Convolution, precision: Precision = Precision()) -> Layer {
    Layer(name: "it", content: LayerContent(operation: .convolution(convolution), precision: precision))
  }

  /// 64 × 64 × 64 in one macro-operation: requests, lines and bytes worked out by hand.
  @Test func aProductThatFitsOneTileMovesEachByteOnce() throws {
    let mapping = try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 K16X - L1[O] K4 C4 P64 C16X - L0[W] N1")
    let result = try simulateLayer(Self.layer(.gemm(m: 64, n: 64, k: 64)), mapping: mapping, on: architecture)
    let counts = Dictionary(uniqueKeysWithValues: result.statistics.map { ($0.path, $0.value) })
    #expect(counts["gemmini.macro-operations"] == 1)
    // A and B: 4 moves of 16 rows of 64 bytes each, aligned to lines; 4 × 4 × 4 blocks; C: 64 rows of 64 bytes.
    #expect(counts["gemmini.loads"] == 8)
    #expect(counts["dma.load-requests"] == 128)
    #expect(counts["array.blocks"] == 64)
    #expect(counts["dma.store-requests"] == 64)
    #expect(counts["l2.misses"] == 192)
    // Lines of the last-level cache hold two of the L2's.
    #expect(counts["llc.misses"] == 96)
    // The 64 rows of C are still in the L2.
    #expect(counts["l2.dirty-lines"] == 64)
    #expect(counts["llc.dirty-lines"] == 0)
    for operand in Operand.allCases {
      let dram = try #require(result.traffic.first { $0.level == "dram" && $0.operand == operand })
      #expect(dram.readBytes == 4096)
      #expect(dram.writtenBytes == 0)
    }
    // 64 blocks of 16 rows of 64 bytes: the 16 of the first inner block overwrite; 64 rows of 4 blocks are stored.
    let sums = try #require(result.traffic.first { $0.level == "accumulator" })
    #expect(sums.writtenBytes == 64 * 16 * 64)
    #expect(sums.readBytes == 48 * 16 * 64 + 64 * 4 * 64)
    #expect(result.macs == 64 * 64 * 64)
    #expect(result.warnings.isEmpty)
    // 64 blocks of 16 rows stream through; every operand has to come first.
    #expect(result.cycles > 64 * 16 + 345 * 2)
    #expect(result.cycles < 64 * 16 + 345 * 2 + 192 * 30)
  }

  private static let layers: [(String, Convolution, String)] = [
    (
      "square",
      Convolution(bounds: LoopBounds(k: 32, c: 24, p: 14, q: 14, r: 3, s: 3), padding: Padding(width: 1, height: 1)),
      "L3[WIO] K2 Q2 - L2[WI] N1 K16X - L1[O] S3 R3 C2 Q7 P14 C12X - L0[W] N1"
    ),
    (
      "wide", Convolution(bounds: LoopBounds(k: 16, c: 16, p: 20, q: 5, r: 5, s: 3), stride: Extent(square: 2)),
      "L3[WIO] P2 - L2[WI] N1 K16X - L1[O] S3 R5 Q5 P10 C16X - L0[W] N1"
    ),
    (
      "batch", Convolution(bounds: LoopBounds(n: 3, k: 16, c: 16, p: 6, q: 6)),
      "L3[WIO] N3 - L2[WI] N1 K16X - L1[O] Q6 P6 C16X - L0[W] N1"
    ),
    (
      "groups", Convolution(bounds: LoopBounds(g: 4, k: 8, c: 8, p: 6, q: 6, r: 3, s: 3)),
      "L3[WIO] G4 - L2[WI] N1 K8X - L1[O] S3 R3 Q6 P6 C8X - L0[W] N1"
    ),
    (
      "images as rows", Convolution(bounds: LoopBounds(n: 40, k: 48, c: 100)),
      "L3[WIO] N2 - L2[WI] N1 K16X - L1[O] K3 N20 C10 C10X - L0[W] N1"
    ),
    (
      "products", .gemm(m: 33, n: 16, k: 70, batch: 2),
      "L3[WIO] G2 C7 - L2[WI] N1 K16X - L1[O] P33 C10X - L0[W] N1"
    ),
  ]

  /// Every cycle of every unit is work, a stall or idle; all multiply–accumulates are done; nothing beats the array.
  @Test(arguments: layers.indices)
  func everyCycleIsAccountedFor(index: Int) throws {
    let (name, convolution, text) = Self.layers[index]
    let layer = Self.layer(convolution)
    let result = try simulateLayer(layer, mapping: try Mapping(parsing: text), on: architecture)
    #expect(result.macs == convolution.macs, "\(name)")
    for unit in result.units { #expect(unit.total == result.cycles, "\(name) \(unit.unit)") }
    #expect(result.cycles * 256 >= convolution.macs)
    // Empty caches: what isn't on the chip comes from DRAM, once at least.
    for operand in [Operand.weights, .inputs] {
      let read = result.traffic.filter { $0.level == "dram" && $0.operand == operand }.reduce(0) { $0 + $1.readBytes }
      let usedBytes = convolution.elements(of: operand)
      #expect(read >= usedBytes, "\(name) \(operand)")
    }
    let warm = try simulateLayer(
      layer, mapping: try Mapping(parsing: text), on: architecture, options: Self.options { $0.hasWarmCaches = true })
    #expect(warm.cycles < result.cycles)
    #expect(warm.bytes(at: "dram").read == 0)
  }

  private static func options(_ change: (inout SimulationOptions) -> Void) -> SimulationOptions {
    var options = SimulationOptions()
    change(&options)
    return options
  }

  /// A resource that costs nothing never makes a layer slower.
  @Test(arguments: [IdealResources.array, .dma, .dram, .buffers, .controller])
  func idealResourcesDoNotHurt(ideal: IdealResources) throws {
    for (name, convolution, text) in Self.layers {
      let mapping = try Mapping(parsing: text)
      let real = try simulateLayer(Self.layer(convolution), mapping: mapping, on: architecture)
      let better = try simulateLayer(
        Self.layer(convolution), mapping: mapping, on: architecture, options: Self.options { $0.ideal = ideal })
      #expect(better.cycles <= real.cycles, "\(name)")
      #expect(better.macs == real.macs)
    }
  }

  @Test func whatItCannotRunGoesToTheGenericUnits() throws {
    let dilated = Convolution(
      bounds: LoopBounds(k: 16, c: 16, p: 6, q: 6, r: 3, s: 3), dilation: Extent(square: 2))
    let mapping = try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 K16X - L1[O] S3 R3 Q6 P6 C16X - L0[W] N1")
    let result = try simulateLayer(Self.layer(dilated), mapping: mapping, on: architecture)
    #expect(result.warnings.contains { $0.contains("dilated") && $0.contains("generic units") })
    #expect(result.macs == dilated.macs)
  }

  /// 3 input channels fill rows of 16 bytes: a whole 224 × 224 image takes five times its bytes, more than half of 1 MiB.
  @Test func aTileOfPartRowsShrinks() throws {
    let convolution = Convolution(
      bounds: LoopBounds(k: 16, c: 3, p: 222, q: 222, r: 3, s: 3))
    let mapping = try Mapping(parsing: "L3[WIO] Q37 - L2[WI] N1 K16X - L1[O] S3 R3 Q6 P222 C3X - L0[W] N1")
    var small = architecture
    for index in small.levels.indices where small.levels[index].name == "scratchpad" {
      small.levels[index].capacityBytes = 32 << 10
    }
    let result = try simulateLayer(Self.layer(convolution), mapping: mapping, on: small)
    #expect(result.warnings.contains { $0.contains("whole rows") && $0.contains("Q 6 → 2") })
    #expect(result.macs == convolution.macs)
    // Loops of the scratchpad's level become tile loops: a macro-operation has its outputs in the accumulator.
    let kept = try Mapping(parsing: "L3[WIO] Q37 - L2[WI] Q6 K16X - L1[O] S3 R3 P222 C3X - L0[W] N1")
    let anew = try simulateLayer(Self.layer(convolution), mapping: kept, on: small)
    #expect(anew.warnings.contains { $0.contains("load their operands anew") })
    #expect(anew.statistics.first { $0.path == "gemmini.macro-operations" }?.value == 222)
    let scratchpad = try #require(result.occupancy.first { $0.level == "scratchpad" })
    #expect(scratchpad.peakBytes <= 32 << 10)
  }
}
