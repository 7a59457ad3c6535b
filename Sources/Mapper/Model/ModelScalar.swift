package import Core

/// A number the analytical model can be computed in: `Double`, or a dual number carrying derivatives.
///
/// The model is one function over this protocol (DESIGN §5.1). Branches compare `primal` values only, so a dual number
/// takes the same branches as the `Double` it carries.
package protocol ModelScalar: Sendable, BitwiseCopyable {
  init(_ value: Double)
  /// The plain value, derivatives apart.
  var primal: Double { get }
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self
  /// The value times a constant, which a dual number does for less than times another dual.
  func scaled(by factor: Double) -> Self
  /// The value plus a constant.
  func offset(by constant: Double) -> Self
  /// The smallest whole number not below the value; derivatives are dropped.
  var ceiling: Self { get }
  /// The largest whole number not above the value; derivatives are dropped.
  var floor: Self { get }
}

extension ModelScalar {
  @inline(__always) package static func += (left: inout Self, right: Self) { left = left + right }
  @inline(__always) package static func *= (left: inout Self, right: Self) { left = left * right }

  /// The greater of two values; the first on a tie.
  @inline(__always) package static func maximum(_ left: Self, _ right: Self) -> Self {
    right.primal > left.primal ? right : left
  }

  /// The smaller of two values; the first on a tie.
  @inline(__always) package static func minimum(_ left: Self, _ right: Self) -> Self {
    right.primal < left.primal ? right : left
  }

  @inline(__always) package static var zero: Self { Self(0) }
  @inline(__always) package static var one: Self { Self(1) }
}

extension Double: ModelScalar {
  @inline(__always) package var primal: Double { self }
  @inline(__always) package func scaled(by factor: Double) -> Double { self * factor }
  @inline(__always) package func offset(by constant: Double) -> Double { self + constant }
  /// Adding 3·2^51 rounds to a whole number, a few instructions without a branch where `rounded(.up)` is a call.
  @inline(__always) package var ceiling: Double {
    guard magnitude < 0x1p51 else { return rounded(.up) }
    let nearest = (self + 0x1.8p52) - 0x1.8p52
    return nearest + (nearest < self ? 1 : 0)
  }
  @inline(__always) package var floor: Double { rounded(.down) }
}

/// One scalar for each loop dimension, stored inline.
package struct PerDimension<Scalar: ModelScalar>: Sendable {
  package var values: InlineArray<8, Scalar>

  @inline(__always) package init(repeating value: Scalar) {
    values = InlineArray(repeating: value)
  }

  /// The integers of `bounds` as scalars.
  package init(_ bounds: LoopBounds) {
    values = InlineArray(repeating: Scalar(1))
    for dimension in Dimension.allCases { self[dimension] = Scalar(Double(bounds[dimension])) }
  }

  @inline(__always) package subscript(dimension: Dimension) -> Scalar {
    get { values[unchecked: Int(dimension.rawValue)] }
    set { values[unchecked: Int(dimension.rawValue)] = newValue }
  }
}

extension Operand {
  /// The operand with the given index: weights, inputs, outputs.
  ///
  /// `allCases` would allocate in a hot loop.
  @inline(__always) package static func at(_ index: Int) -> Operand {
    index == 0 ? .weights : index == 1 ? .inputs : .outputs
  }
}
