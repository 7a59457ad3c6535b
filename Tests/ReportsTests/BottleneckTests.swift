import Core
import Reports
import Testing

/// Hand-made layers whose bottleneck follows from the definition in `Bottleneck`.
@Suite struct BottleneckTests {
  private static func unit(_ name: String, work: Int, idle: Int = 0, _ stalls: [StallCause: Int] = [:]) -> UnitActivity
  {
    var cycles = StallCycles()
    for cause in StallCause.allCases { cycles[cause] = stalls[cause] ?? 0 }
    return UnitActivity(unit: name, work: work, stalls: cycles, idle: idle)
  }

  private static func layer(_ name: String = "layer", macs: Int, _ units: [UnitActivity]) -> LayerResult {
    LayerResult(
      name: name, cycles: units.map(\.total).max() ?? 0, macs: macs, units: units, traffic: [], occupancy: [],
      energy: [])
  }

  @Test func theLargestShareOfTheArrayDecides() {
    #expect(Bottleneck(Self.layer(macs: 9, [Self.unit("array", work: 60, [.weights: 40])])) == .compute)
    #expect(Bottleneck(Self.layer(macs: 9, [Self.unit("array", work: 40, [.weights: 60])])) == .memory)
    #expect(Bottleneck(Self.layer(macs: 9, [Self.unit("array", work: 20, [.issue: 60, .dram: 20])])) == .controller)
    #expect(Bottleneck(Self.layer(macs: 9, [Self.unit("array", work: 20, [.vectorUnit: 80])])) == .vectorUnit)
  }

  @Test func causesOfOneShareAddUp() {
    let memory: [StallCause: Int] = [.weights: 15, .inputs: 15, .dram: 15, .bus: 15]
    #expect(Bottleneck(Self.layer(macs: 9, [Self.unit("array", work: 40, memory)])) == .memory)
    let pipeline: [StallCause: Int] = [.array: 35, .weights: 45]
    #expect(Bottleneck(Self.layer(macs: 9, [Self.unit("array", work: 20, pipeline)])) == .compute)
  }

  @Test func idleCyclesGoToWhoWorkedLongest() {
    let array = Self.unit("array", work: 30, idle: 70)
    #expect(
      Bottleneck(Self.layer(macs: 9, [array, Self.unit("load", work: 90), Self.unit("vector", work: 5)])) == .memory)
    #expect(
      Bottleneck(Self.layer(macs: 9, [array, Self.unit("load", work: 5), Self.unit("vector", work: 90)])) == .vectorUnit
    )
    #expect(Bottleneck(Self.layer(macs: 9, [array])) == .compute)
  }

  @Test func aVectorLayerIsJudgedByItsVectorUnit() {
    let load = Self.unit("load", work: 100)
    #expect(Bottleneck(Self.layer(macs: 0, [Self.unit("vector", work: 70, [.inputs: 30]), load])) == .vectorUnit)
    #expect(Bottleneck(Self.layer(macs: 0, [Self.unit("vector", work: 30, [.inputs: 70]), load])) == .memory)
    #expect(Bottleneck(Self.layer(macs: 0, [load, Self.unit("store", work: 3)])) == .memory)
  }

  @Test func nothingDoneIsNoBottleneck() {
    #expect(Bottleneck(Self.layer(macs: 9, [])) == nil)
    #expect(Bottleneck(Self.layer(macs: 0, [Self.unit("vector", work: 0)])) == nil)
  }

  // MARK: - Verdict

  private static func verdict(_ layers: [LayerResult]) -> String {
    Verdict(
      SimulationResult(
        architecture: SampleResult.architecture, workload: Workload(name: "w", layers: []), layers: layers)
    ).sentence
  }

  /// 256 processing elements: 51,200 MACs fill 200 cycles; of 1000 cycles the array works 300, waits 620 for weights.
  @Test func theVerdictNamesWhatBindsMostCycles() {
    let layers = [
      Self.layer("a", macs: 38_400, [Self.unit("array", work: 200, [.weights: 600])]),
      Self.layer("b", macs: 25_600, [Self.unit("array", work: 100, [.weights: 20])]),
      Self.layer("c", macs: 0, [Self.unit("vector", work: 80)]),
    ]
    #expect(
      Self.verdict(layers)
        == "Memory-bound in 1 of 3 layers, 80.0 % of the cycles; the array reaches 25.0 % of its peak and loses most to "
        + "waiting for weights, 62.0 % of all cycles.")
  }

  @Test func theVerdictOfUniformAndEmptyWorkloads() {
    let busy = Self.layer(macs: 25_600, [Self.unit("array", work: 100)])
    #expect(Self.verdict([busy, busy]) == "Compute-bound in all 2 layers; the array reaches 100.0 % of its peak.")
    #expect(Self.verdict([busy]) == "Compute-bound; the array reaches 100.0 % of its peak.")
    #expect(Self.verdict([]) == "The workload has no layers, so there is nothing to simulate.")
    #expect(Self.verdict([Self.layer(macs: 0, [])]) == "Nothing took a cycle: no layer gave any unit work.")
  }
}
