import Foundation
import Testing

@Suite struct ExploreCommandTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func arguments(_ study: String, budget: Int, _ more: String...) -> [String] {
    [
      "explore", "--gemm", "64x96x64", "--strategy", "random", "--objective", "edp", "--objective", "area", "--budget",
      "\(budget)", "--study", folder.path(study), "-q",
    ] + more
  }

  private func export(_ study: String) throws -> String {
    let outcome = try Command.run(["study", "export", folder.path(study)])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test func tellsBestFrontAndCounts() throws {
    let outcome = try Command.run(arguments("a.study", budget: 20, "--format", "json"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(json["trials"] as? Int == 20)
    #expect(json["simulations"] as? Int == 20)
    #expect(json["analyticalEvaluations"] as? Int == 0)
    #expect((json["seconds"] as? Double ?? 0) > 0)
    #expect((json["hypervolume"] as? Double ?? 0) > 0)
    let front = try #require(json["front"] as? [[String: Any]])
    let points = front.compactMap { $0["objectives"] as? [Double] }
    #expect(!points.isEmpty)
    for point in points {
      #expect(!points.contains { $0 != point && $0[0] <= point[0] && $0[1] <= point[1] })
    }
    let best = try #require(json["best"] as? [String: Any])
    #expect((best["objectives"] as? [Double])?[0] == points.map { $0[0] }.min())
  }

  /// The command printed for a design gives the figures of its trial.
  @Test func printedCommandsSimulateTheirTrials() throws {
    let outcome = try Command.run(arguments("a.study", budget: 6, "--format", "json"))
    let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let best = try #require(json["best"] as? [String: Any])
    let settings = try #require(best["settings"] as? [String])
    let run = try Command.run(
      ["simulate", "-a", "gemmini", "--gemm", "64x96x64", "--format", "json"] + settings.flatMap { ["--set", $0] })
    let simulated = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let totals = try #require(simulated["totals"] as? [String: Any])
    #expect(best["cycles"] as? Int == totals["cycles"] as? Int)
    let text = try Command.run(["study", "show", folder.path("a.study")])
    #expect(
      text.output.contains(
        "systole simulate -a gemmini --gemm 64x96x64 "
          + settings.map { "--set \($0.contains(" ") ? "'\($0)'" : $0)" }.joined(separator: " ")))
  }

  /// Killed at random moments and run again, a study ends as if nothing had happened.
  @Test func survivesKills() throws {
    var random = SystemRandomNumberGenerator()
    let whole = try Command.run(arguments("whole.study", budget: 30))
    #expect(whole.exitCode == 0, "\(whole.errors)")
    for _ in 0..<4 {
      let process = Process()
      process.executableURL = Command.binary
      process.arguments = arguments("killed.study", budget: 30)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32.random(in: 20_000...200_000, using: &random))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let last = try Command.run(arguments("killed.study", budget: 30))
    #expect(last.exitCode == 0, "\(last.errors)")
    #expect(try export("killed.study") == export("whole.study"))
  }

  @Test func twoProcessesShareAStudy() throws {
    let whole = try Command.run(arguments("whole.study", budget: 20))
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let processes = try (0..<2).map { _ in
      let process = Process()
      process.executableURL = Command.binary
      process.arguments = arguments("shared.study", budget: 20, "-j", "1")
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(try export("shared.study") == export("whole.study"))
  }

  @Test func refusesAnotherRunsStudy() throws {
    #expect(try Command.run(arguments("a.study", budget: 3)).exitCode == 0)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path("a.study")))
    let outcome = try Command.run(arguments("a.study", budget: 9, "--seed", "2", "--limit", "area<=20"))
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("the seed is 1 in the study and 2 in this run"))
    #expect(outcome.errors.contains("the limit is none in the study and area <= 20 in this run"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("a.study"))) == before)
    let foreign = try folder.write("b.study", "hello")
    #expect(try Command.run(arguments("b.study", budget: 3)).exitCode == 65)
    #expect(try String(contentsOfFile: foreign, encoding: .utf8) == "hello")
    #expect(try Command.run(["study", "show", folder.path("none.study")]).exitCode == 66)
    #expect(try folder.contents() == ["a.study", "b.study"])
  }

  @Test func takesResultsFromOutside() throws {
    #expect(try Command.run(arguments("a.study", budget: 3)).exitCode == 0)
    let rows = try export("a.study").split(separator: "\r\n").map { $0.split(separator: ",").map(String.init) }
    let columns = Array(5..<(try #require(rows[0].firstIndex(of: "cycles"))))
    func line(_ row: [String], _ more: [String]) -> String { (columns.map { row[$0] } + more).joined(separator: ",") }
    let table = try folder.write(
      "firesim.csv",
      [line(rows[0], ["cycles", "hertz", "joules"]), line(rows[1], ["12345", "1000000000", "0.5"])]
        .joined(separator: "\n"))
    let told = try Command.run(["study", "tell", folder.path("a.study"), "--fidelity", "firesim", "--csv", table])
    #expect(told.exitCode == 0, "\(told.errors)")
    let shown = try Command.run(["study", "show", folder.path("a.study"), "--fidelity", "firesim", "--format", "json"])
    let json = try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    #expect(((json["best"] as? [String: Any])?["metrics"] as? [String: Double])?["latency"] == 12345e-9)
    let twice = try Command.run(["study", "tell", folder.path("a.study"), "--fidelity", "firesim", "--csv", table])
    #expect(twice.exitCode == 65)
  }

  @Test func comparesStudies() throws {
    #expect(try Command.run(arguments("a.study", budget: 4)).exitCode == 0)
    #expect(try Command.run(arguments("b.study", budget: 4, "--seed", "2")).exitCode == 0)
    let outcome = try Command.run(["study", "compare", folder.path("a.study"), folder.path("b.study")])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("hypervolume"))
    let list = try Command.run(["study", "list", folder.url.path])
    #expect(list.output.contains("a.study") && list.output.contains("b.study"))
  }
}
