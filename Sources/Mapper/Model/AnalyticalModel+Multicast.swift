import Core

/// Spatial reuse: how many different tiles the copies below a fan-out ask for.
extension AnalyticalModel {
  /// Counts the different tiles of each operand among the copies below one level.
  ///
  /// Equal tiles are read once and multicast; tiles that merely overlap are read each for itself, as Timeloop does
  /// (`ComputeAccurateMulticastedAccesses`, `src/loop-analysis/nest-analysis.cpp`).
  @inline(__always) mutating func countDistinct(
    _ level: Int, fansOut: Bool
  ) {
    var weights = Scalar.one
    var inputs = Scalar.one
    var outputs = Scalar.one
    if fansOut {
      var width = AxisPositions<Scalar>()
      var height = AxisPositions<Scalar>()
      for index in levelStart[level]..<levelStart[level + 1] {
        let loop = loops[index]
        guard loop.isSpatial else { continue }
        if Operand.weights.relevantDimensions.contains(loop.dimension) { weights *= loop.bound }
        if Operand.outputs.relevantDimensions.contains(loop.dimension) { outputs *= loop.bound }
        switch InputAxis(loop.dimension) {
        case .width: width.add(loop.bound, shape.inputStep(loop.dimension, steps[index]))
        case .height: height.add(loop.bound, shape.inputStep(loop.dimension, steps[index]))
        case .batch, .group, .channel: inputs *= loop.bound
        case nil: break
        }
      }
      inputs = inputs * width.count(rules.rounding) * height.count(rules.rounding)
    }
    distinct[level * 3] = weights
    distinct[level * 3 + 1] = inputs
    distinct[level * 3 + 2] = outputs
  }
}

/// The positions along one input axis that up to four nested spatial loops reach.
struct AxisPositions<Scalar: ModelScalar> {
  private var bounds = InlineArray<4, Scalar>(repeating: Scalar(1))
  private var strides = InlineArray<4, Scalar>(repeating: Scalar(0))
  private var loops = 0

  @inline(__always) mutating func add(_ bound: Scalar, _ stride: Scalar) {
    precondition(loops < 4, "at most four loops of a fan-out move the input along one axis")
    bounds[loops] = bound
    strides[loops] = stride
    loops += 1
  }

  /// Counts the different positions i·a + j·b + ….
  @inline(__always) func count(_ rounding: Rounding) -> Scalar {
    switch loops {
    case 0: return .one
    case 1: return bounds[0]
    case 2: return pair(rounding)
    default: return rounding == .exact ? Scalar(Double(enumerated)) : longest
    }
  }

  /// Of A·B sums i·a + j·b, two are equal when (i, j) differs by a multiple of (b, −a)/gcd(a, b).
  private func pair(_ rounding: Rounding) -> Scalar {
    let (first, second) = (bounds[0], bounds[1])
    let (a, b) = (strides[0], strides[1])
    // Equal up to rounding where one loop steps over just what the other covers.
    let slack = rounding == .exact ? 1 : 1 - 1e-9
    let apart = a.primal >= b.primal * second.primal * slack || b.primal >= a.primal * first.primal * slack
    if apart { return first * second }
    guard rounding == .exact else {
      // A sumset never has fewer than A + B − 1 elements.
      return first + second - .one
    }
    let divisor = greatestCommonDivisor(Int(a.primal), Int(b.primal))
    let overlapFirst = Swift.max(0, first.primal - b.primal / Double(divisor))
    let overlapSecond = Swift.max(0, second.primal - a.primal / Double(divisor))
    return Scalar(first.primal * second.primal - overlapFirst * overlapSecond)
  }

  /// The relaxed count of three or more loops: never above the true one.
  private var longest: Scalar {
    var sum = Scalar.one
    for index in 0..<loops { sum += bounds[index] - .one }
    return sum
  }

  /// Counts the positions of three or four loops one by one; fan-outs are small.
  private var enumerated: Int {
    var positions: Set<Int> = [0]
    for index in 0..<loops {
      let (bound, stride) = (Int(bounds[index].primal), Int(strides[index].primal))
      var next: Set<Int> = []
      for position in positions {
        for step in 0..<bound { next.insert(position + step * stride) }
      }
      positions = next
    }
    return positions.count
  }
}

/// Euclid's algorithm.
///
/// - Precondition: both are positive.
func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
  var (left, right) = (left, right)
  while right != 0 { (left, right) = (right, left % right) }
  return left
}
