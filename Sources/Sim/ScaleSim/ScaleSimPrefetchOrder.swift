import Core

/// The fixed list in which USER mode fetches an operand from DRAM, cut into lines of a hundredth of the buffer.
///
/// Source: the prefetch matrices of SCALE-Sim v3 `compute/systolic_compute_*.py` and `prepare_hashed_buffer` of
/// `memory/read_buffer.py`. Groups of `width` lanes are stacked into a matrix of `rows` rows, the last group padded with
/// nulls; a held operand is listed row by row, a streamed one along the anti-diagonals, each from its lower left end. An
/// element's place is its **key**, row · width + lane or (row + lane) · width + lane, which grows along the list.
/// Nulls have keys but fill no line.
struct ScaleSimPrefetchOrder {
  let operand: ScaleSimOperand
  let width: Int
  let rows: Int
  /// Elements of a line that are not null; copies of the same ifmap element count each time.
  let lineElements: Int
  /// Lines, the last of which may be empty.
  private(set) var lineCount: Int
  /// The key each line begins with, where windows over the edge leave no closed form.
  private var lineKeys: [Int] = []

  private let stepsPerGroup: Int
  private let lanes: Int
  /// Rows above the last group, and the lanes of that group that are not padding.
  private let lastGroupRow: Int
  private let lastGroupLanes: Int

  /// The list of an operand; `ifmap` is given only if some of its windows hang over the edge, since those are nulls too.
  init(_ operand: ScaleSimOperand, bufferBytes: Int, overhanging ifmap: ScaleSimIfmap?) {
    self.operand = operand
    width = operand.width
    lanes = operand.lanesAreOuter ? operand.outerCount : operand.innerCount
    stepsPerGroup = operand.lanesAreOuter ? operand.innerCount : operand.outerCount
    let groups = ceilingDivide(lanes, width)
    rows = groups * stepsPerGroup
    lastGroupRow = (groups - 1) * stepsPerGroup
    lastGroupLanes = lanes - (groups - 1) * width
    lineElements = ceilingDivide(bufferBytes, 100)
    lineCount = lanes * stepsPerGroup / lineElements + 1
    if let ifmap { tabulate(ifmap) }
  }

  private mutating func tabulate(_ ifmap: ScaleSimIfmap) {
    var keys: [Int] = []
    var elements = 0
    forEachElement(from: 0, to: Int.max) { key, window, tap in
      guard ifmap.address(window: window, tap: tap) != nil else { return }
      if elements.isMultiple(of: lineElements) { keys.append(key) }
      elements += 1
    }
    lineKeys = keys
    lineCount = elements / lineElements + 1
  }

  /// The key of lane 0 on a line of a fold, whether that lane is active or not; the other lanes follow it.
  func key(_ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, line: Int) -> Int {
    let age = line - reads.firstLine
    let firstRow = operand.laneFold(fold) * stepsPerGroup
    let row = operand.isHeld ? fold.row * operand.schedule.arrayRows + reads.length - 1 - age : age
    return (firstRow + row) * width
  }

  /// The key of an element.
  func key(ofOuter outer: Int, inner: Int) -> Int {
    let (row, lane) = rowAndLane(outer, inner)
    return (operand.isHeld ? row : row + lane) * width + lane
  }

  /// The line of the list that holds an element.
  func line(ofOuter outer: Int, inner: Int) -> Int {
    if !lineKeys.isEmpty { return tabulatedLine(ofKey: key(ofOuter: outer, inner: inner)) }
    let (row, lane) = rowAndLane(outer, inner)
    return place(row: row, lane: lane) / lineElements
  }

  /// Where an element stands in the stacked matrix.
  private func rowAndLane(_ outer: Int, _ inner: Int) -> (row: Int, lane: Int) {
    let (position, step) = operand.lanesAreOuter ? (outer, inner) : (inner, outer)
    let (group, lane) = position.quotientAndRemainder(dividingBy: width)
    return (group * stepsPerGroup + step, lane)
  }

  /// The key a line begins with; `Int.max` for an empty last line and for the line after the last.
  func key(ofLine line: Int) -> Int {
    if !lineKeys.isEmpty { return line < lineKeys.count ? lineKeys[line] : Int.max }
    let index = line * lineElements
    guard index < lanes * stepsPerGroup else { return Int.max }
    return operand.isHeld ? heldKey(ofElement: index) : streamedKey(ofElement: index)
  }

  /// Calls `body` with the elements from one key to before another, padding left out, in order.
  @inline(__always)
  func forEachElement(from: Int, to end: Int, _ body: (_ key: Int, _ outer: Int, _ inner: Int) -> Void) {
    var (line, lane) = from.quotientAndRemainder(dividingBy: width)
    let lines = operand.isHeld ? rows : rows + width - 1
    while line < lines {
      let firstLane = operand.isHeld ? 0 : max(0, line - rows + 1)
      let lastLane = operand.isHeld ? width - 1 : min(width - 1, line)
      lane = max(lane, firstLane)
      var (group, step) = (operand.isHeld ? line : line - lane).quotientAndRemainder(dividingBy: stepsPerGroup)
      while lane <= lastLane {
        let key = line * width + lane
        guard key < end else { return }
        let position = group * width + lane
        if position < lanes {
          if operand.lanesAreOuter { body(key, position, step) } else { body(key, step, position) }
        }
        lane += 1
        if !operand.isHeld {
          if step == 0 {
            step = stepsPerGroup
            group -= 1
          }
          step -= 1
        }
      }
      line += 1
      lane = 0
    }
  }

  private func tabulatedLine(ofKey key: Int) -> Int {
    var (low, high) = (0, lineKeys.count)
    while low < high {
      let middle = (low + high) / 2
      if lineKeys[middle] <= key {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low - 1
  }

  // MARK: Closed forms when padding is the only null

  /// Elements of the list before the one at a row and lane.
  private func place(row: Int, lane: Int) -> Int {
    if operand.isHeld {
      return min(row, lastGroupRow) * width + max(0, row - lastGroupRow) * lastGroupLanes + lane
    }
    let diagonal = row + lane
    let nulls = nullLanes(diagonal: diagonal)
    return elements(beforeDiagonal: diagonal) + lane - max(0, diagonal - rows + 1)
      - max(0, min(lane, nulls.upperBound) - nulls.lowerBound)
  }

  private func elements(beforeDiagonal diagonal: Int) -> Int {
    pairs(rows, width, sumBelow: diagonal)
      - pairs(stepsPerGroup, width - lastGroupLanes, sumBelow: diagonal - lastGroupRow - lastGroupLanes)
  }

  /// The padded lanes of a diagonal: those of the last group, right of its last lane.
  private func nullLanes(diagonal: Int) -> Range<Int> {
    let low = max(lastGroupLanes, diagonal - rows + 1)
    return low..<max(low, min(width, diagonal - lastGroupRow + 1))
  }

  private func heldKey(ofElement index: Int) -> Int {
    let full = lastGroupRow * width
    guard index >= full else { return index }
    let (row, lane) = (index - full).quotientAndRemainder(dividingBy: lastGroupLanes)
    return full + row * width + lane
  }

  private func streamedKey(ofElement index: Int) -> Int {
    var (low, high) = (0, rows + width - 2)
    while low < high {
      let middle = (low + high) / 2
      if elements(beforeDiagonal: middle + 1) > index {
        high = middle
      } else {
        low = middle + 1
      }
    }
    var lane = max(0, low - rows + 1) + index - elements(beforeDiagonal: low)
    let nulls = nullLanes(diagonal: low)
    if lane >= nulls.lowerBound { lane += nulls.count }
    return low * width + lane
  }
}
