/// One design of a space: for each parameter the index of its value.
///
/// This is the one form in which strategies see designs.
public struct DesignPoint: Hashable, Sendable, Codable {
  /// Indices into the parameters' values, in the order of the parameters.
  public var indices: [Int]

  /// The design with the given values.
  public init(_ indices: [Int]) {
    self.indices = indices
  }
}

extension DesignPoint: Comparable {
  /// Whether a point comes first when all are listed with the last parameter changing fastest.
  public static func < (left: DesignPoint, right: DesignPoint) -> Bool {
    left.indices.lexicographicallyPrecedes(right.indices)
  }
}
