import Foundation
import Testing

/// `systole compare-strategies` as a user meets it.
@Suite struct CompareStrategiesCommandTests {
  private static let small = [
    "compare-strategies", "--problem", "zdt1-mixed", "--strategy", "random", "--strategy", "nsga2", "--seeds", "3",
    "--budget", "300", "--starts", "8", "--quiet",
  ]

  @Test func sameTableForAnyJobs() throws {
    let one = try Command.run(Self.small + ["--jobs", "1"])
    let two = try Command.run(Self.small + ["--jobs", "2"])
    #expect(one.exitCode == 0, "\(one.errors)")
    #expect(one.output == two.output)
    #expect(one.output.hasPrefix("nsga2 has the best median hypervolume"))
  }

  @Test func writesRowsForEachSearch() throws {
    let folder = try Folder()
    let outcome = try Command.run(Self.small + ["-o", folder.path("runs.csv")])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let rows = try String(contentsOfFile: folder.path("runs.csv"), encoding: .utf8).split(separator: "\r\n")
    #expect(rows.count == 1 + 2 * 3)
    let json = try Command.run(Self.small + ["--format", "json"])
    #expect(json.exitCode == 0 && json.output.contains("\"summaries\""))
  }

  @Test(arguments: [
    (["--strategy", "random", "--strategy", "random"], "given twice"), (["--starts", "300"], "--starts"),
    (["--format", "xml"], "text, json or csv"), (["-w", "resnet18"], "--space"),
    (["--space", "gemmini", "--problem", "hartmann6"], "exclude"), (["--strategy", "luck"], "luck"),
  ])
  func refusesWhatMakesNoSense(arguments: [String], words: String) throws {
    let outcome = try Command.run(["compare-strategies"] + arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }
}
