import Core

/// One value for each loop dimension, indexed by `Dimension.rawValue`; lane-wise arithmetic, trivially copyable.
typealias Point = SIMD8<Int>

extension SIMD8 where Scalar == Int {
  subscript(dimension: Dimension) -> Int {
    @inline(__always) get { self[Int(dimension.rawValue)] }
    @inline(__always) set { self[Int(dimension.rawValue)] = newValue }
  }

  init(_ bounds: LoopBounds) {
    self.init(repeating: 0)
    for dimension in Dimension.allCases { self[dimension] = bounds[dimension] }
  }
}

extension DimensionSet {
  /// All ones in the lanes of the set's dimensions, zero elsewhere.
  var mask: Point {
    var mask = Point(repeating: 0)
    for dimension in dimensions { mask[dimension] = -1 }
    return mask
  }
}

/// A loop as one digit of its dimension's index: the index advances by `stride` for each of `bound` trips.
///
/// Loops of one dimension are digits of a mixed-radix number, and an imperfect factor only cuts the walk off at the
/// layer's bound: the trips whose index lies beyond it are those Ruby's last lengths leave out (Horeni et al.,
/// ISPASS 2022).
struct Digit: Hashable {
  var bound: Int
  var stride: Int
}

/// The indices a set of loops of one dimension walks: `blocks` runs of `run` consecutive indices, `pitch` apart.
struct SpanShape: Hashable {
  var run = 1
  var blocks = 1
  var pitch = 1

  /// A single index.
  static let one = SpanShape()

  private init() {}

  /// Consecutive indices.
  init(run: Int) {
    self.run = run
    pitch = run
  }

  /// The distinct sums `i · a + j · b` of two counted strides; `nil` when they leave gaps of more than one size.
  init?(window outer: (count: Int, stride: Int), _ inner: (count: Int, stride: Int)) {
    let unit = greatestCommonDivisor(
      outer.count > 1 ? outer.stride : 0, inner.count > 1 ? inner.stride : 0)
    guard unit > 0 else { return }
    // In units of the common divisor one of the two has stride 1, or the gaps have several sizes.
    let (coarse, fine) = outer.stride >= inner.stride ? (outer, inner) : (inner, outer)
    let isSingle = coarse.count == 1 || fine.count == 1
    let reach = (outer.count - 1) * outer.stride + (inner.count - 1) * inner.stride
    if isSingle || (fine.stride == unit && fine.count >= coarse.stride / unit) {
      (run, blocks, pitch) = unit == 1 ? (reach + 1, 1, reach + 1) : (1, reach / unit + 1, unit)
    } else if fine.stride == 1 {
      (run, blocks, pitch) = (fine.count, coarse.count, coarse.stride)
    } else {
      return nil
    }
  }

  /// The span of the digits; `nil` when they leave gaps of more than one size.
  init?(_ digits: [Digit]) {
    for digit in digits.sorted(by: { $0.stride < $1.stride }) where digit.bound > 1 {
      if blocks == 1, digit.stride == run {
        run *= digit.bound
      } else if blocks == 1 {
        (blocks, pitch) = (digit.bound, digit.stride)
      } else if digit.stride == pitch * blocks {
        blocks *= digit.bound
      } else {
        return nil
      }
    }
    if blocks == 1 { pitch = run }
  }

  /// The distance from the first index to the last.
  var reach: Int { (blocks - 1) * pitch + run - 1 }

  /// Whether the indices are consecutive.
  var isDense: Bool { blocks == 1 }

  /// How many of the indices that start at `first` lie below `extent`.
  @inline(__always)
  func count(from first: Int, below extent: Int) -> Int {
    let room = extent - first
    if room > reach { return blocks * run }
    if room <= 0 { return 0 }
    if blocks == 1 { return min(run, room) }
    let whole = room / pitch
    return min(blocks, whole) * run + (whole < blocks ? min(run, room - whole * pitch) : 0)
  }
}
