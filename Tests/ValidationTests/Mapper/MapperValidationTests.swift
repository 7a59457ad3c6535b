import Core
import Formats
import Foundation
import Testing
import Validation

/// The exact search against other mappers' results; skipped without the reference data.
@Suite("Comparison with other mappers")
struct MapperValidationTests {
  private static let folder: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let root =
      ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"].map { URL(filePath: $0) }
      ?? package.appending(path: "../shared/reference")
    return FileManager.default.fileExists(atPath: root.path) ? root : nil
  }()

  private func path(_ name: String) throws -> String { try #require(Self.folder).appending(path: name).path }

  @Test("optima found by exhaustive search and by AccelForge", .enabled(if: folder != nil))
  func reachesRecordedOptima() throws {
    let comparison = try validateMapper(file: try path("mappers/optima.csv"))
    #expect(comparison.rows > 0 && comparison.holds, "\(comparison)")
  }

  @Test("the best of timeloop-mapper's runs", .enabled(if: folder != nil))
  func reachesTimeloopsBest() throws {
    let runs = ["timeloop/mapper_baseline/results_a.jsonl", "timeloop/mapper_baseline/results_b.jsonl"]
    let comparison = try validateMapper(
      baselines: try runs.map(path), architectures: try path("timeloop/archs.json"))
    #expect(comparison.rows == 7 && comparison.holds, "\(comparison)")
  }

  @Test("ResNet-50's product with Timeloop's costs", .enabled(if: folder != nil))
  func provesNetworkProduct() throws {
    let workload = try WorkloadFile.read(try InputFile.resolve("dosa-resnet50", kind: .workload)).workload
    let network = try #require(
      try validateMapper(workloads: [workload], architectures: try path("timeloop/archs.json")).networks.first)
    #expect(network.provedLayers == network.differentLayers && network.completeSets == network.differentLayers)
    #expect(network.gap == 0 && network.lowerBound == network.energy * network.cycles)
  }

  @Test("a machine without a named constraint set is refused", .enabled(if: folder != nil))
  func refusesOtherMachines() throws {
    #expect(throws: MissingInput.self) {
      try validateMapper(workloads: [], architectures: try path("timeloop/archs.json"), on: "eyeriss_like")
    }
  }
}
