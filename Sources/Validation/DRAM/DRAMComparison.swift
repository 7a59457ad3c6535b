/// How far the DRAM engine is from the simulators it is compared with.
///
/// Encodes as the array of its groups.
package struct DRAMComparison: Hashable, Sendable {
  /// One row of the anchors beside what the engine made of it.
  package struct Trace: Hashable, Sendable {
    /// The simulator's name as the row has it.
    package var simulator: String
    /// The scheduler's name as the row has it.
    package var scheduler: String
    /// The part's name as the row has it.
    package var part: String
    /// Channels of the memory.
    package var channels: Int
    /// The address mapping's text.
    package var mapping: String
    /// The request stream's name.
    package var stream: String
    /// Requests of the stream that were played.
    package var requests: Int
    /// Cycles between requests; 0 for none.
    package var gapCycles: Int
    /// Reads outstanding at most; 0 for no limit.
    package var window: Int
    /// What the engine made of the row.
    package var outcome: TrafficReplay.Outcome
    /// Cycles of the simulator.
    package var cycles: Int
    /// Activates of the simulator.
    package var activates: Int
    /// Refreshes of the simulator.
    package var refreshes: Int
    /// Mean read latency of the simulator in cycles; `nil` when the row has none.
    package var readLatency: Double?

    /// Cycles above the simulator's, in percent of them.
    package var error: Double { percent(outcome.cycles, over: cycles) }
    /// Activates above the simulator's, in percent of them.
    package var activateError: Double { percent(outcome.activates, over: activates) }
    /// Refreshes above the simulator's, in percent of them.
    package var refreshError: Double { percent(outcome.refreshes, over: refreshes) }
    /// Mean read latency above the simulator's, in percent of it; `nil` without reads.
    package var latencyError: Double? {
      readLatency.flatMap { $0 > 0 ? (outcome.meanReadLatency / $0 - 1) * 100 : nil }
    }

    private func percent(_ value: Int, over reference: Int) -> Double {
      Double(value - reference) / Double(max(1, reference)) * 100
    }
  }

  /// The errors of all rows of one simulator and scheduler: absolute values in percent.
  package struct Group: Hashable, Sendable, Encodable {
    /// The simulator's name as the rows have it.
    package var simulator: String
    /// The scheduler's name as the rows have it.
    package var scheduler: String
    /// Rows compared.
    package var count: Int
    /// Mean error of the cycles.
    package var meanError: Double
    /// Largest error of the cycles.
    package var maxError: Double
    /// Mean error of the activates.
    package var actMeanError: Double
    /// Largest error of the activates.
    package var actMaxError: Double
    /// Mean error of the refreshes.
    package var refMeanError: Double
    /// Mean error of the mean read latency over the rows with reads.
    package var latencyMeanError: Double
    /// How throughput and latency follow the load; absent where no row is paced or limited.
    package var load: LoadCurve?
  }

  /// Rows in the order of the files.
  package var traces: [Trace]

  /// A comparison of the rows.
  package init(traces: [Trace]) {
    self.traces = traces
  }

  /// One group for each simulator and scheduler, in the order of their first rows.
  package var groups: [Group] {
    var members: [(simulator: String, scheduler: String, traces: [Trace])] = []
    for trace in traces {
      if let place = members.firstIndex(where: { $0.simulator == trace.simulator && $0.scheduler == trace.scheduler }) {
        members[place].traces.append(trace)
      } else {
        members.append((trace.simulator, trace.scheduler, [trace]))
      }
    }
    return members.map { member in
      let errors = member.traces.map { abs($0.error) }
      let activates = member.traces.map { abs($0.activateError) }
      return Group(
        simulator: member.simulator, scheduler: member.scheduler, count: member.traces.count,
        meanError: mean(errors), maxError: errors.max() ?? 0, actMeanError: mean(activates),
        actMaxError: activates.max() ?? 0, refMeanError: mean(member.traces.map { abs($0.refreshError) }),
        latencyMeanError: mean(member.traces.compactMap { $0.latencyError.map(abs) }),
        load: Self.loadCurve(of: member.traces))
    }
  }
}

extension DRAMComparison: Encodable {
  /// Writes the groups as an array.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(groups)
  }
}

extension DRAMComparison {
  /// A table of the rows and a table of the groups, errors in percent.
  package var text: String {
    let rows = traces.map { trace in
      [
        trace.simulator, trace.scheduler, trace.part, "\(trace.channels)", trace.mapping, trace.stream,
        trace.gapCycles > 0 ? "\(trace.gapCycles)" : "", trace.window > 0 ? "\(trace.window)" : "", "\(trace.cycles)",
        "\(trace.outcome.cycles)", rounded(trace.error), rounded(trace.activateError), rounded(trace.refreshError),
        trace.latencyError.map(rounded) ?? "",
      ]
    }
    let summary = groups.map { group in
      [
        group.simulator, group.scheduler, "\(group.count)", rounded(group.meanError), rounded(group.maxError),
        rounded(group.actMeanError), rounded(group.actMaxError), rounded(group.refMeanError),
        rounded(group.latencyMeanError),
      ]
    }
    return table(
      [
        "simulator", "scheduler", "memory", "channels", "mapping", "stream", "gap", "window", "cycles", "simulated",
        "error", "activates", "refreshes", "latency",
      ], rows, names: 6)
      + "\nAbsolute errors in percent of the simulator's value:\n"
      + table(
        ["simulator", "scheduler", "rows", "mean", "max", "activates", "max", "refreshes", "latency"], summary,
        names: 2)
      + loadTable
  }

  /// The load curves, where there are any.
  private var loadTable: String {
    let rows = groups.compactMap { group in
      group.load.map { load in
        [
          group.simulator, group.scheduler, "\(load.windows)", load.windowThroughputMaxError.map(rounded) ?? "",
          "\(load.belowKnee)", load.latencyBelowKneeMaxError.map(rounded) ?? "", "\(load.atKnee)",
          load.latencyAtKneeMaxError.map(rounded) ?? "",
        ]
      }
    }
    guard !rows.isEmpty else { return "" }
    return
      "\nLargest absolute errors under load: throughput of limited rows, mean latency of paced rows below and above "
      + "\(Int(Self.kneeShare * 100)) % of saturation:\n"
      + table(
        ["simulator", "scheduler", "limited", "throughput", "below", "latency", "above", "latency"], rows, names: 2)
  }

  /// Two decimals, rounded to even, with a minus only before a value that shows.
  private func rounded(_ value: Double) -> String {
    let hundredths = (value * 100).rounded(.toNearestOrEven)
    guard hundredths.magnitude < 0x1p53, let whole = Int(exactly: hundredths.magnitude) else { return "\(value)" }
    let fraction = whole % 100
    return (hundredths < 0 ? "-" : "") + "\(whole / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
  }

  /// Columns aligned: the first `names` to the left, the numbers after them to the right.
  private func table(_ header: [String], _ rows: [[String]], names: Int) -> String {
    let widths = header.indices.map { column in
      rows.reduce(header[column].count) { max($0, $1[column].count) }
    }
    return ([header] + rows).map { row in
      let cells = row.indices.map { column -> String in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column < names ? row[column] + padding : padding + row[column]
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
