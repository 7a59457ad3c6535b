import Core
import Sim
import Testing

/// Layers without multiply–accumulates.
@Suite struct VectorLayers {
  private static func layer(_ function: VectorFunction, inputs: [Int], outputs: Int, window: Int = 1) -> Layer {
    Layer(
      name: function.rawValue,
      content: LayerContent(
        operation: .vector(
          VectorOperation(function: function, inputElements: inputs, outputElements: outputs, window: window))))
  }

  @Test(arguments: MachineArchitectures.names)
  func lawsHold(name: String) throws {
    let (architecture, _) = try MachineArchitectures.named(name)
    for (layer, operations) in [
      (Self.layer(.relu, inputs: [1000], outputs: 1000), 1000),
      (Self.layer(.add, inputs: [777, 777], outputs: 777), 777),
      (Self.layer(.softmax, inputs: [640], outputs: 640), 3 * 640),
      (Self.layer(.maxPooling, inputs: [4000], outputs: 1000, window: 4), 4000),
      (Self.layer(.add, inputs: [1, 1, 1], outputs: 1), 1),
    ] {
      let result = try simulateLayer(layer, mapping: nil, on: architecture)
      for unit in result.units {
        #expect(unit.work + unit.stalls.total + unit.idle == result.cycles, "\(unit.unit) of \(layer.name)")
      }
      #expect(result.bytes(at: "dram").read == layer.bytes(of: .inputs), "\(layer.name)")
      #expect(result.bytes(at: "dram").written == layer.bytes(of: .outputs), "\(layer.name)")
      #expect(result.statistics.first { $0.path == "vector.operations" }?.value == operations, "\(layer.name)")
      for level in result.occupancy { #expect(level.peakBytes <= level.capacityBytes, "\(level.level)") }
      if let lanes = architecture.vectorUnit?.lanes {
        #expect(result.cycles >= operations / lanes, "\(layer.name)")
        #expect(result.warnings.isEmpty)
      } else {
        #expect(result.warnings.count == 1)
      }
    }
  }

  @Test func oneChunkByHand() throws {
    // Latency 5 each way: the request of 16 inputs is sent at 0, its data off the bus at 11; four lanes take 4 cycles;
    // the results leave at 15 and are acknowledged at 25.
    let result = try simulateLayer(
      Self.layer(.relu, inputs: [16], outputs: 16), mapping: nil, on: MachineArchitectures.gemminiLike,
      options: SimulationOptions(ideal: .dram))
    #expect(result.cycles == 25)
    #expect(result.units.map(\.unit) == ["array", "load", "store", "dram", "vector"])
    #expect(result.units[4].work == 4)
    #expect(result.units[0].idle == 25)
  }
}
