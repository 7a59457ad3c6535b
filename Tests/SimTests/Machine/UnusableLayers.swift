import Core
import Sim
import Testing

/// What can't be simulated is refused with the reason and a way out.
@Suite struct UnusableLayers {
  private static let layer = Layer(
    name: "fc", content: LayerContent(operation: .convolution(.gemm(m: 4, n: 4, k: 4))))
  private static let mapping = "L3[WIO] N1 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1"

  private func message(_ mapping: String?, _ architecture: Architecture, _ layer: Layer = layer) throws -> String {
    let parsed = try mapping.map { try Mapping(parsing: $0) }
    var text = ""
    do {
      _ = try simulateLayer(layer, mapping: parsed, on: architecture)
    } catch let error as InvalidInput {
      text = error.description
    }
    return text
  }

  @Test func saysWhatIsWrong() throws {
    let gemmini = MachineArchitectures.gemminiLike
    #expect(
      try message(nil, gemmini) == "layer 'fc': error: layer 'fc' has no mapping; give one, or let the mapper choose it"
    )
    #expect(
      try message("L3[WIO] N1 - L2[WI] N1 K4X - L1[O] P2 C4X - L0[W] N1", gemmini).contains(
        "the factors of P multiply up to 2, but the layer has P = 4"))

    var unknown = gemmini
    unknown.externalMemory.standard = "DDR9"
    #expect(try message(Self.mapping, unknown).contains("refers to memory standard 'DDR9', which does not exist"))

    var noOutputs = gemmini
    noOutputs.levels[2].keeps = .weights
    #expect(
      try message("L3[WIO] N1 - L2[WI] N1 K4X - L1[W] P4 C4X - L0[W] N1", noOutputs).contains(
        "has no memory on the chip that keeps outputs"))

    var crossed = gemmini
    crossed.externalMemory.addressMapping = "rorabaco"
    #expect(try message(Self.mapping, crossed).contains("lacks the field"))

    var narrow = gemmini
    narrow.array.columns = 2
    #expect(try message(Self.mapping, narrow).contains("must be at most 2"))

    var stopped = gemmini
    stopped.dma.busBytes = 0
    stopped.externalMemory.channels = 3
    #expect(try message(Self.mapping, stopped).contains("the DMA bus-width is 0"))
    #expect(try message(Self.mapping, stopped).contains("channels is 3; it must be a power of two"))

    var empty = Self.layer
    empty.content.operation = .convolution(.gemm(m: 0, n: 4, k: 4))
    #expect(try message(Self.mapping, gemmini, empty).contains("output width (P) is 0"))
  }

  @Test func stopsWhenAsked() throws {
    let layer = Layer(name: "large", content: LayerContent(operation: .convolution(.gemm(m: 4096, n: 64, k: 64))))
    let mapping = try Mapping(
      parsing: "L3[WIO] P128 K16 C16 - L2[WI] N1 K4X - L1[O] P32 C4X - L0[W] N1")
    #expect(throws: Interrupted.self) {
      try simulateLayer(
        layer, mapping: mapping, on: MachineArchitectures.gemminiLike,
        options: SimulationOptions(isInterrupted: { true }))
    }
  }
}
