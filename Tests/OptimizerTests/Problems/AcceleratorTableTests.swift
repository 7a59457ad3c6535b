import Core
import Optimizer
import Testing

@Suite("The tabulated accelerator space")
struct AcceleratorTableTests {
  private static let table = AcceleratorTable()

  @Test("At least 50,000 legal designs, none of which dominates a point of the front")
  func front() {
    let table = Self.table
    let space = table.space
    var legal = 0
    var onFront: Set<[Double]> = []
    let front = Set(table.front)
    for place in 0..<Int(space.size) {
      guard let point = space.point(at: place), table.isLegal(point) else { continue }
      legal += 1
      guard let metrics = table.evaluate(Proposal(point), at: .simulated).metrics else {
        Issue.record("\(point.indices) has no metrics")
        continue
      }
      let values = table.objectives.values(of: metrics)
      if front.contains(values) { onFront.insert(values) }
      // Whatever isn't on the front is at least as bad as one of its points.
      let isCovered = table.front.contains { member in zip(member, values).allSatisfy { $0 <= $1 } }
      #expect(isCovered)
    }
    #expect(legal == table.legalDesigns)
    #expect(legal >= 50_000)
    #expect(onFront.count == front.count)
    #expect(paretoFront(of: table.front).count == table.front.count)
    #expect(table.front.allSatisfy { zip($0, table.scale.reference).allSatisfy { $0 < $1 } })
  }

  /// Worked out by hand for one design.
  ///
  /// It is 16 × 16, weight-stationary, 256 KiB, 64 KiB, 16 B, one channel, 1 GHz. Layer 1,
  /// 12544 × 64 × 147: folds 10 × 4, each 32 + 16 + 12544 − 2 cycles, 503,600 in all. Blocking: half the scratchpad holds
  /// 891 columns or rows of depth 147, so weights stay and inputs pass once: 9,408 + 1,843,968 + 802,816 bytes, 166,012
  /// cycles at 16 bytes. The scratchpad serves 9,408 + 4 · 1,843,968 bytes, 115,395 cycles at 64. The array is slowest.
  @Test("One layer by hand")
  func byHand() {
    let cost = MatrixProductCost(
      rows: 16, columns: 16, scratchpadBytes: 256 << 10, accumulatorBytes: 64 << 10, busBytes: 16, channels: 1,
      hertz: 1_000_000_000, dataflow: .weightStationary)
    let product = MatrixProductCost.Product(m: 12544, n: 64, k: 147, count: 1)
    #expect(cost.arrayCycles(of: product) == 503_600)
    #expect(cost.externalBytes(of: product) == 2_656_192)
    #expect(cost.cycles(of: product) == 503_600)
  }

  @Test("NSGA-II finds the front to 2 % within 4 % of the points", arguments: [UInt64(1), 2, 3])
  func nsga(seed: UInt64) throws {
    let table = Self.table
    let study = MemoryStudy()
    _ = try Exploration(
      problem: table, objectives: table.objectives, strategy: NSGAStrategy(),
      options: ExplorationOptions(budget: table.legalDesigns * 4 / 100, batchSize: 20, seed: seed)
    ).run(into: study)
    let found = study.trials().compactMap(\.metrics).map(table.objectives.values)
    #expect(averageDistance(of: found, fromReference: table.front) <= 0.02)
  }
}
