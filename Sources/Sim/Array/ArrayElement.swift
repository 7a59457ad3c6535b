package import Core

/// A number an array multiplies, and the number it adds the products up in.
package protocol ArrayElement: Sendable, Equatable {
  associatedtype Sum: ArraySum

  static var zero: Self { get }

  /// What files call the element's format.
  static var format: NumberFormat { get }

  /// The product, in the accumulator's format.
  static func product(_ left: Self, _ right: Self) -> Sum

  /// A number drawn evenly from a range that fills the format's significand.
  static func drawn(from random: inout SeededRandom) -> Self
}

/// A partial sum.
package protocol ArraySum: Sendable, Equatable {
  static var zero: Self { get }

  /// The sum of two numbers, rounded or wrapped as the format does.
  static func sum(_ left: Self, _ right: Self) -> Self

  /// The bits of the number, for comparisons and checksums.
  var bits: UInt32 { get }
}

extension Int8: ArrayElement {
  package static var format: NumberFormat { .int8 }

  package static func product(_ left: Int8, _ right: Int8) -> Int32 {
    Int32(left) &* Int32(right)
  }

  package static func drawn(from random: inout SeededRandom) -> Int8 {
    Int8(truncatingIfNeeded: random.next())
  }
}

extension Int32: ArraySum {
  package static func sum(_ left: Int32, _ right: Int32) -> Int32 {
    left &+ right
  }

  package var bits: UInt32 { UInt32(bitPattern: self) }
}

extension Float: ArrayElement, ArraySum {
  package static var format: NumberFormat { .fp32 }

  package static func product(_ left: Float, _ right: Float) -> Float {
    left * right
  }

  package static func drawn(from random: inout SeededRandom) -> Float {
    Float(random.unit() * 2 - 1)
  }

  package static func sum(_ left: Float, _ right: Float) -> Float {
    left + right
  }

  package var bits: UInt32 { bitPattern }
}

/// A number with an 8-bit exponent and a 7-bit fraction: the upper half of an IEEE 754 binary32.
package struct BFloat16: ArrayElement, Hashable {
  /// Sign, exponent and fraction, from the top bit down.
  package let bitPattern: UInt16

  package static var zero: BFloat16 { BFloat16(bitPattern: 0) }

  package static var format: NumberFormat { .bf16 }

  /// The number with these bits.
  package init(bitPattern: UInt16) {
    self.bitPattern = bitPattern
  }

  /// The nearest number to a finite value, ties to the even one.
  package init(rounding value: Float) {
    let bits = value.bitPattern
    let tie = 0x7fff + (bits >> 16 & 1)
    bitPattern = UInt16(truncatingIfNeeded: (bits &+ tie) >> 16)
  }

  /// The same number in binary32, exactly.
  package var value: Float { Float(bitPattern: UInt32(bitPattern) << 16) }

  /// The product in binary32: exact, as 8 by 8 significant bits fit in 24, unless it under- or overflows.
  package static func product(_ left: BFloat16, _ right: BFloat16) -> Float {
    left.value * right.value
  }

  package static func drawn(from random: inout SeededRandom) -> BFloat16 {
    BFloat16(rounding: Float(random.unit() * 2 - 1))
  }
}
