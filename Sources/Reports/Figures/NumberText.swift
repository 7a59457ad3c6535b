/// Numbers as people read them: digits grouped by commas, three significant digits with an engineering prefix.
///
/// Nothing here asks the locale, so the same value gives the same text on every machine.
package enum NumberText {
  /// An exact count: `12,345,678`.
  package static func integer(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// A value with a fixed number of decimals, ties away from zero: `12.30`.
  ///
  /// Values from 1e15 on are written as `Double` describes them; what is not a number is a dash.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return missing }
    guard value.magnitude < 1e15 else { return value.description }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value.magnitude * Double(scale)).rounded(.toNearestOrAwayFromZero)
    guard rounded < 9e18 else { return value.description }
    let (whole, fraction) = Int(rounded).quotientAndRemainder(dividingBy: scale)
    let sign = value < 0 && rounded > 0 ? "-" : ""
    guard decimals > 0 else { return sign + integer(whole) }
    let digits = String(fraction)
    return sign + integer(whole) + "." + String(repeating: "0", count: decimals - digits.count) + digits
  }

  /// A sentence whose figures don't part from their units at the end of a line: the blanks between them don't break.
  package static func unbroken(_ sentence: String) -> String {
    let words = sentence.split(separator: " ", omittingEmptySubsequences: false)
    var text = ""
    for (index, word) in words.enumerated() {
      if index > 0 {
        let unit = word.filter { $0.isLetter || "%²·/".contains($0) }
        let isUnit = units.contains(String(unit)) || units.contains(String(unit.dropFirst()))
        text += words[index - 1].last?.isNumber == true && isUnit ? "\u{a0}" : " "
      }
      text += word
    }
    return text
  }

  private static let units: Set<String> = ["%", "s", "J", "J·s", "W", "mm²", "B", "iB", "Hz", "B/s", "MAC", "MAC/s"]

  /// A share of one as a percentage with one decimal: `56.3 %`.
  package static func percent(_ share: Double) -> String {
    share.isFinite ? fixed(share * 100, decimals: 1) + " %" : missing
  }

  /// Three significant digits with an SI prefix: `1.23 mJ`, `4.09 GMAC`, `0 J`.
  ///
  /// Outside atto to exa the exponent is written: `1.23e-21 J`.
  package static func engineering(_ value: Double, unit: String) -> String {
    prefixed(value, unit: unit, base: 1000, prefixes: decimalPrefixes, unitIndex: 6)
  }

  /// A chosen value rather than a measured one, without trailing zeros: `1 GHz`, `2.5 GHz`, `560 fJ`.
  package static func setting(_ value: Double, unit: String) -> String {
    let text = engineering(value, unit: unit)
    guard let blank = text.firstIndex(of: " ") else { return text }
    return withoutTrailingZeros(text[..<blank]) + text[blank...]
  }

  /// A chosen ratio, without trailing zeros: `20`, `0.5`.
  package static func setting(_ ratio: Double) -> String { withoutTrailingZeros(Self.ratio(ratio)[...]) }

  private static func withoutTrailingZeros(_ number: Substring) -> String {
    guard number.contains("."), !number.contains("e") else { return String(number) }
    var digits = number
    while digits.last == "0" { digits = digits.dropLast() }
    if digits.last == "." { digits = digits.dropLast() }
    return String(digits)
  }

  /// A number of bytes: exact below 1,024, then three significant digits with a binary prefix: `1.50 MiB`.
  package static func bytes(_ count: Int) -> String {
    if count.magnitude < 1024 { return "\(integer(count)) B" }
    return prefixed(Double(count), unit: "B", base: 1024, prefixes: binaryPrefixes, unitIndex: 0)
  }

  /// A capacity, exact where it is a whole number of a binary unit: `256 KiB`, `1.5 MiB` as `1.50 MiB`.
  package static func capacity(_ count: Int) -> String {
    var whole = count
    var index = 0
    while whole != 0, whole.isMultiple(of: 1024), index < binaryPrefixes.count - 1 {
      whole /= 1024
      index += 1
    }
    return whole.magnitude < 1024 ? "\(whole) \(binaryPrefixes[index])B" : bytes(count)
  }

  /// Energy given in picojoules: `456 µJ`.
  package static func energy(picojoules: Double) -> String { engineering(picojoules * 1e-12, unit: "J") }

  /// A ratio with three significant digits and no prefix below 1000: `0.0123`, `45.6`, `1,235`.
  package static func ratio(_ value: Double) -> String {
    guard value.isFinite else { return missing }
    guard value != 0 else { return "0" }
    guard value.magnitude >= 1e-4 else { return scientific(value) }
    var decimals = 2
    var bound = 10.0
    while decimals > 0, roundedMagnitude(value, decimals: decimals) >= bound {
      decimals -= 1
      bound *= 10
    }
    bound = 1
    while decimals >= 2, decimals < 6, roundedMagnitude(value, decimals: decimals) < bound {
      decimals += 1
      bound /= 10
    }
    return fixed(value, decimals: decimals)
  }

  /// What stands where there is no number.
  package static let missing = "–"

  private static let decimalPrefixes = ["a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"]
  private static let binaryPrefixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

  private static func roundedMagnitude(_ value: Double, decimals: Int) -> Double {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    return (value.magnitude * scale).rounded(.toNearestOrAwayFromZero) / scale
  }

  private static func prefixed(
    _ value: Double, unit: String, base: Double, prefixes: [String], unitIndex: Int
  ) -> String {
    guard value.isFinite else { return missing }
    guard value != 0 else { return "0 \(unit)" }
    var index = unitIndex
    var scaled = value
    while scaled.magnitude < 1, index > 0 {
      scaled *= base
      index -= 1
    }
    while roundedMagnitude(scaled, decimals: 0) >= base, index < prefixes.count - 1 {
      scaled /= base
      index += 1
    }
    // 0.9996 stays below 1 until it is rounded: show it as 1.00 of this prefix, 999.6 as 1.00 of the next.
    guard scaled.magnitude >= 0.9995, scaled.magnitude < 1e6 else { return "\(scientific(value)) \(unit)" }
    let decimals =
      roundedMagnitude(scaled, decimals: 2) < 10 ? 2 : roundedMagnitude(scaled, decimals: 1) < 100 ? 1 : 0
    return "\(fixed(scaled, decimals: decimals)) \(prefixes[index])\(unit)"
  }

  private static func scientific(_ value: Double) -> String {
    var mantissa = value
    var exponent = 0
    while mantissa.magnitude < 1 {
      mantissa *= 10
      exponent -= 1
    }
    while roundedMagnitude(mantissa, decimals: 2) >= 10 {
      mantissa /= 10
      exponent += 1
    }
    return "\(fixed(mantissa, decimals: 2))e\(exponent)"
  }
}
