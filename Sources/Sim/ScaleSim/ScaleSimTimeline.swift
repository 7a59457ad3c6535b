import Core

/// The run of a layer, line by line where something happens and in leaps where nothing does.
///
/// Source: `service_memory_requests` of SCALE-Sim v3 `memory/double_buffered_scratchpad_mem.py`. A line is what crosses the
/// edges of the array in one cycle. Its reads and writes are served at once; the whole array waits for the slowest of
/// them. Events are the lines that move a window, start a drain, wait for one, or have a cycle to report.
struct ScaleSimTimeline {
  private let schedule: ScaleSimSchedule
  private var ifmap: ScaleSimReadChannel
  private var filter: ScaleSimReadChannel
  private var writes: ScaleSimWriteBuffer
  private var ofmap = ScaleSimReport.Access(firstCycle: 0, lastCycle: 0, words: 0)
  private var stalls = 0
  private var lastCycle = 0

  init(
    _ schedule: ScaleSimSchedule, ifmap: ScaleSimReadChannel, filter: ScaleSimReadChannel,
    writes: ScaleSimWriteBuffer
  ) {
    self.schedule = schedule
    self.ifmap = ifmap
    self.filter = filter
    self.writes = writes
  }

  /// Runs all folds.
  ///
  /// - Throws: ``ScaleSimError/tooLarge(what:)`` when cycles reach 2^60.
  mutating func run() throws(ScaleSimError) {
    for column in 0..<schedule.columnFolds {
      for row in 0..<schedule.rowFolds {
        try run(ScaleSimSchedule.Fold(row: row, column: column))
      }
    }
    writes.finish(cycle: lastCycle)
  }

  private mutating func run(_ fold: ScaleSimSchedule.Fold) throws(ScaleSimError) {
    let foldLine = schedule.firstLine(fold)
    let (ifmapReads, filterReads) = (ifmap.operand.reads(fold), filter.operand.reads(fold))
    let results = schedule.results(fold)
    let reported = (
      first: foldLine == 0 ? results.firstLine : Int.max,
      last: foldLine + schedule.foldLines == schedule.lines ? results.endLine - 1 : Int.max
    )
    var line = 0
    var nextIfmap = ifmap.nextEvent(fold, ifmapReads, from: 0, foldLine: foldLine)
    var nextFilter = filter.nextEvent(fold, filterReads, from: 0, foldLine: foldLine)
    while true {
      let nextWrite = min(
        writes.nextEvent(in: results, from: line, firstCycle: foldLine + stalls),
        reported.first >= line ? reported.first : Int.max, reported.last >= line ? reported.last : Int.max)
      let event = min(nextIfmap, nextFilter, nextWrite)
      guard event < schedule.foldLines else { break }
      let cycle = foldLine + event + stalls
      var stall = 0
      if nextIfmap == event {
        stall = max(stall, try ifmap.serve(fold, ifmapReads, line: event, foldLine: foldLine, cycle: cycle))
        nextIfmap = ifmap.nextEvent(fold, ifmapReads, from: event + 1, foldLine: foldLine)
      }
      if nextFilter == event {
        stall = max(stall, try filter.serve(fold, filterReads, line: event, foldLine: foldLine, cycle: cycle))
        nextFilter = filter.nextEvent(fold, filterReads, from: event + 1, foldLine: foldLine)
      }
      let before = results.count(before: event)
      writes.fill(before - results.count(before: line))
      lastCycle = writes.write(results.count(before: event + 1) - before, cycle: cycle)
      if event == reported.first { ofmap.firstCycle = lastCycle }
      if event == reported.last { ofmap.lastCycle = lastCycle }
      stalls += max(stall, lastCycle - cycle)
      guard lastCycle + stalls < 1 << 60 else { throw .tooLarge(what: "cycles") }
      line = event + 1
    }
    writes.fill(results.words - results.count(before: line))
    if line < schedule.foldLines { lastCycle = foldLine + schedule.foldLines - 1 + stalls }
  }

  /// The values of the reports after the run.
  func report() -> ScaleSimReport {
    let (folds, foldLines) = (schedule.folds, schedule.foldLines)
    let processingElements = schedule.arrayRows * schedule.arrayColumns
    let isOutputStationary = schedule.dataflow == .outputStationary
    func percent(_ part: Int, _ whole: Double) -> Double { 100 * Double(part) / whole }

    let used = schedule.spatialRows * schedule.spatialColumns
    let offered = Double(folds * processingElements)
    let skewedTwice = isOutputStationary ? foldLines : foldLines + schedule.arrayColumns - 1
    let strayWrites = schedule.arrayRows + schedule.arrayColumns
    let dramWrites = writes.dramWrites
    return ScaleSimReport(
      totalCyclesWithPrefetch: dramWrites.lastCycle - min(ifmap.dramReads.firstCycle, filter.dramReads.firstCycle),
      totalCycles: lastCycle,
      stallCycles: stalls,
      overallUtilization: percent(
        schedule.m * schedule.n * schedule.k, Double(lastCycle) * Double(processingElements)),
      mappingEfficiency: percent(used, offered),
      computeUtilization: percent(used * schedule.steps, offered * Double(skewedTwice)),
      ifmapSRAM: ifmap.sramReads,
      filterSRAM: filter.sramReads,
      ofmapSRAM: ScaleSimReport.Access(
        firstCycle: ofmap.firstCycle, lastCycle: ofmap.lastCycle,
        words: schedule.m * schedule.n * (isOutputStationary ? 1 : schedule.rowFolds)
          + (isOutputStationary ? folds * strayWrites : 0)),
      ifmapDRAM: ifmap.dramReads,
      filterDRAM: filter.dramReads,
      ofmapDRAM: dramWrites)
  }
}

/// An operand's way from DRAM to the array: the lines whose cycles are reported, and its SRAM in either mode.
struct ScaleSimReadChannel {
  let operand: ScaleSimOperand
  private(set) var sramReads: ScaleSimReport.Access
  private(set) var dramReads: ScaleSimReport.Access
  /// USER mode's SRAM; in CALC mode DRAM reads depend on nothing else and are known from the start.
  private var window: ScaleSimReadWindow?
  private let firstLine: Int
  private let lastLine: Int

  /// The channel before the first line; `ifmap` is given only if the operand has copies or windows over the edge.
  ///
  /// - Throws: ``ScaleSimError`` where CALC mode's DRAM reads end SCALE-Sim with an exception, or counts reach 2^60.
  init(
    _ operand: ScaleSimOperand, ifmap: ScaleSimIfmap?, bufferBytes: Int,
    interface: ScaleSimConfiguration.Interface
  ) throws(ScaleSimError) {
    self.operand = operand
    (firstLine, lastLine) = operand.firstAndLastLine(ifmap)
    sramReads = ScaleSimReport.Access(firstCycle: 0, lastCycle: 0, words: operand.readCount)
    switch interface {
    case .calculated:
      dramReads = try ScaleSimRefills.dramReads(operand, ifmap: ifmap, bufferBytes: bufferBytes, firstRead: firstLine)
    case .user(let bandwidth, _):
      let window = try ScaleSimReadWindow(operand, ifmap: ifmap, bufferBytes: bufferBytes, bandwidth: bandwidth)
      dramReads = window.dramReads
      self.window = window
    }
  }

  /// The next line of a fold, from `line` on, with a stall or with a cycle to report; `Int.max` if there is none.
  mutating func nextEvent(
    _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, from line: Int, foldLine: Int
  ) -> Int {
    var event = window?.nextMiss(fold, reads, from: line) ?? Int.max
    let rest = foldLine + line..<max(foldLine + line, foldLine + reads.endLine)
    if rest.contains(firstLine) { event = min(event, firstLine - foldLine) }
    if rest.contains(lastLine) { event = min(event, lastLine - foldLine) }
    return event
  }

  /// Reads a line's elements in a cycle and returns the stall.
  ///
  /// - Throws: ``ScaleSimError/tooLarge(what:)`` when words or cycles reach 2^60.
  mutating func serve(
    _ fold: ScaleSimSchedule.Fold, _ reads: ScaleSimWavefront, line: Int, foldLine: Int, cycle: Int
  ) throws(ScaleSimError) -> Int {
    let hitLatency = 1
    let stall = try window?.serve(fold, reads, line: line, cycle: cycle) ?? 0
    dramReads = window?.dramReads ?? dramReads
    if foldLine + line == firstLine { sramReads.firstCycle = cycle + stall + hitLatency }
    if foldLine + line == lastLine { sramReads.lastCycle = cycle + stall + hitLatency }
    return stall
  }
}
