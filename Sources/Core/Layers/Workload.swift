/// A tensor that joins layers, or enters or leaves the workload.
public struct Tensor: Hashable, Sendable, Codable {
  public var name: String
  public var elements: Int
  public var format: NumberFormat

  public init(name: String, elements: Int, format: NumberFormat) {
    self.name = name
    self.elements = elements
    self.format = format
  }

  public var bytes: Int { format.bytes(elements) }
}

/// A graph of layers joined by tensors, in an order in which every tensor is written before it is read.
public struct Workload: Hashable, Sendable, Codable {
  public var name: String
  /// Where the network comes from: papers and code.
  public var sources: [Source]
  /// Tensors that come from outside: the network's inputs and caches.
  public var externalTensors: [Tensor]
  public var layers: [Layer]

  public init(name: String, sources: [Source] = [], externalTensors: [Tensor] = [], layers: [Layer]) {
    self.name = name
    self.sources = sources
    self.externalTensors = externalTensors
    self.layers = layers
  }

  public var macs: Int { layers.reduce(0) { $0 + $1.macs } }

  /// Equal layers found by content: for each layer, the index of the first layer equal to it.
  public var firstEqualLayer: [Int] {
    var firstIndex: [LayerContent: Int] = [:]
    return layers.indices.map { index in
      if let first = firstIndex[layers[index].content] { return first }
      firstIndex[layers[index].content] = index
      return index
    }
  }
}
