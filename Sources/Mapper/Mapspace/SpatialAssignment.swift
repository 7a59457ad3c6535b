import Core

/// The spatial loops of a mapping: for each level, what its fan-out is spread over.
struct SpatialAssignment: Sendable {
  /// Loops of each level, X before Y.
  var loops: [[NestLoop<Double>]]
  /// The product of each dimension's spatial factors.
  var product: LoopBounds

  /// Every way to spread dimensions over the fan-outs of a hierarchy, in a fixed order.
  ///
  /// A perfect factor divides the bound; an imperfect one is any number up to it. When the search has to stop, only
  /// those found so far are given.
  static func all(
    bounds: LoopBounds, hierarchy: Hierarchy<Double>, mapspace: Mapspace, effort: inout SearchEffort
  ) -> [SpatialAssignment] {
    var found: [SpatialAssignment] = []
    let levels = hierarchy.levels.count
    var loops: [[NestLoop<Double>]] = Array(repeating: [], count: levels)
    var product = LoopBounds()

    func spread(_ level: Int, _ place: NestLoop<Double>.Place, _ dimension: Int, _ copies: Int) {
      guard dimension < 8 else {
        if place == .x {
          spread(level, .y, 0, hierarchy.levels[level].fanOutY)
        } else if level + 1 < levels {
          spread(level + 1, .x, 0, hierarchy.levels[level + 1].fanOutX)
        } else {
          found.append(SpatialAssignment(loops: loops, product: product))
        }
        return
      }
      let limits = place == .x ? mapspace.levels[level].spatialX : mapspace.levels[level].spatialY
      let axis = Dimension.at(dimension)
      let before = product[axis]
      let left = bounds[axis]
      for factor in 1...max(1, min(copies, limits.maximum[axis])) {
        guard effort.step() else { break }
        let total = before * factor
        guard mapspace.perfect ? left % total == 0 : total <= left || factor == 1 else { continue }
        guard limits.allows(axis, factor) else { continue }
        product[axis] = total
        if factor > 1 { loops[level].append(NestLoop(axis, Double(factor), level: level, place: place)) }
        spread(level, place, dimension + 1, copies / factor)
        if factor > 1 { loops[level].removeLast() }
      }
      product[axis] = before
    }

    spread(0, .x, 0, hierarchy.levels[0].fanOutX)
    return found
  }
}
