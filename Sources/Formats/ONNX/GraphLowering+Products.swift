import Core

/// Operators that multiply and accumulate.
extension GraphLowering {
  mutating func products(_ node: GraphNode) throws(NodeProblem) -> [GraphValue]? {
    switch node.op {
    case "Conv": [try convolution(node, weights: try node.input(1), type: try node.input(0).type)]
    case "ConvInteger": [try convolution(node, weights: try node.input(1), type: .int32)]
    case "QLinearConv": [try convolution(node, weights: try node.input(3), type: try node.input(7).type)]
    case "ConvTranspose": [try transposedConvolution(node)]
    case "Gemm": [try gemm(node)]
    case "MatMul": [try product(node, try node.input(0), try node.input(1), type: try node.input(0).type)]
    case "MatMulInteger": [try product(node, try node.input(0), try node.input(1), type: .int32)]
    case "QLinearMatMul": [try product(node, try node.input(0), try node.input(3), type: try node.input(7).type)]
    case "Attention": [try attention(node)]
    default: nil
    }
  }

  /// `Conv` and its quantised forms: input N×C×…, weights M×C/groups×….
  private mutating func convolution(
    _ node: GraphNode, weights: GraphValue, type: ElementType
  ) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let groups = node.integer("group", default: 1)
    guard input.shape.count >= 3, weights.shape.count == input.shape.count else {
      throw NodeProblem("reads an input of \(input.shape) and weights of \(weights.shape)")
    }
    let (batch, channels, filters) = (input.shape[0], input.shape[1], weights.shape[0])
    guard groups > 0, filters > 0, filters.isMultiple(of: groups), weights.shape[1] <= channels,
      weights.shape[1] * groups == channels
    else {
      throw NodeProblem(
        "reads \(channels) channels in \(groups) groups, but its weights are \(weights.shape)")
    }
    let kernel = Array(weights.shape[2...])
    guard node.integers("kernel_shape").map({ $0 == kernel }) ?? true else {
      throw NodeProblem("has a kernel_shape of \(node.integers("kernel_shape") ?? []) and weights of \(weights.shape)")
    }
    let axes = try SlidingAxis.axes(of: node, extents: Array(input.shape[2...]), kernel: kernel)
    let bounds = LoopBounds(
      n: min(batch * (try axes.foldedBatch()), 1 << 60), g: groups, k: filters / groups, c: channels / groups)
    let shape = [batch, filters] + axes.map(\.outputs)
    guard !input.isConstant else {
      guard weights.isConstant else { throw NodeProblem("filters a constant with weights that are none") }
      return GraphValue(shape: shape, type: type, format: format(of: type))
    }
    var result = try append(
      .convolution(Convolution(bounds: bounds, axes: axes)),
      reading: weights.isConstant ? [input] : [input, weights], weights: weights.format, shape: shape, type: type)
    result.channelAxis = 1
    return result
  }

  /// `ConvTranspose` as a product whose columns are then added where they overlap (Dumoulin and Visin, "A guide to
  /// convolution arithmetic for deep learning", arXiv 1603.07285, §4): no multiplications by inserted zeros.
  private mutating func transposedConvolution(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let weights = try node.input(1)
    let groups = node.integer("group", default: 1)
    guard input.shape.count >= 3, weights.shape.count == input.shape.count, groups > 0,
      input.shape[1].isMultiple(of: groups), input.shape[1] > 0, weights.shape[0] == input.shape[1]
    else { throw NodeProblem("reads an input of \(input.shape) and weights of \(weights.shape)") }
    let spatial = Array(input.shape[2...])
    let kernel = Array(weights.shape[2...])
    let shape = try transposedShape(node, spatial: spatial, kernel: kernel)
    let filters = weights.shape[1]
    _ = try Self.elements(of: input.shape + weights.shape.suffix(from: 1))
    let columns = filters * kernel.reduce(1, *)
    let rows = input.shape[0] * spatial.reduce(1, *)
    let gemm = Convolution.gemm(m: rows, n: columns, k: input.shape[1] / groups, batch: groups)
    let products = try append(
      .convolution(gemm), reading: [input], weights: weights.format, shape: [rows, groups * columns], type: input.type,
      suffix: ".columns")
    return try move(
      node, reading: [products], shape: [input.shape[0], filters * groups] + shape, function: .elementWise)
  }

  private func transposedShape(_ node: GraphNode, spatial: [Int], kernel: [Int]) throws(NodeProblem) -> [Int] {
    if let stated = node.integers("output_shape") { return stated }
    func list(_ name: String, _ absent: Int, _ count: Int) throws(NodeProblem) -> [Int] {
      guard let values = node.integers(name), !values.isEmpty else { return Array(repeating: absent, count: count) }
      guard values.count == count, values.allSatisfy({ (0...1 << 16).contains($0) }) else {
        throw NodeProblem("has \(name) \(values); expected \(count) numbers in 0…2^16")
      }
      return values
    }
    let count = spatial.count
    let strides = try list("strides", 1, count)
    let dilations = try list("dilations", 1, count)
    let pads = try list("pads", 0, 2 * count)
    let extra = try list("output_padding", 0, count)
    let isSame = (node.text("auto_pad") ?? "").hasPrefix("SAME")
    return (0..<count).map { index in
      if isSame { return spatial[index] * strides[index] }
      return strides[index] * (spatial[index] - 1) + extra[index] + (min(kernel[index], 1 << 20) - 1) * dilations[index]
        + 1 - pads[index] - pads[count + index]
    }
  }

  /// `Gemm`: two matrices, each transposed or not; a constant third one is the bias.
  private mutating func gemm(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    var (left, right) = (try node.input(0), try node.input(1))
    guard left.shape.count == 2, right.shape.count == 2 else {
      throw NodeProblem("multiplies tensors of \(left.shape) and \(right.shape); both must be matrices")
    }
    // Which way round a matrix is stored doesn't change what is multiplied.
    if node.integer("transA", default: 0) != 0 { left.shape.reverse() }
    if node.integer("transB", default: 0) != 0 { right.shape.reverse() }
    let result = try product(node, left, right, type: left.type)
    guard let bias = node.optionalInput(2), !bias.isConstant else { return result }
    return try move(node, reading: [result, bias], shape: result.shape, function: .add, suffix: ".bias")
  }

  /// The product of two tensors of matrices, their leading axes stretched to each other (ONNX `MatMul`).
  ///
  /// A leading axis that both have gives matrices of their own; one that only one side has gives it more rows or columns.
  mutating func product(
    _ node: GraphNode, _ left: GraphValue, _ right: GraphValue, type: ElementType, suffix: String = ""
  ) throws(NodeProblem) -> GraphValue {
    guard !left.shape.isEmpty, !right.shape.isEmpty else { throw NodeProblem("multiplies a number, not a matrix") }
    let leftShape = left.shape.count == 1 ? [1] + left.shape : left.shape
    let rightShape = right.shape.count == 1 ? right.shape + [1] : right.shape
    let (leftBatch, rightBatch) = (Array(leftShape.dropLast(2)), Array(rightShape.dropLast(2)))
    let (rows, inner) = (leftShape[leftShape.count - 2], leftShape[leftShape.count - 1])
    let columns = rightShape[rightShape.count - 1]
    guard inner == rightShape[rightShape.count - 2], let batch = broadcastShape([leftBatch, rightBatch]) else {
      throw NodeProblem("multiplies tensors of \(left.shape) and \(right.shape), which don't fit")
    }
    var shape = batch
    if left.shape.count > 1 { shape.append(rows) }
    if right.shape.count > 1 { shape.append(columns) }
    _ = try Self.elements(of: shape + [inner])
    if left.isConstant, right.isConstant { return GraphValue(shape: shape, type: type, format: format(of: type)) }
    var (groups, m, n) = (1, rows, columns)
    for (index, count) in batch.enumerated() {
      let leftHas = extent(of: index, in: leftBatch, rank: batch.count) == count
      let rightHas = extent(of: index, in: rightBatch, rank: batch.count) == count
      if leftHas, rightHas { groups *= count } else if leftHas { m *= count } else { n *= count }
    }
    // A constant on the left takes the weights' place: the transposed product is the same work.
    let isSwapped = left.isConstant
    let gemm = Convolution.gemm(m: isSwapped ? n : m, n: isSwapped ? m : n, k: inner, batch: groups)
    let (streamed, stationary) = isSwapped ? (right, left) : (left, right)
    var result = try append(
      .convolution(gemm), reading: stationary.isConstant ? [streamed] : [streamed, stationary],
      weights: stationary.format, shape: shape, type: type, suffix: suffix)
    result.channelAxis = shape.isEmpty ? nil : shape.count - 1
    return result
  }

  private func extent(of axis: Int, in shape: [Int], rank: Int) -> Int {
    let index = axis - (rank - shape.count)
    return index < 0 ? 1 : shape[index]
  }

  /// `Attention` (operator set 23): queries times keys, softmax, times values; heads may share keys and values.
  private mutating func attention(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let (query, key, value) = (try node.input(0), try node.input(1), try node.input(2))
    let queryHeads = node.integer("q_num_heads", default: 0)
    let keyHeads = node.integer("kv_num_heads", default: 0)
    func split(_ tensor: GraphValue, heads: Int) throws(NodeProblem) -> GraphValue {
      let shape = tensor.shape
      if shape.count == 4 { return tensor }
      guard shape.count == 3, heads > 0, shape[2].isMultiple(of: heads) else {
        throw NodeProblem("reads a tensor of \(shape) in \(heads) heads")
      }
      return tensor.viewed(as: [shape[0], heads, shape[1], shape[2] / heads])
    }
    guard node.optionalInput(4) == nil, node.optionalInput(5) == nil else {
      throw NodeProblem("reads a cache of keys and values", remedy: "export the model without a cache")
    }
    var queries = try split(query, heads: queryHeads)
    var keys = try split(key, heads: keyHeads)
    let contents = try split(value, heads: keyHeads)
    let heads = (queries.shape[1], keys.shape[1])
    guard heads.1 > 0, heads.0.isMultiple(of: heads.1), contents.shape[1] == heads.1 else {
      throw NodeProblem("shares \(heads.1) heads of keys among \(heads.0) of queries")
    }
    let result =
      query.shape.count == 4
      ? [queries.shape[0], heads.0, queries.shape[2], contents.shape[3]]
      : [query.shape[0], query.shape[1], heads.0 * contents.shape[3]]
    queries.shape = [queries.shape[0], heads.1, heads.0 / heads.1 * queries.shape[2], queries.shape[3]]
    keys.shape.swapAt(2, 3)
    let scores = try product(node, queries, keys, type: query.type, suffix: ".scores")
    let weights = try move(node, reading: [scores], shape: scores.shape, function: .softmax, suffix: ".softmax")
    let mixed = try product(node, weights, contents, type: query.type, suffix: ".values")
    return mixed.viewed(as: result)
  }
}
