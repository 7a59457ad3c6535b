/// A quantity's text that can't be read.
public enum QuantityError: Error, Hashable, Sendable {
  /// No number followed directly by one of the kind's units.
  case syntax
  /// The unit is unknown but means one that is known, e.g. `MB` for `MiB`.
  case unit(suggestion: String)
  /// A number below zero.
  case negative
  /// Not a whole number of the kind's first unit.
  case fraction
  /// 2^60 or more of the kind's first unit, or no finite double.
  case overflow
}

extension QuantityKind {
  /// Reads a whole quantity such as `256KiB` or `1.2GHz` into bytes or hertz, exactly.
  ///
  /// - Throws: `QuantityError` when the text is no such quantity, is negative, isn't whole or reaches 2^60.
  public func whole(_ text: String) throws(QuantityError) -> Int {
    let parts = try split(text)
    guard parts.exponent.isEmpty else { throw .syntax }
    var fraction = parts.fraction
    while fraction.last == "0" { fraction.removeLast() }
    var mantissa = 0
    for digit in parts.integer + fraction {
      guard let value = digit.wholeNumberValue, let shifted = checkedMultiply(mantissa, 10) else { throw .overflow }
      mantissa = shifted + value
    }
    guard mantissa > 0 else { return 0 }
    // Tens of the unit cancel the fraction's digits; what is left of those must divide the mantissa times the twos.
    let tens = parts.unit.tens - fraction.count
    var value = try multiply(mantissa, 1 << parts.unit.twos)
    if tens >= 0 {
      for _ in 0..<tens { value = try multiply(value, 10) }
    } else {
      for _ in 0..<(-tens) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 10)
        guard remainder == 0 else { throw .fraction }
        value = quotient
      }
    }
    return value
  }

  /// Reads a quantity such as `0.56pJ` or `6.9pJ/bit` into the kind's first unit, as the nearest double.
  ///
  /// - Throws: `QuantityError` when the text is no such quantity, is negative or isn't finite.
  public func decimal(_ text: String) throws(QuantityError) -> Double {
    let parts = try split(text)
    let written = parts.exponent.isEmpty ? 0 : Int(parts.exponent) ?? 0
    let digits = parts.fraction.isEmpty ? parts.integer : parts.integer + "." + parts.fraction
    guard let value = Double("\(digits)e\(written + parts.unit.tens)") else { throw .overflow }
    let scaled = value * Double(1 << parts.unit.twos)
    guard scaled.isFinite else { throw .overflow }
    return scaled
  }

  /// The canonical text of a whole quantity: the largest unit it is a whole number of.
  public func text(_ value: Int) -> String {
    let unit = value == 0 ? units[0] : units.last { value % $0.scale == 0 } ?? units[0]
    return "\(value / unit.scale)\(unit.symbol)"
  }

  /// The canonical text of a decimal quantity: the shortest number that reads back as the same double.
  public func text(_ value: Double) -> String {
    shortestDecimal(value) + units[0].symbol
  }

  private func multiply(_ value: Int, _ factor: Int) throws(QuantityError) -> Int {
    guard let product = checkedMultiply(value, factor) else { throw .overflow }
    return product
  }
}

/// A number's parts: `digits[.digits][e[±]digits]unit`.
private struct QuantityParts {
  var integer: String
  var fraction: String
  var exponent: String
  var unit: QuantityUnit
}

extension QuantityKind {
  private func split(_ text: String) throws(QuantityError) -> QuantityParts {
    if text.first == "-", let rest = try? split(String(text.dropFirst())), !rest.integer.isEmpty {
      throw .negative
    }
    var rest = text[...]
    let integer = takeDigits(from: &rest)
    guard !integer.isEmpty, integer.count <= Self.digitLimit else { throw integer.isEmpty ? .syntax : .overflow }
    var fraction = ""
    if rest.first == "." {
      rest.removeFirst()
      fraction = takeDigits(from: &rest)
      guard !fraction.isEmpty, fraction.count <= Self.digitLimit else {
        throw fraction.isEmpty ? .syntax : .overflow
      }
    }
    let exponent = takeExponent(from: &rest)
    guard let unit = units.first(where: { $0.symbol == rest }) else { throw unknownUnit(rest) }
    return QuantityParts(integer: integer, fraction: fraction, exponent: exponent, unit: unit)
  }

  /// Longer numbers are mistakes.
  private static var digitLimit: Int { 400 }

  private func takeDigits(from rest: inout Substring) -> String {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(digits.count)
    return String(digits)
  }

  private func takeExponent(from rest: inout Substring) -> String {
    guard let mark = rest.first, mark == "e" || mark == "E" else { return "" }
    var tail = rest.dropFirst()
    var sign = ""
    if let first = tail.first, first == "+" || first == "-" {
      sign = first == "-" ? "-" : ""
      tail.removeFirst()
    }
    let digits = takeDigits(from: &tail)
    guard (1...3).contains(digits.count) else { return "" }
    rest = tail
    return sign + digits
  }

  private func unknownUnit(_ found: Substring) -> QuantityError {
    let plain = found.filter { !$0.isWhitespace }.lowercased()
    guard !plain.isEmpty else { return .syntax }
    for unit in units {
      let known = unit.symbol.lowercased()
      // `MB`, `kb` and `M` mean MiB, KiB and MiB here; `ghz` means GHz.
      if plain == known || (self == .size && (plain + "ib" == known || plain.replacing("b", with: "ib") == known)) {
        return .unit(suggestion: unit.symbol)
      }
    }
    return .syntax
  }
}

/// The shortest decimal that reads back as the same double, in the words of XML Schema: `INF`, `-INF`, `NaN`.
///
/// Whole numbers lose Swift's `.0`.
public func shortestDecimal(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-INF" : "INF" }
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
