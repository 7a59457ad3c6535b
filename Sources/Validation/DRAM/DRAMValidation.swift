import Core
import Formats

/// Replays the rows of DRAM anchor files and compares cycles, activates, refreshes and read latency.
///
/// A row names a simulator (`sim`), a part (`dram`), `channels`, an address `mapping`, a `scheduler`, a `trace` of
/// `requests` 64-byte requests, its pacing (`gap_cycles`, `window`) and what the simulator answered: `cycles`, `acts`,
/// `refs`, and `lat_avg_cyc` where the file has it. The request streams are generated anew; nothing of the answer is
/// read before the row has been replayed. Costs well under a microsecond for each request.
///
/// - Throws: `InvalidInput` with everything wrong in the files, `MissingInput` when one can't be read.
package func validateDRAM(files: [String]) throws -> DRAMComparison {
  var problems: [Diagnostic] = []
  var rows: [AnchorRow] = []
  for file in files {
    do {
      let table = try CSVTable(InputFile.read(path: file))
      try table.require(AnchorRow.columns)
      for row in table.rows {
        var fields = CSVFields(table, row)
        if let anchor = AnchorRow(&fields, hasLatency: table.has(AnchorRow.latencyColumn)) { rows.append(anchor) }
        problems += fields.diagnostics
      }
    } catch let error as InvalidInput {
      problems += error.diagnostics
    }
  }
  guard problems.isEmpty else { throw InvalidInput(problems) }
  return DRAMComparison(traces: rows.map { $0.compared() })
}

/// A row of an anchor file: what to replay, and the answer to compare with.
private struct AnchorRow {
  static let columns = [
    "sim", "dram", "channels", "mapping", "scheduler", "trace", "requests", "gap_cycles", "window", "cycles", "acts",
    "refs",
  ]
  static let latencyColumn = "lat_avg_cyc"
  /// A replay holds one time for each request.
  static let maximumRequests = 100_000_000

  var simulator: String
  var part: String
  var scheduler: String
  var memory: DRAMConfiguration
  var replay: TrafficReplay
  var cycles: Int
  var activates: Int
  var refreshes: Int
  var readLatency: Double?

  /// Reads a row; `nil` when it can't be replayed, with the reasons in `fields`.
  init?(_ fields: inout CSVFields, hasLatency: Bool) {
    let soFar = fields.diagnostics.count
    simulator = fields.text("sim")
    part = fields.text("dram")
    scheduler = fields.text("scheduler")
    let known = fields.word("sim", among: ReferenceController.simulators)
    let preset = fields.word("dram", among: ReferenceController.parts)
    let pattern = fields.word("trace", among: RequestStream.Pattern.names)
    let channels = fields.integer("channels")
    let requests = fields.integer("requests")
    let (gap, window) = (fields.integer("gap_cycles"), fields.integer("window"))
    cycles = fields.integer("cycles")
    activates = fields.integer("acts")
    refreshes = fields.integer("refs")
    readLatency =
      hasLatency && !fields.text(Self.latencyColumn).isEmpty ? fields.number(Self.latencyColumn) : nil
    if !(1...Self.maximumRequests).contains(requests) {
      fields.report(
        .outOfRange(
          subject: "column 'requests'", attribute: "value", found: "\(requests)",
          expected: "from 1 to \(Self.maximumRequests)"))
    }
    for (column, value) in [("gap_cycles", gap), ("window", window)] where !(0...1_000_000).contains(value) {
      fields.report(
        .outOfRange(
          subject: "column '\(column)'", attribute: "value", found: "\(value)", expected: "from 0 to 1000000"))
    }
    guard let known, let preset, let pattern else { return nil }
    guard var memory = ReferenceController.memory(known, part: preset) else {
      fields.report(.other("\(simulator) has no part '\(part)'", remedy: "use the simulator the row was measured with"))
      return nil
    }
    memory.organization.channels = channels
    do {
      memory.addressMapping = try DRAMAddressMapping(fields.text("mapping"))
    } catch {
      fields.report(error.problem)
    }
    if !ReferenceController.apply(scheduler, of: known, to: &memory) {
      fields.report(
        .other(
          "\(simulator) has no scheduler '\(scheduler)'",
          remedy: "write e.g. RowHit, FRFCFS, FRFCFS/q64 or, for DRAMsim3, FRFCFS/PER_BANK"))
    }
    for problem in memory.problems { fields.report(problem) }
    guard fields.diagnostics.count == soFar else { return nil }
    self.memory = memory
    replay = TrafficReplay(pattern, requests: requests, gapCycles: gap, window: window)
  }

  func compared() -> DRAMComparison.Trace {
    DRAMComparison.Trace(
      simulator: simulator, scheduler: scheduler, part: part, channels: memory.organization.channels,
      mapping: memory.addressMapping.description, stream: replay.pattern.rawValue, requests: replay.requests,
      gapCycles: replay.gapCycles, window: replay.window, outcome: replay.run(on: memory), cycles: cycles,
      activates: activates,
      refreshes: refreshes, readLatency: readLatency)
  }
}
