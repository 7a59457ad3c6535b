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

/// Compares composition with whole synthesis for square arrays of 2, 4 and 8 of 8-bit words and 32-bit sums.
///
/// - Parameter synthesizer: The flow to use for both.
/// - Returns: A comparison for each size and dataflow.
/// - Throws: `ToolFailure` when a tool fails.
package func compositionComparisons(_ synthesizer: Synthesizer) throws -> [CompositionComparison] {
  var comparisons: [CompositionComparison] = []
  for dataflow in [Dataflow.weightStationary, .outputStationary] {
    for (side, depth) in [(2, 0), (4, 0), (4, 2), (8, 0)] {
      let design = try ArrayDesign(
        ArrayConfiguration(rows: side, columns: side, dataflow: dataflow, pipelineDepth: depth))
      let composed = try synthesizer.synthesise(design)
      let whole = try synthesizer.synthesiseWhole(design)
      comparisons.append(
        CompositionComparison(
          design: design.summary, composedArea: composed.area, wholeArea: whole.area,
          composedNanoseconds: composed.nanoseconds, wholeNanoseconds: whole.nanoseconds))
    }
  }
  return comparisons
}
