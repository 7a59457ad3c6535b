import Core
import Evaluation
import Formats
import Testing

/// Networks with default tilings on Gemmini's own controller.
@Suite struct GemminiNetworkTests {
  /// The default tiling is one the controller runs as it stands: nothing to warn about, every cycle accounted for.
  @Test(arguments: ["resnet18", "mobilenet-v1"])
  func defaultTilingsRunAsTheyStand(name: String) throws {
    let architecture = try BuiltinDocument.architecture(named: "gemmini-firesim")
    let workload = try BuiltinDocument.workload(named: name)
    let result = try simulate(workload, on: architecture)
    #expect(result.macs == workload.layers.reduce(0) { $0 + $1.macs })
    for (layer, found) in zip(workload.layers, result.layers) where layer.convolution != nil {
      #expect(found.warnings.isEmpty, "\(layer.name): \(found.warnings)")
      for unit in found.units { #expect(unit.total == found.cycles, "\(layer.name) \(unit.unit)") }
      #expect(found.cycles * architecture.array.processingElements >= found.macs)
      let weights = found.traffic.first { $0.level == "dram" && $0.operand == .weights }
      #expect((weights?.readBytes ?? 0) >= layer.convolution?.elements(of: .weights) ?? 0, "\(layer.name)")
    }
  }

  @Test func resultsDoNotDependOnTheNumberOfJobs() throws {
    let architecture = try BuiltinDocument.architecture(named: "gemmini-firesim")
    let workload = try BuiltinDocument.workload(named: "alexnet")
    let one = try simulate(workload, on: architecture)
    #expect(try simulate(workload, on: architecture, options: NetworkOptions(jobs: 3)) == one)
  }
}
