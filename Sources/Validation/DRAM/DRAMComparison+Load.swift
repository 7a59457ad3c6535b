extension DRAMComparison {
  /// How throughput and latency follow the load: the largest absolute errors of one simulator and scheduler, in percent.
  package struct LoadCurve: Hashable, Sendable, Encodable {
    /// Rows with a limit on the reads outstanding.
    package var windows: Int
    /// Largest error of their requests a cycle; `nil` without such rows.
    package var windowThroughputMaxError: Double?
    /// Paced rows that reach less than `kneeShare` of the stream's saturation.
    package var belowKnee: Int
    /// Largest error of their mean read latency; `nil` without such rows.
    package var latencyBelowKneeMaxError: Double?
    /// Paced rows that reach more.
    package var atKnee: Int
    /// Largest error of their mean read latency; `nil` without such rows.
    package var latencyAtKneeMaxError: Double?
  }

  /// The share of a stream's saturation from which latency climbs.
  package static let kneeShare = 0.8

  /// The load curve of some rows of one simulator and scheduler; `nil` when none is paced or limited.
  static func loadCurve(of traces: [Trace]) -> LoadCurve? {
    let windowed = traces.filter { $0.window > 0 }
    let paced = traces.filter { $0.gapCycles > 0 && $0.window == 0 && $0.latencyError != nil }
    guard !windowed.isEmpty || !paced.isEmpty else { return nil }
    let below = paced.filter { $0.throughput < kneeShare * saturation(of: $0, among: traces) }
    let knee = paced.filter { !below.contains($0) }
    func largest(_ rows: [Trace], _ error: (Trace) -> Double?) -> Double? {
      rows.compactMap { error($0).map(abs) }.max()
    }
    return LoadCurve(
      windows: windowed.count, windowThroughputMaxError: largest(windowed) { $0.throughputError },
      belowKnee: below.count, latencyBelowKneeMaxError: largest(below) { $0.latencyError }, atKnee: knee.count,
      latencyAtKneeMaxError: largest(knee) { $0.latencyError })
  }

  /// The most requests a cycle the simulator served of the row's stream, in the rows at hand.
  private static func saturation(of trace: Trace, among traces: [Trace]) -> Double {
    traces.filter {
      ($0.part, $0.channels, $0.mapping, $0.stream) == (trace.part, trace.channels, trace.mapping, trace.stream)
    }.map(\.throughput).max() ?? trace.throughput
  }
}

extension DRAMComparison.Trace {
  /// Requests a cycle the simulator served.
  var throughput: Double { Double(requests) / Double(max(1, cycles)) }

  /// Requests a cycle above the simulator's, in percent of them.
  var throughputError: Double { (Double(max(1, cycles)) / Double(max(1, outcome.cycles)) - 1) * 100 }
}
