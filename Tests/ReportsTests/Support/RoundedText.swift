/// A number as a page shows it, read back without the code that wrote it.
struct RoundedText {
  /// The value in base units.
  let value: Double
  /// Half a unit in the last digit shown, in base units.
  let tolerance: Double

  private static let prefixes: [Character: Double] = [
    "a": 1e-18, "f": 1e-15, "p": 1e-12, "n": 1e-9, "µ": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
    "P": 1e15, "E": 1e18,
  ]
  private static let binaryPrefixes: [Substring: Double] = [
    "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776,
  ]
  private static let units: Set<Substring> = [
    "", "J", "s", "J·s", "W", "MAC", "MAC/s", "B", "B/s", "cycles", "mm²", "µm²", "Hz",
  ]

  /// Reads the number a text ends with: `1.23 mJ` in `dram: 1.23 mJ`; `nil` where it ends with none.
  init?(endOf text: String) {
    let pattern = /(-?\d[\d,]*)(?:\.(\d+))?(?:e(-?\d+))?(?: ([^\s0-9]+))?$/
    guard let match = text.firstMatch(of: pattern), let whole = Double(match.1.filter { $0 != "," }) else { return nil }
    let decimals = match.2 ?? ""
    let exponent = match.3.flatMap { Int($0) } ?? 0
    guard let scale = Self.scale(of: match.4 ?? ""), let fraction = Double("0." + (decimals.isEmpty ? "0" : decimals))
    else { return nil }
    let power = (0..<abs(exponent)).reduce(1.0) { product, _ in exponent < 0 ? product / 10 : product * 10 }
    let sign = match.1.hasPrefix("-") ? -1.0 : 1.0
    value = (whole + sign * fraction) * power * scale
    tolerance = decimals.reduce(0.5) { half, _ in half / 10 } * power * scale
  }

  /// Whether a full value rounds to what is shown; the slack covers the arithmetic here.
  func isRounding(of full: Double) -> Bool {
    abs(full - value) <= tolerance * 1.000001 + abs(full) * 1e-12
  }

  private static func scale(of unit: Substring) -> Double? {
    if unit == "%" { return 0.01 }
    if units.contains(unit) { return 1 }
    if let binary = binaryPrefixes[unit] { return binary }
    guard let first = unit.first, let prefix = prefixes[first], units.contains(unit.dropFirst()) else { return nil }
    return prefix
  }
}
