import Core

/// What is known of a tensor of an ONNX graph when an operator reads it.
struct GraphValue {
  /// Extents, slowest first.
  var shape: [Int]
  /// What the graph computes with.
  var type: ElementType
  /// How the tensor is stored: a dequantised tensor stays in its integers.
  var format: NumberFormat
  /// The workload's tensor behind it; `nil` for constants.
  var tensor: String?
  /// The numbers of a small constant.
  var numbers: ConstantNumbers?
  /// The layer that wrote the tensor, for functions that can join it.
  var producer: Int?
  /// The axis of the producer's output channels; `nil` once a view has rearranged the axes.
  var channelAxis: Int?
  /// Whether another operator, or the graph's result, reads the tensor too.
  var isShared = false
  /// The graph's name for a constant, which it is declared by when a layer reads it.
  var constantName: String?

  /// Whether the value is known before the network runs, as weights are.
  var isConstant: Bool { tensor == nil }

  /// How many elements the tensor has.
  ///
  /// Below 2^60 for every value the lowering makes.
  var elements: Int { shape.reduce(1, *) }

  /// The same elements under other extents: nothing moves.
  func viewed(as shape: [Int]) -> GraphValue {
    var view = self
    view.shape = shape
    view.channelAxis = shape == self.shape ? channelAxis : nil
    return view
  }
}

/// Why a node can't be lowered.
struct NodeProblem: Error {
  var statement: String
  var remedy: String

  init(_ statement: String, remedy: String = "is the file whole and valid ONNX?") {
    self.statement = statement
    self.remedy = remedy
  }
}

/// One operator of a graph with what is known of its inputs.
struct GraphNode {
  let proto: ONNXNode
  let inputs: [GraphValue?]
  /// The version of the standard operators.
  let opset: Int

  /// The operator's name, such as `Conv`.
  var op: String { proto.opType }

  /// What messages call the node.
  var subject: String {
    proto.name.isEmpty ? "node of '\(proto.output.first ?? "")' (\(op))" : "node '\(proto.name)' (\(op))"
  }

  /// The input at a position.
  ///
  /// - Throws: `NodeProblem` when the node has none there.
  func input(_ index: Int) throws(NodeProblem) -> GraphValue {
    guard let value = optionalInput(index) else { throw NodeProblem("lacks its input \(index + 1)") }
    return value
  }

  func optionalInput(_ index: Int) -> GraphValue? { index < inputs.count ? inputs[index] : nil }

  /// The inputs that are there.
  var present: [GraphValue] { inputs.compactMap { $0 } }

  private func attribute(_ name: String) -> ONNXAttribute? { proto.attribute.first { $0.name == name } }

  func has(_ name: String) -> Bool { attribute(name) != nil }

  func integer(_ name: String) -> Int? { attribute(name).map { Int($0.i) } }

  func integer(_ name: String, default value: Int) -> Int { integer(name) ?? value }

  func integers(_ name: String) -> [Int]? { attribute(name).map { $0.ints.map { Int($0) } } }

  func real(_ name: String) -> Double? { attribute(name).map { Double($0.f) } }

  func reals(_ name: String) -> [Double]? { attribute(name).map { $0.floats.map { Double($0) } } }

  func text(_ name: String) -> String? { attribute(name).map { String(decoding: $0.s, as: UTF8.self) } }

  func tensor(_ name: String) -> ONNXTensor? {
    guard let attribute = attribute(name), attribute.hasT else { return nil }
    return attribute.t
  }

  /// Integers given as an attribute in older operator sets and as a constant input in newer ones.
  ///
  /// - Returns: `nil` when neither is there.
  /// - Throws: `NodeProblem` when the input isn't known before the network runs.
  func integers(_ name: String, orInput index: Int) throws(NodeProblem) -> [Int]? {
    if let given = integers(name) { return given }
    guard let value = optionalInput(index) else { return nil }
    return try numbers(of: value, name).integers
  }

  func numbers(of value: GraphValue, _ name: String) throws(NodeProblem) -> ConstantNumbers {
    guard let numbers = value.numbers else {
      throw NodeProblem(
        "takes \(name) from a tensor that is only known when the network runs",
        remedy: "export the model with fixed shapes")
    }
    return numbers
  }

  /// An axis counted from the end when negative.
  func axis(_ axis: Int, rank: Int) throws(NodeProblem) -> Int {
    let index = axis < 0 ? axis + rank : axis
    guard (0..<max(rank, 1)).contains(index) else {
      throw NodeProblem("names axis \(axis) of a tensor of \(rank) axes")
    }
    return index
  }
}

/// The extents two or more tensors are stretched to, aligned at the last axis.
///
/// - Returns: `nil` when extents differ and neither is 1 (ONNX, "Broadcasting in ONNX").
func broadcastShape(_ shapes: [[Int]]) -> [Int]? {
  var result = Array(repeating: 1, count: shapes.map(\.count).max() ?? 0)
  for shape in shapes {
    let offset = result.count - shape.count
    for (index, extent) in shape.enumerated() where extent != 1 {
      guard result[offset + index] == 1 || result[offset + index] == extent else { return nil }
      result[offset + index] = extent
    }
  }
  return result
}
