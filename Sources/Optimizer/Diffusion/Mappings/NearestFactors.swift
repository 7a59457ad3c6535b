import Foundation

/// Finds the factors of a number, one for each of some places, whose logarithms are nearest to wanted ones.
///
/// Least squares over all ways to factor the number, depth first, the nearest divisors first, so that the first way found
/// leaves little to look through.
package struct NearestFactors {
  private let wanted: [Double]
  private let most: [Int]
  /// For each place the number's divisors, the nearest to what is wanted first, with the square of what they miss.
  private let choices: [[(divisor: Int, miss: Double)]]
  private var current: [Int]
  private var least = Double.infinity
  /// The factors; the last takes everything where nothing else is allowed.
  package private(set) var factors: [Int]

  /// The nearest factors.
  ///
  /// - Parameters:
  ///   - number: What they multiply up to.
  ///   - wanted: Their natural logarithms; at least one.
  ///   - most: The largest factor of each place; the last may be of any size.
  package init(of number: Int, wanted: [Double], most: [Int]) {
    self.wanted = wanted
    self.most = most
    let divisors = Self.divisors(of: number)
    choices = zip(wanted, most).map { wanted, most in
      divisors.filter { $0 <= most }
        .map { (divisor: $0, miss: (log(Double($0)) - wanted) * (log(Double($0)) - wanted)) }
        .sorted { ($0.miss, $0.divisor) < ($1.miss, $1.divisor) }
    }
    current = Array(repeating: 1, count: wanted.count)
    factors = current
    factors[factors.count - 1] = number
    search(0, number, 0)
  }

  private mutating func search(_ place: Int, _ left: Int, _ missed: Double) {
    guard place + 1 < wanted.count else {
      let miss = log(Double(left)) - wanted[place]
      guard missed + miss * miss < least else { return }
      least = missed + miss * miss
      current[place] = left
      factors = current
      return
    }
    for choice in choices[place] {
      guard missed + choice.miss < least else { return }
      guard left.isMultiple(of: choice.divisor) else { continue }
      current[place] = choice.divisor
      search(place + 1, left / choice.divisor, missed + choice.miss)
    }
  }

  private static func divisors(of number: Int) -> [Int] {
    var (small, large): ([Int], [Int]) = ([], [])
    var candidate = 1
    while candidate * candidate <= number {
      if number.isMultiple(of: candidate) {
        small.append(candidate)
        if candidate * candidate != number { large.append(number / candidate) }
      }
      candidate += 1
    }
    return small + large.reversed()
  }
}
