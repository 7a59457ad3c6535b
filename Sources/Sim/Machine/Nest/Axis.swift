/// The positions along one axis of a tensor that a tile needs, in ascending order.
///
/// Positions are runs of `run` neighbours, `pitch` apart; the first `skip` of them fall into padding and are left out.
struct Axis: Hashable {
  /// The first position, in padding or not.
  var first = 0
  var run = 1
  var pitch = 1
  /// Leading positions that are not stored.
  var skip = 0
  /// Positions to be fetched.
  var count = 1
  /// Positions the layer really reads; less than `count` only where gaps are irregular and fetched along.
  var needed = 1

  /// `count` consecutive positions.
  init(first: Int, count: Int) {
    self.first = first
    run = max(count, 1)
    pitch = run
    self.count = count
    needed = count
  }

  /// The indices of a span below an extent.
  init(_ shape: SpanShape, from first: Int, below extent: Int) {
    self.first = first
    run = shape.run
    pitch = shape.pitch
    count = shape.count(from: first, below: extent)
    needed = count
  }

  /// The stored positions a sliding window reads: `output · stride + filter · dilation − padding`, cut at 0 and
  /// `extent`.
  ///
  /// `output` and `filter` are the first index and the number of consecutive ones.
  init(
    output: (first: Int, count: Int), filter: (first: Int, count: Int), stride: Int, dilation: Int, padding: Int,
    extent: Int
  ) {
    let pattern = SpanShape(
      window: (output.count, output.count > 1 ? stride : 1), (filter.count, filter.count > 1 ? dilation : 1))
    let origin = output.first * stride + filter.first * dilation - padding
    let shape = pattern ?? SpanShape(run: (output.count - 1) * stride + (filter.count - 1) * dilation + 1)
    first = origin
    run = shape.run
    pitch = shape.pitch
    skip = shape.count(from: origin, below: 0)
    count = max(0, shape.count(from: origin, below: extent) - skip)
    needed =
      pattern == nil
      ? Self.distinctPositions(
        output: output, filter: filter, stride: stride, dilation: dilation, padding: padding, extent: extent) : count
  }

  /// The position with the given place in the order.
  @inline(__always)
  func position(_ index: Int) -> Int {
    let place = index + skip
    return run == pitch ? first + place : first + place / run * pitch + place % run
  }

  /// The place of the last position not beyond `position`; at least 0.
  @inline(__always)
  func place(of position: Int) -> Int {
    let distance = position - first
    if distance <= 0 { return 0 }
    let place = run == pitch ? distance : distance / pitch * run + min(distance % pitch, run - 1)
    return min(max(0, place - skip), max(0, count - 1))
  }

  /// Whether the positions fetched are consecutive.
  var isDense: Bool { run == pitch || count <= 1 }

  private static func distinctPositions(
    output: (first: Int, count: Int), filter: (first: Int, count: Int), stride: Int, dilation: Int, padding: Int,
    extent: Int
  ) -> Int {
    (0..<extent).count { position in
      (filter.first..<filter.first + filter.count).contains { tap in
        let offset = position + padding - tap * dilation
        guard offset >= 0, offset % stride == 0 else { return false }
        let index = offset / stride
        return index >= output.first && index < output.first + output.count
      }
    }
  }
}

/// The largest number dividing both; the other one when one is 0.
func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
  var (left, right) = (left, right)
  while right != 0 { (left, right) = (right, left % right) }
  return left
}
