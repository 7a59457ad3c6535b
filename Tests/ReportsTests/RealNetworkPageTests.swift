import Formats
import Reports
import Testing

@Suite struct RealNetworkPageTests {
  @Test(arguments: ["resnet50", "bert-base", "llama-7b-prefill"])
  func aRealNetworksPageStaysBelowAMebibyte(name: String) throws {
    let workload = try WorkloadFile.read(InputFile.resolve(name, kind: .workload)).workload
    #expect(
      simulationPage(SampleResult.result(workload), provenance: SimulationPageTests.provenance).utf8.count < 1 << 20)
  }
}
