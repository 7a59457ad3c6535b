import Core

/// The ofmap SRAM: results gather in it and drain to DRAM half a buffer at a time.
///
/// Source of the rules: SCALE-Sim v3 `memory/write_buffer.py`. Words fill DRAM lines of `bandwidth` words. Once less than
/// half the buffer is free and no drain is running, the line being filled is closed early and up to half a buffer of lines
/// drains, one line a cycle; the space counts as free at once, with the empty places of a line closed early if it is not
/// the last. A write stalls only when nothing is free while a drain runs.
struct ScaleSimWriteBuffer {
  private struct PartialLine {
    var line: Int
    var words: Int
  }

  private let workingHalf: Int
  private let bandwidth: Int
  private let linesPerDrain: Int
  private var free: Int
  /// Words in the line being filled.
  private var filling = 0
  /// Lines filled and lines drained so far.
  private var filledLines = 0
  private var drainedLines = 0
  /// Lines closed before they were full and not yet drained, oldest first from `firstPartial`.
  private var partialLines: [PartialLine] = []
  private var firstPartial = 0
  private var drainEnd = 0

  /// What SCALE-Sim counts as written to DRAM.
  private(set) var dramWrites = ScaleSimReport.Access(firstCycle: Int.max, lastCycle: Int.min, words: 0)

  init(bytes: Int, bandwidth: Int) {
    free = bytes
    workingHalf = ceilingDivide(bytes, 2)
    self.bandwidth = bandwidth
    linesPerDrain = ceilingDivide(bytes - workingHalf, bandwidth)
  }

  /// The first line from `line` on which a drain starts or a write stalls if line x happens in cycle `firstCycle + x`;
  /// `Int.max` when the rest of the fold's results just enter.
  func nextEvent(in results: ScaleSimWavefront, from line: Int, firstCycle: Int) -> Int {
    let written = results.count(before: line)
    let idleLine = max(line, drainEnd - firstCycle)
    if line < idleLine {
      let lastFree = written + max(1, free) - 1
      if lastFree < results.words {
        let full = results.line(ofWord: lastFree)
        if full < idleLine { return full }
      }
    }
    let lastFitting = max(written + max(1, free - workingHalf + 1) - 1, results.count(before: idleLine))
    return lastFitting < results.words ? results.line(ofWord: lastFitting) : Int.max
  }

  /// Takes in words that cause no event.
  mutating func fill(_ words: Int) {
    free -= words
    filling += words
    filledLines += filling / bandwidth
    filling %= bandwidth
  }

  /// Takes in the words of one line that arrives in `cycle`, and returns the cycle in which they are all in.
  mutating func write(_ words: Int, cycle: Int) -> Int {
    var (cycle, remaining) = (cycle, words)
    while remaining > 0 {
      if cycle < drainEnd {
        let batch = min(remaining, max(1, free))
        fill(batch)
        remaining -= batch
        if free <= 0 { cycle = drainEnd }
      } else {
        let batch = min(remaining, max(1, free - workingHalf + 1))
        fill(batch)
        remaining -= batch
        if free < workingHalf {
          closeLine()
          drain(cycle: cycle)
        }
      }
    }
    return cycle
  }

  /// Drains what is left, beginning in `cycle` even if a drain is still running.
  mutating func finish(cycle: Int) {
    closeLine()
    var cycle = cycle
    while drainedLines < filledLines {
      drain(cycle: cycle)
      cycle = drainEnd + 1
    }
  }

  private mutating func closeLine() {
    guard filling > 0 else { return }
    partialLines.append(PartialLine(line: filledLines, words: filling))
    filledLines += 1
    filling = 0
  }

  private mutating func drain(cycle: Int) {
    let end = min(drainedLines + linesPerDrain, filledLines)
    let lines = end - drainedLines
    var missing = 0
    while firstPartial < partialLines.count && partialLines[firstPartial].line < end {
      let partial = partialLines[firstPartial]
      missing = partial.line == end - 1 ? bandwidth - partial.words : 0
      firstPartial += 1
    }
    if firstPartial > 1024 && firstPartial * 2 > partialLines.count {
      partialLines.removeFirst(firstPartial)
      firstPartial = 0
    }
    let words = lines * bandwidth - missing
    free += words
    drainedLines = end
    drainEnd = cycle + lines - 1
    dramWrites.words += words
    dramWrites.firstCycle = min(dramWrites.firstCycle, cycle)
    dramWrites.lastCycle = max(dramWrites.lastCycle, drainEnd)
  }
}
