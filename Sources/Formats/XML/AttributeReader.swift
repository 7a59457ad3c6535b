package import Core

/// Reads typed attributes and keeps every complaint, so that all errors of a file are told at once.
///
/// A getter that fails returns a harmless stand-in and notes why; `finish` throws when anything was noted. Checks that
/// compare several values belong behind `isClean`.
package struct AttributeReader {
  /// What was found wrong so far.
  package private(set) var diagnostics: [Diagnostic]
  /// Complaints of the schema a getter is expected to word better.
  private let fallbacks: [SchemaVerdict.Fallback]

  /// - Parameter verdict: what the schema has complained about; such places aren't complained about again.
  package init(_ verdict: SchemaVerdict = SchemaVerdict()) {
    diagnostics = verdict.structural
    fallbacks = verdict.fallbacks
  }

  /// Whether no error was found so far.
  package var isClean: Bool {
    !diagnostics.contains { $0.severity == .error }
  }

  /// Notes a problem, unless its place already has one.
  package mutating func note(_ problem: Problem, at location: SourceLocation) {
    guard !diagnostics.contains(where: { $0.location == location }) else { return }
    diagnostics.append(Diagnostic(problem, at: location))
  }

  /// Throws everything noted, in the file's order; returns when there is no error.
  ///
  /// What the schema has against a value, and no getter has said, is told in the schema's words.
  package mutating func finish() throws(InvalidInput) {
    for fallback in fallbacks where !diagnostics.contains(where: { fallback.isCovered(by: $0) }) {
      diagnostics.append(fallback.diagnostic)
    }
    guard !isClean else { return }
    let ordered = Self.withoutMisspeltAttributes(diagnostics).enumerated().sorted { left, right in
      let leftPlace = (left.element.location.line ?? 0, left.element.location.column ?? 0, left.offset)
      let rightPlace = (right.element.location.line ?? 0, right.element.location.column ?? 0, right.offset)
      return leftPlace < rightPlace
    }
    throw InvalidInput(ordered.map(\.element))
  }

  /// The attribute's text; the default when the element doesn't state it.
  ///
  /// Without a default its absence is an error; so with all getters.
  package mutating func text(_ name: String, of element: XMLElement, default fallback: String? = nil) -> String {
    if let value = element[name] ?? fallback { return value }
    note(.missingAttribute(subject: element.subject, attribute: name), at: element.location)
    return ""
  }

  /// A name: letters, digits, hyphens and underscores.
  package mutating func name(_ name: String, of element: XMLElement) -> String {
    let found = text(name, of: element)
    let isName = found.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
    if element[name] != nil, found.isEmpty || !isName {
      note(
        .notAQuantity(
          subject: element.name, attribute: name, found: found,
          kind: "name of letters, digits, hyphens and underscores", example: "unified-buffer"),
        at: element.location(of: name))
    }
    return found
  }

  /// A whole number in a range.
  package mutating func integer(
    _ name: String, of element: XMLElement, in range: ClosedRange<Int> = 1...AttributeReader.largest,
    default fallback: Int? = nil
  ) -> Int {
    guard let found = stated(name, of: element, hasDefault: fallback != nil) else { return fallback ?? 1 }
    guard let value = wholeNumber(found) else {
      note(
        isDigits(found.first == "-" ? String(found.dropFirst()) : found)
          ? .outOfRange(subject: element.subject, attribute: name, found: found, expected: Self.words(range))
          : .notAQuantity(
            subject: element.subject, attribute: name, found: found, kind: "whole number", example: "16"),
        at: element.location(of: name))
      return fallback ?? 1
    }
    guard range.contains(value) else {
      note(
        .outOfRange(subject: element.subject, attribute: name, found: found, expected: Self.words(range)),
        at: element.location(of: name))
      return fallback ?? 1
    }
    return value
  }

  /// Sizes and counts stay below 2^40, so that products of two can't overflow.
  package static let largest = (1 << 40) - 1

  /// A quantity that is a whole number of its kind's first unit: bytes or hertz.
  package mutating func whole(
    _ name: String, _ kind: QuantityKind, of element: XMLElement, in range: ClosedRange<Int> = 1...(1 << 50),
    default fallback: Int? = nil
  ) -> Int {
    guard let found = stated(name, of: element, hasDefault: fallback != nil) else { return fallback ?? 1 }
    let words = "\(kind.text(range.lowerBound)) to \(kind.text(range.upperBound))"
    do {
      let value = try kind.whole(found)
      if range.contains(value) { return value }
      note(
        .outOfRange(subject: element.subject, attribute: name, found: found, expected: words),
        at: element.location(of: name))
    } catch {
      noteQuantity(error, name, kind, of: element, found: found, range: words)
    }
    return fallback ?? 1
  }

  /// A quantity read as a double, from 0 to 10^15.
  package mutating func decimal(
    _ name: String, _ kind: QuantityKind, of element: XMLElement, default fallback: Double? = nil
  ) -> Double {
    guard let found = stated(name, of: element, hasDefault: fallback != nil) else { return fallback ?? 0 }
    let words = "0 to 1e15\(kind.units[0].symbol)"
    do {
      let value = try kind.decimal(found)
      if value <= 1e15 { return value }
      note(
        .outOfRange(subject: element.subject, attribute: name, found: found, expected: words),
        at: element.location(of: name))
    } catch {
      noteQuantity(error, name, kind, of: element, found: found, range: words)
    }
    return fallback ?? 0
  }

  /// A plain number as results hold it, from 0 up and finite.
  package mutating func number(_ name: String, of element: XMLElement) -> Double {
    guard let found = stated(name, of: element, hasDefault: false) else { return 0 }
    if found.utf8.allSatisfy({ isDecimal($0) }), let value = Double(found), value.isFinite, value >= 0 { return value }
    note(
      .notAQuantity(subject: element.subject, attribute: name, found: found, kind: "number", example: "12.5"),
      at: element.location(of: name))
    return 0
  }

  private func isDecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// One word of a closed list.
  package mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of element: XMLElement, default fallback: Choice
  ) -> Choice where Choice.RawValue == String {
    guard let found = element[name] else { return fallback }
    if let choice = Choice(rawValue: found) { return choice }
    noteUnknownWord(found, of: name, element, known: Choice.allCases.map(\.rawValue))
    return fallback
  }

  /// A list of words of a closed list, separated by white space, none twice.
  package mutating func choices<Choice: RawRepresentable & CaseIterable & Equatable>(
    _ name: String, of element: XMLElement
  ) -> [Choice] where Choice.RawValue == String {
    var choices: [Choice] = []
    for word in words(name, of: element, known: Choice.allCases.map(\.rawValue)) {
      if let choice = Choice(rawValue: word) { choices.append(choice) }
    }
    return choices
  }

  /// Operands by name: `weights inputs outputs`.
  package mutating func operands(_ name: String, of element: XMLElement) -> OperandSet {
    var set: OperandSet = []
    for word in words(name, of: element, known: Operand.allCases.map(\.name)) {
      if let operand = Operand(name: word) { set.insert(OperandSet(operand)) }
    }
    return set
  }

  /// Dimensions by letter, separated by white space: `K` or `P Q`; none when the element doesn't state the attribute.
  package mutating func dimensions(_ name: String, of element: XMLElement) -> DimensionSet {
    guard element[name] != nil else { return [] }
    var set: DimensionSet = []
    for word in words(name, of: element, known: Dimension.allCases.map { String($0.letter) }, allowsNone: true) {
      if let letter = word.first, let dimension = Dimension(letter: letter) { set.insert(DimensionSet(dimension)) }
    }
    return set
  }

  /// A width and a height written `3x5`, or one number for both.
  package mutating func extent(
    _ name: String, of element: XMLElement, in range: ClosedRange<Int> = 1...AttributeReader.largest,
    default fallback: Extent? = nil
  ) -> Extent {
    guard let found = stated(name, of: element, hasDefault: fallback != nil) else {
      return fallback ?? Extent(square: 1)
    }
    let parts = found.split(separator: "x", omittingEmptySubsequences: false).map { wholeNumber(String($0)) }
    guard (1...2).contains(parts.count), let width = parts[0], let height = parts[parts.count - 1] else {
      note(
        .notAQuantity(
          subject: element.subject, attribute: name, found: found, kind: "width and height", example: "3x3"),
        at: element.location(of: name))
      return fallback ?? Extent(square: 1)
    }
    guard range.contains(width), range.contains(height) else {
      note(
        .outOfRange(subject: element.subject, attribute: name, found: found, expected: Self.words(range)),
        at: element.location(of: name))
      return fallback ?? Extent(square: 1)
    }
    return Extent(width: width, height: height)
  }

  /// `true` or `false`.
  package mutating func flag(_ name: String, of element: XMLElement, default fallback: Bool) -> Bool {
    guard let found = element[name] else { return fallback }
    switch found {
    case "true": return true
    case "false": return false
    default:
      noteUnknownWord(found, of: name, element, known: ["true", "false"])
      return fallback
    }
  }

  /// Whole numbers of a list separated by white space.
  package mutating func integers(
    _ name: String, of element: XMLElement, in range: ClosedRange<Int> = 1...AttributeReader.largest
  ) -> [Int] {
    guard let found = stated(name, of: element, hasDefault: false) else { return [] }
    var values: [Int] = []
    for word in found.split(whereSeparator: \.isWhitespace) {
      guard let value = wholeNumber(String(word)), range.contains(value) else {
        note(
          .outOfRange(subject: element.subject, attribute: name, found: String(word), expected: Self.words(range)),
          at: element.location(of: name))
        return values
      }
      values.append(value)
    }
    return values
  }
}

// MARK: - Words and complaints

extension AttributeReader {
  /// The complaints without those about missing attributes that stand there misspelt.
  private static func withoutMisspeltAttributes(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.filter { missing in
      guard case .missingAttribute(let subject, let attribute) = missing.problem else { return true }
      return !diagnostics.contains { other in
        guard case .unknownAttribute(subject, let found, let known) = other.problem else { return false }
        return nearestName(to: found, among: known) == attribute
      }
    }
  }

  /// The attribute's text; notes its absence when there is no default.
  private mutating func stated(_ name: String, of element: XMLElement, hasDefault: Bool) -> String? {
    if let value = element[name] { return value }
    if !hasDefault {
      note(.missingAttribute(subject: element.subject, attribute: name), at: element.location)
    }
    return nil
  }

  /// The words of a list, each known and none twice; the ones that are neither are noted and left out.
  private mutating func words(
    _ name: String, of element: XMLElement, known: [String], allowsNone: Bool = false
  ) -> [String] {
    guard let found = stated(name, of: element, hasDefault: false) else { return [] }
    var words: [String] = []
    for word in found.split(whereSeparator: \.isWhitespace).map(String.init) {
      if !known.contains(word) {
        noteUnknownWord(word, of: name, element, known: known)
      } else if words.contains(word) {
        note(
          .repeatedWord(subject: element.subject, attribute: name, word: word), at: element.location(of: name))
      } else {
        words.append(word)
      }
    }
    if found.allSatisfy(\.isWhitespace), !allowsNone {
      note(.emptyList(subject: element.subject, attribute: name, known: known), at: element.location(of: name))
    }
    return words
  }

  private mutating func noteUnknownWord(_ found: String, of name: String, _ element: XMLElement, known: [String]) {
    note(
      .unknownWord(subject: element.subject, attribute: name, found: found, known: known),
      at: element.location(of: name))
  }

  private mutating func noteQuantity(
    _ error: QuantityError, _ name: String, _ kind: QuantityKind, of element: XMLElement, found: String, range: String
  ) {
    let subject = element.subject
    let problem: Problem =
      switch error {
      case .syntax:
        .notAQuantity(subject: subject, attribute: name, found: found, kind: kind.noun, example: kind.example)
      case .unit(let suggestion):
        .notAQuantity(
          subject: subject, attribute: name, found: found, kind: kind.noun,
          example: found.prefix { $0.isNumber || $0 == "." } + suggestion)
      case .fraction:
        .outOfRange(subject: subject, attribute: name, found: found, expected: "a whole number of \(kind.unitNoun)")
      case .negative, .overflow:
        .outOfRange(subject: subject, attribute: name, found: found, expected: range)
      }
    note(problem, at: element.location(of: name))
  }

  private func wholeNumber(_ text: String) -> Int? {
    isDigits(text) ? Int(text) : nil
  }

  private func isDigits(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    if range.upperBound == largest { return "\(range.lowerBound) or more, and below 2^40" }
    if range.upperBound >= 1 << 40, range.upperBound.nonzeroBitCount == 1 {
      return "\(range.lowerBound) to 2^\(range.upperBound.trailingZeroBitCount)"
    }
    let joint = range.upperBound == range.lowerBound + 1 ? "or" : "to"
    return "\(range.lowerBound) \(joint) \(range.upperBound)"
  }
}
