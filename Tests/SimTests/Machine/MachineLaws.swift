import Core
import Sim
import Testing

/// Laws every simulation of a mapped layer must keep, on random layers and random legal mappings of every architecture.
@Suite struct MachineLaws {
  private static let draws = 40
  static let precision = Precision()

  /// A layer with a mapping.
  struct Sample: CustomStringConvertible {
    var layer: Convolution
    var mapping: Mapping

    var description: String { "\(layer) mapped \(mapping)" }
  }

  /// The samples of an architecture; the same in every test.
  static func samples(_ architecture: Architecture, _ index: Int) -> [Sample] {
    var random = SeededRandom(seed: 7, stream: UInt64(index))
    var samples: [Sample] = []
    while samples.count < draws {
      let layer = RandomMappings.layer(&random)
      if let mapping = RandomMappings.mapping(of: layer, precision: precision, on: architecture, &random) {
        samples.append(Sample(layer: layer, mapping: mapping))
      }
    }
    return samples
  }

  static func run(
    _ sample: Sample, on architecture: Architecture, ideal: IdealResources = []
  ) throws -> LayerResult {
    try simulateLayer(
      Layer(name: "random", content: LayerContent(operation: .convolution(sample.layer), precision: precision)),
      mapping: sample.mapping, on: architecture, options: SimulationOptions(ideal: ideal))
  }

  @Test(arguments: MachineArchitectures.names)
  func everyCycleOfEveryUnitIsAccountedFor(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    for sample in Self.samples(architecture, index) {
      let result = try Self.run(sample, on: architecture)
      let vector = architecture.vectorUnit == nil ? [] : ["vector"]
      #expect(result.units.map(\.unit) == ["array", "load", "store", "dram"] + vector, "\(sample)")
      for unit in result.units {
        #expect(unit.work + unit.stalls.total + unit.idle == result.cycles, "\(unit.unit) of \(sample)")
      }
    }
  }

  @Test(arguments: MachineArchitectures.names)
  func idealResourcesRemoveTheirStallsAndSlowNothing(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    // What the memory's scheduler serves first depends on what is queued: a request that comes earlier can cost another
    // one an open row, or turn the bus from reads to writes.
    let schedulingSlack = 1.05
    for sample in Self.samples(architecture, index) {
      let base = try Self.run(sample, on: architecture)
      for (ideal, removed) in [
        (IdealResources.array, [StallCause.array]), (.dma, [.bus, .requestsInFlight]), (.dram, [.dram]),
        (.buffers, [.bankConflict]), (.controller, []),
      ] {
        let result = try Self.run(sample, on: architecture, ideal: ideal)
        for unit in result.units {
          for cause in removed { #expect(unit.stalls[cause] == 0, "\(cause) of \(unit.unit), \(sample)") }
        }
        #expect(Double(result.cycles) <= Double(base.cycles) * schedulingSlack, "\(ideal) of \(sample)")
      }
    }
  }

  @Test(arguments: MachineArchitectures.names)
  func behindAnIdealMemoryNothingEverSlowsDown(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    for sample in Self.samples(architecture, index) {
      let base = try Self.run(sample, on: architecture, ideal: [.dram, .buffers])
      for ideal in [IdealResources.array, .dma, .controller] {
        let result = try Self.run(sample, on: architecture, ideal: [.dram, .buffers, ideal])
        #expect(result.cycles <= base.cycles, "\(ideal) of \(sample)")
      }
      let allIdeal = try Self.run(sample, on: architecture, ideal: [.array, .dma, .dram, .buffers, .controller])
      #expect(allIdeal.cycles == 0, "\(sample)")
    }
  }

  @Test(arguments: MachineArchitectures.names)
  func noRunBeatsComputeOrCompulsoryTraffic(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    let memory = try #require(DRAMConfiguration.preset(named: architecture.externalMemory.standard))
    let channels = Double(architecture.externalMemory.channels)
    let peak = memory.peakBytesPerSecond * channels / Double(architecture.coreHertz)
    let array = architecture.clocks.first { $0.name == architecture.array.clock }?.hertz ?? architecture.coreHertz
    for sample in Self.samples(architecture, index) {
      let result = try Self.run(sample, on: architecture)
      let layer = Layer(name: "", content: LayerContent(operation: .convolution(sample.layer)))
      // Every stored weight is used; of the inputs a stride may leave some out.
      let reads = layer.bytes(of: .weights)
      let writes = layer.bytes(of: .outputs)
      let macCycles =
        sample.layer.macs * architecture.coreHertz / array / architecture.array.processingElements
      #expect(result.cycles >= macCycles, "\(sample)")
      #expect(result.cycles >= reads / architecture.dma.busBytes, "\(sample)")
      #expect(result.cycles >= writes / architecture.dma.busBytes, "\(sample)")
      #expect(Double(result.cycles) >= Double(reads + writes) / peak, "\(sample)")
      #expect(result.macs == sample.layer.macs)
    }
  }

  @Test(arguments: MachineArchitectures.names)
  func trafficIsTheMappings(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    for sample in Self.samples(architecture, index) {
      let result = try Self.run(sample, on: architecture)
      let naive = NaiveTraffic(sample.mapping, of: sample.layer, on: architecture)
      let moved = Dictionary(
        uniqueKeysWithValues: result.traffic.filter { $0.level == "dram" }.map { ($0.operand, $0) })
      #expect(moved[.weights]?.readBytes == naive.weights, "\(sample)")
      #expect(moved[.inputs]?.readBytes == naive.inputs, "\(sample)")
      #expect(naive.finalOutputs == sample.layer.elements(of: .outputs), "\(sample)")
      #expect(moved[.outputs]?.writtenBytes == naive.finalOutputs + 4 * naive.partialsWritten, "\(sample)")
      #expect(moved[.outputs]?.readBytes == 4 * naive.partialsRead, "\(sample)")
    }
  }

  @Test(arguments: MachineArchitectures.names)
  func occupancyStaysWithinCapacity(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    for sample in Self.samples(architecture, index) {
      let result = try Self.run(sample, on: architecture)
      for level in result.occupancy {
        #expect(level.peakBytes <= level.capacityBytes, "\(level.level) of \(sample)")
      }
      let buffers = Set(
        Operand.allCases.compactMap { architecture.outermostOnChipLevel(keeping: $0) }.map {
          architecture.levels[$0].name
        })
      for level in result.occupancy where buffers.contains(level.level) {
        #expect(level.peakBytes > 0, "\(level.level) of \(sample)")
      }
    }
  }

  @Test(arguments: MachineArchitectures.names)
  func sameInputSameResult(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    for sample in Self.samples(architecture, index).prefix(5) {
      #expect(try Self.run(sample, on: architecture) == Self.run(sample, on: architecture), "\(sample)")
    }
  }
}
