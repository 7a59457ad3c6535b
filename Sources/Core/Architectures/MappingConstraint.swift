/// What mappings may do with the loops of one storage level: part of the mapspace an architecture states.
///
/// The kinds are Timeloop's (`mapspace_constraints` of its version 0.3): least, greatest and fixed factors, temporal or
/// spatial, fixed or partial loop orders, and which operands pass the level by. All constraints of an architecture have
/// to hold.
public struct MappingConstraint: Hashable, Sendable, Codable {
  /// Which loops of the level are meant.
  public enum Loops: String, CaseIterable, Hashable, Sendable, Codable {
    case temporal
    /// Over the X axis of the fan-out below the level.
    case spatialX = "spatial-x"
    /// Over the Y axis.
    case spatialY = "spatial-y"
  }

  /// The level's name.
  public var level: String
  /// Which of its loops.
  public var loops: Loops
  /// The least factor of each dimension; 1 where any is allowed.
  public var minimum: LoopBounds
  /// The greatest factor of each dimension; `Int.max` where any is allowed.
  public var maximum: LoopBounds
  /// Temporal loops that stand outermost, from the outside in.
  public var outermost: [Dimension]
  /// Temporal loops that stand innermost, from the outside in; the others stand between, in any order.
  public var innermost: [Dimension]
  /// Operands of those it can hold that the level holds in every mapping, also where bypass is free.
  public var keep: OperandSet = []
  /// Operands that pass the level by in every mapping.
  public var bypass: OperandSet = []
  /// Operands that may pass the level by; whether they do is the mapping's choice.
  public var mayBypass: OperandSet = []

  /// A constraint on the loops of a level; without more it allows everything.
  public init(level: String, loops: Loops = .temporal, outermost: [Dimension] = [], innermost: [Dimension] = []) {
    self.level = level
    self.loops = loops
    minimum = LoopBounds()
    maximum = LoopBounds()
    for dimension in Dimension.allCases { maximum[dimension] = .max }
    self.outermost = outermost
    self.innermost = innermost
  }

  /// The order in its text form: letters from the outside in, with a star where the others may stand; empty without one.
  public var orderText: String {
    guard !outermost.isEmpty || !innermost.isEmpty else { return "" }
    return String(outermost.map(\.letter)) + "*" + String(innermost.map(\.letter))
  }

  /// Reads an order such as `K*PQ`; `nil` when it isn't one.
  public static func order(_ text: String) -> (outermost: [Dimension], innermost: [Dimension])? {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false).map { $0.map { Dimension(letter: $0) } }
    let all = parts.flatMap { $0 }
    guard parts.count == 2, !all.isEmpty, Set(all).count == all.count, !all.contains(nil) else { return nil }
    return (parts[0].compactMap { $0 }, parts[1].compactMap { $0 })
  }
}
