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

/// A memory of nothing.
public struct NoLayerMemory: LayerMemory {
  /// A memory of nothing.
  public init() {}

  /// There are none.
  public func figures(for key: String) -> LayerFigures? { nil }
}
