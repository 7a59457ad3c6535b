import Core

/// Functions of the elements at one place: arithmetic, activations, normalisation, and changes of number format.
extension GraphLowering {
  mutating func elementWise(_ node: GraphNode) throws(NodeProblem) -> [GraphValue]? {
    switch node.op {
    case "Add", "Sub", "Sum", "Mean": [try arithmetic(node, .add)]
    case "Mul", "Div": [try arithmetic(node, .multiply)]
    case "Max", "Min", "Pow", "Mod", "PRelu", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor":
      [try arithmetic(node, .elementWise)]
    case "And", "Or", "Xor", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual":
      [try arithmetic(node, .elementWise, type: .bool)]
    case "Where": [try choice(node)]
    case "Relu": [try activation(node, .relu)]
    case "Clip": [try activation(node, try clip(node))]
    case "Sigmoid": [try activation(node, .sigmoid)]
    case "Tanh": [try activation(node, .tanh)]
    case "Gelu": [try activation(node, .gelu)]
    case "Softmax", "LogSoftmax", "Hardmax": [try activation(node, .softmax)]
    case "LayerNormalization", "InstanceNormalization", "GroupNormalization", "MeanVarianceNormalization":
      [try activation(node, .layerNormalisation)]
    case "RMSNormalization", "LpNormalization", "LRN": [try activation(node, .rmsNormalisation)]
    case "RotaryEmbedding": [try activation(node, .rotaryEmbedding)]
    case "BatchNormalization": [try batchNormalisation(node)]
    case "SiLU": [try activation(node, .silu)]
    case "Swish" where node.opset >= 24: [try activation(node, .silu)]
    case "IsInf", "IsNaN", "Not": [try activation(node, .elementWise, type: .bool)]
    case "QuantizeLinear": [try quantisation(node, to: try quantisedType(node))]
    case "DynamicQuantizeLinear": try dynamicQuantisation(node)
    case "DequantizeLinear": [try dequantisation(node)]
    case "Cast", "CastLike": [try cast(node)]
    default: Self.unaryFunctions.contains(node.op) ? [try activation(node, .elementWise)] : nil
    }
  }

  private static let unaryFunctions: Set<String> = [
    "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Ceil", "Celu", "Cos", "Cosh", "CumSum",
    "Elu", "Erf", "Exp", "Floor", "HardSigmoid", "HardSwish", "LeakyRelu", "Log", "Mish", "Neg", "Reciprocal", "Round",
    "Selu", "Shrink", "Sign", "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Tan", "ThresholdedRelu",
  ]

  private mutating func arithmetic(
    _ node: GraphNode, _ function: VectorFunction, type: ElementType? = nil
  ) throws(NodeProblem) -> GraphValue {
    let operands = node.present
    guard let first = operands.first, let shape = broadcastShape(operands.map(\.shape)) else {
      throw NodeProblem("combines tensors of \(operands.map(\.shape)), which don't fit")
    }
    if let joined = try joinedToProducer(operands, shape: shape, function: function) { return joined }
    let leading = operands.first { !$0.isConstant } ?? first
    var result = try move(node, reading: operands, shape: shape, type: type ?? leading.type, function: function)
    if result.isConstant { result.numbers = foldedArithmetic(node.op, operands, shape: shape) }
    return result
  }

  /// A scale or bias by a constant that the layer before applies on its way out: one number, or one for each channel.
  private mutating func joinedToProducer(
    _ operands: [GraphValue], shape: [Int], function: VectorFunction
  ) throws(NodeProblem) -> GraphValue? {
    guard function == .add || function == .multiply, operands.count == 2,
      let activation = operands.first(where: { !$0.isConstant }), let constant = operands.first(where: \.isConstant),
      activation.shape == shape, let producer = joinable(activation)
    else { return nil }
    switch layers[producer].content.operation {
    case .convolution: break
    case .vector(let vector):
      guard [.batchNormalisation, .layerNormalisation, .rmsNormalisation].contains(vector.function) else { return nil }
    }
    if constant.elements == 1 { return activation }
    guard let axis = activation.channelAxis else { return nil }
    let offset = shape.count - constant.shape.count
    let isPerChannel = constant.shape.enumerated().allSatisfy { index, extent in
      extent == 1 || offset + index == axis
    }
    return isPerChannel ? activation : nil
  }

  /// A function of one tensor; rectifiers join the layer that wrote it.
  private mutating func activation(
    _ node: GraphNode, _ function: VectorFunction, type: ElementType? = nil
  ) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    if function == .relu || function == .relu6, let producer = joinable(input), isArithmetic(producer) {
      join(function, to: producer)
      return input
    }
    var result = try move(
      node, reading: [input], shape: input.shape, type: type ?? input.type, function: function)
    if let numbers = input.numbers, input.isConstant { result.numbers = foldedFunction(node.op, numbers) }
    // The scale and shift exporters write behind a normalisation go along its last axis.
    if function == .layerNormalisation || function == .rmsNormalisation { result.channelAxis = input.shape.count - 1 }
    return result
  }

  private func isArithmetic(_ layer: Int) -> Bool {
    switch layers[layer].content.operation {
    case .convolution: true
    case .vector(let vector): [.add, .multiply, .batchNormalisation].contains(vector.function)
    }
  }

  /// `Clip` by its limits: 0…6, 0 and up, or any other.
  private func clip(_ node: GraphNode) throws(NodeProblem) -> VectorFunction {
    let least = node.real("min") ?? node.optionalInput(1)?.numbers?.values.first
    let most = node.real("max") ?? node.optionalInput(2)?.numbers?.values.first
    guard least == 0 else { return .elementWise }
    if most == 6 { return .relu6 }
    return most.map { $0 > 1e30 } ?? (node.optionalInput(2) == nil) ? .relu : .elementWise
  }

  private mutating func choice(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let (condition, first, second) = (try node.input(0), try node.input(1), try node.input(2))
    guard let shape = broadcastShape([condition.shape, first.shape, second.shape]) else {
      throw NodeProblem("chooses between tensors of \(first.shape) and \(second.shape), which don't fit")
    }
    let sources = [first, second]
    // The condition, a bit for each element, is left out unless nothing else is computed when the network runs.
    let read = sources.allSatisfy(\.isConstant) ? [condition] + sources : sources
    var result = try move(node, reading: read, shape: shape, type: first.type, function: .elementWise)
    if condition.isConstant, result.isConstant {
      result.numbers = foldedChoice(condition, first, second, shape: shape)
    }
    return result
  }

  /// Inference applies a scale and a shift for each channel, which fold into the weights before it.
  private mutating func batchNormalisation(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    if let producer = joinable(input), input.channelAxis == 1, layers[producer].convolution != nil,
      node.inputs.dropFirst().allSatisfy({ $0?.isConstant ?? true })
    {
      return input
    }
    var result = try move(
      node, reading: [input], shape: input.shape, type: input.type, function: .batchNormalisation)
    result.channelAxis = 1
    return result
  }
}

// MARK: - Number formats

extension GraphLowering {
  private func quantisedType(_ node: GraphNode) throws(NodeProblem) -> ElementType {
    if let zero = node.optionalInput(2) { return zero.type }
    let stated = node.integer("output_dtype", default: 2)
    return ElementType(rawValue: Int32(truncatingIfNeeded: stated)) ?? .uint8
  }

  /// The layer before stores its results in the new format; where it can't, a layer of its own converts.
  private mutating func quantisation(_ node: GraphNode, to type: ElementType) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let stored = format(of: type)
    var result = input
    if input.isConstant || input.format == stored {
      result.format = stored
    } else if let producer = input.producer, !input.isShared {
      store(producer, as: stored)
      result.format = stored
    } else {
      result = try move(node, reading: [input], shape: input.shape, type: type, function: .elementWise)
    }
    result.type = type
    result.numbers = nil
    return result
  }

  private mutating func dynamicQuantisation(_ node: GraphNode) throws(NodeProblem) -> [GraphValue] {
    // The scale is the tensor's own range, so the tensor is read once more than it is written.
    let input = try node.input(0)
    let result = try move(node, reading: [input], shape: input.shape, type: .uint8, function: .elementWise)
    let scale = GraphValue(shape: [], type: .float, format: format(of: .float))
    let zero = GraphValue(shape: [], type: .uint8, format: .int8)
    return [result, scale, zero]
  }

  /// A dequantised tensor stays in its integers until something else than a layer needs its values.
  private func dequantisation(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    var result = try node.input(0)
    result.type = try node.input(1).type
    result.numbers = nil
    return result
  }

  private mutating func cast(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    var type = ElementType(rawValue: Int32(truncatingIfNeeded: node.integer("to", default: 1)))
    if node.op == "CastLike" { type = try node.input(1).type }
    guard let type else { throw NodeProblem("casts to the unknown type \(node.integer("to", default: 0))") }
    var result = try quantisation(node, to: type)
    if let numbers = input.numbers {
      result.numbers = ConstantNumbers(
        type.isReal ? numbers.values : numbers.values.map { $0.rounded(.towardZero) }, isInteger: !type.isReal)
    }
    return result
  }
}
