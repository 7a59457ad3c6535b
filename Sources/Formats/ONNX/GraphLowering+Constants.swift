import Core

/// Nodes that make constants: given ones, filled ones, and the shapes of tensors.
extension GraphLowering {
  mutating func constants(_ node: GraphNode) throws(NodeProblem) -> [GraphValue]? {
    switch node.op {
    case "Constant": [try given(node)]
    case "ConstantOfShape": [try filled(node)]
    case "Shape": [try shape(of: node)]
    case "Size": [try constant([try node.input(0).elements], shape: [])]
    case "Range": [try range(node)]
    case "EyeLike", "RandomNormalLike", "RandomUniformLike": [weights(like: try node.input(0))]
    default: nil
    }
  }

  private func constant(_ numbers: [Int], shape: [Int]) throws(NodeProblem) -> GraphValue {
    GraphValue(shape: shape, type: .int64, format: format(of: .int64), numbers: ConstantNumbers(numbers))
  }

  private func weights(like value: GraphValue) -> GraphValue {
    GraphValue(shape: value.shape, type: value.type, format: value.format)
  }

  private func given(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    if let tensor = node.tensor("value") { return try constant(tensor, name: node.proto.output.first ?? "") }
    if let value = node.integer("value_int") { return try constant([value], shape: []) }
    if let values = node.integers("value_ints") { return try constant(values, shape: [values.count]) }
    let reals = node.real("value_float").map { [$0] } ?? node.reals("value_floats")
    guard let reals else { throw NodeProblem("holds no number Systole reads") }
    return GraphValue(
      shape: node.has("value_float") ? [] : [reals.count], type: .float, format: format(of: .float),
      numbers: ConstantNumbers(reals, isInteger: false))
  }

  /// `ConstantOfShape`: zeros unless it names a number; published test models write their weights so.
  private func filled(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let shape = try node.numbers(of: try node.input(0), "its shape").integers
    let elements = try Self.elements(of: shape)
    let tensor = node.tensor("value")
    let type = tensor?.elementType ?? .float
    let number = tensor?.numbers(elements: 1)?.values.first ?? 0
    var value = GraphValue(shape: shape, type: type, format: format(of: type))
    if elements <= CondensedModel.keptValues {
      value.numbers = ConstantNumbers(Array(repeating: number, count: elements), isInteger: !type.isReal)
    }
    return value
  }

  private func shape(of node: GraphNode) throws(NodeProblem) -> GraphValue {
    let shape = try node.input(0).shape
    func clamped(_ index: Int) -> Int { max(0, min(shape.count, index < 0 ? index + shape.count : index)) }
    let start = clamped(node.integer("start", default: 0))
    let end = clamped(node.integer("end", default: shape.count))
    let extents = start < end ? Array(shape[start..<end]) : []
    return try constant(extents, shape: [extents.count])
  }

  private func range(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    var ends: [Double] = []
    var isInteger = true
    for index in 0..<3 {
      let numbers = try node.numbers(of: try node.input(index), "a limit")
      ends.append(numbers.values.first ?? 0)
      isInteger = isInteger && numbers.isInteger
    }
    let count = ConstantNumbers.integer(((ends[1] - ends[0]) / ends[2]).rounded(.up))
    let shape = [max(0, count)]
    let elements = try Self.elements(of: shape)
    let type = try node.input(0).type
    var value = GraphValue(shape: shape, type: type, format: format(of: type))
    if elements <= CondensedModel.keptValues {
      value.numbers = ConstantNumbers((0..<elements).map { ends[0] + Double($0) * ends[2] }, isInteger: isInteger)
    }
    return value
  }
}
