/// Which words of the ifmap were read since the last refill: a bit for each, set for whole pieces of windows at a time.
struct ScaleSimTouchMap {
  /// 64 words of the ifmap, and the refill period the bits belong to; older bits count as cleared.
  private struct Cell {
    var bits: UInt64 = 0
    var period = 0
  }

  /// Neighbouring elements of a window that stay neighbours in the ifmap: part of a filter row.
  private struct Run {
    var inner: Range<Int>
    var row: Int
    var wordInRow: Int
    var offset: Int
  }

  private let ifmap: ScaleSimIfmap
  private var cells: [Cell]
  private var period = 1
  private var runs: [Run] = []
  private var reads = ScaleSimWavefront(firstLine: 0, lanes: 0, length: 0, isSkewed: false)
  private var firstWindow = 0
  private var windows = 0
  private var inner = 0..<0

  init(_ ifmap: ScaleSimIfmap) {
    self.ifmap = ifmap
    cells = [Cell](repeating: Cell(), count: ifmap.words / 64 + 1)
  }

  /// Forgets all words.
  mutating func forget() { period += 1 }

  /// Chooses the fold the following lines belong to.
  mutating func select(_ operand: ScaleSimOperand, _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront) {
    let firstLane = operand.laneFold(fold) * operand.width
    self.reads = reads
    if operand.lanesAreOuter {
      (firstWindow, windows) = (firstLane, reads.lanes)
      let firstTap = operand.isHeld ? fold.row * operand.schedule.arrayRows : 0
      inner = firstTap..<firstTap + reads.length
    } else {
      (firstWindow, windows) = (0, reads.length)
      inner = firstLane..<firstLane + reads.lanes
    }
    runs.removeAll(keepingCapacity: true)
    var tap = inner.lowerBound
    while tap < inner.upperBound {
      let first = ifmap.taps[tap]
      let end = min(inner.upperBound, tap + ifmap.layer.filterRowWords - first.wordInRow)
      runs.append(Run(inner: tap..<end, row: first.row, wordInRow: first.wordInRow, offset: first.offset))
      tap = end
    }
  }

  /// Marks one element; false if it was marked already or does not exist.
  mutating func touch(window: Int, tap: Int) -> Bool {
    guard let address = ifmap.address(window: window, tap: tap) else { return false }
    return mark(address, 1) == 1
  }

  /// Marks all that is read on some lines of the fold and returns how many words were not marked before.
  mutating func touch(lines: Range<Int>) -> Int {
    var new = 0
    forEachPiece(lines) { map, address, count in new += map.mark(address, count) }
    return new
  }

  /// Words read on some lines that are not marked yet, those read twice on these lines counted twice.
  mutating func newWords(lines: Range<Int>) -> Int {
    var new = 0
    forEachPiece(lines) { map, address, count in new += map.unmarked(address, count) }
    return new
  }

  /// Calls `body` with address and length of each contiguous piece read on some lines of the fold.
  @inline(__always)
  private mutating func forEachPiece(_ lines: Range<Int>, _ body: (inout ScaleSimTouchMap, Int, Int) -> Void) {
    let ages = lines.lowerBound - reads.firstLine..<lines.upperBound - reads.firstLine
    let taps = inner.count
    if !reads.isSkewed {
      // Held operands are loaded from their last row up.
      for window in 0..<windows {
        forEachPiece(of: window, inner.upperBound - ages.upperBound..<inner.upperBound - ages.lowerBound, body)
      }
      return
    }
    let first = max(0, ages.lowerBound - taps + 1)
    for window in first..<max(first, min(windows, ages.upperBound)) {
      let low = inner.lowerBound + max(0, ages.lowerBound - window)
      let high = inner.lowerBound + min(taps, ages.upperBound - window)
      forEachPiece(of: window, low..<high, body)
    }
  }

  @inline(__always)
  private mutating func forEachPiece(
    of index: Int, _ taps: Range<Int>, _ body: (inout ScaleSimTouchMap, Int, Int) -> Void
  ) {
    let window = ifmap.windows[firstWindow + index]
    for position in runs.indices {
      let run = runs[position]
      guard run.row < window.rowsLeft else { break }
      let low = max(taps.lowerBound, run.inner.lowerBound)
      let high = min(
        taps.upperBound, run.inner.upperBound, run.inner.lowerBound + window.rowWordsLeft - run.wordInRow)
      if low < high { body(&self, window.base + run.offset + low - run.inner.lowerBound, high - low) }
    }
  }

  private mutating func mark(_ address: Int, _ count: Int) -> Int {
    var new = 0
    forEachCell(address, count) { map, index, mask in
      let old = map.cells[index].period == map.period ? map.cells[index].bits : 0
      map.cells[index] = Cell(bits: old | mask, period: map.period)
      new += (mask & ~old).nonzeroBitCount
    }
    return new
  }

  private mutating func unmarked(_ address: Int, _ count: Int) -> Int {
    var new = 0
    forEachCell(address, count) { map, index, mask in
      let old = map.cells[index].period == map.period ? map.cells[index].bits : 0
      new += (mask & ~old).nonzeroBitCount
    }
    return new
  }

  @inline(__always)
  private mutating func forEachCell(
    _ address: Int, _ count: Int, _ body: (inout ScaleSimTouchMap, _ cell: Int, _ mask: UInt64) -> Void
  ) {
    var (cell, bit) = (address >> 6, address & 63)
    var remaining = count
    while remaining > 0 {
      let taken = min(remaining, 64 - bit)
      body(&self, cell, (~0 >> UInt64(64 - taken)) << UInt64(bit))
      remaining -= taken
      cell += 1
      bit = 0
    }
  }
}
