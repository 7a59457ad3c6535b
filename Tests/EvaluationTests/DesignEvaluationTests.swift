import Core
import Evaluation
import Formats
import Mapper
import Synchronization
import Testing

/// A memory that holds what it is given and counts what it is asked.
private final class CountingMemory: LayerMemory {
  private let layers = Mutex<[String: LayerFigures]>([:])

  func figures(for key: String) -> LayerFigures? { layers.withLock { $0[key] } }
  func keep(_ figures: [String: LayerFigures]) { layers.withLock { $0.merge(figures) { first, _ in first } } }
}

@Suite struct DesignEvaluationTests {
  private static func architecture(_ settings: String...) throws -> Architecture {
    let input = try InputFile.resolve("gemmini", kind: .architecture)
    return try ArchitectureFile.read(input, settings: try settings.map(Setting.init(parsing:))).0
  }

  private static func small() -> Workload {
    let product = Convolution.gemm(m: 64, n: 48, k: 96)
    let other = Convolution.gemm(m: 32, n: 64, k: 64)
    let pool = VectorOperation(function: .relu, inputElements: [4096], outputElements: 4096)
    return Workload(
      name: "small",
      layers: [
        Layer(name: "a", content: LayerContent(operation: .convolution(product))),
        Layer(name: "b", content: LayerContent(operation: .convolution(other))),
        Layer(name: "c", content: LayerContent(operation: .vector(pool))),
        Layer(name: "d", content: LayerContent(operation: .convolution(product))),
      ])
  }

  /// The simulated figures are those of `simulate`.
  @Test func simulatedIsTheSimulation() throws {
    let architecture = try Self.architecture("architecture.costs=cacti")
    let evaluation = DesignEvaluation(of: Self.small(), version: "1")
    let result = try evaluation.evaluate(architecture, at: .simulated)
    let simulation = try simulate(Self.small(), on: architecture)
    #expect(result.metrics.cycles == simulation.cycles)
    #expect(abs(result.metrics.joules * 1e12 / simulation.picojoules - 1) < 1e-12)
    #expect(result.metrics.areaSquareMillimetres == simulation.areaSquareMillimetres)
    #expect(result.metrics[.edp] == result.metrics.joules * result.metrics.seconds)
    #expect(result.simulated.count == 3, "equal layers are simulated once")
  }

  /// A known layer isn't simulated again, whatever the design is called; a changed design or version is.
  @Test func layersAreKnownByContent() throws {
    let memory = CountingMemory()
    let evaluation = DesignEvaluation(of: Self.small(), memory: memory, version: "1")
    var architecture = try Self.architecture()
    let first = try evaluation.evaluate(architecture, at: .simulated)
    memory.keep(first.simulated)
    architecture.name = "renamed"
    let again = try evaluation.evaluate(architecture, at: .simulated)
    #expect(again.simulated.isEmpty)
    #expect(again.metrics == first.metrics)
    let changed = try evaluation.evaluate(try Self.architecture("dma.bus-width=8B"), at: .simulated)
    #expect(changed.simulated.count == 3)
    let newer = DesignEvaluation(of: Self.small(), memory: memory, version: "2")
    #expect(try newer.evaluate(architecture, at: .simulated).simulated.count == 3)
  }

  /// Trying the search's mapping beside the tiling never loses.
  @Test func searchedMappingsAreNoWorse() throws {
    let architecture = try Self.architecture("architecture.costs=cacti")
    let tiled = try DesignEvaluation(of: Self.small(), version: "1").evaluate(architecture, at: .simulated)
    let policy = MapperPolicy.exact(objective: .latency, gap: 0.01, effort: 2000)
    let searched = try DesignEvaluation(of: Self.small(), policy: policy, version: "1")
      .evaluate(architecture, at: .simulated)
    #expect(searched.metrics.cycles <= tiled.metrics.cycles)
    #expect(searched.mappings.keys.sorted() == ["a", "b", "d"])
  }

  /// The model's cycles are no more than the machine's for compute-bound layers, and obey the memory's peak.
  @Test func analyticalIsBoundedByTheMemory() throws {
    let narrow = try Self.architecture("core.frequency=4GHz", "dma.bus-width=64B", "dma.request-size=64B")
    let evaluation = DesignEvaluation(of: Self.small(), version: "1")
    let result = try evaluation.evaluate(narrow, at: .analytical)
    let peak = try #require(narrow.externalMemory.peakBytesPerSecond)
    let least = Self.small().layers.reduce(0) { sum, layer in
      sum + layer.bytes(of: .weights) + layer.bytes(of: .inputs) + layer.bytes(of: .outputs)
    }
    #expect(result.metrics.seconds >= Double(least) / peak)
    #expect(result.simulated.isEmpty)
  }

  @Test func attachedMappingsRun() throws {
    let architecture = try Self.architecture()
    let layer = Self.small().layers[0]
    let convolution = try #require(layer.convolution)
    let tiling = try defaultMapping(for: convolution, precision: layer.precision, on: architecture)
    let result = try DesignEvaluation(of: Self.small(), version: "1")
      .evaluate(architecture, mappings: ["a": tiling], at: .analytical)
    #expect(result.mappings["a"] == tiling)
    #expect(throws: InvalidInput.self) {
      _ = try DesignEvaluation(of: Self.small(), version: "1").evaluate(
        architecture, mappings: ["a": try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 - L1[O] N1 - L0[W] P3")],
        at: .simulated)
    }
  }
}
