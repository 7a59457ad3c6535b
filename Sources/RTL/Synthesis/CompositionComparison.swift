import Core
import Sim

/// A design composed of synthesised blocks beside the same design synthesised whole.
package struct CompositionComparison: Hashable, Sendable, Codable {
  /// What a way of synthesis comes to.
  package struct Figures: Hashable, Sendable, Codable {
    /// Square micrometres.
    package var area: Double
    /// Nanoseconds a cycle.
    package var nanoseconds: Double
  }

  /// How far composed figures are from others, as shares of these.
  package struct Errors: Hashable, Sendable {
    /// Of area.
    package let area: Double
    /// Of the clock period.
    package let clock: Double

    /// Whether both are within five percent.
    package var areSmall: Bool { abs(area) <= 0.05 && abs(clock) <= 0.05 }

    fileprivate var text: String { "area \(Self.percent(area)), period \(Self.percent(clock))" }

    private static func percent(_ share: Double) -> String {
      let tenths = Int((share * 1000).rounded())
      return "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) %"
    }
  }

  /// The design in a few words.
  package var design: String
  /// The sum of the blocks.
  package var composed: Figures
  /// The sum of blocks whose tiles are dissolved in the registers around them.
  package var composedDissolved: Figures
  /// The whole, its tiles equal modules.
  package var whole: Figures
  /// The whole, its tiles dissolved: each of them is mapped a little differently.
  package var dissolved: Figures

  /// The errors of equal tiles beside the whole of equal tiles and beside one piece, and those of dissolved tiles beside one
  /// piece.
  package var errors: (whole: Errors, dissolved: Errors, dissolvedBoth: Errors) {
    (
      Self.errors(of: composed, beside: whole), Self.errors(of: composed, beside: dissolved),
      Self.errors(of: composedDissolved, beside: dissolved)
    )
  }

  private static func errors(of composed: Figures, beside other: Figures) -> Errors {
    Errors(area: composed.area / other.area - 1, clock: composed.nanoseconds / other.nanoseconds - 1)
  }

  /// Comparisons as lines of text.
  package static func text(_ comparisons: [CompositionComparison]) -> String {
    let lines = comparisons.map {
      "\($0.design): \($0.errors.whole.text); beside one piece without tiles: \($0.errors.dissolved.text), "
        + "of tiles dissolved: \($0.errors.dissolvedBoth.text)"
    }
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
      func figures(_ result: BlockResult) -> CompositionComparison.Figures {
        .init(area: result.area, nanoseconds: result.nanoseconds)
      }
      let composed = try synthesizer.synthesise(design)
      let pieces = try synthesizer.synthesise(design, dissolvesTiles: true)
      comparisons.append(
        CompositionComparison(
          design: design.summary, composed: .init(area: composed.area, nanoseconds: composed.nanoseconds),
          composedDissolved: .init(area: pieces.area, nanoseconds: pieces.nanoseconds),
          whole: figures(try synthesizer.synthesiseWhole(design)),
          dissolved: figures(try synthesizer.synthesiseWhole(design, dissolvesTiles: true))))
      watch(comparisons[comparisons.count - 1])
    }
  }
  return comparisons
}
