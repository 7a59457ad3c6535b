/// Kendall's τ-b of two rankings: concordant minus discordant pairs over the geometric mean of the pairs untied in each.
///
/// Discordant pairs are counted by merge sort (Knight, "A Computer Method for Calculating Kendall's Tau with Ungrouped
/// Data", JASA 61, 1966). O(n log n); 0 when either side is constant.
package func kendallTauB(_ left: [Double], _ right: [Double]) -> Double {
  let pairs = zip(left, right).sorted { $0 < $1 }
  let all = pairs.count * (pairs.count - 1) / 2
  let tiedLeft = tiedPairs(pairs.map(\.0))
  let tiedBoth = tiedPairs(ofSorted: pairs) { $0 == $1 }
  var values = pairs.map(\.1)
  let tiedRight = tiedPairs(values.sorted())
  let swaps = sortCountingInversions(&values)
  let untied = (Double(all - tiedLeft) * Double(all - tiedRight)).squareRoot()
  guard untied > 0 else { return 0 }
  return Double(all - tiedLeft - tiedRight + tiedBoth - 2 * swaps) / untied
}

/// Ranks from 1; equal values share the mean of theirs.
package func ranks(of values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var first = 0
  while first < order.count {
    var end = first + 1
    while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
    for place in first..<end { ranks[order[place]] = Double(first + 1 + end) / 2 }
    first = end
  }
  return ranks
}

/// Pearson's correlation; 0 when either side is constant.
package func pearsonCorrelation(_ left: [Double], _ right: [Double]) -> Double {
  let (centreLeft, centreRight) = (mean(left), mean(right))
  var (product, squaresLeft, squaresRight) = (0.0, 0.0, 0.0)
  for (a, b) in zip(left, right) {
    product += (a - centreLeft) * (b - centreRight)
    squaresLeft += (a - centreLeft) * (a - centreLeft)
    squaresRight += (b - centreRight) * (b - centreRight)
  }
  let scale = (squaresLeft * squaresRight).squareRoot()
  return scale > 0 ? product / scale : 0
}

private func tiedPairs(_ sorted: [Double]) -> Int { tiedPairs(ofSorted: sorted, equal: ==) }

private func tiedPairs<Value>(ofSorted values: [Value], equal: (Value, Value) -> Bool) -> Int {
  var pairs = 0
  var run = 0
  for index in values.indices.dropFirst() {
    run = equal(values[index - 1], values[index]) ? run + 1 : 0
    pairs += run
  }
  return pairs
}

/// Sorts by merging and returns how many pairs stood in the wrong order.
private func sortCountingInversions(_ values: inout [Double]) -> Int {
  var inversions = 0
  var width = 1
  var merged = values
  while width < values.count {
    for first in stride(from: 0, to: values.count, by: 2 * width) {
      let middle = min(first + width, values.count)
      let end = min(first + 2 * width, values.count)
      var (left, right) = (first, middle)
      for place in first..<end {
        if left < middle && (right == end || values[left] <= values[right]) {
          merged[place] = values[left]
          left += 1
        } else {
          merged[place] = values[right]
          right += 1
          inversions += middle - left
        }
      }
    }
    swap(&values, &merged)
    width *= 2
  }
  return inversions
}
