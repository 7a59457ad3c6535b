import Core
import Sim

/// The range of a partial sum and how it is left.
struct SumFormat: Hashable, Sendable {
  /// Bits in two's complement.
  var bits: Int
  var overflow: ArrayDesign.Overflow

  /// The number a sum comes out as.
  func fitted(_ value: Int) -> Int {
    switch overflow {
    case .wrap:
      let unused = Int.bitWidth - bits
      return (value << unused) >> unused
    case .saturate:
      let largest = 1 << (bits - 1) - 1
      return min(max(value, -largest - 1), largest)
    }
  }
}

/// A word of any width, which knows the format of the sums its products are added up in.
///
/// Zero belongs to every format and carries none.
struct FixedPointWord: ArrayElement, Hashable {
  var value: Int
  var sums: SumFormat?

  static var zero: FixedPointWord { FixedPointWord(value: 0, sums: nil) }

  static var format: NumberFormat { .int32 }

  static func product(_ left: FixedPointWord, _ right: FixedPointWord) -> FixedPointSum {
    FixedPointSum(value: left.value * right.value, format: left.sums ?? right.sums)
  }

  /// A word of eight bits with 32-bit sums; words of other widths come from `ArrayStimulus`.
  static func drawn(from random: inout SeededRandom) -> FixedPointWord {
    FixedPointWord(value: Int(Int8.drawn(from: &random)), sums: SumFormat(bits: 32, overflow: .wrap))
  }
}

/// A partial sum of at most 48 bits.
struct FixedPointSum: ArraySum, Hashable {
  var value: Int
  var format: SumFormat?

  static var zero: FixedPointSum { FixedPointSum(value: 0, format: nil) }

  static func sum(_ left: FixedPointSum, _ right: FixedPointSum) -> FixedPointSum {
    guard let format = left.format ?? right.format else { return .zero }
    return FixedPointSum(value: format.fitted(left.value + right.value), format: format)
  }

  /// The lower 32 bits.
  var bits: UInt32 { UInt32(truncatingIfNeeded: value) }
}
