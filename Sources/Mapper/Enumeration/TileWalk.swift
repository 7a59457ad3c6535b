package import Core

/// One tile carried through every iteration of the loops outside it, step by step.
///
/// The slow and obvious form of what `AnalyticalModel` computes in closed form: the tile is a box, each iteration puts
/// it somewhere, and what the box did not hold before is moved in. Costs a few nanoseconds per iteration; for factors
/// that divide.
package struct TileWalk {
  /// What came in at one kind of step.
  struct Step: Hashable {
    /// How far the tile moved.
    var shift: SIMD8<Int>
    /// Whether only the new slice came in.
    var sliced: Bool
    /// Whether the step before brought something in, of the same form: whole after whole, slice after slice.
    var follows: Bool
  }

  /// Words that came in over the whole walk.
  package private(set) var words = 0
  /// How often each kind of step happened, and the words it brought; the first tile apart.
  private(set) var steps: [Step: (count: Int, words: Int)] = [:]

  /// Walks one copy of level `child` through all temporal loops outside it.
  package init(
    _ operand: Operand, into child: Int, of mapping: Mapping, _ convolution: Convolution, keepsOverlap: Bool = true
  ) {
    let tile = mapping.tileBounds(atLevel: child)
    let lengths = Self.lengths(operand, tile, convolution)
    let volume = lengths.reduce(1, *)
    words = volume
    var moves: [(bound: Int, by: SIMD8<Int>)] = []
    var inside = mapping.tileBounds(atLevel: 0)
    for level in mapping.levels[..<child] {
      for loop in level.temporal {
        inside[loop.dimension] /= loop.bound
        moves.append((loop.bound, Self.move(operand, loop.dimension, inside[loop.dimension], convolution)))
      }
      for loop in level.spatial { inside[loop.dimension] /= loop.bound }
    }
    // Loops further in that don't move the tile add iterations in which nothing happens.
    while moves.last?.by == .zero { moves.removeLast() }
    walk(moves, lengths: lengths, volume: volume, keepsOverlap: keepsOverlap)
  }

  private mutating func walk(_ moves: [(bound: Int, by: SIMD8<Int>)], lengths: [Int], volume: Int, keepsOverlap: Bool) {
    // One tally for each loop that can advance and each form of step: the shift follows from the loop.
    var tallies = Array(repeating: (count: 0, words: 0), count: moves.count * 4)
    defer { collect(tallies, moves) }
    var indices = Array(repeating: 0, count: moves.count)
    var position = SIMD8<Int>.zero
    var lastShift: SIMD8<Int>?
    var lastForm: Bool? = false
    while true {
      var next = position
      var loop = moves.count - 1
      while loop >= 0 && indices[loop] + 1 == moves[loop].bound {
        next &-= moves[loop].by &* SIMD8(repeating: indices[loop])
        indices[loop] = 0
        loop -= 1
      }
      guard loop >= 0 else { return }
      indices[loop] += 1
      next &+= moves[loop].by
      let shift = next &- position
      position = next
      guard shift != .zero else {
        lastForm = nil
        continue
      }
      var overlap = 0
      if keepsOverlap && (lastShift == nil || lastShift == shift) {
        overlap = 1
        for axis in 0..<lengths.count { overlap *= max(0, lengths[axis] - abs(shift[axis])) }
        lastShift = shift
      } else {
        lastShift = nil
      }
      let sliced = overlap > 0
      words += volume - overlap
      let tally = loop * 4 + (sliced ? 2 : 0) + (lastForm == sliced ? 1 : 0)
      tallies[tally].count += 1
      tallies[tally].words += volume - overlap
      lastForm = sliced
    }
  }

  private mutating func collect(_ tallies: [(count: Int, words: Int)], _ moves: [(bound: Int, by: SIMD8<Int>)]) {
    for (index, tally) in tallies.enumerated() where tally.count > 0 {
      var shift = moves[index / 4].by
      for move in moves[(index / 4 + 1)...] { shift &-= move.by &* SIMD8(repeating: move.bound - 1) }
      let step = Step(shift: shift, sliced: index & 2 != 0, follows: index & 1 != 0)
      let before = steps[step] ?? (0, 0)
      steps[step] = (before.count + tally.count, before.words + tally.words)
    }
  }

  /// The extents of an operand's tile along its own axes.
  private static func lengths(_ operand: Operand, _ tile: LoopBounds, _ convolution: Convolution) -> [Int] {
    switch operand {
    case .weights: [tile.g, tile.k, tile.c, tile.r, tile.s]
    case .inputs:
      [
        tile.n, tile.g, tile.c,
        (tile.p - 1) * convolution.stride.width + (tile.r - 1) * convolution.dilation.width + 1,
        (tile.q - 1) * convolution.stride.height + (tile.s - 1) * convolution.dilation.height + 1,
      ]
    case .outputs: [tile.n, tile.g, tile.k, tile.p, tile.q]
    }
  }

  /// How far one trip of a loop moves the tile along the operand's axes.
  private static func move(
    _ operand: Operand, _ dimension: Dimension, _ step: Int, _ convolution: Convolution
  ) -> SIMD8<Int> {
    let axes: [Dimension: (axis: Int, scale: Int)] =
      switch operand {
      case .weights: [.g: (0, 1), .k: (1, 1), .c: (2, 1), .r: (3, 1), .s: (4, 1)]
      case .inputs:
        [
          .n: (0, 1), .g: (1, 1), .c: (2, 1), .p: (3, convolution.stride.width), .r: (3, convolution.dilation.width),
          .q: (4, convolution.stride.height), .s: (4, convolution.dilation.height),
        ]
      case .outputs: [.n: (0, 1), .g: (1, 1), .k: (2, 1), .p: (3, 1), .q: (4, 1)]
      }
    var move = SIMD8<Int>.zero
    if let place = axes[dimension] { move[place.axis] = step * place.scale }
    return move
  }
}
