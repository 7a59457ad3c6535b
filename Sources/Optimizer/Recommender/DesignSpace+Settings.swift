package import Core

extension DesignSpace {
  /// The point of this space whose parameters all take what a point of another space sets.
  ///
  /// - Parameter settings: What `settings(of:)` of the other space says of its point.
  /// - Returns: `nil` where one parameter has no such value.
  package func point(with settings: [String]) -> DesignPoint? {
    let stated = Set(settings)
    var indices: [Int] = []
    for parameter in parameters {
      guard let index = parameter.values.indices.first(where: { stated.isSuperset(of: parameter.settings(at: $0)) })
      else { return nil }
      indices.append(index)
    }
    return DesignPoint(indices)
  }
}
