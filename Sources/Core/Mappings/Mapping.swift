/// A temporal loop of a mapping.
public struct TemporalLoop: Hashable, Sendable, Codable {
  /// The dimension the loop walks.
  public var dimension: Dimension
  /// Trips of the loop.
  public var bound: Int
  /// The length of the last trip where the factor doesn't divide; equal to `bound` for a perfect factor.
  public var last: Int

  /// A loop; a perfect factor unless `last` is given.
  public init(_ dimension: Dimension, _ bound: Int, last: Int? = nil) {
    self.dimension = dimension
    self.bound = bound
    self.last = last ?? bound
  }
}

/// A loop spread over an axis of the fan-out below its level.
public struct SpatialLoop: Hashable, Sendable, Codable {
  /// An axis of the array.
  public enum Axis: String, Hashable, Sendable, Codable {
    case x = "X"
    case y = "Y"
  }

  /// The dimension the loop walks.
  public var dimension: Dimension
  /// Trips of the loop.
  public var bound: Int
  /// The length of the last trip where the factor doesn't divide; equal to `bound` for a perfect factor.
  public var last: Int
  /// The axis the loop is spread over.
  public var axis: Axis

  /// A loop; a perfect factor unless `last` is given.
  public init(_ dimension: Dimension, _ bound: Int, last: Int? = nil, axis: Axis = .x) {
    self.dimension = dimension
    self.bound = bound
    self.last = last ?? bound
    self.axis = axis
  }
}

/// The loops of one storage level.
public struct MappingLevel: Hashable, Sendable, Codable {
  /// The operands the level holds.
  public var keeps: OperandSet
  /// Temporal loops, outermost first; unit loops are left out.
  public var temporal: [TemporalLoop]
  /// Loops over the fan-out below the level, outermost first; unit loops are left out.
  public var spatial: [SpatialLoop]

  /// A level's loops.
  public init(keeps: OperandSet, temporal: [TemporalLoop] = [], spatial: [SpatialLoop] = []) {
    self.keeps = keeps
    self.temporal = temporal
    self.spatial = spatial
  }
}

/// A loop tiling of one layer: for each storage level, outermost first, temporal loops in order and spatial loops.
///
/// Inside a level the temporal loops stand outside the spatial ones.
public struct Mapping: Hashable, Sendable, Codable {
  /// The levels, outermost first.
  public var levels: [MappingLevel]

  /// A mapping of the given levels.
  public init(levels: [MappingLevel]) {
    self.levels = levels
  }

  /// The product of a dimension's factors from a level inwards, as perfect factors count.
  public func factor(of dimension: Dimension, fromLevel level: Int = 0) -> Int {
    var product = 1
    for level in levels[level...] {
      for loop in level.temporal where loop.dimension == dimension { product *= loop.bound }
      for loop in level.spatial where loop.dimension == dimension { product *= loop.bound }
    }
    return product
  }

  /// The number of indices of a dimension the mapping walks through, imperfect factors included; `nil` at 2^60.
  ///
  /// With bounds b and last lengths r, outermost first, the walk ends after Σ (rᵢ − 1) · Π_{j>i} bⱼ + 1 indices: all
  /// trips but the last are whole (Horeni et al., "Ruby: Improving Hardware Efficiency for Tensor Algebra Accelerators
  /// Through Imperfect Factorization", ISPASS 2022).
  public func extent(of dimension: Dimension) -> Int? {
    var inner = 1
    var extent = 1
    for level in levels.reversed() {
      let loops =
        level.temporal.filter { $0.dimension == dimension }.map { ($0.bound, $0.last) }
        + level.spatial.filter { $0.dimension == dimension }.map { ($0.bound, $0.last) }
      for (bound, last) in loops.reversed() {
        guard let span = checkedMultiply(last - 1, inner), let next = checkedMultiply(inner, bound) else { return nil }
        extent += span
        inner = next
      }
    }
    return extent
  }
}
