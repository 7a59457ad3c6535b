/// What a layer computes.
public enum Operation: Hashable, Sendable, Codable {
  case convolution(Convolution)
  case vector(VectorOperation)
}

/// The part of a layer that decides what it costs; layers with equal content are simulated once.
public struct LayerContent: Hashable, Sendable, Codable {
  /// What is computed.
  public var operation: Operation
  /// How operands are stored.
  public var precision: Precision
  /// A function applied to each output on its way out, at no cost of its own.
  public var fusedActivation: VectorFunction?

  /// The content of a layer.
  public init(operation: Operation, precision: Precision = Precision(), fusedActivation: VectorFunction? = nil) {
    self.operation = operation
    self.precision = precision
    self.fusedActivation = fusedActivation
  }

  /// Elements of the tensor the layer writes.
  public var outputElements: Int {
    switch operation {
    case .convolution(let convolution): convolution.elements(of: .outputs)
    case .vector(let vector): vector.outputElements
    }
  }
}

/// One operation of a workload with the tensors it joins.
public struct Layer: Hashable, Sendable, Codable {
  /// The layer's name in its workload.
  public var name: String
  /// What decides the layer's cost.
  public var content: LayerContent
  /// Tensors read, by name; none when the layer reads a tensor of its own from outside.
  ///
  /// A multiply–accumulate layer with more than one entry multiplies two activations: what follows the first takes the
  /// weights' place, joined end to end when there are several (a cache of keys and the new ones).
  public var inputs: [String]
  /// The tensor written, by name.
  public var output: String

  /// A layer; its output is named after it unless said otherwise.
  public init(name: String, content: LayerContent, inputs: [String] = [], output: String? = nil) {
    self.name = name
    self.content = content
    self.inputs = inputs
    self.output = output ?? name
  }

  /// What the layer computes.
  public var operation: Operation { content.operation }
  /// How the layer's operands are stored.
  public var precision: Precision { content.precision }

  /// The multiply–accumulate operation, when the layer is one.
  public var convolution: Convolution? {
    guard case .convolution(let convolution) = content.operation else { return nil }
    return convolution
  }

  /// Multiply–accumulates of the layer; 0 for a vector layer.
  public var macs: Int { convolution?.macs ?? 0 }

  /// Bytes an operand's tensor takes in DRAM; a vector layer has inputs and outputs only.
  public func bytes(of operand: Operand) -> Int {
    switch content.operation {
    case .convolution(let convolution):
      precision[operand].bytes(convolution.elements(of: operand))
    case .vector(let vector):
      switch operand {
      case .weights: 0
      case .inputs: vector.inputElements.reduce(0) { $0 + precision.inputs.bytes($1) }
      case .outputs: precision.outputs.bytes(vector.outputElements)
      }
    }
  }
}
