import Core
import Sim
import Testing

/// What is put beside SCALE-Sim's values, and what has no value.
@Suite struct ScaleSimQuirkTests {
  private static func configuration(
    _ dataflow: Dataflow, _ rows: Int, _ columns: Int, _ interface: ScaleSimConfiguration.Interface = .calculated
  ) -> ScaleSimConfiguration {
    ScaleSimConfiguration(
      arrayRows: rows, arrayColumns: columns, dataflow: dataflow, interface: interface, ifmapKiB: 1, filterKiB: 1,
      ofmapKiB: 1)
  }

  /// Cycles of SCALE-Sim's own RTL for one output-stationary fold, measured: 2R + C + T − 1, of which the last is the
  /// input register.
  @Test(arguments: [(4, 4, 4, 15), (3, 5, 7, 17), (2, 6, 9, 18), (5, 3, 1, 13), (6, 6, 12, 29)])
  func correctedTotalIsTheRTLLessItsInputRegister(rows: Int, columns: Int, steps: Int, cycles: Int) throws {
    let compared = try scaleSimComparedReport(
      layer: .gemm(m: rows, n: columns, k: steps), configuration: Self.configuration(.outputStationary, rows, columns))
    #expect(compared.correctedTotalCycles == cycles - 1)
    let corrected = compared.corrections.filter { $0.column == .totalCycles }
    #expect(corrected.map(\.quirk) == [.totalIsIndexOfLastCycle, .outputStationaryDrainMissing])
    #expect(corrected.map(\.corrected) == [.count(cycles - 1 - rows), .count(cycles - 2)])
  }

  /// One weight-stationary fold of 4×4×4 by hand: 14 lines, 16 results, 64 of 16 · 14 possible MACs.
  @Test func weightStationaryFoldByHand() throws {
    let compared = try scaleSimComparedReport(
      layer: .gemm(m: 4, n: 4, k: 4), configuration: Self.configuration(.weightStationary, 4, 4))
    #expect(compared.report.totalCycles == 13)
    #expect(compared.correctedTotalCycles == 14)
    #expect(compared.report.computeUtilization == 100.0 * 64 / (16 * 17))
    let utilization = compared.corrections.first { $0.column == .computeUtilization }
    #expect(utilization?.quirk == .computeUtilizationCountsSkewTwice)
    #expect(utilization?.corrected == .ratio(100.0 * 64 / (16 * 14)))
  }

  /// A 3×3 filter at stride 2 on 4×4: the second windows reach one row and column past the edge, 36 reads of 25 elements.
  @Test func readsOffTheEdge() throws {
    let layer = ScaleSimLayer(
      ifmapHeight: 4, ifmapWidth: 4, filterHeight: 3, filterWidth: 3, channels: 1, filters: 2, strideHeight: 2,
      strideWidth: 2)
    let compared = try scaleSimComparedReport(
      layer: layer, configuration: Self.configuration(.outputStationary, 4, 4))
    let reads = try #require(compared.corrections.first { $0.quirk == .readsOffTheEdgeCount })
    #expect(reads.reported == .count(36) && reads.corrected == .count(25))
    // R + C words too many for the one fold.
    let writes = try #require(compared.corrections.first { $0.quirk == .strayOutputWrites })
    #expect(writes.reported == .count(8 + 8) && writes.corrected == .count(8))
  }

  @Test func everyQuirkSaysWhatAndWhatInstead() {
    for quirk in ScaleSimQuirk.allCases {
      #expect(quirk.behaviour.hasSuffix(".") && quirk.remedy.hasSuffix("."))
      #expect(quirk.behaviour != quirk.remedy)
    }
    #expect(Set(ScaleSimQuirk.allCases.map(\.behaviour)).count == ScaleSimQuirk.allCases.count)
  }

  /// SCALE-Sim ends these runs with an AssertionError or a ZeroDivisionError.
  @Test func runsWithoutAReport() {
    let flat = ScaleSimLayer(
      ifmapHeight: 3, ifmapWidth: 3, filterHeight: 4, filterWidth: 1, channels: 1, filters: 1)
    #expect(throws: ScaleSimError.filterLargerThanIfmap(axis: "height", filter: 4, ifmap: 3)) {
      try scaleSimReport(layer: flat, configuration: Self.configuration(.outputStationary, 4, 4))
    }
    #expect(throws: ScaleSimError.zeroTotalCycles) {
      try scaleSimReport(
        layer: .gemm(m: 1, n: 1, k: 1), configuration: Self.configuration(.outputStationary, 1, 1))
    }
    // 1,200 inputs load in each cycle, and half of 1 KiB refills twice.
    #expect(throws: ScaleSimError.refilledTwiceInOneCycle(operand: "ifmap", cycle: 4)) {
      try scaleSimReport(
        layer: .gemm(m: 1500, n: 30, k: 1), configuration: Self.configuration(.inputStationary, 5, 1200))
    }
  }

  /// Legal sizes whose fetches could reach 2^60 words.
  @Test func fetchesThatCannotBeCounted() {
    #expect(throws: ScaleSimError.tooLarge(what: "words fetched")) {
      try scaleSimReport(
        layer: .gemm(m: 1 << 30, n: 1, k: 1 << 20),
        configuration: Self.configuration(.weightStationary, 4, 4, .user(read: 1 << 30, write: 1)))
    }
  }

  /// No input traps: sizes out of range and products out of range are errors.
  @Test(arguments: [0, -1, Int.min, Int.max, 1 << 30]) func hostileSizes(size: Int) {
    let fields: [WritableKeyPath<ScaleSimLayer, Int>] = [
      \.ifmapHeight, \.ifmapWidth, \.filterHeight, \.filterWidth, \.channels, \.filters, \.strideHeight, \.strideWidth,
    ]
    for field in fields where size != 1 << 30 {
      var layer = ScaleSimLayer(
        ifmapHeight: 4, ifmapWidth: 4, filterHeight: 2, filterWidth: 2, channels: 2, filters: 2)
      layer[keyPath: field] = size
      #expect(throws: ScaleSimError.self) {
        try scaleSimReport(layer: layer, configuration: Self.configuration(.weightStationary, 4, 4))
      }
    }
    #expect(throws: ScaleSimError.self) {
      try scaleSimReport(
        layer: .gemm(m: size, n: size, k: size), configuration: Self.configuration(.weightStationary, 4, 4))
    }
    let machines: [WritableKeyPath<ScaleSimConfiguration, Int>] = [
      \.arrayRows, \.arrayColumns, \.ifmapKiB, \.filterKiB, \.ofmapKiB,
    ]
    for field in machines where size != 1 << 30 {
      var configuration = Self.configuration(.weightStationary, 4, 4)
      configuration[keyPath: field] = size
      #expect(throws: ScaleSimError.self) {
        try scaleSimReport(layer: .gemm(m: 4, n: 4, k: 4), configuration: configuration)
      }
    }
    #expect(throws: ScaleSimError.self) {
      try scaleSimReport(
        layer: .gemm(m: size, n: 1 << 30, k: 1 << 30),
        configuration: Self.configuration(.weightStationary, 4, 4, .user(read: size, write: size)))
    }
  }
}
