import Core

/// The loop orders of one level that the reuse rule can tell apart and that no other order beats.
///
/// Only the innermost loops of a level matter: the run of loops an operand doesn't depend on, whose trips cost it
/// nothing, and the run of loops that slide the input along one axis. Orders that agree in both cost the same; an order
/// whose runs all lie inside another's costs at least as much. What is kept is exact for every hierarchy without
/// neighbour links (DESIGN §5.2: orders merged only where the active reuse rule cannot tell them apart).
struct OrderClasses {
  /// The loops of one order, innermost first.
  struct Order: Hashable {
    /// Dimensions packed in half-bytes, innermost in the lowest.
    var packed: UInt32 = 0
    var count = 0

    mutating func append(_ dimension: Dimension) {
      packed |= UInt32(dimension.rawValue) << UInt32(4 * count)
      count += 1
    }

    /// The dimension `place` loops from the inside.
    @inline(__always) subscript(place: Int) -> Dimension {
      Dimension.at(Int(packed >> UInt32(4 * place) & 0xf))
    }
  }

  /// What an order looks like to the reuse rule.
  private struct Look: Hashable {
    /// For each operand, the innermost loops it doesn't depend on.
    var stationary: InlineSets
    /// The innermost loops that slide the input along one axis, and whether K runs between them.
    var sliding: [Dimension]
    var interrupted: Bool

    /// Whether this order costs no more than the other, whatever the factors.
    func beats(_ other: Look) -> Bool {
      stationary.contains(other.stationary) && sliding.starts(with: other.sliding)
        && (!interrupted || other.interrupted || other.sliding.count < 2)
    }
  }

  /// A set of dimensions for each operand.
  private struct InlineSets: Hashable {
    var weights: DimensionSet
    var inputs: DimensionSet
    var outputs: DimensionSet

    func contains(_ other: InlineSets) -> Bool {
      weights.isSuperset(of: other.weights) && inputs.isSuperset(of: other.inputs)
        && outputs.isSuperset(of: other.outputs)
    }
  }

  private let reuse: ReuseRule
  private let constraint: LevelConstraint
  private var found: [DimensionSet: [Order]] = [:]

  init(_ constraint: LevelConstraint, reuse: ReuseRule) {
    self.constraint = constraint
    self.reuse = reuse
  }

  /// The orders worth trying for the given loops, in a fixed order; none where constraints contradict each other.
  mutating func orders(of loops: DimensionSet) -> [Order] {
    if let known = found[loops] { return known }
    var looks: [(look: Look, order: Order)] = []
    permute(loops.dimensions) { sequence in
      guard constraint.allows(order: sequence) else { return }
      let look = look(of: sequence)
      guard !looks.contains(where: { $0.look.beats(look) }) else { return }
      looks.removeAll { look.beats($0.look) }
      var order = Order()
      for dimension in sequence { order.append(dimension) }
      looks.append((look, order))
    }
    let orders = looks.map(\.order)
    found[loops] = orders
    return orders
  }

  private func look(of sequence: [Dimension]) -> Look {
    func run(_ operand: Operand) -> DimensionSet {
      DimensionSet(
        sequence.prefix { !operand.relevantDimensions.contains($0) }.map { DimensionSet($0) })
    }
    var look = Look(
      stationary: InlineSets(weights: run(.weights), inputs: run(.inputs), outputs: run(.outputs)), sliding: [],
      interrupted: false)
    guard reuse != .tile else { return look }
    if reuse == .dosa {
      // Under its formulas no order is better whatever the factors.
      look.sliding = sequence
      return look
    }
    var pendingK = false
    for dimension in sequence {
      guard let axis = InputAxis(dimension) else {
        pendingK = !look.sliding.isEmpty
        continue
      }
      guard axis == .width || axis == .height else { break }
      if let first = look.sliding.first, InputAxis(first) != axis { break }
      if pendingK { look.interrupted = true }
      look.sliding.append(dimension)
    }
    return look
  }

  /// Calls `body` with every order of the dimensions, lexicographically.
  private func permute(_ dimensions: [Dimension], _ body: ([Dimension]) -> Void) {
    var sequence: [Dimension] = []
    func extend(_ left: [Dimension]) {
      guard !left.isEmpty else { return body(sequence) }
      for (index, dimension) in left.enumerated() {
        sequence.append(dimension)
        var rest = left
        rest.remove(at: index)
        extend(rest)
        sequence.removeLast()
      }
    }
    extend(dimensions)
  }
}

extension Dimension {
  /// The dimension with the given raw value; `allCases` would allocate in a hot loop.
  @inline(__always) static func at(_ index: Int) -> Dimension {
    switch index {
    case 0: .n
    case 1: .g
    case 2: .k
    case 3: .c
    case 4: .p
    case 5: .q
    case 6: .r
    default: .s
    }
  }
}
