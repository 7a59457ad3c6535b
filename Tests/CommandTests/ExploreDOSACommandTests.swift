import Foundation
import Testing

/// DOSA's cost model through `explore`, and proofs of the best designs of other spaces.
@Suite struct ExploreDOSACommandTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func json(_ arguments: [String]) throws -> [String: Any] {
    let outcome = try Command.run(arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  private func explore(_ strategy: String, _ more: String...) throws -> [String: Any] {
    try json(
      [
        "explore", "--space", "dosa", "--gemm", "64x96x64", "--strategy", strategy, "--budget", "6", "--study",
        folder.path("\(strategy).study"), "-q", "--format", "json",
      ] + more)
  }

  /// The proven best is what the search proves, no other strategy is below it, and its printed command runs.
  @Test func strategiesSearchDOSAsProblem() throws {
    let proof = try Command.run(
      ["validate", "dosa-search", "--gemm", "64x96x64", "--longest-side", "128", "--format", "json"])
    let found = try #require(try JSONSerialization.jsonObject(with: Data(proof.output.utf8)) as? [[String: Any]])
    let bound = try #require(found.first?["bound"] as? Double)
    func edp(_ summary: [String: Any]) throws -> Double {
      let best = try #require(summary["best"] as? [String: Any])
      return try #require((best["objectives"] as? [Double])?.first) * 1e15
    }
    let exact = try explore("exact-hardware")
    #expect(abs(try edp(exact) / bound - 1) < 1e-9)
    let gradient = try explore("gradient", "-j", "1")
    #expect(try edp(gradient) >= bound * (1 - 1e-9))
    #expect((gradient["analyticalEvaluations"] as? Int ?? 0) > 300)
    #expect(try edp(try explore("random", "--mapper", "random")) >= bound * (1 - 1e-9))

    let best = try #require(exact["best"] as? [String: Any])
    let trial = try #require(best["trial"] as? Int)
    let file = folder.path("m.xml")
    let written = try Command.run(
      ["study", "mappings", folder.path("exact-hardware.study"), "--trial", "\(trial)", "-o", file])
    #expect(written.exitCode == 0, "\(written.errors)")
    let settings = try #require(best["settings"] as? [String])
    let run = try Command.run(
      ["simulate", "-a", "gemmini-dosa", "--gemm", "64x96x64", "--mapping", file]
        + settings.flatMap { ["--set", $0] })
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  @Test func saysWhatDOSAsModelDoesNotKnow() throws {
    let arguments = ["explore", "--gemm", "64x96x64", "--study", folder.path("a.study"), "-q"]
    for (more, words) in [
      (["--strategy", "gradient"], "--space dosa"),
      (["--space", "dosa", "--fidelity", "simulated", "--strategy", "exact-hardware"], "--fidelity analytical"),
      (["--space", "dosa", "--objective", "area"], "knows no area"),
      (["--space", "dosa", "--mapper", "tiler"], "no default tiling"),
      (["--mapper", "random"], "DOSA's cost model"),
    ] {
      let outcome = try Command.run(arguments + more)
      #expect(outcome.exitCode == 64, "\(more)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
    #expect(try folder.contents().isEmpty)
  }

  /// The best design is mapped to a proof, and its mappings give the figures told.
  @Test func theBestAreMappedToAProof() throws {
    let study = folder.path("b.study")
    let summary = try json([
      "explore", "--gemm", "64x96x64", "--strategy", "random", "--budget", "4", "--proofs", "1", "--study", study, "-q",
      "--format", "json",
    ])
    let proofs = try #require(summary["proofs"] as? [[String: Any]])
    let best = try #require(summary["best"] as? [String: Any])
    #expect(proofs.count == 1)
    #expect(proofs[0]["trial"] as? Int == best["trial"] as? Int)
    #expect(proofs[0]["gap"] as? Double == 0)
    let file = folder.path("proved.xml")
    let trial = try #require(best["trial"] as? Int)
    let written = try Command.run(["study", "mappings", study, "--trial", "\(trial)", "--proved", "-o", file])
    #expect(written.exitCode == 0, "\(written.errors)")
    let settings = try #require(best["settings"] as? [String])
    let run = try json(
      ["simulate", "-a", "gemmini", "--gemm", "64x96x64", "--mapping", file, "--format", "json"]
        + settings.flatMap { ["--set", $0] })
    let cycles = try #require((run["totals"] as? [String: Any])?["cycles"] as? Int)
    let seconds = try #require((proofs[0]["metrics"] as? [String: Double])?["latency"])
    let parameters = try #require(best["parameters"] as? [String: String])
    let clock = try #require(parameters["clock"].flatMap { Double($0.dropLast(3)) }) * 1e6
    #expect(abs(Double(cycles) / clock / seconds - 1) < 1e-9)
  }
}
