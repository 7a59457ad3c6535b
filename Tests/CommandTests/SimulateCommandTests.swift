import Foundation
import Testing

/// The command as a new user meets it.
@Suite struct SimulateCommandTests {
  @Test func sameBytesForAnyNumberOfJobs() throws {
    let folder = try Folder()
    for jobs in ["1", "2"] {
      let outcome = try Command.run([
        "simulate", "-w", "resnet18", "--jobs", jobs, "-o", folder.path("\(jobs).xml"), "--quiet",
      ])
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
    let one = try Data(contentsOf: folder.url.appendingPathComponent("1.xml"))
    let two = try Data(contentsOf: folder.url.appendingPathComponent("2.xml"))
    #expect(one == two)
    #expect(one.count > 10_000)
    #expect(try Command.run(["validate", folder.path("1.xml")]).exitCode == 0)
  }

  @Test func resultsBecomeAPage() throws {
    let folder = try Folder()
    let results = folder.path("gemm.xml")
    #expect(try Command.run(["simulate", "--gemm", "64x48x40", "-o", results]).exitCode == 0)
    let page = folder.path("gemm.html")
    let outcome = try Command.run(["report", results, "-o", page])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("<svg"))
    #expect(try folder.contents() == ["gemm.html", "gemm.xml"])
  }

  @Test(arguments: ["scalesim-ws", "scalesim-os", "scalesim-is", "gemmini", "tpu-v1"])
  func everyArchitectureRunsALayer(_ architecture: String) throws {
    let outcome = try Command.run(["simulate", "-a", architecture, "--gemm", "100x70x90", "--format", "csv"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\r\n").count == 2)
  }

  @Test func functionalRunAgrees() throws {
    let outcome = try Command.run([
      "simulate", "--convolution", "K8 C4 P6 Q6 R3 S3", "--padding", "1", "--functional",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("all 288 outputs equal a plain computation bit for bit"))
  }

  @Test func everyShippedFileIsValid() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let files = try ["Architectures", "Workloads", "Spaces"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(
        at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil
      ).filter { $0.pathExtension == "xml" }.map(\.path).sorted()
    }
    #expect(files.count >= 20)
    let outcome = try Command.run(["validate"] + files)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test func scalesimTimingNamesItsQuirks() throws {
    // SCALE-Sim's closed form: Fr · Fc · (2R + C + T − 2) − 1 with R = C = 32: 4 · 3 folds of 94 + 60 cycles.
    let outcome = try Command.run([
      "simulate", "-a", "scalesim-ws", "--gemm", "60x70x100", "--timing", "scalesim",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("1,847"))
    #expect(outcome.output.contains("totalIsIndexOfLastCycle"))
  }
}
