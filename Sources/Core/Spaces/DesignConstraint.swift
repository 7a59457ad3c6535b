/// A rule points of a space must obey, such as `scratchpad >= 2 * accumulator` or `area <= 20`.
public struct DesignConstraint: Hashable, Sendable, Codable {
  /// How the sides compare.
  public enum Comparison: String, CaseIterable, Hashable, Sendable, Codable {
    case atMost = "<="
    case atLeast = ">="
    case equal = "=="
    case below = "<"
    case above = ">"
  }

  /// What a rule may say of a design beside its parameters; each is known without mapping or simulating anything.
  public enum Figure: String, CaseIterable, Hashable, Sendable, Codable {
    /// Square millimetres of all components.
    case area
    /// Watts leaked.
    case leakage
    /// Hertz of the fastest core clock the components allow.
    case highestClock = "highest-clock"
  }

  /// The rule as the file writes it.
  public var text: String
  /// Why the rule is there; may be empty.
  public var reason: String
  /// What stands left of the comparison.
  public var left: DesignExpression
  /// How the sides compare.
  public var comparison: Comparison
  /// What stands right of it.
  public var right: DesignExpression

  /// Reads a rule: two expressions and one comparison between them.
  ///
  /// - Throws: `DesignExpression.SyntaxError` when the text is none.
  public init(parsing text: String, reason: String = "") throws(DesignExpression.SyntaxError) {
    var parser = DesignExpressionParser(text)
    left = try parser.sum()
    comparison = try parser.comparison()
    right = try parser.sum()
    try parser.finish()
    self.text = text
    self.reason = reason
  }

  /// Names the rule speaks of, in the order they first appear.
  public var names: [String] {
    (left.names + right.names).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Whether the rule speaks of anything a priced architecture is needed for.
  public var needsArchitecture: Bool { names.contains { Figure(rawValue: $0) != nil } }

  /// Whether the rule holds; `nil` when a name has no value or the arithmetic has no answer.
  public func holds(_ value: (String) -> Double?) -> Bool? {
    guard let left = left.value(value), let right = right.value(value) else { return nil }
    return switch comparison {
    case .atMost: left <= right
    case .atLeast: left >= right
    case .equal: left == right
    case .below: left < right
    case .above: left > right
    }
  }
}
