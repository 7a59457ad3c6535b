import Core
import Sim
import Testing

/// Values SCALE-Sim v3.0.0 itself printed, and ones that follow from its paper by hand.
@Suite struct ScaleSimConstantTests {
  private static func configuration(
    _ dataflow: Dataflow, _ rows: Int, _ columns: Int, _ interface: ScaleSimConfiguration.Interface = .calculated,
    kibibytes: Int = 1
  ) -> ScaleSimConfiguration {
    ScaleSimConfiguration(
      arrayRows: rows, arrayColumns: columns, dataflow: dataflow, interface: interface, ifmapKiB: kibibytes,
      filterKiB: kibibytes, ofmapKiB: kibibytes)
  }

  /// The tool's run of a 60×200×60 product on 8×8, weights stationary, buffers of 1 KiB: the SRAM bank bandwidth decides,
  /// `Bandwidth` does not (issue #130's double stalls included).
  @Test(arguments: [(1, 845_769), (10, 87_393), (50, 19_905)]) func readBandwidthDecides(bandwidth: Int, cycles: Int)
    throws
  {
    let layer = ScaleSimLayer.gemm(m: 60, n: 60, k: 200)
    for write in [10, 50] {
      let report = try scaleSimReport(
        layer: layer, configuration: Self.configuration(.weightStationary, 8, 8, .user(read: bandwidth, write: write)))
      #expect(report.totalCycles == cycles)
    }
  }

  /// M = K = 100 on 32 rows: four stacked folds of 100 × 32 are fetched, 12,800 words for 10,000 elements.
  @Test(arguments: [Dataflow.weightStationary, .outputStationary]) func paddingIsFetched(dataflow: Dataflow) throws {
    let report = try scaleSimReport(
      layer: .gemm(m: 100, n: 100, k: 100),
      configuration: Self.configuration(dataflow, 32, 32, .user(read: 10, write: 10), kibibytes: 64))
    #expect(report.ifmapDRAM.words == 12_800)
    #expect(report.filterDRAM.words == 12_800)
    #expect(report.stallCycles == 0)
  }

  /// The tool's traces of a 4×4×4 product on 4×4, last line and last DRAM write.
  @Test(arguments: [(Dataflow.outputStationary, 9, 14, 40.0), (.weightStationary, 13, 18, 23.52941176)])
  func smallestTraces(dataflow: Dataflow, cycles: Int, withPrefetch: Int, utilization: Double) throws {
    let report = try scaleSimReport(
      layer: .gemm(m: 4, n: 4, k: 4), configuration: Self.configuration(dataflow, 4, 4))
    #expect(report.totalCycles == cycles)
    #expect(report.totalCyclesWithPrefetch == withPrefetch)
    #expect((report.computeUtilization - utilization).magnitude < 1e-8)
    // 16 words at 10 a cycle, in sets of ⌊1024 / 100⌋ = 10: two cycles, the second of which ends before cycle 0.
    #expect(report.ifmapDRAM.firstCycle == -2 && report.ifmapDRAM.lastCycle == -1 && report.ifmapDRAM.words == 16)
  }

  /// Total cycles of the tool's ResNet-18 (`topologies/conv_nets/Resnet18.csv`) on three arrays.
  @Test(arguments: [
    (Dataflow.weightStationary, 32, 64, 2_519_815), (.outputStationary, 128, 256, 262_370),
    (.weightStationary, 128, 256, 417_628),
  ])
  func resNet18(dataflow: Dataflow, size: Int, kibibytes: Int, cycles: Int) throws {
    let configuration = Self.configuration(dataflow, size, size, kibibytes: kibibytes)
    let reports = try Self.resNet18Layers.map { try scaleSimReport(layer: $0, configuration: configuration) }
    #expect(reports.map(\.totalCycles).reduce(0, +) == cycles)
  }

  private static let resNet18Layers: [ScaleSimLayer] = {
    func layer(_ size: Int, _ filter: Int, _ channels: Int, _ filters: Int, _ stride: Int = 1) -> ScaleSimLayer {
      ScaleSimLayer(
        ifmapHeight: size, ifmapWidth: size, filterHeight: filter, filterWidth: filter, channels: channels,
        filters: filters, strideHeight: stride, strideWidth: stride)
    }
    var layers = [layer(224, 7, 3, 64, 2)] + Array(repeating: layer(56, 3, 64, 64), count: 4)
    for (size, channels) in [(56, 64), (28, 128), (14, 256)] {
      layers += [layer(size, 3, channels, 2 * channels, 2), layer(size, 1, channels, 2 * channels, 2)]
      layers += Array(repeating: layer(size / 2, 3, 2 * channels, 2 * channels), count: 3)
    }
    return layers + [layer(1, 1, 512, 1000)]
  }()

  /// Folds one after the other, each as long as a full one, and the index of the last line for their number: what 59,569
  /// rows LLMCompass made with SCALE-Sim v2 say.
  @Test(arguments: Dataflow.allCases) func totalIsFoldsTimesLinesLessOne(dataflow: Dataflow) throws {
    let (m, n, k, rows, columns) = (70, 45, 33, 8, 12)
    let report = try scaleSimReport(
      layer: .gemm(m: m, n: n, k: k), configuration: Self.configuration(dataflow, rows, columns))
    let expected =
      switch dataflow {
      case .outputStationary: 9 * 4 * (33 + 8 + 12 - 2) - 1
      case .weightStationary: 5 * 4 * (2 * 8 + 12 + 70 - 2) - 1
      case .inputStationary: 5 * 6 * (2 * 8 + 12 + 45 - 2) - 1
      }
    #expect(report.totalCycles == expected)
    #expect(report.stallCycles == 0)
  }
}
