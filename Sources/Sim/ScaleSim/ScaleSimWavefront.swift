/// Words that cross one edge of the array during one fold: `length` steps over `lanes` lanes.
///
/// Skewed, lane j is j lines late (data that stream through the array and results that leave it), so step i of lane j
/// crosses on line `firstLine + i + j`. Not skewed, every line carries one step of all lanes (operands being loaded).
/// Counting the words before a line and finding the line of a word need no walk over lines.
struct ScaleSimWavefront {
  var firstLine: Int
  var lanes: Int
  var length: Int
  var isSkewed: Bool

  var words: Int { lanes * length }

  /// Lines from the first word to the last.
  var lines: Int { isSkewed ? lanes + length - 1 : length }

  /// The line after the last word.
  var endLine: Int { firstLine + lines }

  /// Lanes that carry a word on `line`, which must lie in `firstLine ..< endLine`.
  func activeLanes(line: Int) -> Range<Int> {
    guard isSkewed else { return 0..<lanes }
    let age = line - firstLine
    return max(0, age - length + 1)..<min(lanes, age + 1)
  }

  /// Words that cross before `line`.
  func count(before line: Int) -> Int {
    let age = line - firstLine
    return isSkewed ? pairs(lanes, length, sumBelow: age) : min(max(0, age), length) * lanes
  }

  /// The line on which word number `index` (from 0, in time order) crosses.
  ///
  /// - Complexity: constant while all lanes or all steps are under way, else logarithmic in the fewer of the two.
  func line(ofWord index: Int) -> Int {
    guard isSkewed else { return firstLine + index / lanes }
    let (short, long) = (min(lanes, length), max(lanes, length))
    let ramp = short * (short + 1) / 2
    var (low, high): (Int, Int)
    if index < ramp {
      (low, high) = (firstLine, firstLine + short - 1)
    } else if index < words - ramp {
      return firstLine + (index + short * (short - 1) / 2) / short
    } else {
      (low, high) = (firstLine + long - 1, endLine - 1)
    }
    while low < high {
      let middle = (low + high) / 2
      if count(before: middle + 1) > index {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}

/// The pairs (i, j) with 0 ≤ i < a, 0 ≤ j < b and i + j < sum.
func pairs(_ a: Int, _ b: Int, sumBelow sum: Int) -> Int {
  let short = min(a, b)
  // Pairs below the sum in a strip of `short` lanes without end: a triangle, then `short` more for each diagonal.
  func strip(_ sum: Int) -> Int {
    if sum <= 0 { return 0 }
    return sum < short ? sum * (sum + 1) / 2 : short * sum - short * (short - 1) / 2
  }
  return strip(sum) - strip(sum - max(a, b))
}
