import Core

/// Nodes that copy elements to other places, which costs their traffic and nothing else.
extension GraphLowering {
  mutating func moves(_ node: GraphNode) throws(NodeProblem) -> [GraphValue]? {
    switch node.op {
    case "Transpose": [try transposition(node)]
    case "Concat": [try concatenation(node)]
    case "Slice": [try slice(node)]
    case "Split": try split(node)
    case "Gather": [try gather(node)]
    case "GatherElements", "OneHot": [try like(node, shapeOf: 1)]
    case "GatherND": [try gatherND(node)]
    case "ScatterND", "ScatterElements", "Scatter", "Trilu", "ReverseSequence": [try like(node, shapeOf: 0)]
    case "Pad": [try padding(node)]
    case "Expand": [try expansion(node)]
    case "Tile": [try tiling(node)]
    case "Resize", "Upsample": [try resizing(node)]
    case "DepthToSpace", "SpaceToDepth": [try blocks(node)]
    case "TopK": try largest(node)
    default: nil
    }
  }

  /// A copy, which is a mere view when its elements stay in order.
  private mutating func transposition(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let rank = input.shape.count
    let order = node.integers("perm") ?? Array((0..<rank).reversed())
    guard order.sorted() == Array(0..<rank) else {
      throw NodeProblem("orders the axes of \(input.shape) as \(order)")
    }
    let shape = order.map { input.shape[$0] }
    let moving = order.filter { input.shape[$0] != 1 }
    if moving == moving.sorted() || input.isConstant {
      var view = input.viewed(as: shape)
      if moving != moving.sorted() { view.numbers = nil }
      return view
    }
    return try move(node, reading: [input], shape: shape)
  }

  private mutating func concatenation(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let parts = node.present.filter { !$0.shape.contains(0) }
    guard let first = parts.first else { return try node.input(0) }
    let axis = try node.axis(node.integer("axis", default: 1), rank: first.shape.count)
    guard axis < first.shape.count else { throw NodeProblem("joins single numbers") }
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      var frame = part.shape
      guard frame.count == shape.count else { throw NodeProblem("joins tensors of \(parts.map(\.shape))") }
      let added = frame[axis]
      frame[axis] = shape[axis]
      guard frame == shape else { throw NodeProblem("joins tensors of \(parts.map(\.shape)) along axis \(axis)") }
      shape[axis] += added
      _ = try Self.elements(of: shape)
    }
    if parts.count == 1 { return first }
    var result = try move(node, reading: parts, shape: shape)
    let numbers = parts.compactMap(\.numbers)
    if shape.count == 1, result.isConstant, numbers.count == parts.count, shape[0] <= CondensedModel.keptValues {
      result.numbers = ConstantNumbers(numbers.flatMap(\.values), isInteger: numbers.allSatisfy(\.isInteger))
    }
    return result
  }

  /// Some positions of one axis: a view where they are one run of the tensor's elements.
  private mutating func selection(
    _ node: GraphNode, of input: GraphValue, axis: Int, positions: [Int]?, count: Int, isRun: Bool, suffix: String = ""
  ) throws(NodeProblem) -> GraphValue {
    var shape = input.shape
    shape[axis] = count
    if shape == input.shape, isRun { return input }
    if input.isConstant || (isRun && input.shape[..<axis].allSatisfy { $0 == 1 }) {
      var part = input.viewed(as: shape)
      part.numbers = positions.flatMap { foldedSelection(input, axis: axis, positions: $0) }
      part.producer = nil
      return part
    }
    return try move(
      node, reading: [input], elements: [try Self.elements(of: shape)], shape: shape, suffix: suffix)
  }

  private mutating func slice(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let rank = input.shape.count
    guard let starts = try node.integers("starts", orInput: 1), let ends = try node.integers("ends", orInput: 2) else {
      throw NodeProblem("lacks its starts or ends")
    }
    let axes = try node.integers("axes", orInput: 3) ?? Array(starts.indices)
    let steps =
      try node.optionalInput(4).map { value throws(NodeProblem) in
        try node.numbers(of: value, "its steps").integers
      } ?? starts.map { _ in 1 }
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count else {
      throw NodeProblem("has starts, ends, axes and steps of different lengths")
    }
    var result = input
    for index in starts.indices {
      let axis = try node.axis(axes[index], rank: rank)
      guard axis < rank, steps[index] != 0 else { throw NodeProblem("slices axis \(axis) in steps of \(steps[index])") }
      let extent = input.shape[axis]
      guard extent > 0 else { continue }
      let step = max(-1 << 40, min(1 << 40, steps[index]))
      func clamped(_ position: Int, _ range: ClosedRange<Int>) -> Int {
        let counted = position < 0 ? position + extent : position
        return max(range.lowerBound, min(range.upperBound, counted))
      }
      let range = step > 0 ? 0...extent : -1...(max(extent, 1) - 1)
      let (start, end) = (clamped(starts[index], range), clamped(ends[index], range))
      let count = max(
        0, step > 0 ? ceilingDivide(max(0, end - start), step) : ceilingDivide(max(0, start - end), -step))
      let positions = count <= CondensedModel.keptValues ? (0..<count).map { start + $0 * step } : nil
      result = try selection(
        node, of: result, axis: axis, positions: positions, count: count, isRun: step == 1,
        suffix: index == 0 ? "" : ".axis\(axis)")
    }
    return result
  }

  private mutating func split(_ node: GraphNode) throws(NodeProblem) -> [GraphValue] {
    let input = try node.input(0)
    let axis = try node.axis(node.integer("axis", default: 0), rank: input.shape.count)
    guard axis < input.shape.count else { throw NodeProblem("splits a single number") }
    let parts = node.proto.output.count
    guard (1...1 << 16).contains(parts) else { throw NodeProblem("splits into \(parts) parts") }
    let extent = input.shape[axis]
    let even = ceilingDivide(extent, parts)
    let sizes =
      try node.integers("split", orInput: 1)
      ?? (0..<parts).map { max(0, min(even, extent - $0 * even)) }
    guard sizes.count == parts, sizes.allSatisfy({ (0...extent).contains($0) }), sizes.reduce(0, +) == extent else {
      throw NodeProblem("splits an axis of \(extent) into \(sizes)")
    }
    var outputs: [GraphValue] = []
    var start = 0
    for (index, size) in sizes.enumerated() {
      let positions = size <= CondensedModel.keptValues ? Array(start..<start + size) : nil
      outputs.append(
        try selection(
          node, of: input, axis: axis, positions: positions, count: size, isRun: true, suffix: ".\(index + 1)"))
      outputs[index].isShared = true
      start += size
    }
    return outputs
  }

  private mutating func gather(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let (input, indices) = (try node.input(0), try node.input(1))
    let axis = try node.axis(node.integer("axis", default: 0), rank: input.shape.count)
    guard axis < input.shape.count else { throw NodeProblem("picks from a single number") }
    let shape = Array(input.shape[..<axis]) + indices.shape + Array(input.shape[(axis + 1)...])
    let elements = try Self.elements(of: shape)
    let extent = input.shape[axis]
    if let numbers = indices.numbers {
      let positions = numbers.integers.map { $0 < 0 ? $0 + extent : $0 }
      guard positions.allSatisfy({ (0..<extent).contains($0) }) else {
        throw NodeProblem("picks beyond an axis of \(extent)")
      }
      return try selection(
        node, of: input, axis: axis, positions: positions, count: positions.count, isRun: positions.count == 1
      ).viewed(as: shape)
    }
    if input.isConstant, !indices.isConstant {
      // Rows of a table of weights, read where they lie.
      let rows = VectorOperation(function: .copy, inputElements: [elements], outputElements: elements)
      var table = input
      table.format = format(of: input.type)
      return try append(.vector(rows), reading: [table], shape: shape, type: input.type)
    }
    return try move(node, reading: [input], elements: [elements], shape: shape)
  }

  private mutating func gatherND(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let (input, indices) = (try node.input(0), try node.input(1))
    let batch = node.integer("batch_dims", default: 0)
    guard let depth = indices.shape.last, depth >= 0, (0..<indices.shape.count).contains(batch),
      batch + depth <= input.shape.count
    else { throw NodeProblem("picks from \(input.shape) with indices of \(indices.shape)") }
    let shape = Array(indices.shape.dropLast()) + Array(input.shape[(batch + depth)...])
    return try move(node, reading: [input], elements: [try Self.elements(of: shape)], shape: shape)
  }

  /// As many elements as another input has, read and written once.
  private mutating func like(_ node: GraphNode, shapeOf index: Int) throws(NodeProblem) -> GraphValue {
    let source = try node.input(0)
    var shape = try node.input(index).shape
    if node.op == "OneHot" {
      let depth = try node.numbers(of: try node.input(1), "its depth").integers.first ?? 1
      shape = source.shape + [depth]
    }
    let elements = try Self.elements(of: shape)
    return try move(node, reading: [source], elements: [min(source.elements, elements)], shape: shape)
  }

  private mutating func padding(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    guard let pads = try node.integers("pads", orInput: 1) ?? node.integers("paddings") else {
      throw NodeProblem("lacks its pads")
    }
    let rank = input.shape.count
    var axes = Array(0..<rank)
    if let stated = node.optionalInput(3) {
      axes = []
      for axis in try node.numbers(of: stated, "its axes").integers { axes.append(try node.axis(axis, rank: rank)) }
    }
    guard pads.count == 2 * axes.count, axes.allSatisfy({ $0 < rank }),
      pads.allSatisfy({ (-1 << 40...1 << 40).contains($0) })
    else { throw NodeProblem("pads \(rank) axes by \(pads.prefix(128))") }
    var shape = input.shape
    for (index, axis) in axes.enumerated() { shape[axis] += pads[index] + pads[axes.count + index] }
    if shape == input.shape { return input }
    return try move(node, reading: [input], shape: shape)
  }

  private mutating func expansion(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let stated = try node.numbers(of: try node.input(1), "its shape").integers
    guard let shape = broadcastShape([input.shape, stated]) else {
      throw NodeProblem("stretches a tensor of \(input.shape) to \(stated)")
    }
    if try Self.elements(of: shape) == input.elements { return input.viewed(as: shape) }
    var result = try move(node, reading: [input], shape: shape)
    if result.isConstant { result.numbers = foldedExpansion(input, to: shape) }
    return result
  }

  private mutating func tiling(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let repeats = try node.numbers(of: try node.input(1), "its repeats").integers
    guard repeats.count == input.shape.count, repeats.allSatisfy({ (0...1 << 40).contains($0) }) else {
      throw NodeProblem("repeats a tensor of \(input.shape) by \(repeats)")
    }
    var shape: [Int] = []
    for (extent, count) in zip(input.shape, repeats) { shape.append(try Self.elements(of: [extent, count])) }
    if shape == input.shape { return input }
    return try move(node, reading: [input], shape: shape)
  }

  /// `Resize` by scales or sizes: nearest neighbours are copied, other modes computed.
  private mutating func resizing(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    var shape = input.shape
    let isOld = node.op == "Upsample" || node.inputs.count == 2
    let scales = node.optionalInput(isOld ? 1 : 2)
    if let sizes = node.optionalInput(3), sizes.elements > 0 {
      shape = try node.numbers(of: sizes, "its sizes").integers
    } else if let factors = try scales.map({ value throws(NodeProblem) in
      try node.numbers(of: value, "its scales").values
    }) ?? node.reals("scales") {
      guard factors.count == shape.count else { throw NodeProblem("scales \(shape) by \(factors)") }
      shape = zip(shape, factors).map { ConstantNumbers.integer((Double($0) * $1).rounded(.down)) }
    }
    guard shape.count == input.shape.count else { throw NodeProblem("resizes \(input.shape) to \(shape)") }
    if shape == input.shape { return input }
    let isNearest = (node.text("mode") ?? "nearest") == "nearest"
    return try move(node, reading: [input], shape: shape, function: isNearest ? .copy : .elementWise)
  }

  private mutating func blocks(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let side = node.integer("blocksize", default: 1)
    guard input.shape.count == 4, (1...1 << 16).contains(side) else {
      throw NodeProblem("rearranges blocks of \(side) of a tensor of \(input.shape)")
    }
    let (n, c, h, w) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3])
    let isOut = node.op == "DepthToSpace"
    let isEven = isOut ? c.isMultiple(of: side * side) : h.isMultiple(of: side) && w.isMultiple(of: side)
    guard isEven else { throw NodeProblem("divides a tensor of \(input.shape) into blocks of \(side)") }
    let shape = isOut ? [n, c / (side * side), h * side, w * side] : [n, c * side * side, h / side, w / side]
    return try move(node, reading: [input], shape: shape)
  }

  private mutating func largest(_ node: GraphNode) throws(NodeProblem) -> [GraphValue] {
    let input = try node.input(0)
    let axis = try node.axis(node.integer("axis", default: -1), rank: input.shape.count)
    guard axis < input.shape.count, let count = try node.integers("k", orInput: 1)?.first ?? node.integer("k") else {
      throw NodeProblem("lacks its number of elements")
    }
    var shape = input.shape
    shape[axis] = count
    let values = try move(node, reading: [input], shape: shape, function: .elementWise)
    var indices = values
    indices.type = .int64
    return [values, indices]
  }
}
