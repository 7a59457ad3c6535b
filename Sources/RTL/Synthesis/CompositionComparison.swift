import Core
import Sim

/// A design composed of synthesised blocks beside the same design synthesised in one piece.
package struct CompositionComparison: Hashable, Sendable, Codable {
  /// The design in a few words.
  package var design: String
  /// Square micrometres, composed and whole.
  package var composedArea: Double
  package var wholeArea: Double
  /// Nanoseconds a cycle, composed and whole.
  package var composedNanoseconds: Double
  package var wholeNanoseconds: Double

  /// The composed area's error, as a share of the whole's.
  package var areaError: Double { composedArea / wholeArea - 1 }
  /// The composed clock period's error, as a share of the whole's.
  package var clockError: Double { composedNanoseconds / wholeNanoseconds - 1 }

  /// Comparisons as lines of text.
  package static func text(_ comparisons: [CompositionComparison]) -> String {
    func percent(_ share: Double) -> String {
      let tenths = Int((share * 1000).rounded())
      return "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) %"
    }
    let lines = comparisons.map { "\($0.design): area \(percent($0.areaError)), period \(percent($0.clockError))" }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Compares composition with whole synthesis for arrays of up to 8 × 8, 8-bit words and 32-bit sums: both dataflows, with
/// and without pipeline registers and tiles, each way of multiplying.
///
/// - Parameters:
///   - synthesizer: The flow to use for both.
///   - watch: Told each comparison that is made.
/// - Returns: A comparison for each.
/// - Throws: `ToolFailure` when a tool fails.
package func compositionComparisons(
  _ synthesizer: Synthesizer, watch: (CompositionComparison) -> Void = { _ in }
) throws -> [CompositionComparison] {
  let kinds: [(side: Int, depth: Int, tileRows: Int, multiplier: ArrayDesign.Multiplier)] = [
    (4, 0, 1, .inferred), (4, 1, 2, .booth), (4, 2, 1, .inferred), (4, 2, 1, .array), (8, 0, 1, .booth),
  ]
  var comparisons: [CompositionComparison] = []
  for dataflow in [Dataflow.weightStationary, .outputStationary] {
    for kind in kinds {
      let array = try ArrayConfiguration(
        rows: kind.side, columns: kind.side, dataflow: dataflow, pipelineDepth: kind.depth, tileRows: kind.tileRows)
      let design = try ArrayDesign(array, multiplier: kind.multiplier)
      let composed = try synthesizer.synthesise(design)
      let whole = try synthesizer.synthesiseWhole(design)
      comparisons.append(
        CompositionComparison(
          design: design.summary, composedArea: composed.area, wholeArea: whole.area,
          composedNanoseconds: composed.nanoseconds, wholeNanoseconds: whole.nanoseconds))
      watch(comparisons[comparisons.count - 1])
    }
  }
  return comparisons
}
