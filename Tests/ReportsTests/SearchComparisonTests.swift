import Core
import Foundation
import Reports
import Testing

/// The views of a comparison, on figures made up so that each is told from the others.
@Suite struct SearchComparisonTests {
  private static let comparison: SearchComparison = {
    let measures = [
      SearchComparison.Measure(name: "hypervolume", isBetterHigh: true),
      SearchComparison.Measure(name: "adrs", isBetterHigh: false),
    ]
    let runs = [("random", 1.0), ("bayesian", 2.0)].flatMap { strategy, factor in
      (1...2).map { seed in
        SearchComparison.Run(
          strategy: strategy, seed: UInt64(seed), trials: 30, failures: seed, analyticalEvaluations: 7,
          values: [factor * Double(seed), 0.5 / factor])
      }
    }
    let summaries = [
      SearchComparison.Summary(strategy: "random", measure: "hypervolume", sample: SampleSummary(of: [1, 2])),
      SearchComparison.Summary(
        strategy: "bayesian", measure: "hypervolume", sample: SampleSummary(of: [2, 4]), wins: 2, losses: 0,
        probability: 0.5),
      SearchComparison.Summary(strategy: "random", measure: "adrs", sample: SampleSummary(of: [.infinity, 0.5])),
      SearchComparison.Summary(
        strategy: "bayesian", measure: "adrs", sample: SampleSummary(of: [0.25, 0.25]), wins: 2, losses: 0,
        probability: 0.5),
    ]
    return SearchComparison(
      problem: "hills", objectives: ObjectiveSet([.latency, .area]), fidelity: .simulated, budget: 30, batchSize: 4,
      starts: 8, reference: [0.25, 40], measures: measures, runs: runs, summaries: summaries)
  }()

  @Test("The text names the best first, with the odds that it is chance")
  func text() {
    let lines = Self.comparison.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(
      lines.first == "bayesian has the best median hypervolume: 2 of 2 seeds better than random, p = 0.500")
    #expect(lines[2].hasPrefix("hills: latency, area, simulated; 30 trials a search, 8 of them random starts"))
    #expect(lines[3] == "hypervolume in natural logarithms up to 250 ms, 40.0 mm2")
    #expect(lines.contains("hypervolume, more is better"))
    #expect(lines.contains("adrs, less is better"))
    #expect(lines.contains { $0.hasPrefix("bayesian") && $0.contains("3.00") && $0.hasSuffix("0.500") })
  }

  @Test("The CSV has a row for each search")
  func csv() {
    let rows = Self.comparison.csv.split(separator: "\r\n").map(String.init)
    #expect(rows.count == 5)
    #expect(
      rows[0]
        == "problem,strategy,seed,trials,failures,analyticalEvaluations,hypervolume,adrs,samplesDrawn,samplesLegal")
    #expect(rows[3] == "hills,bayesian,1,30,1,7,2.0,0.25,,")
  }

  @Test("What generative models drew stands below the tables, over all seeds, and in the CSV")
  func samples() {
    var comparison = Self.comparison
    for (index, run) in comparison.runs.enumerated() where run.strategy == "bayesian" {
      comparison.runs[index].samples = SampleCounts(drawn: 600, legal: 570, repaired: 20)
    }
    let lines = comparison.text.split(separator: "\n").map(String.init)
    #expect(lines.last == "bayesian: 1,200 samples, 95.0 % of them legal before repair, 3.3 % repaired")
    #expect(!lines.contains { $0.hasPrefix("random:") })
    #expect(comparison.csv.split(separator: "\r\n").dropFirst(3).allSatisfy { $0.hasSuffix(",600,570") })
  }

  @Test("The JSON holds every search and summary, infinities as words")
  func json() throws {
    let text = try Self.comparison.json()
    #expect(text.contains("\"INF\""))
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy =
      .convertFromString(positiveInfinity: "INF", negativeInfinity: "-INF", nan: "NaN")
    #expect(try decoder.decode(SearchComparison.self, from: Data(text.utf8)) == Self.comparison)
  }
}
