import Core

/// The temporal trips of a mapping, level by level: at each level, how many trips of each dimension lie inside.
///
/// Trips inside a level divide the trips inside the next level out, so a mapping's temporal factors are a chain of
/// divisors for each dimension. Values are numbered, and a point of the space is one number for each dimension. With
/// imperfect factors the walk just ends with the bound: the chain is one of divisors too, of any value that isn't
/// padded more than its factors need, which is less than twice the bound.
struct TripSpace {
  /// One value's number for each dimension.
  typealias Point = InlineArray<8, UInt32>

  /// The values of all dimensions, rising within each.
  private let values: [Double]
  /// Where each dimension's values begin; one more entry for the end.
  private let valueStart: InlineArray<9, Int>
  /// For each value, the numbers of the values that divide it, rising.
  private let inner: [UInt32]
  /// Where each value's divisors begin; one more entry for the end.
  private let innerStart: [Int]
  /// Multipliers that number the points.
  private let radix: InlineArray<8, Int>
  /// Points in all; at most 2^60, beyond which it is no longer exact.
  let count: Int

  /// The space of trips inside the levels of a layer whose temporal bounds are given.
  init(trips: LoopBounds, perfect: Bool) {
    var values: [Double] = []
    var valueStart = InlineArray<9, Int>(repeating: 0)
    var inner: [UInt32] = []
    var innerStart = [0]
    var radix = InlineArray<8, Int>(repeating: 1)
    var count = 1
    for (index, dimension) in Dimension.allCases.enumerated() {
      let bound = trips[dimension]
      let choices = perfect ? Self.divisors(of: bound) : Array(1...max(1, 2 * bound - 2))
      values += choices.map(Double.init)
      for numbers in Self.divisorNumbers(choices, consecutive: !perfect) {
        inner += numbers
        innerStart.append(inner.count)
      }
      valueStart[index + 1] = values.count
      radix[index] = count
      count = checkedMultiply(count, choices.count) ?? 1 << 60
    }
    self.values = values
    self.valueStart = valueStart
    self.inner = inner
    self.innerStart = innerStart
    self.radix = radix
    self.count = count
  }

  /// The divisors of a number, rising.
  static func divisors(of value: Int) -> [Int] {
    var small: [Int] = []
    var large: [Int] = []
    var candidate = 1
    while candidate * candidate <= value {
      if value % candidate == 0 {
        small.append(candidate)
        if candidate != value / candidate { large.append(value / candidate) }
      }
      candidate += 1
    }
    return small + large.reversed()
  }

  /// For each choice the numbers of the choices that divide it, rising.
  private static func divisorNumbers(_ choices: [Int], consecutive: Bool) -> [[UInt32]] {
    guard consecutive else {
      return choices.map { value in choices.indices.filter { value % choices[$0] == 0 }.map { UInt32($0) } }
    }
    var numbers: [[UInt32]] = Array(repeating: [], count: choices.count)
    for divisor in choices {
      for multiple in stride(from: divisor, through: choices.count, by: divisor) {
        numbers[multiple - 1].append(UInt32(divisor - 1))
      }
    }
    return numbers
  }

  /// The greatest value of every dimension.
  var whole: Point {
    var point = Point(repeating: 0)
    for index in 0..<8 { point[index] = UInt32(valueStart[index + 1] - valueStart[index] - 1) }
    return point
  }

  /// The number of a point.
  @inline(__always) func number(of point: Point) -> Int {
    var number = 0
    for index in 0..<8 { number += Int(point[unchecked: index]) * radix[unchecked: index] }
    return number
  }

  /// The value with the given number.
  @inline(__always) func value(_ dimension: Int, _ number: UInt32) -> Double {
    values[valueStart[unchecked: dimension] + Int(number)]
  }

  /// The trips a point stands for.
  @inline(__always) func trips(_ point: Point) -> PerDimension<Double> {
    var trips = PerDimension<Double>(repeating: 1)
    for index in 0..<8 { trips.values[unchecked: index] = value(index, point[unchecked: index]) }
    return trips
  }

  /// The point that stands for the given trips; `nil` when the space has no such values.
  func point(of trips: PerDimension<Double>) -> Point? {
    var point = Point(repeating: 0)
    for index in 0..<8 {
      let wanted = trips.values[index]
      guard let number = numbers(index).first(where: { value(index, $0) == wanted }) else { return nil }
      point[index] = number
    }
    return point
  }

  /// The numbers of all values of a dimension.
  func numbers(_ dimension: Int) -> Range<UInt32> {
    0..<UInt32(valueStart[dimension + 1] - valueStart[dimension])
  }

  /// The numbers of the values that divide a value, rising.
  @inline(__always) func divisors(_ dimension: Int, of number: UInt32) -> ArraySlice<UInt32> {
    let place = valueStart[unchecked: dimension] + Int(number)
    return inner[innerStart[place]..<innerStart[place + 1]]
  }
}
