import Core

/// A reported value that one quirk makes wrong, beside what it would be without that quirk alone.
package struct ScaleSimCorrection: Hashable, Sendable, Encodable {
  package var quirk: ScaleSimQuirk
  package var column: ScaleSimColumn
  package var reported: ScaleSimValue
  package var corrected: ScaleSimValue
}

/// What SCALE-Sim says about a layer, and what of it has a right value in closed form.
package struct ScaleSimComparedReport: Hashable, Sendable, Encodable {
  package var report: ScaleSimReport
  /// The cycles of all folds at 2R + C + T − 2, plus the reported stalls.
  ///
  /// This is the count of SCALE-Sim's paper (Samajdar et al., ISPASS 2020, equation 1) for all three dataflows: R cycles
  /// load the held operand or drain the outputs, and the last word crosses the edge R + C + T − 2 cycles after the first.
  /// Registers at the edges come on top. Stalls keep their own quirks, none of which has a closed form.
  package var correctedTotalCycles: Int
  /// Each value that differs, one quirk at a time, in the order of ``ScaleSimQuirk``.
  package var corrections: [ScaleSimCorrection]
}

/// SCALE-Sim v3's report on a layer with the corrections that have a closed form.
///
/// - Returns: The report of ``scaleSimReport(layer:configuration:)``, the corrected total and the corrections.
/// - Throws: ``ScaleSimError`` as that function does.
package func scaleSimComparedReport(
  layer: ScaleSimLayer, configuration: ScaleSimConfiguration
) throws(ScaleSimError) -> ScaleSimComparedReport {
  let report = try scaleSimReport(layer: layer, configuration: configuration)
  let schedule = try ScaleSimSchedule(layer, configuration)
  return ScaleSimComparedReport(
    report: report, correctedTotalCycles: schedule.folds * schedule.correctedFoldLines + report.stallCycles,
    corrections: schedule.corrections(of: report, layer: layer))
}

extension ScaleSimSchedule {
  /// Cycles of a fold from the first word in to the last word out.
  fileprivate var correctedFoldLines: Int { 2 * arrayRows + arrayColumns + steps - 2 }

  fileprivate func corrections(of report: ScaleSimReport, layer: ScaleSimLayer) -> [ScaleSimCorrection] {
    let isOutputStationary = dataflow == .outputStationary
    var corrections: [ScaleSimCorrection] = []
    func correct(_ quirk: ScaleSimQuirk, _ column: ScaleSimColumn, _ corrected: ScaleSimValue) {
      guard corrected != report[column] else { return }
      corrections.append(
        ScaleSimCorrection(quirk: quirk, column: column, reported: report[column], corrected: corrected))
    }
    func computeUtilization(foldLines: Int) -> ScaleSimValue {
      let work = Double(spatialRows * spatialColumns * steps)
      return .ratio(100 * work / (Double(folds * arrayRows * arrayColumns) * Double(foldLines)))
    }

    correct(.totalIsIndexOfLastCycle, .totalCycles, .count(report.totalCycles + 1))
    if isOutputStationary {
      correct(.outputStationaryDrainMissing, .totalCycles, .count(report.totalCycles + folds * arrayRows))
      correct(
        .outputStationaryDrainMissing, .computeUtilization, computeUtilization(foldLines: correctedFoldLines))
    }
    correct(.prefetchTotalOneShort, .totalCyclesWithPrefetch, .count(report.totalCyclesWithPrefetch + 1))
    if !isOutputStationary {
      correct(.computeUtilizationCountsSkewTwice, .computeUtilization, computeUtilization(foldLines: foldLines))
    }
    let results = m * n * (isOutputStationary ? 1 : rowFolds)
    correct(.strayOutputWrites, .ofmapSRAMWrites, .count(results))
    correct(
      .readsOffTheEdgeCount, .ifmapSRAMReads,
      .count(report.ifmapSRAM.words / (m * k) * ScaleSimIfmap.windowWordsInside(layer)))
    correct(.fillersCountedAsWrites, .ofmapDRAMWrites, .count(results))
    return corrections
  }
}
