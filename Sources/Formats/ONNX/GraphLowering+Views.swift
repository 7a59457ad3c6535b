import Core

/// Nodes that give the same elements other extents, or name a run of neighbours: nothing moves.
extension GraphLowering {
  mutating func views(_ node: GraphNode) throws(NodeProblem) -> [GraphValue]? {
    switch node.op {
    case "Identity", "Dropout", "StopGradient": [try node.input(0)]
    case "Reshape": [try reshaped(node)]
    case "Flatten": [try flattened(node)]
    case "Squeeze": [try squeezed(node)]
    case "Unsqueeze": [try unsqueezed(node)]
    default: nil
    }
  }

  /// `Reshape`: 0 keeps an extent (unless `allowzero`), -1 is what remains.
  private func reshaped(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    guard let stated = try node.integers("shape", orInput: 1) else { throw NodeProblem("lacks its shape") }
    let keepsZero = node.integer("allowzero", default: 0) != 0
    var shape: [Int] = []
    for (index, extent) in stated.enumerated() {
      shape.append(extent == 0 && !keepsZero ? (index < input.shape.count ? input.shape[index] : 1) : extent)
    }
    let open = shape.indices.filter { shape[$0] == -1 }
    let rest = try Self.elements(of: shape.filter { $0 != -1 })
    if let index = open.first, open.count == 1, rest > 0 { shape[index] = input.elements / rest }
    guard open.count <= 1, try Self.elements(of: shape) == input.elements else {
      throw NodeProblem("gives a tensor of \(input.shape) the shape \(stated), which holds another number of elements")
    }
    return input.viewed(as: shape)
  }

  private func flattened(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    let rank = input.shape.count
    let stated = node.integer("axis", default: 1)
    guard (-rank...rank).contains(stated) else { throw NodeProblem("names axis \(stated) of \(rank) axes") }
    let axis = stated < 0 ? stated + rank : stated
    return input.viewed(as: [input.shape[..<axis].reduce(1, *), input.shape[axis...].reduce(1, *)])
  }

  private func squeezed(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    var removed: Set<Int> = []
    if let axes = try node.integers("axes", orInput: 1) {
      for axis in axes { removed.insert(try node.axis(axis, rank: input.shape.count)) }
    } else {
      removed = Set(input.shape.indices.filter { input.shape[$0] == 1 })
    }
    guard removed.allSatisfy({ $0 < input.shape.count && input.shape[$0] == 1 }) else {
      throw NodeProblem("removes an axis of \(input.shape) that isn't 1")
    }
    return input.viewed(as: input.shape.indices.filter { !removed.contains($0) }.map { input.shape[$0] })
  }

  private func unsqueezed(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let input = try node.input(0)
    guard let axes = try node.integers("axes", orInput: 1) else { throw NodeProblem("lacks its axes") }
    let rank = input.shape.count + axes.count
    guard rank <= 64 else { throw NodeProblem("makes a tensor of \(rank) axes") }
    var added: Set<Int> = []
    for axis in axes { added.insert(try node.axis(axis, rank: rank)) }
    guard added.count == axes.count else { throw NodeProblem("adds an axis twice") }
    var rest = input.shape[...]
    return input.viewed(as: (0..<rank).map { added.contains($0) ? 1 : rest.popFirst() ?? 1 })
  }
}
