import Core

/// Every value SCALE-Sim v3 writes about a layer into its compute, bandwidth and detailed access reports.
///
/// Cycles are cycles of the array, which may be negative for DRAM since the first fetches end before cycle 0; words are
/// bytes; percentages run from 0 to 100. `single_layer_sim.py` defines the values, ``ScaleSimQuirk`` says where they
/// are not what their names promise.
package struct ScaleSimReport: Hashable, Sendable, Codable {
  /// The reads or writes of one operand at one memory.
  package struct Access: Hashable, Sendable, Codable {
    /// Start cycle.
    package var firstCycle: Int
    /// Stop cycle.
    package var lastCycle: Int
    /// Reads or writes.
    package var words: Int
  }

  /// Total Cycles, including prefetch.
  package var totalCyclesWithPrefetch: Int
  package var totalCycles: Int
  package var stallCycles: Int
  /// Overall Util %.
  package var overallUtilization: Double
  /// Mapping Efficiency %.
  package var mappingEfficiency: Double
  /// Compute Util %.
  package var computeUtilization: Double
  package var ifmapSRAM: Access
  package var filterSRAM: Access
  package var ofmapSRAM: Access
  package var ifmapDRAM: Access
  package var filterDRAM: Access
  package var ofmapDRAM: Access

  /// Avg … SRAM BW: words per cycle of the whole run.
  package func averageSRAMBandwidth(_ access: Access) -> Double { Double(access.words) / Double(totalCycles) }

  /// Avg … DRAM BW: words per cycle from the start to the stop cycle.
  package func averageDRAMBandwidth(_ access: Access) -> Double {
    Double(access.words) / Double(access.lastCycle - access.firstCycle + 1)
  }
}

/// SCALE-Sim v3's report on one layer, value for value, the tool's errors included.
///
/// - Parameters:
///   - layer: the layer, without padding and with batch 1.
///   - configuration: array, dataflow, SRAMs and DRAM bandwidth.
/// - Returns: the values of the COMPUTE, BANDWIDTH and DETAILED_ACCESS reports; integers are exact.
/// - Throws: ``ScaleSimError`` for impossible input and where SCALE-Sim itself ends with an exception.
/// - Complexity: constant for each fold, logarithmic for each drain of the ofmap SRAM and each move of an operand SRAM's
///   window; an ifmap whose windows overlap adds a few word operations for each window of each fold.
package func scaleSimReport(
  layer: ScaleSimLayer, configuration: ScaleSimConfiguration
) throws(ScaleSimError) -> ScaleSimReport {
  let schedule = try ScaleSimSchedule(layer, configuration)
  // SCALE-Sim takes the index of the last line for the number of cycles.
  guard schedule.lines > 1 else { throw .zeroTotalCycles }
  let addresses =
    ScaleSimIfmap.hasCopies(layer) || ScaleSimIfmap.hasOverhang(layer) ? try ScaleSimIfmap(layer) : nil
  var channels: [ScaleSimReadChannel] = []
  for (name, addresses, kibibytes) in [
    (ScaleSimOperand.Name.ifmap, addresses, configuration.ifmapKiB), (.filter, nil, configuration.filterKiB),
  ] {
    channels.append(
      try ScaleSimReadChannel(
        ScaleSimOperand(name, schedule), ifmap: addresses, bufferBytes: 1024 * kibibytes,
        interface: configuration.interface))
  }
  let writeBandwidth: Int
  switch configuration.interface {
  case .calculated: writeBandwidth = configuration.arrayColumns
  case .user(_, let write): writeBandwidth = write
  }
  var timeline = ScaleSimTimeline(
    schedule, ifmap: channels[0], filter: channels[1],
    writes: ScaleSimWriteBuffer(bytes: 1024 * configuration.ofmapKiB, bandwidth: writeBandwidth))
  try timeline.run()
  return timeline.report()
}
