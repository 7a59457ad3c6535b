import Core
import Sim
import Testing

/// Mappings that let operands pass by a level that could hold them.
@Suite struct BypassedLevels {
  /// A second memory, outside the one there is; both can hold everything.
  private static let architecture: Architecture = {
    var architecture = MachineArchitectures.slow
    var outer = architecture.levels[1]
    outer.name = "outer"
    outer.capacityBytes = 6000
    outer.fanOut = .none
    architecture.levels.insert(outer, at: 1)
    return architecture
  }()

  private static func sample(_ random: inout SeededRandom) -> MachineLaws.Sample {
    while true {
      let layer = RandomMappings.layer(&random)
      if let mapping = RandomMappings.mapping(
        of: layer, precision: MachineLaws.precision, on: architecture, &random)
      {
        return MachineLaws.Sample(layer: layer, mapping: mapping)
      }
    }
  }

  /// DRAM traffic is that of the naive walk with each operand's tiles at the first level that holds it.
  @Test(arguments: [OperandSet.weights, .inputs, .outputs, [.weights, .outputs], .all])
  func trafficIsThatOfTheLevelsThatHold(passing: OperandSet) throws {
    var random = SeededRandom(seed: 71, stream: UInt64(passing.rawValue))
    var unlikeKept = 0
    for _ in 0..<12 {
      var sample = Self.sample(&random)
      let kept = try MachineLaws.run(sample, on: Self.architecture)
      sample.mapping.levels[1].keeps.subtract(passing)
      var held = Self.architecture
      held.levels[1].keeps.subtract(passing)
      let naive = NaiveTraffic(sample.mapping, of: sample.layer, on: held)
      let result = try MachineLaws.run(sample, on: Self.architecture)
      let moved = Dictionary(
        uniqueKeysWithValues: result.traffic.filter { $0.level == "dram" }.map { ($0.operand, $0) })
      #expect(moved[.weights]?.readBytes == naive.weights, "\(sample)")
      #expect(moved[.inputs]?.readBytes == naive.inputs, "\(sample)")
      #expect(moved[.outputs]?.writtenBytes == naive.finalOutputs + 4 * naive.partialsWritten, "\(sample)")
      #expect(moved[.outputs]?.readBytes == 4 * naive.partialsRead, "\(sample)")
      for traffic in result.traffic where traffic.level == "outer" && passing.contains(traffic.operand) {
        #expect(traffic.readBytes == 0 && traffic.writtenBytes == 0, "\(sample)")
      }
      if kept.cycles != result.cycles { unlikeKept += 1 }
    }
    #expect(unlikeKept > 0)
  }

  @Test func whatControllersCantIsRefused() throws {
    var random = SeededRandom(seed: 72)
    let sample = Self.sample(&random)
    func refusal(_ architecture: Architecture, _ change: (inout Mapping) -> Void) -> String? {
      var changed = sample
      change(&changed.mapping)
      return #expect(throws: InvalidInput.self) { try MachineLaws.run(changed, on: architecture) }?.description
    }
    var gemmini = Self.architecture
    gemmini.controller.kind = .gemmini
    #expect(
      refusal(gemmini) { $0.levels[1].keeps = [.weights, .inputs] }?.contains("can't let operands pass by its memories")
        == true)
    #expect(refusal(Self.architecture) { $0.levels[3].keeps = [] }?.contains("let the registers keep theirs") == true)
    let nowhere = refusal(Self.architecture) { mapping in
      for level in 1...2 { mapping.levels[level].keeps = [.weights, .inputs] }
    }
    #expect(nowhere?.contains("lets outputs pass by every memory on the chip") == true)
  }
}
