import Core
import Foundation
import Mapper
import Optimizer
import Testing

@Suite struct MappedLayerTests {
  /// Numbers of one mapping, worked out by hand: 64 × 32 × 16 outputs a side with 16 × 16 PEs.
  @Test func numbersAreThoseOfTheMapping() throws {
    let bounds = LoopBounds(k: 64, c: 32, p: 16, q: 16, r: 3, s: 3)
    let mapping = try Mapping(parsing: "L3[WIO] K2 Q4 - L2[WI] N1 K16X - L1[O] K2 C2 S3 R3 Q4 C16X - L0[W] P16")
    let layer = MappedLayer(
      try LoopNest(mapping, bounds: bounds), Convolution(bounds: bounds), side: 16)
    #expect(layer.physical.count == MappedLayer.physicalCount)
    func value(_ logarithm: Double) -> Double { exp(logarithm) }
    // Trips to DRAM, and words of the weights', inputs' (by output positions) and outputs' tiles.
    #expect(abs(value(layer.physical[0]) - 8) < 1e-9)
    #expect(abs(value(layer.physical[2]) - 3 * 3 * 32 * 32) < 1e-6)
    #expect(abs(value(layer.physical[3]) - 16 * 4 * 32) < 1e-6)
    #expect(abs(value(layer.physical[4]) - 16 * 4 * 32) < 1e-6)
    // Tiles of 32 channels fill the array; all of it is used.
    #expect(layer.physical[5] == 0 && layer.physical[6] == 0 && layer.physical[14] == 0)
    // No fewer cycles than the multipliers need.
    #expect(layer.logCycles >= log(64.0 * 32 * 256 * 9 / 256) - 1e-9)
  }

  /// Samples are those of their seed, differ, and never undercut the multipliers.
  @Test func samplesAreRandomAndPossible() {
    let samples = MappedLayer.random(200, seed: 3)
    #expect(MappedLayer.random(200, seed: 3) == samples)
    #expect(Set(samples).count > 190)
    for sample in samples {
      #expect(sample.features.count { !$0.isFinite } == 0)
      // The share of the cycles the multipliers take is at most one.
      #expect(sample.physical[7] <= 1e-9)
    }
  }
}
