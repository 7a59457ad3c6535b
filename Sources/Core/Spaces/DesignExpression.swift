/// Arithmetic over the parameters of a space: numbers with units, names, `+ - * / %` and parentheses.
public indirect enum DesignExpression: Hashable, Sendable, Codable {
  /// A number, in the first unit of its kind: bytes, hertz.
  case number(Double)
  /// A parameter, or a figure of the priced architecture.
  case name(String)
  case sum(DesignExpression, DesignExpression)
  case difference(DesignExpression, DesignExpression)
  case product(DesignExpression, DesignExpression)
  case quotient(DesignExpression, DesignExpression)
  /// What is left of the first after taking away the second as often as it goes; 0 for a multiple.
  case remainder(DesignExpression, DesignExpression)

  /// A text that is no rule: what was found and what could stand there.
  public struct SyntaxError: Error, Hashable, Sendable {
    /// The word in the way; empty at the end of the text.
    public var found: String
    /// What could stand there.
    public var expected: String
  }

  /// The value under the given names; `nil` when a name has none or the result isn't finite.
  public func value(_ named: (String) -> Double?) -> Double? {
    let result: Double? =
      switch self {
      case .number(let number): number
      case .name(let name): named(name)
      case .sum(let left, let right): Self.combine(left, right, named, +)
      case .difference(let left, let right): Self.combine(left, right, named, -)
      case .product(let left, let right): Self.combine(left, right, named, *)
      case .quotient(let left, let right): Self.combine(left, right, named, /)
      case .remainder(let left, let right):
        Self.combine(left, right, named) { $0.truncatingRemainder(dividingBy: $1) }
      }
    guard let result, result.isFinite else { return nil }
    return result
  }

  /// Every name, from left to right.
  public var names: [String] {
    switch self {
    case .number: []
    case .name(let name): [name]
    case .sum(let left, let right), .difference(let left, let right), .product(let left, let right),
      .quotient(let left, let right), .remainder(let left, let right):
      left.names + right.names
    }
  }

  private static func combine(
    _ left: DesignExpression, _ right: DesignExpression, _ named: (String) -> Double?,
    _ operation: (Double, Double) -> Double
  ) -> Double? {
    guard let left = left.value(named), let right = right.value(named) else { return nil }
    return operation(left, right)
  }
}

/// Reads rules word by word; names may hold hyphens, so a minus stands between spaces.
struct DesignExpressionParser {
  private var words: ArraySlice<String>
  private var depth = 0

  init(_ text: String) {
    words = Self.split(text)[...]
  }

  /// Terms added and subtracted.
  mutating func sum() throws(DesignExpression.SyntaxError) -> DesignExpression {
    var result = try product()
    while let sign = words.first, sign == "+" || sign == "-" {
      words.removeFirst()
      let right = try product()
      result = sign == "+" ? .sum(result, right) : .difference(result, right)
    }
    return result
  }

  /// The comparison between the sides of a rule.
  mutating func comparison() throws(DesignExpression.SyntaxError) -> DesignConstraint.Comparison {
    guard let comparison = DesignConstraint.Comparison(rawValue: words.first ?? "") else {
      throw unexpected("one of \(DesignConstraint.Comparison.allCases.map(\.rawValue).joined(separator: " "))")
    }
    words.removeFirst()
    return comparison
  }

  /// Nothing may follow.
  func finish() throws(DesignExpression.SyntaxError) {
    guard words.isEmpty else { throw unexpected("the end of the rule") }
  }

  private mutating func product() throws(DesignExpression.SyntaxError) -> DesignExpression {
    var result = try factor()
    while let sign = words.first, ["*", "/", "%"].contains(sign) {
      words.removeFirst()
      let right = try factor()
      switch sign {
      case "*": result = .product(result, right)
      case "/": result = .quotient(result, right)
      default: result = .remainder(result, right)
      }
    }
    return result
  }

  private mutating func factor() throws(DesignExpression.SyntaxError) -> DesignExpression {
    guard let word = words.first, let first = word.first else { throw unexpected("a number or a name") }
    if word == "(" {
      depth += 1
      guard depth < Self.deepest else { throw unexpected("fewer parentheses") }
      words.removeFirst()
      let inside = try sum()
      guard words.first == ")" else { throw unexpected("')'") }
      words.removeFirst()
      depth -= 1
      return inside
    }
    if first.isNumber {
      guard let number = Self.number(word) else { throw unexpected("a number such as 2, 0.5, 64KiB or 1GHz") }
      words.removeFirst()
      return .number(number)
    }
    guard first.isLetter else { throw unexpected("a number or a name") }
    words.removeFirst()
    return .name(word)
  }

  private func unexpected(_ expected: String) -> DesignExpression.SyntaxError {
    DesignExpression.SyntaxError(found: words.first ?? "", expected: expected)
  }

  /// Parentheses inside each other; each is a level of recursion.
  private static let deepest = 64

  private static func number(_ word: String) -> Double? {
    if let plain = Double(word), plain.isFinite { return plain }
    for kind in [QuantityKind.size, .frequency] {
      if let value = try? kind.decimal(word) { return value }
    }
    return nil
  }

  /// Names with hyphens, numbers with units, and every other character by itself, `<=` `>=` `==` together.
  private static func split(_ text: String) -> [String] {
    var words: [String] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first.isLetter || first.isNumber {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" }
        words.append(String(word))
        rest = rest.dropFirst(word.count)
      } else {
        let length = "<>=".contains(first) && rest.dropFirst().first == "=" ? 2 : 1
        words.append(String(rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
    }
    return words
  }
}
