package import Core

/// Why a mapping can't be put into the packed form.
package enum NestProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The mapping has another number of levels than the hierarchy.
  case levelCount(found: Int, expected: Int)
  /// More loops than a packed nest holds.
  case tooManyLoops(found: Int, allowed: Int)
  /// More storage levels than a packed hierarchy holds.
  case tooManyLevels(found: Int, allowed: Int)
  /// A dimension's factors don't walk through the layer's bound.
  case factors(Dimension, product: Int?, bound: Int)
  /// An operand is kept nowhere inside, or not at the outermost level.
  case outermostKeeps(OperandSet)
  /// A tile or a count reaches 2^60.
  case overflow(String)

  package var description: String {
    switch self {
    case .levelCount(let found, let expected):
      "the mapping has \(found) levels, the architecture \(expected); write one for each level"
    case .tooManyLoops(let found, let allowed):
      "the mapping has \(found) loops; at most \(allowed) are supported"
    case .tooManyLevels(let found, let allowed):
      "the architecture has \(found) storage levels; at most \(allowed) are supported"
    case .factors(let dimension, let product, let bound):
      "the factors of \(dimension.letter) multiply up to \(product.map(String.init) ?? "2^60 or more"), "
        + "but the layer's \(dimension.meaning) is \(bound)"
    case .outermostKeeps(let keeps):
      "the outermost level keeps [\(keeps.letters)]; it has to keep [WIO]"
    case .overflow(let what):
      "\(what) reaches 2^60, too large to count; check the sizes"
    }
  }
}

extension LoopNest {
  /// Packs a mapping; unit loops are left out and the order inside a level is kept.
  ///
  /// - Throws: `NestProblem` when the mapping has too many levels or loops, or does not walk through the bounds.
  package init(_ mapping: Mapping, bounds: LoopBounds) throws(NestProblem) {
    self.init()
    guard mapping.levels.count <= Self.maximumLevels else {
      throw .tooManyLevels(found: mapping.levels.count, allowed: Self.maximumLevels)
    }
    for dimension in Dimension.allCases {
      let extent = mapping.extent(of: dimension)
      guard extent == bounds[dimension] else { throw .factors(dimension, product: extent, bound: bounds[dimension]) }
    }
    let used = mapping.levels.reduce(0) { count, level in
      count + level.temporal.count { $0.bound > 1 } + level.spatial.count { $0.bound > 1 }
    }
    guard used <= Self.maximumLoops else { throw .tooManyLoops(found: used, allowed: Self.maximumLoops) }
    var padded = 1
    for (index, level) in mapping.levels.enumerated() {
      for loop in level.temporal {
        append(NestLoop(loop.dimension, Scalar(Double(loop.bound)), level: index))
        padded = try checked(padded, loop.bound)
      }
      for loop in level.spatial {
        let place: NestLoop<Scalar>.Place = loop.axis == .x ? .x : .y
        append(NestLoop(loop.dimension, Scalar(Double(loop.bound)), level: index, place: place))
        padded = try checked(padded, loop.bound)
      }
    }
  }

  /// Writes the nest as a mapping, with the last length of each imperfect factor.
  package func mapping(on hierarchy: Hierarchy<Scalar>, bounds: LoopBounds) -> Mapping {
    var levels = hierarchy.levels.map { MappingLevel(keeps: $0.keeps) }
    var spans = LoopBounds()
    for index in 0..<count { spans[self[index].dimension] *= Int(self[index].bound.primal) }
    // The last index of each dimension, digit by digit: bound b covers `span` indices, of which the last trip is cut.
    var lastIndex = LoopBounds()
    for dimension in Dimension.allCases { lastIndex[dimension] = bounds[dimension] - 1 }
    for index in 0..<count {
      let loop = self[index]
      let bound = Int(loop.bound.primal)
      let step = spans[loop.dimension] / bound
      spans[loop.dimension] = step
      let digit = lastIndex[loop.dimension] / step
      lastIndex[loop.dimension] -= digit * step
      let last = digit + 1
      let level = Int(loop.level)
      switch loop.place {
      case .temporal:
        levels[level].temporal.append(TemporalLoop(loop.dimension, bound, last: last))
      case .x, .y:
        levels[level].spatial.append(
          SpatialLoop(loop.dimension, bound, last: last, axis: loop.place == .x ? .x : .y))
      }
    }
    return Mapping(levels: levels)
  }
}

private func checked(_ product: Int, _ bound: Int) throws(NestProblem) -> Int {
  guard let next = checkedMultiply(product, bound) else { throw .overflow("the product of the mapping's factors") }
  return next
}
