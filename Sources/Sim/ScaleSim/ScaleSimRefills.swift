import Core

/// An operand SRAM in CALC mode: nothing stalls, but whenever the words read for the first time since the last refill make
/// up half the buffer, half a buffer is refilled and all that was read before is forgotten.
///
/// Source of the rules: SCALE-Sim v3 `memory/read_buffer_estimate_bw.py`. The buffer is 100 sets of ⌊bytes / 100⌋ words,
/// half of them being filled. The first refill is reported to end before the first read, at 10 words a cycle; the last
/// one, which takes what is left, to end when the refill before it began.
struct ScaleSimRefills {
  private static let assumedBandwidth = 10

  let operand: ScaleSimOperand
  /// Words in a set, and words that make a refill.
  let setWords: Int
  let refillWords: Int

  /// Refills so far, the cycle of the last one, and the distinct words read since.
  private(set) var refills = 0
  private(set) var lastRefill = -1
  private(set) var words = 0

  private init(_ operand: ScaleSimOperand, bufferBytes: Int) {
    self.operand = operand
    setWords = bufferBytes / 100
    refillWords = 50 * setWords
  }

  /// The DRAM reads of an operand whose first word is read in cycle `firstRead`.
  ///
  /// The `ifmap` is given only if the operand has copies or windows over the edge.
  ///
  /// - Throws: ``ScaleSimError/refilledTwiceInOneCycle(operand:cycle:)`` or ``ScaleSimError/tooLarge(what:)``.
  static func dramReads(
    _ operand: ScaleSimOperand, ifmap: ScaleSimIfmap?, bufferBytes: Int, firstRead: Int
  ) throws(ScaleSimError) -> ScaleSimReport.Access {
    var buffer = ScaleSimRefills(operand, bufferBytes: bufferBytes)
    if let ifmap {
      let touched = ScaleSimIfmap.wordsTouched(ifmap.layer)
      if touched < buffer.refillWords {
        buffer.words = touched
      } else {
        try buffer.walk(ifmap)
      }
    } else {
      try buffer.count()
    }
    return buffer.access(firstRead: firstRead)
  }

  private func access(firstRead: Int) -> ScaleSimReport.Access {
    let fullSets = ceilingDivide(words, setWords)
    return refills == 0
      ? ScaleSimReport.Access(
        firstCycle: -ceilingDivide(fullSets * setWords, Self.assumedBandwidth), lastCycle: -1, words: words)
      : ScaleSimReport.Access(
        firstCycle: firstRead - ceilingDivide(refillWords, Self.assumedBandwidth), lastCycle: lastRefill + 1,
        words: refills * refillWords + words)
  }

  private mutating func refill(cycle: Int) throws(ScaleSimError) {
    guard cycle != lastRefill else {
      throw .refilledTwiceInOneCycle(operand: operand.name.rawValue, cycle: cycle)
    }
    refills += 1
    lastRefill = cycle
    words = 0
  }
}

// MARK: Operands that read every element under one address

extension ScaleSimRefills {
  /// Counts refills without looking at addresses.
  ///
  /// Such an operand is read in passes of the same order: a streamed one once for each fold that shares its lanes, a held
  /// one once in all. So of the reads after a refill the first pass-full are new and all others are not.
  private mutating func count() throws(ScaleSimError) {
    let schedule = operand.schedule
    if operand.isHeld || !operand.lanesFollowColumn {
      try countPasses(
        words: operand.outerCount * operand.innerCount, passes: operand.isHeld ? 1 : schedule.columnFolds)
    } else {
      for column in 0..<schedule.columnFolds {
        let lanes = schedule.usedColumns(ScaleSimSchedule.Fold(row: 0, column: column))
        try countPasses(words: lanes * schedule.steps, passes: schedule.rowFolds, column: column)
      }
    }
  }

  private mutating func countPasses(words passWords: Int, passes: Int, column: Int? = nil) throws(ScaleSimError) {
    let reads = passWords * passes
    var read = 0
    while true {
      let missing = refillWords - words
      let new = min(passWords, reads - read)
      guard missing <= new else {
        words += new
        return
      }
      read += missing
      try refill(cycle: cycle(ofRead: read - 1, passWords: passWords, column: column))
      if refillWords > operand.width && refillWords <= passWords {
        // All reads are new from here on, and no two refills fall into one cycle: skip to the last.
        let skipped = (reads - read) / refillWords
        guard skipped > 0 else { continue }
        read += skipped * refillWords
        refills += skipped
        lastRefill = cycle(ofRead: read - 1, passWords: passWords, column: column)
      }
    }
  }

  private func cycle(ofRead read: Int, passWords: Int, column: Int?) -> Int {
    let schedule = operand.schedule
    var (pass, index) = read.quotientAndRemainder(dividingBy: passWords)
    var fold = ScaleSimSchedule.Fold(row: 0, column: 0)
    func take(_ wordsPerFold: Int, folds: Int) -> Int {
      let number = min(index / wordsPerFold, folds - 1)
      index -= number * wordsPerFold
      return number
    }
    if let column {
      fold = ScaleSimSchedule.Fold(row: pass, column: column)
    } else if operand.isHeld {
      fold.column = take(operand.innerCount * schedule.arrayColumns, folds: schedule.columnFolds)
      pass = schedule.usedColumns(fold)
      fold.row = take(schedule.arrayRows * pass, folds: schedule.rowFolds)
    } else {
      fold.column = pass
      fold.row = take(schedule.arrayRows * schedule.steps, folds: schedule.rowFolds)
    }
    return schedule.firstLine(fold) + operand.reads(fold).line(ofWord: index)
  }
}

// MARK: Ifmaps with copies or with windows over the edge

extension ScaleSimRefills {
  /// Marks what is read in a bitmap of the ifmap, as many lines at a time as cannot make up a refill.
  ///
  /// - Complexity: for each fold, a few word operations for each window it reads.
  private mutating func walk(_ ifmap: ScaleSimIfmap) throws(ScaleSimError) {
    var touched = ScaleSimTouchMap(ifmap)
    var batch = 1
    for column in 0..<operand.schedule.columnFolds {
      for row in 0..<operand.schedule.rowFolds {
        try walk(ScaleSimSchedule.Fold(row: row, column: column), &touched, &batch)
      }
    }
  }

  private mutating func walk(
    _ fold: ScaleSimSchedule.Fold, _ touched: inout ScaleSimTouchMap, _ batch: inout Int
  ) throws(ScaleSimError) {
    let reads = operand.reads(fold)
    touched.select(operand, fold, reads)
    var line = reads.firstLine
    while line < reads.endLine {
      let end = min(reads.endLine, line + batch)
      let missing = refillWords - words
      let demanded = reads.count(before: end) - reads.count(before: line)
      if demanded < missing || touched.newWords(lines: line..<end) < missing {
        words += touched.touch(lines: line..<end)
        line = end
        batch = min(2 * batch, reads.lines)
      } else if batch > 1 {
        batch = max(1, batch / 4)
      } else {
        try walk(line: line, fold, reads, &touched)
        line = end
      }
    }
  }

  private mutating func walk(
    line: Int, _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, _ touched: inout ScaleSimTouchMap
  ) throws(ScaleSimError) {
    for lane in reads.activeLanes(line: line) {
      let (window, tap) = operand.element(fold, reads, line: line, lane: lane)
      guard touched.touch(window: window, tap: tap) else { continue }
      words += 1
      if words == refillWords {
        try refill(cycle: operand.schedule.firstLine(fold) + line)
        touched.forget()
      }
    }
  }
}
