import Core

/// An operand SRAM in USER mode: half of it, the **window**, slides over the prefetch list; what is not in it stalls.
///
/// Source of the rules: SCALE-Sim v3 `memory/read_buffer.py`. The window covers `windowLines` lines of the list, which is
/// a ring. A demand outside it moves the window on by `shiftLines` and fetches half a buffer more, until it is inside.
/// Fetches follow each other without a gap from before cycle 0 on, whether there is room for them or not.
///
/// Demands of a fold come in the order of their keys, so what the window covers is found by comparing keys, a fold at a
/// time. Only where the ifmap holds copies (im2col) may an element outside be inside under another key; then the window's
/// addresses are stamped, once for each place the window stops at.
struct ScaleSimReadWindow {
  /// A demand that the window does not hold.
  private struct Miss {
    var line: Int
    var lane: Int
    var outer: Int
    var inner: Int
  }

  private let order: ScaleSimPrefetchOrder
  private let operand: ScaleSimOperand
  /// Addresses, if the operand is an ifmap with copies or with windows over the edge.
  private let ifmap: ScaleSimIfmap?
  private let hasCopies: Bool
  private let bandwidth: Int
  private let windowLines: Int
  private let shiftLines: Int
  private let cyclesPerShift: Int

  private var firstLine = 0
  /// The window's keys: `low ..< high`, or all but `high ..< low` when it wraps around.
  private var low = 0
  private var high: Int
  /// The window number in which each address was last seen while stamping.
  private var stamps: [UInt32] = []
  private var stamp: UInt32 = 0
  private var isStamped = false
  /// Addresses searched for since the window moved, and how many searches cost as much as stamping.
  private var searches = 0
  private let searchesWorthStamping: Int

  /// What SCALE-Sim counts as read from DRAM: whole lines of `bandwidth` words, nulls included.
  private(set) var dramReads: ScaleSimReport.Access

  /// A window over the head of the list, fetched before cycle 0.
  ///
  /// The `ifmap` is given only if it has copies or windows over the edge.
  init(
    _ operand: ScaleSimOperand, ifmap: ScaleSimIfmap?, bufferBytes: Int, bandwidth: Int
  ) throws(ScaleSimError) {
    self.operand = operand
    self.ifmap = ifmap
    self.bandwidth = bandwidth
    hasCopies = ifmap.map { ScaleSimIfmap.hasCopies($0.layer) } ?? false
    order = ScaleSimPrefetchOrder(
      operand, bufferBytes: bufferBytes, overhanging: ifmap.flatMap { ScaleSimIfmap.hasOverhang($0.layer) ? $0 : nil })
    let workingHalf = ceilingDivide(bufferBytes, 2)
    let fetchingHalf = bufferBytes - workingHalf
    windowLines = min(order.lineCount, ceilingDivide(workingHalf, order.lineElements))
    shiftLines = min(order.lineCount - windowLines, ceilingDivide(fetchingHalf, order.lineElements))
    cyclesPerShift = ceilingDivide(fetchingHalf, bandwidth)
    // Measured: stamping takes 1 to 2 ns for each element, a search 10 to 20 ns for each window that may hold it.
    let taps = ifmap.map { $0.layer.filterHeight * $0.layer.filterWidth } ?? 1
    searchesWorthStamping = workingHalf / (16 * taps)
    let listCycles = ceilingDivide(order.rows * order.width, bandwidth)
    let firstFetchCycles = min(ceilingDivide(workingHalf, bandwidth), listCycles)
    dramReads = ScaleSimReport.Access(
      firstCycle: -firstFetchCycles, lastCycle: -1, words: firstFetchCycles * bandwidth)
    high = order.key(ofLine: windowLines)
    // A lap around the list is the most one demand can move the window.
    let shiftsPerLap = order.lineCount / max(1, shiftLines) + 1
    guard checkedMultiply(4, shiftsPerLap, cyclesPerShift + 1, bandwidth) != nil else {
      throw .tooLarge(what: "words fetched")
    }
  }

  /// Whether the whole list fits into half the buffer.
  private var holdsEverything: Bool { shiftLines == 0 }

  /// The first line of a fold, from `line` on, that demands something outside the window; `Int.max` if there is none.
  mutating func nextMiss(_ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, from line: Int) -> Int {
    guard !holdsEverything else { return Int.max }
    return nextMiss(fold, reads, line: line, lane: 0, through: reads.endLine - 1)?.line ?? Int.max
  }

  /// Serves the demands of a line in a cycle and returns SCALE-Sim's stall, which may be negative.
  ///
  /// - Throws: ``ScaleSimError/tooLarge(what:)`` when words or cycles reach 2^60.
  mutating func serve(
    _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, line: Int, cycle: Int
  ) throws(ScaleSimError) -> Int {
    guard !holdsEverything else { return 0 }
    let hitLatency = 1
    var offset = hitLatency
    var lane = 0
    while let miss = nextMiss(fold, reads, line: line, lane: lane, through: line) {
      shift(shiftsNeeded(for: miss), cycle: cycle, offset: &offset)
      guard max(dramReads.words, cycle + offset) < 1 << 60 else { throw .tooLarge(what: "words fetched") }
      lane = miss.lane
    }
    return offset - hitLatency
  }

  private mutating func nextMiss(
    _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, line: Int, lane: Int, through lastLine: Int
  ) -> Miss? {
    var (line, lane) = (line, lane)
    while let outside = firstOutside(fold, reads, line: line, lane: lane), outside.line <= lastLine {
      let (outer, inner) = operand.element(fold, reads, line: outside.line, lane: outside.lane)
      (line, lane) = (outside.line, outside.lane + 1)
      if let ifmap {
        guard let address = ifmap.address(window: outer, tap: inner) else { continue }
        if hasCopies && holds(address, ifmap) { continue }
      }
      return Miss(line: outside.line, lane: outside.lane, outer: outer, inner: inner)
    }
    return nil
  }

  // MARK: Keys outside the window

  /// The first demand of the fold, from a line and lane on, whose key lies outside the window.
  private func firstOutside(
    _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, line: Int, lane: Int
  ) -> (line: Int, lane: Int)? {
    var (line, lane) = (max(line, reads.firstLine), lane)
    while line < reads.endLine {
      let lanes = reads.activeLanes(line: line)
      lane = max(lane, lanes.lowerBound)
      if lane < lanes.upperBound {
        let first = order.key(fold, reads, line: line)
        if let key = firstOutside(first + lane..<first + lanes.upperBound) { return (line, key - first) }
        if !operand.isHeld {
          // Keys grow from line to line: go to the line with the first key past the window, if there is one.
          guard high != Int.max && first < high else { return nil }
          line = max(line, line + (high - first) / order.width - 1)
        }
      }
      line += 1
      lane = 0
    }
    return nil
  }

  private func firstOutside(_ keys: Range<Int>) -> Int? {
    if low < high {
      if keys.lowerBound < low || keys.lowerBound >= high { return keys.lowerBound }
      return high < keys.upperBound ? high : nil
    }
    let key = max(keys.lowerBound, high)
    return key < min(low, keys.upperBound) ? key : nil
  }

  // MARK: Copies

  /// Whether the window holds an address under any key: asks for its keys, or when asked often stamps all addresses.
  private mutating func holds(_ address: Int, _ ifmap: ScaleSimIfmap) -> Bool {
    if !isStamped {
      if searches < searchesWorthStamping {
        searches += 1
        return ifmap.hasReader(of: address) { window, tap in
          let key = order.key(ofOuter: window, inner: tap)
          return low < high ? key >= low && key < high : key >= low || key < high
        }
      }
      stampWindow(ifmap)
    }
    return stamps[address] == stamp
  }

  private mutating func stampWindow(_ ifmap: ScaleSimIfmap) {
    if stamps.isEmpty || stamp == UInt32.max {
      stamps = [UInt32](repeating: 0, count: ifmap.words)
      stamp = 0
    }
    stamp += 1
    isStamped = true
    let ranges = low < high ? [(low, high)] : [(low, Int.max), (0, high)]
    let current = stamp
    let order = order
    stamps.withUnsafeMutableBufferPointer { stamps in
      for (from, to) in ranges where from < to {
        order.forEachElement(from: from, to: to) { _, window, tap in
          if let address = ifmap.address(window: window, tap: tap) { stamps[address] = current }
        }
      }
    }
  }

  // MARK: Moving the window

  /// How often the window must move on until it covers the demand, at least once.
  private func shiftsNeeded(for miss: Miss) -> Int {
    guard hasCopies, let ifmap, let address = ifmap.address(window: miss.outer, tap: miss.inner) else {
      return shifts(toLine: order.line(ofOuter: miss.outer, inner: miss.inner))
    }
    var fewest = Int.max
    _ = ifmap.hasReader(of: address) { window, tap in
      fewest = min(fewest, shifts(toLine: order.line(ofOuter: window, inner: tap)))
      return fewest == 1
    }
    return fewest
  }

  private func shifts(toLine line: Int) -> Int {
    let ahead = line >= firstLine ? line - firstLine : line - firstLine + order.lineCount
    return (ahead - windowLines) / shiftLines + 1
  }

  /// Moves the window on `count` times, and `offset` by the stalls SCALE-Sim adds each time.
  ///
  /// Each move takes the fetch engine `cyclesPerShift` + 1 cycles. The time still to wait is added to the offset, and if it
  /// is positive added again. The sum repeats after two moves, so any number of them costs the same.
  private mutating func shift(_ count: Int, cycle: Int, offset: inout Int) {
    let fetch = cyclesPerShift + 1
    // How far the fetches are ahead of the array.
    var lead = dramReads.lastCycle - (cycle + offset)
    func move() {
      let wait = lead + fetch
      offset += wait > 0 ? 2 * wait : wait
      lead = wait > 0 ? -wait : 0
    }
    var remaining = count
    while remaining > 0 {
      let (leadBefore, offsetBefore) = (lead, offset)
      move()
      remaining -= 1
      guard remaining > 0 else { break }
      move()
      remaining -= 1
      if lead == leadBefore {
        offset += (remaining / 2) * (offset - offsetBefore)
        remaining %= 2
      }
    }
    dramReads.lastCycle += count * fetch
    dramReads.words += count * cyclesPerShift * bandwidth
    firstLine = (firstLine + count * shiftLines) % order.lineCount
    let end = (firstLine + windowLines) % order.lineCount
    low = order.key(ofLine: firstLine)
    high = order.key(ofLine: end)
    isStamped = false
    searches = 0
  }
}
