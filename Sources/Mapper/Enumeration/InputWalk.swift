package import Core

/// The input traffic of a mapping counted by walking every tile through every iteration.
///
/// For mappings too long to enumerate copy by copy: one copy of each level is walked, the others are that copy put
/// elsewhere. Neighbours' links are honoured where a level below a fan-out keeps the inputs.
package struct InputWalk {
  /// Words one copy of each level receives and reads; 0 where the level doesn't keep inputs.
  package private(set) var fills: [Int]
  package private(set) var reads: [Int]

  /// Walks the mapping; every factor has to divide.
  ///
  /// - Parameters:
  ///   - mapping: The loops.
  ///   - convolution: The layer.
  ///   - links: For each level, whether neighbours below its fan-out pass inputs on.
  package init(_ mapping: Mapping, _ convolution: Convolution, links: [Bool]) {
    let levels = mapping.levels
    fills = Array(repeating: 0, count: levels.count)
    reads = fills
    let iterations = levels.reduce(1) { $0 * $1.temporal.reduce(1) { $0 * $1.bound } }
    let keeping = levels.indices.filter { levels[$0].keeps.contains(.inputs) }
    var lent = 0.0
    for (place, parent) in keeping.enumerated() {
      let child = place + 1 < keeping.count ? keeping[place + 1] : levels.count
      var asked = Double(iterations)
      var next = 0.0
      if child < levels.count {
        let walk = TileWalk(.inputs, into: child, of: mapping, convolution)
        let grid = CopyGrid(below: child - 1, of: mapping, convolution)
        let flow = links[child - 1] ? grid.flow(of: walk) : grid.flow(withoutLinks: walk.words)
        let copies = levels[..<child].reduce(1) { $0 * $1.spatial.reduce(1) { $0 * $1.bound } }
        next = flow.passed / Double(copies)
        fills[child] = Int(flow.delivered / Double(grid.offsets.count) + next)
        asked = flow.asked
      }
      // Bypassed levels in between multicast each for itself.
      for level in parent..<child where child == levels.count || level < child - 1 {
        asked *= Double(CopyGrid(below: level, of: mapping, convolution).different)
      }
      reads[parent] = Int((asked + lent).rounded())
      lent = next
    }
  }
}

extension CopyGrid {
  /// The grid of copies below one level of a mapping.
  init(below level: Int, of mapping: Mapping, _ convolution: Convolution) {
    var inside = mapping.tileBounds(atLevel: level)
    for loop in mapping.levels[level].temporal { inside[loop.dimension] /= loop.bound }
    offsets = [.zero]
    height = 1
    var steps: [(axis: SpatialLoop.Axis, bound: Int, by: SIMD8<Double>)] = []
    for loop in mapping.levels[level].spatial {
      inside[loop.dimension] /= loop.bound
      var by = SIMD8<Double>.zero
      if let axis = InputAxis(loop.dimension) {
        let scale =
          switch loop.dimension {
          case .p: convolution.stride.width
          case .q: convolution.stride.height
          case .r: convolution.dilation.width
          case .s: convolution.dilation.height
          default: 1
          }
        by[Int(axis.rawValue)] = Double(inside[loop.dimension] * scale)
      }
      steps.append((loop.axis, loop.bound, by))
    }
    for axis in [SpatialLoop.Axis.x, .y] {
      for step in steps where step.axis == axis {
        offsets = offsets.flatMap { base in (0..<step.bound).map { base + Double($0) * step.by } }
        if axis == .y { height *= step.bound }
      }
    }
    different = Set(offsets).count
  }

  /// What a walked tile's copies get from the parent and from one another.
  func flow(of walk: TileWalk) -> NeighbourLinks {
    var moved = 0
    var result = NeighbourLinks()
    for (step, brought) in walk.steps {
      moved += brought.words
      var linked = Linked(copies: 0, different: different)
      if step.follows {
        var shift = SIMD8<Double>.zero
        for axis in 0..<8 { shift[axis] = Double(step.shift[axis]) }
        linked = self.linked(over: shift)
      }
      if linked.different == different { linked.copies = 0 }
      result.asked += Double(brought.words * linked.different)
      result.delivered += Double(brought.words * (offsets.count - linked.copies))
      result.passed += Double(brought.words * linked.copies)
    }
    let first = Double(walk.words - moved)
    result.asked += first * Double(different)
    result.delivered += first * Double(offsets.count)
    return result
  }

  func flow(withoutLinks words: Int) -> NeighbourLinks {
    var result = NeighbourLinks()
    result.asked = Double(words * different)
    result.delivered = Double(words * offsets.count)
    return result
  }
}
