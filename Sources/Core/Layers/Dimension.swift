/// A loop dimension of a multiply–accumulate layer.
///
/// The letters are the field's: R and S are the filter's width and height, P and Q the output's width and height,
/// C and K the input and output channels of one group, N the batch and G the groups (DESIGN §3, §11).
public enum Dimension: UInt8, CaseIterable, Hashable, Sendable, Codable {
  case n = 0
  case g = 1
  case k = 2
  case c = 3
  case p = 4
  case q = 5
  case r = 6
  case s = 7

  /// The letter used in mapping text and files.
  public var letter: Character {
    switch self {
    case .n: "N"
    case .g: "G"
    case .k: "K"
    case .c: "C"
    case .p: "P"
    case .q: "Q"
    case .r: "R"
    case .s: "S"
    }
  }

  /// What the dimension counts, for messages and tables.
  public var meaning: String {
    switch self {
    case .n: "batch"
    case .g: "groups"
    case .k: "output channels"
    case .c: "input channels"
    case .p: "output width"
    case .q: "output height"
    case .r: "filter width"
    case .s: "filter height"
    }
  }

  /// The dimension a letter stands for; `nil` for any other character.
  public init?(letter: Character) {
    guard let dimension = Self.allCases.first(where: { $0.letter == letter }) else { return nil }
    self = dimension
  }
}

/// A set of loop dimensions.
public struct DimensionSet: OptionSet, Hashable, Sendable, Codable {
  /// One bit for each dimension, by its raw value.
  public let rawValue: UInt8

  /// The set with these bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The set holding one dimension.
  public init(_ dimension: Dimension) {
    rawValue = 1 << dimension.rawValue
  }

  /// The batch.
  public static let n = DimensionSet(.n)
  /// The groups.
  public static let g = DimensionSet(.g)
  /// The output channels.
  public static let k = DimensionSet(.k)
  /// The input channels.
  public static let c = DimensionSet(.c)
  /// The output width.
  public static let p = DimensionSet(.p)
  /// The output height.
  public static let q = DimensionSet(.q)
  /// The filter width.
  public static let r = DimensionSet(.r)
  /// The filter height.
  public static let s = DimensionSet(.s)
  /// Every dimension.
  public static let all = DimensionSet(rawValue: 0xff)

  /// Whether the set holds the dimension.
  public func contains(_ dimension: Dimension) -> Bool {
    rawValue & (1 << dimension.rawValue) != 0
  }

  /// The dimensions of the set, in declaration order.
  public var dimensions: [Dimension] {
    Dimension.allCases.filter(contains)
  }
}

/// One integer for each loop dimension: a layer's sizes, a tile's sizes or a level's factors.
public struct LoopBounds: Hashable, Sendable, Codable {
  /// Batch.
  public var n: Int
  /// Groups.
  public var g: Int
  /// Output channels of one group.
  public var k: Int
  /// Input channels of one group.
  public var c: Int
  /// Output width.
  public var p: Int
  /// Output height.
  public var q: Int
  /// Filter width.
  public var r: Int
  /// Filter height.
  public var s: Int

  /// Bounds given by name; what is not named is 1.
  public init(
    n: Int = 1, g: Int = 1, k: Int = 1, c: Int = 1, p: Int = 1, q: Int = 1, r: Int = 1, s: Int = 1
  ) {
    self.n = n
    self.g = g
    self.k = k
    self.c = c
    self.p = p
    self.q = q
    self.r = r
    self.s = s
  }

  /// The bound of a dimension.
  public subscript(dimension: Dimension) -> Int {
    get {
      switch dimension {
      case .n: n
      case .g: g
      case .k: k
      case .c: c
      case .p: p
      case .q: q
      case .r: r
      case .s: s
      }
    }
    set {
      switch dimension {
      case .n: n = newValue
      case .g: g = newValue
      case .k: k = newValue
      case .c: c = newValue
      case .p: p = newValue
      case .q: q = newValue
      case .r: r = newValue
      case .s: s = newValue
      }
    }
  }

  /// The product of all bounds, or `nil` when it does not fit below 2^60.
  public var checkedProduct: Int? {
    checkedMultiply(n, g, k, c, p, q, r, s)
  }

  /// The product of all bounds.
  ///
  /// - Precondition: the product is below 2^60, as every validated layer's is.
  public var product: Int {
    n * g * k * c * p * q * r * s
  }
}

/// The product of the factors, or `nil` when a partial product reaches 2^60.
///
/// Bounding products once on the way in lets later arithmetic run without checks of its own (DESIGN §10).
public func checkedMultiply(_ factors: Int...) -> Int? {
  var product = 1
  for factor in factors {
    let (next, overflow) = product.multipliedReportingOverflow(by: factor)
    guard !overflow, next.magnitude < 1 << 60 else { return nil }
    product = next
  }
  return product
}

/// The quotient rounded up.
///
/// - Precondition: `divisor > 0` and `dividend >= 0`.
@inlinable public func ceilingDivide(_ dividend: Int, _ divisor: Int) -> Int {
  (dividend + divisor - 1) / divisor
}
