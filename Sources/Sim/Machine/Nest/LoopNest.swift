import Core

/// A mapping packed for the machine: temporal loops in order, spatial digits, and what each operand's buffer sees.
///
/// The temporal loops fall into three parts. Step loops move some buffer's tile or stand outside one that does; fold loops
/// leave all tiles and move the operand that stays in the array; streaming loops stand innermost and leave it in place.
struct LoopNest {
  struct Loop {
    var dimension: Dimension
    var bound: Int
    var stride: Int
  }

  /// Temporal loops, outermost first.
  var temporal: [Loop] = []
  /// Temporal loops outside each storage level.
  var loopsOutside: [Int] = []
  /// Spatial digits of each dimension, all levels together.
  var spatial: [[Digit]] = Array(repeating: [], count: 8)
  /// The first index of each dimension, and the first one beyond the last: the layer's bounds, or a core's share of
  /// them.
  let origin: Point
  let extents: Point

  /// Packs a mapping whose factors have been checked, for a core's share of the layer.
  init(_ mapping: Mapping, bounds: LoopBounds, share: CoreShare?) {
    var (origin, extents) = (Point(repeating: 0), Point(bounds))
    if let share {
      origin[share.dimension] = share.range.lowerBound
      extents[share.dimension] = share.range.upperBound
    }
    (self.origin, self.extents) = (origin, extents)
    var stride = Point(repeating: 1)
    var inner: [[Loop]] = []
    for level in mapping.levels.reversed() {
      for loop in level.spatial.reversed() where loop.bound > 1 {
        spatial[Int(loop.dimension.rawValue)].append(Digit(bound: loop.bound, stride: stride[loop.dimension]))
        stride[loop.dimension] *= loop.bound
      }
      var loops: [Loop] = []
      for loop in level.temporal.reversed() where loop.bound > 1 {
        loops.append(Loop(dimension: loop.dimension, bound: loop.bound, stride: stride[loop.dimension]))
        stride[loop.dimension] *= loop.bound
      }
      inner.append(loops.reversed())
    }
    for loops in inner.reversed() {
      loopsOutside.append(temporal.count)
      temporal += loops
    }
  }

  /// The digits of a dimension walked by temporal loops of the range and, if asked, by the spatial loops.
  func digits(of dimension: Dimension, temporal range: Range<Int>, spatially: Bool) -> [Digit] {
    temporal[range].filter { $0.dimension == dimension }.map { Digit(bound: $0.bound, stride: $0.stride) }
      + (spatially ? spatial[Int(dimension.rawValue)] : [])
  }

  /// Trips of a loop when its dimension's index, its own digit at zero, is `base`: those that start below the extent.
  @inline(__always)
  func trips(_ loop: Loop, from base: Int) -> Int {
    let room = extents[loop.dimension] - base
    return room > (loop.bound - 1) * loop.stride ? loop.bound : (room + loop.stride - 1) / loop.stride
  }

  /// Cuts a temporal loop in two: `inner` trips inside, the rest outside.
  ///
  /// - Precondition: `inner` divides the loop's bound.
  mutating func split(loop index: Int, inner: Int) {
    let loop = temporal[index]
    precondition(loop.bound % inner == 0, "\(inner) does not divide \(loop.bound)")
    temporal[index].bound = loop.bound / inner
    temporal[index].stride = loop.stride * inner
    temporal.insert(Loop(dimension: loop.dimension, bound: inner, stride: loop.stride), at: index + 1)
  }
}

/// Walks a range of a nest's temporal loops; the index of a dimension is the sum of its digits.
struct NestWalk {
  /// Index of each dimension, the walked loops' digits added to where the walk began.
  private(set) var point: Point
  private var index: [Int]
  private let range: Range<Int>
  /// Whether the walk has passed its last position.
  private(set) var isDone = false

  /// A walk standing on its first position.
  init(_ range: Range<Int>, from point: Point) {
    self.range = range
    self.point = point
    index = Array(repeating: 0, count: range.count)
  }

  /// The position with only the outermost `loops` loops' digits, as a tile inside those loops sees it.
  func point(ofOutermost loops: Int, _ nest: borrowing LoopNest) -> Point {
    var point = point
    for position in index.indices.dropFirst(loops - range.lowerBound) {
      let loop = nest.temporal[range.lowerBound + position]
      point[loop.dimension] -= index[position] * loop.stride
    }
    return point
  }

  /// Begins again elsewhere, without allocating.
  mutating func restart(from point: Point) {
    self.point = point
    isDone = false
    for loop in index.indices { index[loop] = 0 }
  }

  /// Whether it stands where an earlier walk stood, up to the shift.
  func recurs(_ earlier: NestWalk, _ shift: Shift) -> Bool {
    isDone == earlier.isDone && index == earlier.index && shift.matches(point, earlier.point)
  }

  mutating func move(by shift: Shift) { point &+= shift.point }

  /// Steps to the next position.
  @inline(__always)
  mutating func advance(_ nest: borrowing LoopNest) {
    var position = range.count - 1
    while position >= 0 {
      let loop = nest.temporal[range.lowerBound + position]
      let base = point[loop.dimension] - index[position] * loop.stride
      let next = index[position] + 1
      // Digits inside this one are zero by now, so `base` is the index with this digit and those inside at zero.
      if next < nest.trips(loop, from: base) {
        index[position] = next
        point[loop.dimension] = base + next * loop.stride
        return
      }
      index[position] = 0
      point[loop.dimension] = base
      position -= 1
    }
    isDone = true
  }
}
