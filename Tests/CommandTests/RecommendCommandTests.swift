import Foundation
import Testing

@Suite struct RecommendCommandTests {
  private let folder: Folder
  private let space: String

  init() throws {
    folder = try Folder()
    space = try folder.write(
      "four.xml",
      """
      <space xmlns="urn:systole:space:1" name="four" architecture="gemmini" summary="two sides, two scratchpads">
        <set path="architecture.costs" value="cacti"/>
        <set path="core.frequency" value="500MHz"/>
        <parameter name="side" path="array.rows array.columns vector-unit.lanes scratchpad.width=1*B" values="8 16"/>
        <parameter name="scratchpad" path="scratchpad.capacity" values="128KiB 256KiB"/>
      </space>
      """)
  }

  private func recommend(_ more: String...) throws -> Command.Outcome {
    try Command.run(
      ["recommend", "--space", space, "--gemm", "64x96x64", "--samples", "40"] + more,
      environment: ["XDG_CACHE_HOME": folder.path("cache")])
  }

  /// The answer keeps to the budget and is checked; the second question is answered from what the first one learnt.
  @Test func answersWithinTheBudgetAndRemembers() throws {
    let first = try recommend("--format", "json", "--alternatives", "9", "-q")
    #expect(first.exitCode == 0, "\(first.errors)")
    let designs = try designs(first)
    #expect(designs.count == 4)
    let areas = designs.compactMap { $0["area"] as? Double }
    for design in designs {
      #expect((design["analytical"] as? [String: Double])?["latency"] ?? 0 > 0)
      #expect((design["parameters"] as? [String: String])?.count == 2)
    }
    #expect((designs.first?["simulated"] as? [String: Double])?["energy"] ?? 0 > 0)
    #expect(designs.dropFirst().allSatisfy { $0["simulated"] == nil })
    let models = try FileManager.default.contentsOfDirectory(atPath: folder.path("cache/systole/models"))
    #expect(models.map { $0.split(separator: ".").last ?? "" }.sorted() == ["costs", "model"])
    #expect(first.errors.isEmpty)

    let least = try #require(areas.min())
    let second = try recommend("--format", "json", "--budget", "area=\(least * 1.0001)", "--check", "none")
    #expect(second.exitCode == 0)
    #expect(second.errors.isEmpty, "nothing is learnt again: \(second.errors)")
    #expect(try self.designs(second).compactMap { $0["area"] as? Double } == [least])

    let none = try recommend("--budget", "area=0.001", "-q")
    #expect(none.exitCode == 1)
    #expect(none.errors.contains("no design of four is within the budget"))
  }

  @Test func refusesWhatCannotBeListed() throws {
    let outcome = try Command.run(["recommend", "--space", "gemmini", "--gemm", "8x8x8", "-q"])
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("a recommender lists at most 4096"))
    #expect(try recommend("--budget", "power=3").exitCode == 64)
  }

  private func designs(_ outcome: Command.Outcome) throws -> [[String: Any]] {
    let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    return try #require(json["designs"] as? [[String: Any]])
  }
}
