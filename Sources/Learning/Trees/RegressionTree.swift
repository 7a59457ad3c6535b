/// A binary tree whose leaves are steps of boosting.
struct RegressionTree: Sendable {
  private struct Node: Sendable {
    /// The input asked for; −1 in a leaf.
    var input: Int32
    /// Rows in this bin or below go left.
    var bin: UInt8
    /// The left child; the right one comes after it.
    var left: Int32
    var value: Double
  }

  private var nodes: [Node]

  /// Grows a tree against slopes and curvatures of a loss, and adds its values to the predictions.
  init(
    _ inputs: BinnedInputs, _ slopes: [Double], _ curvatures: [Double], _ options: GradientBoosting.Options,
    adjusting predictions: inout [Double]
  ) {
    nodes = []
    var rows = (0..<inputs.rows).map { Int32($0) }
    var scratch = rows
    var pending = [(node: 0, range: 0..<rows.count, depth: 0)]
    nodes.append(Node(input: -1, bin: 0, left: 0, value: 0))
    while let (node, range, depth) = pending.popLast() {
      var (slope, curvature) = (0.0, 0.0)
      for place in range {
        slope += slopes[Int(rows[place])]
        curvature += curvatures[Int(rows[place])]
      }
      let split =
        depth < options.depth
        ? Self.bestSplit(inputs, rows[range], slopes, curvatures, slope, curvature, options) : nil
      guard let split else {
        let value = -options.rate * slope / (curvature + options.regularisation)
        nodes[node].value = value
        for place in range { predictions[Int(rows[place])] += value }
        continue
      }
      // Rows that go left keep their order in front of those that go right.
      let first = split.input * inputs.rows
      var (left, right) = (range.lowerBound, 0)
      for place in range {
        let row = rows[place]
        if inputs.places[first + Int(row)] <= split.bin {
          rows[left] = row
          left += 1
        } else {
          scratch[right] = row
          right += 1
        }
      }
      for place in 0..<right { rows[left + place] = scratch[place] }
      nodes[node] = Node(input: Int32(split.input), bin: split.bin, left: Int32(nodes.count), value: 0)
      pending.append((nodes.count, range.lowerBound..<left, depth + 1))
      pending.append((nodes.count + 1, left..<range.upperBound, depth + 1))
      nodes.append(Node(input: -1, bin: 0, left: 0, value: 0))
      nodes.append(Node(input: -1, bin: 0, left: 0, value: 0))
    }
  }

  /// The value of a row's leaf.
  func value(_ inputs: BinnedInputs, _ row: Int) -> Double {
    var node = nodes[0]
    while node.input >= 0 {
      let goesLeft = inputs.places[Int(node.input) * inputs.rows + row] <= node.bin
      node = nodes[Int(node.left) + (goesLeft ? 0 : 1)]
    }
    return node.value
  }

  private static func bestSplit(
    _ inputs: BinnedInputs, _ rows: ArraySlice<Int32>, _ slopes: [Double], _ curvatures: [Double], _ slope: Double,
    _ curvature: Double, _ options: GradientBoosting.Options
  ) -> (input: Int, bin: UInt8)? {
    guard rows.count > 1 else { return nil }
    let lambda = options.regularisation
    let whole = slope * slope / (curvature + lambda)
    var best: (input: Int, bin: UInt8)?
    var bestGain = 1e-9
    for input in 0..<inputs.columns {
      var slopeSums = InlineArray<64, Double>(repeating: 0)
      var curvatureSums = InlineArray<64, Double>(repeating: 0)
      let first = input * inputs.rows
      var highest = 0
      for row in rows {
        let bin = Int(inputs.places[first + Int(row)])
        slopeSums[bin] += slopes[Int(row)]
        curvatureSums[bin] += curvatures[Int(row)]
        highest = max(highest, bin)
      }
      var (left, leftCurvature) = (0.0, 0.0)
      for bin in 0..<highest {
        left += slopeSums[bin]
        leftCurvature += curvatureSums[bin]
        let rightCurvature = curvature - leftCurvature
        guard leftCurvature >= options.leastCurvature, rightCurvature >= options.leastCurvature else { continue }
        let right = slope - left
        let gain = left * left / (leftCurvature + lambda) + right * right / (rightCurvature + lambda) - whole
        if gain > bestGain {
          bestGain = gain
          best = (input, UInt8(bin))
        }
      }
    }
    return best
  }
}
