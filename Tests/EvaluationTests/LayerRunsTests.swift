import Core
import Evaluation
import Formats
import Testing

/// Designs that share simulations cost what each costs when it is simulated for itself.
@Suite struct LayerRunsTests {
  private static let workload = Workload(
    name: "mixed",
    layers: [
      Layer(
        name: "filter",
        content: LayerContent(
          operation: .convolution(
            Convolution(
              bounds: LoopBounds(k: 96, c: 40, p: 28, q: 28, r: 3, s: 3), padding: Padding(width: 1, height: 1))))),
      // Tiles that end where banks do.
      Layer(name: "even", content: LayerContent(operation: .convolution(.gemm(m: 128, n: 256, k: 768)))),
      Layer(name: "product", content: LayerContent(operation: .convolution(.gemm(m: 200, n: 300, k: 500)))),
      Layer(
        name: "add",
        content: LayerContent(
          operation: .vector(
            VectorOperation(function: .add, inputElements: [30_000, 30_000], outputElements: 30_000)))),
    ])

  /// Neighbours in everything that costs capacity or banks, around points drawn from the gemmini space.
  @Test(arguments: [UInt64(1), 2, 3, 4]) func sharedRunsChangeNoFigure(seed: UInt64) throws {
    let file = try SpaceFile.read(try InputFile.resolve("gemmini", kind: .space))
    let names = ["scratchpad", "accumulator", "banks", "pipeline"]
    let varied = names.compactMap { name in file.space.parameters.firstIndex { $0.name == name } }
    try #require(varied.count == names.count)
    var random = SeededRandom(seed: seed)
    let base = DesignPoint(file.space.parameters.map { random.below($0.count) })
    let shared = DesignEvaluation(of: Self.workload, version: "1")
    let apart = DesignEvaluation(of: Self.workload, version: "1", sharesRuns: false)
    var (sharedRuns, ownRuns) = (0, 0)
    var cycles: Set<Int> = []
    for _ in 0..<40 {
      var point = base
      for index in varied { point.indices[index] = random.below(file.space.parameters[index].count) }
      guard let architecture = try? file.variants.architecture(at: point, of: file.space) else { continue }
      let own = try apart.evaluate(architecture, at: .simulated)
      let other = try shared.evaluate(architecture, at: .simulated)
      #expect(other.metrics == own.metrics, "\(file.space.values(of: point))")
      #expect(other.mappings == own.mappings)
      sharedRuns += other.simulated.count
      ownRuns += own.simulated.count
      cycles.insert(own.metrics.cycles)
    }
    #expect(sharedRuns * 4 < ownRuns * 3, "a quarter and more of the runs are shared")
    #expect(cycles.count > 4, "designs differ in their cycles")
  }

  /// A single bank can't keep up with the array, so that its design runs like no other.
  @Test func aBankThatHoldsTheArrayUpIsSeen() throws {
    let evaluation = DesignEvaluation(of: Self.workload, version: "1")
    let input = try InputFile.resolve("gemmini", kind: .architecture)
    for banks in [1, 2, 4, 8] {
      let setting = try Setting(parsing: "scratchpad.banks=\(banks)")
      let architecture = try ArchitectureFile.read(input, settings: [setting]).0
      let shared = try evaluation.evaluate(architecture, at: .simulated)
      let own = try DesignEvaluation(of: Self.workload, version: "1", sharesRuns: false)
        .evaluate(architecture, at: .simulated)
      #expect(shared.metrics == own.metrics, "\(banks) banks")
    }
  }
}
