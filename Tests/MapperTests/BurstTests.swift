import Core
import Mapper
import Testing

/// Whole bursts of the outermost memory, counted by hand.
@Suite struct BurstTests {
  /// DRAM above one buffer, a burst of 16 bytes in 256 cycles: slower than the multiplier.
  private var variant: MappingVariant {
    var dram = MemoryCost<Double>()
    dram.burst = 16
    dram.sharedBandwidth = 1.0 / 16
    dram.readEnergy = 1
    dram.updateEnergy = 1
    var buffer = MemoryCost<Double>()
    buffer.capacity = 4096
    return MappingVariant(
      hierarchy: Hierarchy(
        levels: [HierarchyLevel(keeps: .all, memory: 0), HierarchyLevel(keeps: .all, memory: 1)],
        memories: [dram, buffer], macEnergy: 0),
      mapspace: Mapspace(levels: [LevelConstraint(), LevelConstraint()]))
  }

  private func cost(_ text: String, countsBursts: Bool) throws -> MappingCost<Double> {
    var rules = ModelRules.walked
    rules.countsBursts = countsBursts
    let layer = Convolution(bounds: LoopBounds(k: 24, c: 8, p: 4, q: 2))
    let problem = MappingProblem(convolution: layer, variants: [variant], rules: rules)
    var model = problem.model()
    return model.evaluate(try LoopNest(try Mapping(parsing: text), bounds: layer.bounds))
  }

  /// Mappings of weights of 24 × 8, inputs of 8 × 4 × 2 and outputs of 24 × 4 × 2 bytes, and the bytes that move.
  private static let mappings: [(mapping: String, bytes: Double)] = [
    // Everything lies in one piece: 192, 64 and 192 bytes.
    ("L1[WIO] N1 - L0[WIO] K24 C8 P4 Q2", 448),
    // Rows of 12 output channels take 16 bytes, of weights and of outputs: 256 + 64 + 256.
    ("L1[WIO] K2 - L0[WIO] K12 C8 P4 Q2", 576),
    // Rows of 4 input channels take 16 bytes; weights keep rows of all output channels: 192 + 256 + 192.
    ("L1[WIO] C2 - L0[WIO] K24 C4 P4 Q2", 640),
    // A pixel's 8 input channels take 16 bytes, its 24 output channels 32: 192 + 128 + 256.
    ("L1[WIO] P4 - L0[WIO] K24 C8 Q2", 576),
  ]

  @Test(arguments: mappings)
  func shortRowsTakeWholeBursts(mapping: String, bytes: Double) throws {
    let padded = try cost(mapping, countsBursts: true)
    #expect(abs(padded.energy - bytes) < 1e-9)
    #expect(abs(padded.cycles - 16 * bytes) <= 1)
    let plain = try cost(mapping, countsBursts: false)
    #expect(plain.energy == 192 + 64 + 192)
    #expect(plain.cycles == 16 * plain.energy)
  }
}
