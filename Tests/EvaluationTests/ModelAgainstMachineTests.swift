import Core
import Evaluation
import Formats
import Mapper
import Sim
import Testing

/// The analytical model's cycles against those of the machine, where one of its terms decides.
@Suite struct ModelAgainstMachineTests {
  /// A GEMM, a mapping of it, and how many times as long the machine may take.
  struct Case: Sendable {
    var bounds: LoopBounds
    var mapping: String
    var slack: Double
  }

  @Test(arguments: [
    // Streaming; only the first tiles' way in and the last one's way out are left out.
    Case(
      bounds: LoopBounds(k: 256, c: 256, p: 1024),
      mapping: "L3[WIO] P8 - L2[WI] K16 C16 K16X - L1[O] P128 C16X - L0[W] N1", slack: 1.1),
    // Each weight is used for one row, so that the array waits for the next 16 rows of weights.
    Case(
      bounds: LoopBounds(k: 64, c: 64, p: 64),
      mapping: "L3[WIO] N1 - L2[WI] P64 K4 C4 K16X - L1[O] C16X - L0[W] N1", slack: 1.1),
    // Rows of 16 bytes of weights, a burst of 64 each; rows and banks of the memory are left out.
    Case(
      bounds: LoopBounds(k: 512, c: 512, p: 4),
      mapping: "L3[WIO] K32 - L2[WI] C32 K16X - L1[O] P4 C16X - L0[W] N1", slack: 1.4),
  ]) func cyclesAreNear(_ gemm: Case) throws {
    let architecture = try BuiltinDocument.architecture(named: "gemmini")
    let layer = Layer(
      name: "gemm", content: LayerContent(operation: .convolution(Convolution(form: .gemm, bounds: gemm.bounds))))
    let mapping = try Mapping(parsing: gemm.mapping)
    let predicted = Double(try score(mapping, of: layer, on: architecture).cycles)
    let simulated = Double(try simulateLayer(layer, mapping: mapping, on: architecture).cycles)
    #expect(simulated >= predicted && simulated <= predicted * gemm.slack, "\(predicted) \(simulated)")
  }
}
