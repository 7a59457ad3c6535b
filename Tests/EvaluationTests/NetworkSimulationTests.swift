import Core
import Evaluation
import Formats
import Mapper
import Sim
import Synchronization
import Testing

@Suite struct NetworkSimulationTests {
  private func network() throws -> (Workload, Architecture) {
    var workload = try BuiltinDocument.workload(named: "mobilenet-v1")
    workload.layers = Array(workload.layers.suffix(12))
    return (workload, try BuiltinDocument.architecture(named: "gemmini"))
  }

  @Test func anyNumberOfJobsGivesTheSameResult() throws {
    let (workload, architecture) = try network()
    let one = try simulate(workload, on: architecture, options: NetworkOptions(jobs: 1))
    #expect(one == (try simulate(workload, on: architecture, options: NetworkOptions(jobs: 4))))
    #expect(one.layers.map(\.name) == workload.layers.map(\.name))
    #expect(one.macs == workload.macs)
  }

  @Test func equalLayersAreSimulatedOnce() throws {
    let (workload, architecture) = try network()
    let options = NetworkOptions()
    let names = Mutex<[String]>([])
    let result = try simulate(workload, on: architecture, options: options) { name in names.withLock { $0.append(name) }
    }
    let simulated = names.withLock { $0 }
    #expect(simulated.count == uniqueLayers(of: workload, options: options))
    #expect(simulated.count < workload.layers.count)
    let firsts = workload.firstEqualLayer
    for (index, layer) in result.layers.enumerated() {
      #expect(layer.equalTo == (firsts[index] == index ? nil : workload.layers[firsts[index]].name))
      #expect(layer.cycles == result.layers[firsts[index]].cycles)
    }
  }

  @Test func aGivenMappingRuns() throws {
    let architecture = try BuiltinDocument.architecture(named: "gemmini")
    let layer = Layer(name: "g", content: LayerContent(operation: .convolution(.gemm(m: 64, n: 32, k: 48))))
    let mapping = try Mapping(parsing: "L3[WIO] P2 K2 - L2[WI] N1 K16X - L1[O] C3 P8 C16X - L0[W] P4")
    let workload = Workload(name: "one", layers: [layer])
    let result = try simulate(workload, on: architecture, options: NetworkOptions(mappings: ["g": mapping]))
    #expect(result.layers[0].mapping == mapping)
    let automatic = try simulate(workload, on: architecture)
    #expect(automatic.layers[0].mapping != mapping)
  }
}
