import Core
import Mapper
import Testing

/// Bandwidths of a memory in several copies: what is stated is shared between them, what follows from ports is of each.
@Suite struct LevelBandwidthTests {
  private func architecture(stated: Int?) -> Architecture {
    Architecture(
      name: "two-level", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
      levels: [
        StorageLevel(name: "dram", kind: .dram, keeps: .all, capacityBytes: nil, bandwidthBytesPerCycle: 64),
        StorageLevel(
          name: "scratchpad", kind: .sram, keeps: [.weights, .inputs], capacityBytes: 4096, widthBytes: 64,
          fanOut: FanOut(x: 4, dimensionsX: .k)),
        StorageLevel(
          name: "accumulator", kind: .sram, keeps: .outputs, capacityBytes: 4096, instances: 4, banks: 2, ports: 1,
          widthBytes: 3, bandwidthBytesPerCycle: stated),
      ], externalMemory: ExternalMemory(standard: "none"), dma: DMA(busBytes: 64),
      array: ProcessingArray(rows: 1, columns: 4, macEnergy: 1))
  }

  @Test(arguments: [(nil, 6.0), (24, 6.0), (12, 3.0)] as [(Int?, Double)])
  func countsBanksOfEachCopyAndSharesWhatIsStated(stated: Int?, bytesOfOneCopy: Double) throws {
    let problem = try MappingProblem(
      convolution: Convolution(bounds: LoopBounds(k: 4, c: 8, p: 10)), precision: Precision(outputs: .int32),
      architecture: architecture(stated: stated))
    // Each column adds 8 products to 10 sums: 80 updates and 70 reads of 4 bytes.
    let mapping = try Mapping(parsing: "L2[WIO] N1 - L1[WI] N1 K4X - L0[O] P10 C8")
    var model = problem.model()
    let cost = model.evaluate(try LoopNest(mapping, bounds: problem.convolution.bounds))
    #expect(cost.cycles == (150.0 * 4 / bytesOfOneCopy).rounded(.up))
  }
}
