/// Finds runs of element-wise nodes that exporters write for one function, and puts the function in their place.
///
/// Older operator sets have no GELU, layer normalisation or SiLU; ONNX Runtime's quantiser writes operators of its own
/// domain. Nodes are only replaced when nothing else reads what lies between them.
struct GraphPatterns {
  private let nodes: [ONNXNode]
  private var producers: [String: Int] = [:]
  private var consumers: [String: [Int]] = [:]
  private var constants: Set<String>
  private var dropped: Set<Int> = []
  private var replaced: [Int: ONNXNode] = [:]

  /// The graph's nodes with every pattern found replaced, in order.
  static func simplified(_ graph: ONNXGraph) -> [ONNXNode] {
    var patterns = GraphPatterns(graph)
    for index in patterns.nodes.indices {
      switch patterns.nodes[index].opType {
      case "Erf": patterns.matchGelu(index)
      case "Sqrt": patterns.matchNormalisation(index)
      case "Sigmoid": patterns.matchSilu(index)
      default: break
      }
    }
    return patterns.nodes.indices.filter { !patterns.dropped.contains($0) }.map {
      patterns.replaced[$0] ?? patterns.nodes[$0]
    }
  }

  private init(_ graph: ONNXGraph) {
    nodes = graph.node.map(Self.standard)
    constants = Set(graph.initializer.map(\.name))
    for (index, node) in nodes.enumerated() {
      for name in node.output where !name.isEmpty { producers[name] = index }
      for name in node.input where !name.isEmpty { consumers[name, default: []].append(index) }
      if node.opType == "Constant", let name = node.output.first { constants.insert(name) }
    }
    // A result of the graph is read outside.
    for output in graph.output { consumers[output.name, default: []].append(-1) }
  }

  /// Operators of ONNX Runtime's domain by the standard one that does the same work on some of the inputs.
  private static let runtimeOperators: [String: (op: String, inputs: [Int])] = [
    "QLinearAdd": ("Add", [0, 3]), "QLinearMul": ("Mul", [0, 3]), "QLinearAveragePool": ("AveragePool", [0]),
    "QLinearGlobalAveragePool": ("GlobalAveragePool", [0]), "QLinearSigmoid": ("Sigmoid", [0]),
    "QLinearLeakyRelu": ("LeakyRelu", [0]), "QLinearSoftmax": ("Softmax", [0]), "Gelu": ("Gelu", [0]),
    "FastGelu": ("Gelu", [0]), "QuickGelu": ("Gelu", [0]), "BiasGelu": ("Gelu", [0]), "FusedConv": ("Conv", [0, 1, 2]),
    "FusedGemm": ("Gemm", [0, 1, 2]), "QuantizeLinear": ("QuantizeLinear", [0, 1, 2]),
    "DequantizeLinear": ("DequantizeLinear", [0, 1, 2]),
  ]

  private static func standard(_ node: ONNXNode) -> ONNXNode {
    guard node.domain == "com.microsoft", let known = runtimeOperators[node.opType] else { return node }
    var standard = node
    standard.domain = ""
    standard.opType = known.op
    standard.input = known.inputs.filter { $0 < node.input.count }.map { node.input[$0] }
    return standard
  }

  // MARK: - Reading the graph

  private func producer(of name: String, op: String...) -> Int? {
    guard let index = producers[name], op.contains(nodes[index].opType), nodes[index].output.count == 1 else {
      return nil
    }
    return index
  }

  /// The only reader of a node's only result.
  private func consumer(of index: Int, op: String...) -> Int? {
    guard nodes[index].output.count == 1, let readers = consumers[nodes[index].output[0]],
      let first = readers.first, first >= 0, readers.allSatisfy({ $0 == first }), op.contains(nodes[first].opType)
    else { return nil }
    return first
  }

  /// The input of a node of two that isn't the named one.
  private func other(_ index: Int, than name: String) -> String? {
    let inputs = nodes[index].input
    guard inputs.count == 2, inputs.contains(name) else { return nil }
    return inputs[0] == name ? inputs[1] : inputs[0]
  }

  /// The variable input of a node that combines one with a constant.
  private func variable(of index: Int) -> String? {
    let inputs = nodes[index].input
    guard inputs.count == 2, constants.contains(inputs[0]) != constants.contains(inputs[1]) else { return nil }
    return constants.contains(inputs[0]) ? inputs[1] : inputs[0]
  }

  private mutating func replace(_ last: Int, with op: String, of input: String, dropping others: [Int]) {
    guard !others.contains(where: { dropped.contains($0) || replaced[$0] != nil }), replaced[last] == nil else {
      return
    }
    var node = ONNXNode()
    node.name = nodes[last].name
    node.opType = op
    node.input = [input]
    node.output = nodes[last].output
    replaced[last] = node
    dropped.formUnion(others)
  }

  // MARK: - The patterns

  /// x · ½ · (1 + erf(x / √2)), multiplied in any order (Hendrycks and Gimpel, "Gaussian Error Linear Units",
  /// arXiv 1606.08415).
  private mutating func matchGelu(_ erf: Int) {
    guard let scale = producer(of: nodes[erf].input.first ?? "", op: "Div", "Mul"), let input = variable(of: scale),
      consumer(of: scale, op: "Erf") == erf, let sum = consumer(of: erf, op: "Add"), variable(of: sum) != nil,
      let product = consumer(of: sum, op: "Mul"), let factor = other(product, than: nodes[sum].output[0])
    else { return }
    let inner = [scale, erf, sum]
    if factor == input, let half = consumer(of: product, op: "Mul"), variable(of: half) != nil {
      replace(half, with: "Gelu", of: input, dropping: inner + [product])
    } else if constants.contains(factor), let whole = consumer(of: product, op: "Mul"),
      other(whole, than: nodes[product].output[0]) == input
    {
      replace(whole, with: "Gelu", of: input, dropping: inner + [product])
    } else if let half = producer(of: factor, op: "Mul"), variable(of: half) == input,
      consumer(of: half, op: "Mul") == product
    {
      replace(product, with: "Gelu", of: input, dropping: inner + [half])
    }
  }

  /// (x − mean) / √(variance + ε), and without the mean x / √(mean of squares + ε).
  private mutating func matchNormalisation(_ root: Int) {
    guard let shifted = producer(of: nodes[root].input.first ?? "", op: "Add"),
      consumer(of: shifted, op: "Sqrt") == root,
      let moment = variable(of: shifted), let mean = producer(of: moment, op: "ReduceMean"),
      consumer(of: mean, op: "Add") == shifted,
      let square = producer(of: nodes[mean].input.first ?? "", op: "Pow", "Mul"),
      consumer(of: square, op: "ReduceMean") == mean, let centred = nodes[square].input.first,
      nodes[square].opType == "Pow" || nodes[square].input.allSatisfy({ $0 == centred })
    else { return }
    var inner = [shifted, root, mean, square]
    var last = consumer(of: root, op: "Div")
    if last == nil, let inverse = consumer(of: root, op: "Reciprocal") {
      inner.append(inverse)
      last = consumer(of: inverse, op: "Mul")
    }
    guard let last, nodes[last].input.contains(centred) else { return }
    // The centred tensor is read by the square and the quotient only.
    if let difference = producer(of: centred, op: "Sub"), let input = nodes[difference].input.first,
      let average = producer(of: nodes[difference].input.last ?? "", op: "ReduceMean"),
      nodes[average].input.first == input, consumer(of: average, op: "Sub") == difference,
      Set(consumers[centred] ?? []) == [square, last]
    {
      replace(last, with: "LayerNormalization", of: input, dropping: inner + [difference, average])
    } else {
      replace(last, with: "RMSNormalization", of: centred, dropping: inner)
    }
  }

  /// x · sigmoid(x).
  private mutating func matchSilu(_ sigmoid: Int) {
    guard let input = nodes[sigmoid].input.first, let product = consumer(of: sigmoid, op: "Mul"),
      other(product, than: nodes[sigmoid].output[0]) == input
    else { return }
    replace(product, with: "SiLU", of: input, dropping: [sigmoid])
  }
}
