import Foundation

/// Interpolation on logarithmic axes: between two points a power law.
enum Logarithm {
  /// Where a value lies between two others: 0 at the first, 1 at the second, outside beyond them.
  static func position(_ value: Double, from first: Double, to second: Double) -> Double {
    log(value / first) / log(second / first)
  }

  /// The value at a position between two others, both above zero.
  static func between(_ first: Double, _ second: Double, _ position: Double) -> Double {
    first * exp(position * log(second / first))
  }
}
