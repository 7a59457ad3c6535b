/// The compact text of a mapping, as the field writes it:
/// `L3[WIO] K8 Q28 - L2[WI] N1 K4X - L1[O] K2 S7 R7 Q4 P7 C3X - L0[W] P16`.
///
/// Outermost level first; operands kept in brackets; leftmost loop outermost; `X` or `Y` marks a spatial loop over the
/// fan-out below the level; `P16,9` an imperfect factor whose last trip is 9 long. A level without temporal loops
/// prints `N1`; other unit loops are left out (DESIGN §3, §11).
extension Mapping: CustomStringConvertible {
  /// The canonical text of the mapping.
  public var description: String {
    levels.enumerated().map { index, level in
      let temporal = level.temporal.map { Self.text($0.dimension, $0.bound, $0.last) }
      let spatial = level.spatial.map { Self.text($0.dimension, $0.bound, $0.last) + $0.axis.rawValue }
      let loops = (temporal.isEmpty ? ["N1"] : temporal) + spatial
      return "L\(levels.count - 1 - index)[\(level.keeps.letters)] \(loops.joined(separator: " "))"
    }.joined(separator: " - ")
  }

  private static func text(_ dimension: Dimension, _ bound: Int, _ last: Int) -> String {
    last == bound ? "\(dimension.letter)\(bound)" : "\(dimension.letter)\(bound),\(last)"
  }

  /// Parses a mapping's text.
  ///
  /// - Throws: `Problem.mappingSyntax` with what was found and what was expected.
  public init(parsing text: String) throws(MappingTextError) {
    var levels: [MappingLevel] = []
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let words = part.split(whereSeparator: \.isWhitespace)
      guard let head = words.first else {
        throw MappingTextError(found: String(part), expected: "a level such as L\(parts.count - 1 - index)[WIO]")
      }
      var level = MappingLevel(keeps: try Self.keeps(head, number: parts.count - 1 - index))
      for word in words.dropFirst() {
        try Self.append(word, to: &level)
      }
      levels.append(level)
    }
    self.init(levels: levels)
  }

  private static func keeps(_ head: Substring, number: Int) throws(MappingTextError) -> OperandSet {
    let expected = "L\(number)[…] with the letters W, I and O of the operands the level keeps"
    guard head.hasPrefix("L\(number)["), head.hasSuffix("]") else {
      throw MappingTextError(found: String(head), expected: expected)
    }
    var keeps: OperandSet = []
    for letter in head.dropFirst("L\(number)[".count).dropLast() {
      guard let operand = Operand(letter: letter), !keeps.contains(operand) else {
        throw MappingTextError(found: String(head), expected: expected)
      }
      keeps.insert(OperandSet(operand))
    }
    return keeps
  }

  private static func append(_ word: Substring, to level: inout MappingLevel) throws(MappingTextError) {
    let failure = MappingTextError(
      found: String(word), expected: "a loop such as K8, P16,9 or C3X (a letter of N G K C P Q R S and a size)")
    var rest = word
    guard let letter = rest.popFirst(), let dimension = Dimension(letter: letter) else { throw failure }
    var axis: SpatialLoop.Axis?
    if let suffix = rest.last, let found = SpatialLoop.Axis(rawValue: String(suffix)) {
      axis = found
      rest = rest.dropLast()
    }
    let numbers = rest.split(separator: ",", omittingEmptySubsequences: false)
    guard (1...2).contains(numbers.count), let bound = positive(numbers[0]) else { throw failure }
    let last = numbers.count == 2 ? positive(numbers[1]) : bound
    guard let last, last <= bound else { throw failure }
    guard bound > 1 else { return }
    if let axis {
      level.spatial.append(SpatialLoop(dimension, bound, last: last, axis: axis))
    } else {
      level.temporal.append(TemporalLoop(dimension, bound, last: last))
    }
  }

  private static func positive(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(digits), value > 0,
      value < 1 << 40
    else { return nil }
    return value
  }
}

/// A mapping text that can't be parsed.
public struct MappingTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The word that stopped the parser.
  public var found: String
  /// What would be right there.
  public var expected: String

  /// The problem a file's diagnostic carries.
  public var problem: Problem { .mappingSyntax(found: found, expected: expected) }

  /// The message for a person.
  public var description: String { problem.message }
}
