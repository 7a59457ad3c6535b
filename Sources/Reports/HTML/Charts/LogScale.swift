import Foundation

/// A logarithmic axis: values to coordinates, and the round values worth a line.
struct LogScale: Hashable, Sendable {
  /// The values at the ends, each 1, 2 or 5 times a power of ten.
  let lower: Double
  let upper: Double
  /// The coordinates of the ends.
  let start: Double
  let end: Double

  /// An axis that holds all values with some room around them; `nil` without a positive value.
  init?(holding values: [Double], start: Double, end: Double) {
    let usable = values.filter { $0.isFinite && $0 > 0 }
    guard let smallest = usable.min(), let largest = usable.max() else { return nil }
    let below = Self.steps(from: smallest / 25, to: smallest / 1.3).last
    let above = Self.steps(from: largest * 1.3, to: largest * 25).first
    guard let below, let above else { return nil }
    lower = below
    upper = above
    self.start = start
    self.end = end
  }

  /// An axis that ends a little beyond the smallest and the largest value, for charts of values close together.
  init?(holding values: [Double], start: Double, end: Double, margin: Double) {
    let usable = values.filter { $0.isFinite && $0 > 0 }
    guard let smallest = usable.min(), let largest = usable.max(), largest * margin < .infinity else { return nil }
    let room = Swift.max(margin, pow(largest / smallest, 0.04))
    lower = smallest / room
    upper = largest * room
    self.start = start
    self.end = end
  }

  /// Where a value stands; what lies outside stands at the end it passes.
  func position(_ value: Double) -> Double {
    let share = (log10(max(value, .leastNormalMagnitude)) - log10(lower)) / (log10(upper) - log10(lower))
    return start + min(max(share, 0), 1) * (end - start)
  }

  /// Round values on the axis: powers of ten, with 2 and 5 between them where there are few.
  var ticks: [Double] {
    let all = Self.steps(from: lower, to: upper * 1.0001)
    if all.count < 2 { return fineTicks }
    if all.count <= 8 { return all }
    return all.enumerated().filter { isPowerOfTen($0.element) }.map(\.element)
  }

  /// A few evenly spaced round values, for an axis shorter than the step from 1 to 2.
  private var fineTicks: [Double] {
    let power = pow(10, (log10(upper - lower)).rounded(.down) - 1)
    for step in [1.0, 2, 5, 10, 20, 50].map({ $0 * power }) where (upper - lower) / step <= 5 {
      let first = (lower / step).rounded(.up)
      let count = Int(((upper - first * step) / step).rounded(.down))
      return count >= 0 ? (0...Swift.min(count, 8)).map { (first + Double($0)) * step } : []
    }
    return []
  }

  private func isPowerOfTen(_ value: Double) -> Bool {
    let exponent = log10(value)
    return abs(exponent - exponent.rounded()) < 1e-9
  }

  /// The values 1, 2 and 5 times a power of ten in a range.
  private static func steps(from low: Double, to high: Double) -> [Double] {
    guard low > 0, high.isFinite else { return [] }
    var steps: [Double] = []
    for exponent in Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up)) {
      for digit in [1.0, 2, 5] {
        let value = digit * pow(10, Double(exponent))
        if value >= low * 0.9999, value <= high { steps.append(value) }
      }
    }
    return steps
  }
}
