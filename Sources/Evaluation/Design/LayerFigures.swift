/// What one simulated layer cost.
public struct LayerFigures: Hashable, Sendable, Codable {
  /// Core cycles.
  public var cycles: Int
  /// Picojoules, leakage included.
  public var picojoules: Double

  /// The figures of a layer.
  public init(cycles: Int, picojoules: Double) {
    self.cycles = cycles
    self.picojoules = picojoules
  }
}

/// Where figures of layers simulated earlier are found, by content.
public protocol LayerMemory: Sendable {
  /// The figures under a key; `nil` when there are none.
  ///
  /// - Throws: What keeps the memory from being read.
  func figures(for key: String) throws -> LayerFigures?
}

/// Several memories, asked in their order; none remembers nothing.
public struct LayerMemories: LayerMemory {
  private let memories: [any LayerMemory]

  /// The memories to ask.
  public init(_ memories: [any LayerMemory] = []) {
    self.memories = memories
  }

  /// What the first memory that knows the layer says of it.
  public func figures(for key: String) throws -> LayerFigures? {
    for memory in memories {
      if let figures = try memory.figures(for: key) { return figures }
    }
    return nil
  }
}
