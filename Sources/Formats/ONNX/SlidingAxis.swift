import Core

/// A filter or pool sliding along one spatial axis, as an ONNX node states it.
struct SlidingAxis {
  var input: Int
  var kernel: Int
  var stride = 1
  var dilation = 1
  var before = 0
  var after = 0
  var outputs = 1

  /// The positions from the first the first window covers to the last the last window covers, padding included.
  var span: Int { (outputs - 1) * stride + (kernel - 1) * dilation + 1 }

  /// The zeros at the end that windows reach: those stated, or more where the last window hangs over.
  var reachedAfter: Int { max(0, span - before - input) }

  /// An axis no window slides along.
  static let unit = SlidingAxis(input: 1, kernel: 1)

  private static let largestStep = 1 << 16

  /// The axes of a node, slowest first (ONNX operators `Conv`, `MaxPool`: `auto_pad`, `pads`, `strides`, `dilations`).
  ///
  /// - Parameters:
  ///   - node: A convolution or pooling node.
  ///   - extents: The input's spatial extents.
  ///   - kernel: The window's.
  /// - Returns: One axis for each spatial extent.
  /// - Throws: `NodeProblem` for lists of a wrong length, sizes out of range and windows that don't fit.
  static func axes(
    of node: GraphNode, extents: [Int], kernel: [Int]
  ) throws(NodeProblem) -> [SlidingAxis] {
    let count = extents.count
    let strides = try list(node, "strides", count: count, least: 1)
    let dilations = try list(node, "dilations", count: count, least: 1)
    let pads = try list(node, "pads", count: 2 * count, least: 0, absent: 0)
    let autoPad = node.text("auto_pad") ?? "NOTSET"
    guard kernel.count == count, kernel.allSatisfy({ (1...largestStep).contains($0) }) else {
      throw NodeProblem("has a window of \(kernel) over an input of \(extents)")
    }
    guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER", ""].contains(autoPad) else {
      throw NodeProblem("has the unknown auto_pad '\(autoPad)'")
    }
    let isRoundedUp = node.integer("ceil_mode", default: 0) != 0
    var axes: [SlidingAxis] = []
    for index in 0..<count {
      var axis = SlidingAxis(
        input: extents[index], kernel: kernel[index], stride: strides[index], dilation: dilations[index])
      let reach = (axis.kernel - 1) * axis.dilation + 1
      switch autoPad {
      case "SAME_UPPER", "SAME_LOWER":
        axis.outputs = ceilingDivide(axis.input, axis.stride)
        let total = max(0, axis.span - axis.input)
        axis.before = autoPad == "SAME_UPPER" ? total / 2 : total - total / 2
        axis.after = total - axis.before
      default:
        if autoPad != "VALID" { (axis.before, axis.after) = (pads[index], pads[count + index]) }
        let room = axis.input + axis.before + axis.after - reach
        guard room >= 0 else {
          throw NodeProblem("slides a window of \(reach) over an input of \(axis.input), which is smaller")
        }
        axis.outputs = (isRoundedUp ? ceilingDivide(room, axis.stride) : room / axis.stride) + 1
        // A window rounding up adds must begin inside the input or its left padding.
        if isRoundedUp, (axis.outputs - 1) * axis.stride >= axis.input + axis.before { axis.outputs -= 1 }
      }
      axes.append(axis)
    }
    return axes
  }

  private static func list(
    _ node: GraphNode, _ name: String, count: Int, least: Int, absent: Int = 1
  ) throws(NodeProblem) -> [Int] {
    let values = node.integers(name) ?? []
    if values.isEmpty { return Array(repeating: absent, count: count) }
    guard values.count == count, values.allSatisfy({ (least...largestStep).contains($0) }) else {
      throw NodeProblem("has \(name) \(values); expected \(count) numbers in \(least)…2^16")
    }
    return values
  }
}

extension Convolution {
  /// A window over the last two axes, or the last one; axes before those must have been folded into the batch.
  init(bounds: LoopBounds, axes: [SlidingAxis]) {
    let width = axes.last ?? .unit
    let height = axes.count > 1 ? axes[axes.count - 2] : .unit
    var bounds = bounds
    (bounds.p, bounds.q, bounds.r, bounds.s) = (width.outputs, height.outputs, width.kernel, height.kernel)
    self.init(
      bounds: bounds, stride: Extent(width: width.stride, height: height.stride),
      dilation: Extent(width: width.dilation, height: height.dilation),
      padding: Padding(
        left: width.before, right: width.reachedAfter, top: height.before, bottom: height.reachedAfter))
  }
}

extension [SlidingAxis] {
  /// The outputs of all axes but the last two, where a window of 1 only repeats the layer.
  ///
  /// - Throws: `NodeProblem` for a window that slides along a third axis.
  func foldedBatch() throws(NodeProblem) -> Int {
    var product = 1
    for axis in dropLast(2) {
      guard axis.kernel == 1, axis.stride == 1, axis.before == 0, axis.after == 0 else {
        throw NodeProblem(
          "slides along three axes; Systole's layers have two", remedy: "split it into layers of two, or leave it out")
      }
      product = Swift.min(product * axis.outputs, 1 << 41)
    }
    return product
  }
}
