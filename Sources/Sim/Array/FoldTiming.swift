/// The cycles and words of one fold.
///
/// Cycles count from 0 in the cycle the first word is presented at the array's edge. A fold alone: `preload` cycles
/// bring the stationary operand in, `stream` cycles the streamed one, and `drain` cycles later the last output is
/// visible at the bottom edge.
public struct FoldTiming: Hashable, Sendable {
  /// Cycles in which stationary words enter; 0 when sums are stationary or the operand is kept.
  public var preload: Int
  /// Cycles in which streamed words enter the first row.
  public var stream: Int
  /// Cycles from the one that presents the first streamed word to the one that shows the first output.
  public var fill: Int
  /// Cycles from the one that presents the last streamed word to the one that shows the last output.
  public var drain: Int
  /// Cycles in which finished sums shift out of the stationary registers; 0 unless sums are stationary.
  public var sumShift: Int
  /// Words read and written.
  public var accesses: ArrayAccesses

  /// Cycles from the first streamed word to the last output, both included.
  public var latency: Int { stream + drain }

  /// Cycles of the fold alone, from its first word to its last output, both included.
  public var cycles: Int { preload + latency }
}
