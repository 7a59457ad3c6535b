import Core
import Formats
import Foundation
import Testing
import Validation

@Suite struct SurrogateValidationTests {
  private static let mappings =
    (ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"]
      ?? (#filePath.components(separatedBy: "/Tests/ValidationTests/").first ?? ".") + "/../shared/reference")
    + "/firesim/random_mappings.csv"

  /// Few points of the measured mappings: figures of every model, made of the mapping alone.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: mappings)))
  func fewPointsRankUnseenLayers() throws {
    var task = SurrogateTask(counts: [40], seeds: 2)
    task.analyticalSamples = 600
    task.simulates = false
    let comparison = try validateSurrogate(files: [try InputFile.read(path: Self.mappings)], task, jobs: 2)
    let figures = try #require(comparison.points.first)
    #expect(comparison.rows > 1000 && figures.count == 40)
    #expect(figures.models.count == 7)
    let (own, analytical) = (figures.models["starlight"], figures.models["analytical"])
    #expect((own?.withinLayerSpearman ?? 0) > (analytical?.withinLayerSpearman ?? 1))
    #expect((own?.coverage95 ?? 0) > 0.8)
  }

  @Test func tooFewRowsAreRefused() {
    let file = InputFile(
      name: "few.csv", text: "point_id,R,S,P,Q,C,K,stride,rtl_pe_dim,mapping,rtl_cycles\n")
    #expect(throws: InvalidInput.self) { try validateSurrogate(files: [file], SurrogateTask(), jobs: 1) }
  }
}

@Suite struct RecommenderValidationTests {
  @Test func wrongRowsAreAllNamed() {
    let text = "K,C,X,Y,R,S,df,ConfigID,rewards\n2,2,8,8,1,1,dla,768,5\n2,-1,8,8,1,1,nvd,5,1\n"
    let file = InputFile(name: "rows.csv", text: text)
    let error = #expect(throws: InvalidInput.self) { try validateRecommender(training: [file], test: [file]) }
    #expect(error?.diagnostics.count == 3)
  }
}
