import Core
import Sim
import Testing

/// Layers small enough to follow with a pencil, on an ideal memory behind a bus of fixed latency.
@Suite struct HandCheckedLayers {
  private static let gemm4 = Layer(
    name: "gemm", content: LayerContent(operation: .convolution(.gemm(m: 4, n: 4, k: 4))))

  @Test func oneFold() throws {
    // Latency 5 each way, one request a cycle, 16 bytes a cycle.
    // 0: the load of the weights is issued and its one request sent; data back at 10, off the bus at 11.
    // 1: the load of the inputs; data back at 11, off the bus at 12.  2: the fold is issued.
    // 11…15: four rows of weights shift in.  15…19: four rows of inputs stream.
    // Row skew 3, column skew 3, one register: the last sum is visible 7 cycles after 18 and complete at 26.
    // 26: the one request of the results, acknowledged at 26 + 10.
    let mapping = try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1")
    let result = try simulateLayer(
      Self.gemm4, mapping: mapping, on: MachineArchitectures.gemminiLike, options: SimulationOptions(ideal: .dram))
    #expect(result.cycles == 36)
    let array = try #require(result.units.first { $0.unit == "array" })
    #expect(array.work == 4)
    #expect(array.stalls[.array] == 4 + 7)
    #expect(array.stalls[.issue] == 2)
    #expect(array.stalls[.weights] == 9)
    let load = try #require(result.units.first { $0.unit == "load" })
    #expect(load.work == 2)
    let store = try #require(result.units.first { $0.unit == "store" })
    #expect(store.work == 1)
  }

  @Test func energyIsCountsTimesEnergies() throws {
    let mapping = try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1")
    let result = try simulateLayer(
      Self.gemm4, mapping: mapping, on: MachineArchitectures.gemminiLike, options: SimulationOptions(ideal: .dram))
    let energy = Dictionary(uniqueKeysWithValues: result.energy.map { ($0.component, $0.picojoules) })
    #expect(energy["array"] == 64)
    // 16 bytes each of weights, inputs and outputs at 100 pJ.
    #expect(energy["dram"] == 4800)
    // 36 ns at 10 mW.
    #expect(energy["leakage"] == 360)
  }

  /// Three requests of 16 bytes through the DMA at 2 pJ, and as many of the memory's own accesses through its interface
  /// at 3 pJ.
  @Test func energyOfWhatMovesTheBytes() throws {
    var architecture = MachineArchitectures.gemminiLike
    architecture.dma.energyPerByte = 2
    architecture.externalMemory.interfaceEnergyPerByte = 3
    let mapping = try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1")
    let plain = try simulateLayer(Self.gemm4, mapping: mapping, on: MachineArchitectures.gemminiLike)
    let result = try simulateLayer(Self.gemm4, mapping: mapping, on: architecture)
    let energy = Dictionary(uniqueKeysWithValues: result.energy.map { ($0.component, $0.picojoules) })
    #expect(energy["dma"] == 96)
    let transactions = try #require(result.statistics.first { $0.path == "dram.transactions" }).value
    let crossed = Double(3 * 64 * transactions)
    #expect(energy["dram-interface"] == crossed)
    #expect(result.energy.filter { !["dma", "dram-interface"].contains($0.component) } == plain.energy)
  }

  @Test func accessesOfOneFold() throws {
    let mapping = try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1")
    let result = try simulateLayer(Self.gemm4, mapping: mapping, on: MachineArchitectures.gemminiLike)
    func traffic(_ level: String, _ operand: Operand) -> (Int?, Int?) {
      let found = result.traffic.first { $0.level == level && $0.operand == operand }
      return (found?.readBytes, found?.writtenBytes)
    }
    #expect(traffic("dram", .weights) == (16, 0))
    #expect(traffic("dram", .outputs) == (0, 16))
    #expect(traffic("scratchpad", .weights) == (16, 16))
    #expect(traffic("scratchpad", .inputs) == (16, 16))
    // Sixteen sums of four bytes, written by the array and read by the store.
    #expect(traffic("accumulator", .outputs) == (64, 64))
    #expect(traffic("registers", .weights) == (64, 16))
  }

  @Test func doubleBufferingHidesLoads() throws {
    // Eight row tiles of a GEMM: with room for two, loading the next overlaps computing the present one.
    let layer = Layer(name: "gemm", content: LayerContent(operation: .convolution(.gemm(m: 512, n: 4, k: 4))))
    let mapping = try Mapping(parsing: "L3[WIO] P8 - L2[WI] N1 K4X - L1[O] P64 C4X - L0[W] N1")
    var roomy = MachineArchitectures.gemminiLike
    roomy.levels[1].capacityBytes = 16 + 2 * 256
    roomy.levels[2].capacityBytes = 4 * 2 * 256
    var tight = roomy
    tight.levels[1].capacityBytes = 16 + 256
    let overlapped = try simulateLayer(layer, mapping: mapping, on: roomy, options: SimulationOptions(ideal: .dram))
    let serial = try simulateLayer(layer, mapping: mapping, on: tight, options: SimulationOptions(ideal: .dram))
    let loads = { (result: LayerResult) in result.units[0].stalls[.inputs] }
    // Fetching 256 bytes takes 10 cycles of latency and 16 beats; computing takes 64. Alone, each of the seven later
    // tiles waits for all of it; overlapped, none does.
    #expect(loads(overlapped) < 26)
    #expect(loads(serial) >= 7 * 10)
    #expect(overlapped.cycles < serial.cycles)
  }

  @Test func partialSumsComeBackWhereTheControllerSpills() throws {
    // The reduction outside the outputs: every output tile is visited twice.
    let layer = Layer(name: "gemm", content: LayerContent(operation: .convolution(.gemm(m: 8, n: 4, k: 8))))
    let mapping = try Mapping(parsing: "L3[WIO] C2 P2 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1")
    let spilling = try simulateLayer(layer, mapping: mapping, on: MachineArchitectures.gemminiLike)
    let outputs = try #require(spilling.traffic.first { $0.level == "dram" && $0.operand == .outputs })
    #expect(outputs.writtenBytes == 32 * 4 + 32)
    #expect(outputs.readBytes == 32 * 4)
    #expect(spilling.warnings.isEmpty)

    var confined = MachineArchitectures.gemminiLike
    confined.controller.spillsPartialSums = false
    let reordered = try simulateLayer(layer, mapping: mapping, on: confined)
    let kept = try #require(reordered.traffic.first { $0.level == "dram" && $0.operand == .outputs })
    #expect(kept.writtenBytes == 32)
    #expect(kept.readBytes == 0)
    #expect(reordered.mapping?.description == "L3[WIO] P2 C2 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1")
    #expect(reordered.warnings.count == 1)
  }
}
