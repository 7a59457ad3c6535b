import Core
import Evaluation
import Formats
import Sim
import Testing

@Suite("Networks as SCALE-Sim reports them")
struct ScaleSimNetworkTests {
  /// SCALE-Sim v3.0.0's own totals for 4 x 4 arrays, 1 KiB SRAMs and calculated bandwidths.
  ///
  /// The windows of the second layer hang over the input's right edge, and the input is as wide as it is.
  @Test(arguments: [
    ("os", "5, 5, 3, 3, 2, 3, 1,", 83, 71), ("os", "6, 5, 2, 2, 3, 4, 2,", 70, 53),
    ("ws", "6, 5, 2, 2, 3, 4, 2,", 91, 56),
  ])
  func topologiesKeepTheirInputs(dataflow: String, row: String, withPrefetch: Int, total: Int) throws {
    let settings = "ArrayHeight: 4\nArrayWidth: 4\nIfmapSramSzkB: 1\nFilterSramSzkB: 1\nOfmapSramSzkB: 1\n"
    let configuration = try ScaleSimConfigurationFile(
      InputFile(name: "t.cfg", text: "[architecture_presets]\n\(settings)Dataflow: \(dataflow)\n"))
    let header = "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,"
    let topology = try TopologyFile(InputFile(name: "t.csv", text: "\(header)\nlayer, \(row)\n"))
    let network = try ScaleSimNetwork(
      topology.workload, on: configuration.architecture, interface: .calculated)
    let report = try #require(network.layers.first).report.report
    #expect(report.totalCyclesWithPrefetch == withPrefetch)
    #expect(report.totalCycles == total)
  }
}
