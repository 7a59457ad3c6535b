import Core
import Mapper
import Testing

/// Weights shift into the array row by row while it works on those before: counted by hand.
@Suite struct ShiftedWeightsTests {
  private static func architecture(_ dataflow: Dataflow) -> Architecture {
    Architecture(
      name: "array", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
      levels: [
        StorageLevel(name: "dram", kind: .dram, keeps: .all, capacityBytes: nil, bandwidthBytesPerCycle: 4096),
        StorageLevel(
          name: "buffer", kind: .sram, keeps: .all, capacityBytes: 1 << 20, bandwidthBytesPerCycle: 4096,
          fanOut: FanOut(x: 16, y: 16, dimensionsX: .k, dimensionsY: .c)),
        StorageLevel(name: "registers", kind: .registers, keeps: .weights, capacityBytes: 512, instances: 256),
      ], externalMemory: ExternalMemory(standard: "none"), dma: DMA(busBytes: 64),
      array: ProcessingArray(rows: 16, columns: 16, dataflows: [dataflow]))
  }

  @Test(arguments: [
    // 16 folds of 2 rows, each as long as 16 rows of weights take.
    ("L2[WIO] K4 C4 P2 - L1[WIO] K16X C16Y - L0[W] N1", 16 * 16),
    ("L2[WIO] N1 - L1[WIO] K4 C4 K16X C16Y - L0[W] P2", 16 * 16),
    // 32 folds on 8 rows of the array, which 8 rows of weights fill.
    ("L2[WIO] N1 - L1[WIO] K4 C8 K16X C8Y - L0[W] P2", 32 * 8),
    // The same weights come again for each of the two rows.
    ("L2[WIO] P2 - L1[WIO] K4 C4 K16X C16Y - L0[W] N1", 32 * 16),
  ]) func foldsWaitForTheirWeights(mapping: String, cycles: Int) throws {
    let layer = Convolution(form: .gemm, bounds: LoopBounds(k: 64, c: 64, p: 2))
    for (dataflow, expected) in [(Dataflow.weightStationary, cycles), (.inputStationary, nil)] {
      let problem = try MappingProblem(
        convolution: layer, precision: Precision(), architecture: Self.architecture(dataflow))
      var model = problem.model()
      let cost = model.evaluate(try LoopNest(try Mapping(parsing: mapping), bounds: layer.bounds))
      // An array of another dataflow has no weights to wait for.
      #expect(cost.cycles == expected.map(Double.init) ?? cost.computeCycles)
    }
  }

  /// With more rows to stream than to shift the array is never held up.
  @Test func longFoldsDontWait() throws {
    let layer = Convolution(form: .gemm, bounds: LoopBounds(k: 64, c: 64, p: 40))
    let problem = try MappingProblem(
      convolution: layer, precision: Precision(), architecture: Self.architecture(.weightStationary))
    var model = problem.model()
    let mapping = try Mapping(parsing: "L2[WIO] N1 - L1[WIO] K4 C4 K16X C16Y - L0[W] P40")
    #expect(model.evaluate(try LoopNest(mapping, bounds: layer.bounds)).cycles == 16 * 40)
  }
}
