/// How many of the designs a generative model drew obeyed the space's rules.
public struct SampleCounts: Hashable, Sendable, Codable {
  /// Designs drawn.
  public var drawn: Int
  /// How many of them were legal as they were drawn.
  public var legal: Int
  /// How many others a few small changes made legal.
  public var repaired: Int

  /// Counts; none unless said otherwise.
  public init(drawn: Int = 0, legal: Int = 0, repaired: Int = 0) {
    self.drawn = drawn
    self.legal = legal
    self.repaired = repaired
  }

  /// The share that was legal before any repair; `nil` where none was drawn.
  public var legalShare: Double? { drawn > 0 ? Double(legal) / Double(drawn) : nil }

  /// Both counts together.
  public static func + (left: SampleCounts, right: SampleCounts) -> SampleCounts {
    SampleCounts(
      drawn: left.drawn + right.drawn, legal: left.legal + right.legal, repaired: left.repaired + right.repaired)
  }
}
