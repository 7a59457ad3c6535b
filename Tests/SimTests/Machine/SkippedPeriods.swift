import Core
import Sim
import Testing

/// Skipping periods changes no figure: equal cycle for cycle and count for count.
@Suite struct SkippedPeriods {
  private static let draws = 10
  private static let statistic = "machine.skipped-cycles"

  /// Layers long enough for tiles to come again hundreds of times, most of them not by whole tiles.
  private static func layer(_ random: inout SeededRandom) -> Convolution {
    while true {
      var bounds = LoopBounds(
        n: random.within(1...2), k: random.within(1...40), c: random.within(1...12), p: random.within(1...40),
        q: random.within(1...40), r: random.within(1...3), s: random.within(1...2))
      if random.below(2) == 0 {
        bounds = LoopBounds(k: random.within(1...64), c: random.within(1...24), p: random.within(1...300))
      }
      var layer = Convolution(form: bounds.q == 1 ? .gemm : .convolution, bounds: bounds)
      if layer.form == .convolution {
        layer.stride = Extent(width: random.within(1...2), height: random.within(1...2))
        layer.padding = Padding(
          left: random.below(2), right: random.below(2), top: random.below(2), bottom: random.below(2))
      }
      if layer.invalidity == nil, layer.macs <= 40_000 { return layer }
    }
  }

  /// A layer's result with and without skipping, the share skipped taken out.
  private static func both(
    _ layer: Layer, _ mapping: Mapping, on architecture: Architecture, ideal: IdealResources
  ) throws -> (skipped: LayerResult, whole: LayerResult, cycles: Int) {
    var options = SimulationOptions(ideal: ideal)
    var skipped = try simulateLayer(layer, mapping: mapping, on: architecture, options: options)
    options.skipsPeriods = false
    let whole = try simulateLayer(layer, mapping: mapping, on: architecture, options: options)
    let cycles = skipped.statistics.first { $0.path == statistic }?.value ?? 0
    skipped.statistics.removeAll { $0.path == statistic }
    return (skipped, whole, cycles)
  }

  @Test(arguments: MachineArchitectures.names)
  func randomLayersCostTheSame(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    var random = SeededRandom(seed: 23, stream: UInt64(index))
    for draw in 0..<Self.draws {
      let convolution = Self.layer(&random)
      guard
        let mapping = RandomMappings.mapping(
          of: convolution, precision: MachineLaws.precision, on: architecture, &random)
      else { continue }
      let layer = Layer(
        name: "random", content: LayerContent(operation: .convolution(convolution), precision: MachineLaws.precision))
      let ideals: [IdealResources] = [[.dram], [.dram, .dma], [.dram, .array], [.dram, .buffers, .controller], []]
      let (skipped, whole, _) = try Self.both(layer, mapping, on: architecture, ideal: ideals[draw % 5])
      #expect(skipped == whole, "\(convolution) mapped \(mapping) with \(ideals[draw % 5])")
    }
  }

  @Test(arguments: ["P512 K4", "K4 P512", "P64 K4 P8"])
  func whatRepeatsIsSkipped(loops: String) throws {
    let mapping = try Mapping(parsing: "L3[WIO] \(loops) - L2[WI] N1 K4X - L1[O] P8 C2 C4X - L0[W] N1")
    let layer = Layer(name: "gemm", content: LayerContent(operation: .convolution(.gemm(m: 4096, n: 16, k: 8))))
    let (skipped, whole, cycles) = try Self.both(
      layer, mapping, on: MachineArchitectures.gemminiLike, ideal: .dram)
    #expect(skipped == whole)
    #expect(cycles * 2 > whole.cycles)
  }

  @Test(arguments: [0, 1, 2])
  func behindADRAMOrACacheNothingIsSkipped(kind: Int) throws {
    // Periods coprime to refresh, tiles that cross rows and pages, a cache that thrashes.
    let mapping = try Mapping(parsing: "L3[WIO] P97 K3 - L2[WI] N1 K4X - L1[O] P8 C2 C4X - L0[W] N1")
    let layer = Layer(name: "gemm", content: LayerContent(operation: .convolution(.gemm(m: 776, n: 12, k: 8))))
    var architecture = MachineArchitectures.gemminiLike
    if kind == 1 { architecture.caches = [CacheLevel(name: "cache", capacityBytes: 256, ways: 2)] }
    if kind == 2 { architecture.cores = Cores(count: 2) }
    let (skipped, whole, cycles) = try Self.both(layer, mapping, on: architecture, ideal: kind == 2 ? .dram : [])
    #expect(skipped == whole)
    #expect(cycles == 0)
  }
}
