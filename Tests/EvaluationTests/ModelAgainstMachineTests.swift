import Core
import Evaluation
import Formats
import Mapper
import Sim
import Testing

/// The analytical model's cycles against those of the machine, where one of its terms decides.
@Suite struct ModelAgainstMachineTests {
  /// How much longer the machine may take: the first tiles' way in and the last one's way out.
  private static let startAndEnd = 1.1

  @Test(arguments: [
    // Streaming, nothing waits.
    ("P1024 K256 C256", "L3[WIO] P8 - L2[WI] K16 C16 K16X - L1[O] P128 C16X - L0[W] N1"),
    // Each weight is used for one row, so that the array waits for the next 16 rows of weights.
    ("P64 K64 C64", "L3[WIO] N1 - L2[WI] P64 K4 C4 K16X - L1[O] C16X - L0[W] N1"),
    // Rows of 16 bytes of weights, a burst of 64 each.
    ("P4 K512 C512", "L3[WIO] K32 - L2[WI] C32 K16X - L1[O] P4 C16X - L0[W] N1"),
  ]) func cyclesAreNear(layer text: String, mapping text2: String) throws {
    var bounds = LoopBounds()
    for word in text.split(separator: " ") {
      if let letter = word.first, let dimension = Dimension(letter: letter) {
        bounds[dimension] = Int(word.dropFirst()) ?? 1
      }
    }
    let architecture = try BuiltinDocument.architecture(named: "gemmini")
    let layer = Layer(
      name: "gemm", content: LayerContent(operation: .convolution(Convolution(form: .gemm, bounds: bounds))))
    let mapping = try Mapping(parsing: text2)
    let predicted = try score(mapping, of: layer, on: architecture).cycles
    let simulated = try simulateLayer(layer, mapping: mapping, on: architecture).cycles
    #expect(Double(simulated) >= Double(predicted) * 0.98, "\(predicted) \(simulated)")
    #expect(Double(simulated) <= Double(predicted) * Self.startAndEnd, "\(predicted) \(simulated)")
  }
}
