import Core
import Evaluation
import Formats
import Sim
import Synchronization
import Testing

@Suite struct WhatIfTests {
  /// Gemmini on a memory of 9.6 GB/s behind a bus that doesn't bind: a GEMM of one row waits for its weights.
  private func starved() throws -> Architecture {
    var architecture = try BuiltinDocument.architecture(named: "gemmini")
    architecture.externalMemory = ExternalMemory(standard: "LPDDR4-2400")
    architecture.dma.busBytes = 64
    architecture.dma.requestsInFlight = 64
    return architecture
  }

  private func gemm(m: Int, n: Int, k: Int) -> Workload {
    Workload(
      name: "one",
      layers: [Layer(name: "g", content: LayerContent(operation: .convolution(.gemm(m: m, n: n, k: k))))])
  }

  /// Two equal additions and nothing else.
  private func additions() -> Workload {
    let content = LayerContent(
      operation: .vector(VectorOperation(function: .add, inputElements: [1 << 16, 1 << 16], outputElements: 1 << 16)))
    return Workload(name: "two", layers: ["a", "b"].map { Layer(name: $0, content: content) })
  }

  private func run(
    _ workload: Workload, on architecture: Architecture, options: NetworkOptions = NetworkOptions()
  ) throws -> (base: SimulationResult, found: WhatIf) {
    let base = try simulate(workload, on: architecture, options: options)
    return (base, try whatIf(base, options: options))
  }

  @Test func computeBoundLayerWantsAFasterArray() throws {
    let (base, found) = try run(
      gemm(m: 256, n: 256, k: 256), on: BuiltinDocument.architecture(named: "gemmini"))
    #expect(found.ranking.first == .array)
    let doubled = try #require(found.variant(.array, .doubled))
    // Its folds take half the time; loading the first tiles and storing the last takes as long as before.
    #expect((1.5...2.0).contains(Double(base.cycles) / Double(doubled.cycles)))
  }

  @Test func memoryBoundLayerWantsMoreBandwidth() throws {
    let (base, found) = try run(gemm(m: 1, n: 1024, k: 1024), on: starved())
    #expect(found.ranking.first == .dramBandwidth)
    let doubled = try #require(found.variant(.dramBandwidth, .doubled))
    #expect((1.3...2.0).contains(Double(base.cycles) / Double(doubled.cycles)))
  }

  /// With all else ideal a layer takes as long as its bytes take on the bus: twice the channels halve that.
  @Test func twiceTheChannelsHalveAStream() throws {
    var options = NetworkOptions()
    options.machine.ideal = [.dma, .vectorUnit, .buffers, .controller]
    let (base, found) = try run(additions(), on: starved(), options: options)
    let doubled = try #require(found.variant(.dramBandwidth, .doubled))
    #expect((1.85...2.05).contains(Double(base.cycles) / Double(doubled.cycles)))
  }

  /// One request at a time takes its latency each, most of which is halved.
  @Test func halfTheLatencyHelpsADependentStream() throws {
    var architecture = try starved()
    architecture.dma.requestsInFlight = 1
    architecture.dma.latency = 40
    let (base, found) = try run(additions(), on: architecture)
    let halved = try #require(found.variant(.dramLatency, .doubled))
    #expect((1.5...2.0).contains(Double(base.cycles) / Double(halved.cycles)))
    #expect(found.ranking.first == .dma, "twice the requests in flight hide the latency twice")
  }

  @Test(arguments: ["gemmini", "tpu-v1"])
  func nothingGetsSlowerBeyondWhatTheMemorySchedulerExplains(name: String) throws {
    let architecture = try BuiltinDocument.architecture(named: name)
    var workload = try BuiltinDocument.workload(named: "mobilenet-v1")
    workload.layers = Array(workload.layers.filter { $0.convolution != nil }.suffix(3))
    let (base, found) = try run(workload, on: architecture)
    #expect(found.variants.count >= 10)
    for variant in found.variants {
      for (layer, cycles) in zip(base.layers, variant.layerCycles) {
        #expect(
          Double(cycles) <= Double(layer.cycles) * (1 + whatIfTolerance),
          "\(variant.resource) \(variant.change) of \(layer.name)")
      }
    }
    let ideal = try #require(found.variant(.dram, .ideal))
    for resource in [WhatIf.Resource.dramBandwidth, .dramLatency] {
      let doubled = try #require(found.variant(resource, .doubled))
      #expect(Double(ideal.cycles) <= Double(doubled.cycles) * (1 + whatIfTolerance))
    }
  }

  @Test func anyNumberOfJobsFindsTheSame() throws {
    let architecture = try starved()
    var workload = additions()
    workload.layers += gemm(m: 16, n: 64, k: 64).layers
    let base = try simulate(workload, on: architecture)
    let counted = Mutex(0)
    let one = try whatIf(base) { _ in counted.withLock { $0 += 1 } }
    #expect(one == (try whatIf(base, options: NetworkOptions(jobs: 4))))
    #expect(counted.withLock { $0 } == whatIfRuns(of: workload, on: architecture, options: NetworkOptions()))
    #expect(counted.withLock { $0 } == 2 * one.variants.count, "equal layers run once")
    for variant in one.variants { #expect(variant.layerCycles[0] == variant.layerCycles[1]) }
  }

  @Test func moreCapacityKeepsAGivenMapping() throws {
    let architecture = try BuiltinDocument.architecture(named: "gemmini")
    let workload = gemm(m: 64, n: 32, k: 48)
    let mapping = try Mapping(parsing: "L3[WIO] P2 K2 - L2[WI] N1 K16X - L1[O] C3 P8 C16X - L0[W] P4")
    let (_, found) = try run(workload, on: architecture, options: NetworkOptions(mappings: ["g": mapping]))
    var larger = architecture
    for index in larger.levels.indices where larger.levels[index].kind == .sram {
      larger.levels[index].capacityBytes = larger.levels[index].capacityBytes.map { $0 * 2 }
    }
    let expected = try simulateLayer(workload.layers[0], mapping: mapping, on: larger)
    #expect(found.variant(.scratchpadCapacity, .doubled)?.layerCycles == [expected.cycles])
  }

  @Test func onlyWhatIsThereIsChanged() throws {
    var architecture = try starved()
    architecture.vectorUnit = nil
    architecture.externalMemory.channels = 1024
    let (_, found) = try run(gemm(m: 16, n: 16, k: 16), on: architecture)
    let resources = Set(found.variants.map(\.resource))
    #expect(!resources.contains(.vectorUnit) && !resources.contains(.dramBandwidth))
    #expect(resources.count == 7)
  }

  @Test func stopsWhenAsked() throws {
    // Large enough for the machine to look whether to stop.
    let base = SimulationResult(architecture: try starved(), workload: gemm(m: 256, n: 1024, k: 1024), layers: [])
    var options = NetworkOptions()
    options.machine.isInterrupted = { true }
    #expect(throws: Interrupted.self) { try whatIf(base, options: options) }
  }
}
