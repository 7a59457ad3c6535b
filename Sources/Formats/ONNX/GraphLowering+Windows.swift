import Core

/// Pooling, and reductions along whole axes.
extension GraphLowering {
  mutating func poolings(_ node: GraphNode) throws(NodeProblem) -> [GraphValue]? {
    switch node.op {
    case "MaxPool": [try pooling(node, .maxPooling)]
    case "AveragePool", "LpPool": [try pooling(node, .averagePooling)]
    case "GlobalMaxPool": [try globalPooling(node, .maxPooling)]
    case "GlobalAveragePool", "GlobalLpPool": [try globalPooling(node, .averagePooling)]
    case "ReduceMax", "ReduceMin", "ArgMax", "ArgMin": [try reduction(node, .maxPooling)]
    case "ReduceMean", "ReduceSum", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum",
      "ReduceLogSumExp":
      [try reduction(node, .averagePooling)]
    default: nil
    }
  }

  private mutating func pooling(_ node: GraphNode, _ function: VectorFunction) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    guard input.shape.count >= 3 else { throw NodeProblem("pools a tensor of \(input.shape)") }
    let axes = try SlidingAxis.axes(
      of: node, extents: Array(input.shape[2...]), kernel: node.integers("kernel_shape") ?? [])
    let shape = Array(input.shape[..<2]) + axes.map(\.outputs)
    guard !input.isConstant else { return GraphValue(shape: shape, type: input.type, format: input.format) }
    // Pools slide along each channel like a depthwise filter; a volume's first axes only change the window's size.
    let plane = Convolution(bounds: LoopBounds(n: input.shape[0], g: input.shape[1]), axes: axes)
    if let invalidity = plane.invalidity { throw NodeProblem("can't be computed: \(invalidity)") }
    let volume = axes.dropLast(2)
    let read = axes.count > 2 ? input.elements : plane.elements(of: .inputs)
    let window = volume.reduce(plane.bounds.r * plane.bounds.s) { min($0 * $1.kernel, 1 << 40) }
    return try move(node, reading: [input], elements: [read], shape: shape, function: function, window: window)
  }

  private mutating func globalPooling(_ node: GraphNode, _ function: VectorFunction) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    guard input.shape.count >= 3 else { throw NodeProblem("pools a tensor of \(input.shape)") }
    let shape = Array(input.shape[..<2]) + input.shape[2...].map { _ in 1 }
    let window = input.shape[2...].reduce(1, *)
    return try move(node, reading: [input], shape: shape, function: function, window: max(1, window))
  }

  private mutating func reduction(_ node: GraphNode, _ function: VectorFunction) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let rank = input.shape.count
    let isIndex = node.op.hasPrefix("Arg")
    var axes: Set<Int> = []
    let stated = isIndex ? [node.integer("axis", default: 0)] : try node.integers("axes", orInput: 1) ?? []
    for axis in stated { axes.insert(try node.axis(axis, rank: rank)) }
    if stated.isEmpty {
      if node.integer("noop_with_empty_axes", default: 0) != 0 { return input }
      axes = Set(0..<rank)
    }
    let keeps = node.integer("keepdims", default: 1) != 0
    let window = axes.reduce(1) { $0 * input.shape[$1] }
    let shape = input.shape.indices.compactMap { index -> Int? in
      axes.contains(index) ? (keeps ? 1 : nil) : input.shape[index]
    }
    var result = try move(
      node, reading: [input], shape: shape, type: isIndex ? .int64 : input.type, function: function,
      window: max(1, window))
    if input.isConstant, let numbers = input.numbers, axes.count == rank, !numbers.values.isEmpty {
      result.numbers = folded(numbers, node.op)
    }
    return result
  }

  private func folded(_ numbers: ConstantNumbers, _ op: String) -> ConstantNumbers? {
    let values = numbers.values
    let value: Double? =
      switch op {
      case "ReduceProd": values.reduce(1, *)
      case "ReduceSum": values.reduce(0, +)
      case "ReduceMax": values.max()
      case "ReduceMin": values.min()
      default: nil
      }
    return value.map { ConstantNumbers([$0], isInteger: numbers.isInteger) }
  }
}
