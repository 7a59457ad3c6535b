import Core

/// A mapping walked loop by loop, one multiply–accumulate at a time: the witness of what the machine moves.
///
/// Imperfect factors are taken as Ruby defines them: a loop makes its last, shorter number of trips when all loops of
/// its dimension outside it are on their last trip (Horeni et al., ISPASS 2022).
struct NaiveNest {
  /// One temporal position: the multiply–accumulates all processing elements do there.
  struct Step {
    /// Index of every temporal loop, outermost first.
    var index: [Int]
    /// The eight loop indices of each multiply–accumulate, in `Dimension` order.
    var points: [[Int]]
  }

  private struct Loop {
    var dimension: Dimension
    var bound: Int
    var last: Int
    var isSpatial: Bool
  }

  private var loops: [Loop] = []
  /// For each storage level, the temporal loops outside it.
  private(set) var outside: [Int] = []
  /// Dimensions of the temporal loops.
  private(set) var temporalDimensions: [Dimension] = []

  init(_ mapping: Mapping) {
    for level in mapping.levels {
      outside.append(temporalDimensions.count)
      for loop in level.temporal {
        loops.append(Loop(dimension: loop.dimension, bound: loop.bound, last: loop.last, isSpatial: false))
        temporalDimensions.append(loop.dimension)
      }
      for loop in level.spatial {
        loops.append(Loop(dimension: loop.dimension, bound: loop.bound, last: loop.last, isSpatial: true))
      }
    }
  }

  /// All temporal positions in order, those that do nothing left out.
  func steps() -> [Step] {
    var steps: [Step] = []
    let temporal = loops.indices.filter { !loops[$0].isSpatial }
    let spatial = loops.indices.filter { loops[$0].isSpatial }
    var index = Array(repeating: 0, count: loops.count)
    odometer(over: temporal, &index) { index in
      var points: [[Int]] = []
      var inner = index
      odometer(over: spatial, &inner) { full in
        if let point = point(full) { points.append(point) }
      }
      if !points.isEmpty { steps.append(Step(index: temporal.map { index[$0] }, points: points)) }
    }
    return steps
  }

  /// The loop indices of a position, or `nil` when a loop has gone past its trips.
  private func point(_ index: [Int]) -> [Int]? {
    var point = Array(repeating: 0, count: 8)
    for dimension in Dimension.allCases {
      var isOnLastTrip = true
      for (place, loop) in loops.enumerated() where loop.dimension == dimension {
        guard index[place] < (isOnLastTrip ? loop.last : loop.bound) else { return nil }
        isOnLastTrip = isOnLastTrip && index[place] == loop.last - 1
        point[Int(dimension.rawValue)] = point[Int(dimension.rawValue)] * loop.bound + index[place]
      }
    }
    return point
  }

  private func odometer(over places: [Int], _ index: inout [Int], _ body: ([Int]) -> Void) {
    for place in places { index[place] = 0 }
    while true {
      body(index)
      var place = places.count - 1
      while place >= 0 {
        index[places[place]] += 1
        if index[places[place]] < loops[places[place]].bound { break }
        index[places[place]] = 0
        place -= 1
      }
      if place < 0 { return }
    }
  }
}

/// The stored element of an operand a multiply–accumulate touches, as a place in the tensor; `nil` in padding.
func element(_ operand: Operand, of layer: Convolution, at point: [Int]) -> Int? {
  let bounds = layer.bounds
  let (n, g, k, c) = (point[0], point[1], point[2], point[3])
  let (p, q, r, s) = (point[4], point[5], point[6], point[7])
  switch operand {
  case .weights:
    return (((g * bounds.s + s) * bounds.r + r) * bounds.c + c) * bounds.k + k
  case .outputs:
    return (((n * bounds.q + q) * bounds.p + p) * bounds.g + g) * bounds.k + k
  case .inputs:
    let column = p * layer.stride.width + r * layer.dilation.width - layer.padding.left
    let row = q * layer.stride.height + s * layer.dilation.height - layer.padding.top
    guard (0..<layer.inputWidth).contains(column), (0..<layer.inputHeight).contains(row) else { return nil }
    return (((n * layer.inputHeight + row) * layer.inputWidth + column) * bounds.g + g) * bounds.c + c
  }
}
