/// Whether a mapping is one the architecture can hold and the layer needs.
extension Mapping {
  /// Everything wrong with the mapping for a layer on an architecture; empty when it is legal.
  public func problems(
    layer name: String, convolution: Convolution, precision: Precision, architecture: Architecture
  ) -> [Problem] {
    guard levels.count == architecture.levels.count else {
      let names = architecture.levels.map(\.name).joined(separator: ", ")
      return [
        .other(
          "layer '\(name)': the mapping has \(levels.count) levels, but '\(architecture.name)' has "
            + "\(architecture.levels.count)",
          remedy: "write one for each of \(names)")
      ]
    }
    let problems =
      factorProblems(layer: name, convolution: convolution)
      + architecture.levels.indices.flatMap { index in
        keepProblems(layer: name, level: architecture.levels[index], at: index)
          + spatialProblems(layer: name, level: architecture.levels[index], at: index)
      }
    // Tile sizes mean nothing, and may overflow, until the factors are right.
    guard problems.isEmpty else { return problems }
    let whole = tileBounds(atLevel: 0)
    guard whole.checkedProduct != nil,
      checkedMultiply(
        whole.n, whole.g, whole.c, convolution.inputColumns(ofTile: whole), convolution.inputRows(ofTile: whole)) != nil
    else {
      return [.overflow(subject: "layer '\(name)'", what: "the size of the mapping's tiles")]
    }
    return architecture.levels.indices.compactMap { index in
      capacityProblem(
        layer: name, convolution: convolution, precision: precision, level: architecture.levels[index], at: index)
    }
  }

  /// How far the whole trips of imperfect factors may overshoot a bound: two for each of six levels.
  private static let largestOvershoot = 64

  private func factorProblems(layer: String, convolution: Convolution) -> [Problem] {
    Dimension.allCases.compactMap { dimension in
      let bound = convolution.bounds[dimension]
      guard let extent = extent(of: dimension), let product = checkedProduct(of: dimension),
        product <= Self.largestOvershoot * bound
      else {
        return .overflow(subject: "layer '\(layer)'", what: "the product of the whole factors of \(dimension.letter)")
      }
      guard extent == bound else {
        return .factors(layer: layer, dimension: dimension, product: extent, bound: bound)
      }
      return nil
    }
  }

  /// The product of a dimension's whole factors, or `nil` at 2^60.
  private func checkedProduct(of dimension: Dimension) -> Int? {
    var product = 1
    for level in levels {
      let bounds =
        level.temporal.filter { $0.dimension == dimension }.map(\.bound)
        + level.spatial.filter { $0.dimension == dimension }.map(\.bound)
      for bound in bounds {
        guard let next = checkedMultiply(product, bound) else { return nil }
        product = next
      }
    }
    return product
  }

  private func keepProblems(layer: String, level: StorageLevel, at index: Int) -> [Problem] {
    // Inside the outermost level a mapping may let operands pass by.
    let keeps = levels[index].keeps
    guard index == 0 ? keeps != level.keeps : !keeps.isSubset(of: level.keeps) else { return [] }
    return [
      .other(
        "layer '\(layer)': the mapping keeps [\(keeps.letters)] at L\(levels.count - 1 - index), "
          + "but '\(level.name)' keeps [\(level.keeps.letters)]",
        remedy: "write L\(levels.count - 1 - index)[\(level.keeps.letters)]")
    ]
  }

  private func spatialProblems(layer: String, level: StorageLevel, at index: Int) -> [Problem] {
    let axes: [(axis: SpatialLoop.Axis, copies: Int, allowed: DimensionSet)] = [
      (.x, level.fanOut.x, level.fanOut.dimensionsX), (.y, level.fanOut.y, level.fanOut.dimensionsY),
    ]
    return axes.flatMap { axis, copies, allowed -> [Problem] in
      let loops = levels[index].spatial.filter { $0.axis == axis }
      var problems = loops.filter { !allowed.contains($0.dimension) }.map { loop in
        Problem.other(
          "layer '\(layer)': \(loop.dimension.letter) is spread over \(axis.rawValue) below '\(level.name)'",
          remedy: allowed.isEmpty
            ? "there is no fan-out on that axis; make the loop temporal"
            : "only \(String(allowed.dimensions.map(\.letter))) can be there")
      }
      let used = loops.reduce(1) { $0 &* $1.bound }
      if used > copies || used <= 0 {
        problems.append(
          .outOfRange(
            subject: "layer '\(layer)': the fan-out over \(axis.rawValue) below '\(level.name)'",
            attribute: "in the mapping", found: "\(used)", expected: "at most \(copies)"))
      }
      return problems
    }
  }

  private func capacityProblem(
    layer: String, convolution: Convolution, precision: Precision, level: StorageLevel, at index: Int
  ) -> Problem? {
    guard let usable = level.usableBytes else { return nil }
    let tile = tileBounds(atLevel: index)
    let parts = levels[index].keeps.operands.map { operand in
      let format = precision.format(of: operand, in: level.kind)
      return (operand, bytes: format.bytes(convolution.elements(of: operand, inTile: tile)))
    }
    let bytes = parts.reduce(0) { $0 + $1.bytes }
    let available = usable / level.instances
    guard bytes > available else { return nil }
    let detail = parts.map { "\($0.0.name) \($0.bytes)" }.joined(separator: ", ")
    return .tileTooLarge(layer: layer, memory: level.name, bytes: bytes, available: available, detail: detail)
  }
}
