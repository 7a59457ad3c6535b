import Core
import Sim
import Testing

/// Cores that share the memory: each does its part, and nothing more than the memory stands between them.
@Suite struct SeveralCores {
  private static func machine(_ cores: Cores, like name: String = "gemmini-like") throws -> Architecture {
    var architecture = try MachineArchitectures.named(name).architecture
    architecture.cores = cores
    return architecture
  }

  private static func gemm(m: Int, n: Int, k: Int) -> Layer {
    Layer(name: "gemm", content: LayerContent(operation: .convolution(.gemm(m: m, n: n, k: k))))
  }

  @Test(arguments: [(2, 3), (3, 2), (4, 2)])
  func behindAnIdealMemoryTheLargerPartCounts(count: Int, largest: Int) throws {
    // Five passes of four output channels; alone, the largest part is a layer of its own.
    let whole = try Mapping(parsing: "L3[WIO] K5 P2 - L2[WI] N1 K4X - L1[O] P8 C2 C4X - L0[W] N1")
    let part = try Mapping(parsing: "L3[WIO] K\(largest) P2 - L2[WI] N1 K4X - L1[O] P8 C2 C4X - L0[W] N1")
    let options = SimulationOptions(ideal: .dram)
    let shared = try simulateLayer(
      Self.gemm(m: 16, n: 20, k: 8), mapping: whole, on: try Self.machine(Cores(count: count)), options: options)
    let alone = try simulateLayer(
      Self.gemm(m: 16, n: 4 * largest, k: 8), mapping: part, on: MachineArchitectures.gemminiLike, options: options)
    #expect(shared.cycles == alone.cycles)
    #expect(shared.macs == 16 * 20 * 8)
    #expect(shared.units.filter { $0.unit.hasSuffix(".array") }.count == count)
  }

  @Test func rowsAreDividedToo() throws {
    let whole = try Mapping(parsing: "L3[WIO] P3 K2 - L2[WI] N1 K4X - L1[O] P8 C2 C4X - L0[W] N1")
    // Rows 0…11 and 12…23; either part is a tile of eight rows and one of four.
    let part = try Mapping(parsing: "L3[WIO] P2 K2 - L2[WI] N1 K4X - L1[O] P8,4 C2 C4X - L0[W] N1")
    let options = SimulationOptions(ideal: .dram)
    let shared = try simulateLayer(
      Self.gemm(m: 24, n: 8, k: 8), mapping: whole, on: try Self.machine(Cores(count: 2, split: .rows)),
      options: options)
    let alone = try simulateLayer(
      Self.gemm(m: 12, n: 8, k: 8), mapping: part, on: MachineArchitectures.gemminiLike, options: options)
    #expect(shared.cycles == alone.cycles)
  }

  @Test(arguments: MachineArchitectures.names)
  func everythingIsDoneOnceAndNoBoundIsBeaten(name: String) throws {
    let (base, index) = try MachineArchitectures.named(name)
    let memory = try #require(DRAMConfiguration.preset(named: base.externalMemory.standard))
    let peak = memory.peakBytesPerSecond * Double(base.externalMemory.channels) / Double(base.coreHertz)
    for (number, sample) in MachineLaws.samples(base, index).prefix(12).enumerated() {
      let cores = Cores(count: 2 + number % 3, split: number % 2 == 0 ? .channels : .rows)
      let architecture = try Self.machine(cores, like: name)
      let alone = try MachineLaws.run(sample, on: base)
      let result = try MachineLaws.run(sample, on: architecture)
      #expect(result.macs == sample.layer.macs, "\(sample)")
      for unit in result.units {
        #expect(unit.work + unit.stalls.total + unit.idle == result.cycles, "\(unit.unit) of \(sample)")
      }
      let layer = Layer(name: "", content: LayerContent(operation: .convolution(sample.layer)))
      let (read, written) = result.bytes(at: "dram")
      #expect(read >= layer.bytes(of: .weights), "\(sample)")
      #expect(Double(result.cycles) >= Double(layer.bytes(of: .weights) + layer.bytes(of: .outputs)) / peak)
      #expect(written >= layer.bytes(of: .outputs), "\(sample)")
      // A core with a single tile of outputs keeps its partial sums where a single core has to spill them.
      #expect(written <= alone.bytes(at: "dram").written, "\(sample)")
      #expect(
        result.cycles >= sample.layer.macs * base.coreHertz / Self.arrayHertz(base) / architecture.processingElements)
      #expect(try result == MachineLaws.run(sample, on: architecture), "\(sample)")
    }
  }

  @Test func vectorLayersAreDividedByChunks() throws {
    let operation = VectorOperation(function: .relu, inputElements: [20_000], outputElements: 20_000)
    let layer = Layer(name: "relu", content: LayerContent(operation: .vector(operation)))
    let options = SimulationOptions(ideal: .dram)
    let alone = try simulateLayer(layer, mapping: nil, on: MachineArchitectures.gemminiLike, options: options)
    let four = try simulateLayer(layer, mapping: nil, on: try Self.machine(Cores(count: 4)), options: options)
    #expect(four.cycles < alone.cycles / 3)
    #expect(four.bytes(at: "dram").read == alone.bytes(at: "dram").read)
    #expect(four.bytes(at: "dram").written == alone.bytes(at: "dram").written)
    let last = four.units.map(\.unit).filter { $0.hasPrefix("core3") }
    #expect(last == ["core3.array", "core3.load", "core3.store", "core3.vector"])
  }

  private static func arrayHertz(_ architecture: Architecture) -> Int {
    architecture.clocks.first { $0.name == architecture.array.clock }?.hertz ?? architecture.coreHertz
  }
}
