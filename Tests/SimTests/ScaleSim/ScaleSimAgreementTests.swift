import Core
import Sim
import Testing

/// The interval model against the line-by-line one on random layers small enough to write out.
@Suite struct ScaleSimAgreementTests {
  /// Chooses sizes so that a kibibyte is often too small: half a buffer is 512 words.
  private static func randomRun(_ random: inout SeededRandom) -> (ScaleSimLayer, ScaleSimConfiguration) {
    func pick(_ values: [Int]) -> Int { values[random.below(values.count)] }
    let layer: ScaleSimLayer
    if random.below(5) < 2 {
      layer = .gemm(m: random.within(1...60), n: random.within(1...40), k: random.within(1...60))
    } else {
      let (height, width) = (random.within(1...14), random.within(1...14))
      layer = ScaleSimLayer(
        ifmapHeight: height, ifmapWidth: width, filterHeight: random.within(1...min(height, 5)),
        filterWidth: random.within(1...min(width, 5)), channels: pick([1, 2, 3, 8, 17, 33]),
        filters: random.within(1...20), strideHeight: pick([1, 1, 1, 2, 3, 5]), strideWidth: pick([1, 1, 1, 2, 3, 5]))
    }
    let configuration = ScaleSimConfiguration(
      arrayRows: pick([1, 2, 3, 4, 5, 8, 16, 40]), arrayColumns: pick([1, 2, 3, 4, 5, 8, 16, 40]),
      dataflow: Dataflow.allCases[random.below(Dataflow.allCases.count)],
      interface: random.below(3) == 0
        ? .calculated : .user(read: pick([1, 2, 3, 7, 10, 64, 600]), write: pick([1, 2, 3, 7, 10, 64, 513, 2000])),
      ifmapKiB: pick([1, 1, 2, 3]), filterKiB: pick([1, 1, 2, 3]), ofmapKiB: pick([1, 1, 2]))
    return (layer, configuration)
  }

  /// Multiply-accumulates and lines of a run, to leave the slow model what it can do.
  private static func size(_ layer: ScaleSimLayer, _ configuration: ScaleSimConfiguration) -> Int {
    let pixels = layer.ifmapHeight * layer.ifmapWidth
    let elements = layer.filterHeight * layer.filterWidth * layer.channels
    return pixels * elements * layer.filters
      * (configuration.arrayRows + configuration.arrayColumns + 8)
      / (configuration.arrayRows * configuration.arrayColumns)
  }

  @Test(arguments: 0..<8) func everyValueEqualsTheLineByLineModel(stream: Int) throws {
    var random = SeededRandom(seed: 20_250_815, stream: UInt64(stream))
    var seen = (runs: 0, stalled: 0, refilled: 0, offTheEdge: 0)
    while seen.runs < 200 {
      let (layer, configuration) = Self.randomRun(&random)
      guard Self.size(layer, configuration) < 600_000 else { continue }
      seen.runs += 1
      var naive = NaiveScaleSim(layer, configuration)
      guard let expected = naive.report() else {
        #expect(throws: ScaleSimError.self) { try scaleSimReport(layer: layer, configuration: configuration) }
        continue
      }
      let report = try scaleSimReport(layer: layer, configuration: configuration)
      for column in ScaleSimColumn.allCases {
        let value = try #require(expected[column])
        switch report[column] {
        case .count(let count): #expect(Double(count) == value, "\(column) of \(layer) on \(configuration)")
        case .ratio(let ratio):
          // The slow model adds up folds one by one, as the tool does.
          #expect((ratio - value).magnitude <= 1e-12 * value, "\(column) of \(layer) on \(configuration)")
        }
      }
      seen.stalled += report.stallCycles > 0 ? 1 : 0
      seen.refilled +=
        configuration.interface == .calculated && max(report.ifmapDRAM.lastCycle, report.filterDRAM.lastCycle) >= 0
        ? 1 : 0
      seen.offTheEdge +=
        try scaleSimComparedReport(layer: layer, configuration: configuration).corrections
        .contains { $0.quirk == .readsOffTheEdgeCount } ? 1 : 0
    }
    // Each stream must meet the cases that make a difference.
    #expect(seen.stalled > 10 && seen.refilled > 5 && seen.offTheEdge > 20, "\(seen)")
  }
}
