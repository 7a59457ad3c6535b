/// A tensor that joins layers, or enters or leaves the workload.
public struct Tensor: Hashable, Sendable, Codable {
  /// The tensor's name in its workload.
  public var name: String
  /// How many elements the tensor has.
  public var elements: Int
  /// How one element is stored.
  public var format: NumberFormat

  /// A tensor of the given size.
  public init(name: String, elements: Int, format: NumberFormat) {
    self.name = name
    self.elements = elements
    self.format = format
  }

  /// Bytes of the whole tensor.
  public var bytes: Int { format.bytes(elements) }
}

/// A graph of layers joined by tensors, in an order in which every tensor is written before it is read.
public struct Workload: Hashable, Sendable, Codable {
  /// The network's name.
  public var name: String
  /// The network and its input in a line.
  public var summary: String
  /// Where the network comes from: papers and code.
  public var sources: [Source]
  /// Tensors that come from outside: the network's inputs and caches.
  public var externalTensors: [Tensor]
  /// The layers in an order they can run in.
  public var layers: [Layer]

  /// A workload of the given layers.
  public init(
    name: String, summary: String = "", sources: [Source] = [], externalTensors: [Tensor] = [], layers: [Layer]
  ) {
    self.name = name
    self.summary = summary
    self.sources = sources
    self.externalTensors = externalTensors
    self.layers = layers
  }

  /// Multiply–accumulates of all layers.
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
