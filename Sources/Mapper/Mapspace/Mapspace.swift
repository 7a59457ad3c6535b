package import Core

/// Least and greatest factor of each dimension in one place of a mapping.
package struct FactorLimits: Hashable, Sendable {
  package var minimum: LoopBounds
  package var maximum: LoopBounds

  /// Factors of any size for the dimensions given, none for the others.
  package init(free dimensions: DimensionSet = .all) {
    minimum = LoopBounds()
    maximum = LoopBounds()
    for dimension in dimensions.dimensions { maximum[dimension] = .max }
  }

  /// The dimensions that may have a factor above 1.
  package var dimensions: DimensionSet {
    DimensionSet(Dimension.allCases.filter { maximum[$0] > 1 }.map { DimensionSet($0) })
  }

  /// Fixes a dimension's factor.
  package mutating func fix(_ dimension: Dimension, at factor: Int) {
    minimum[dimension] = factor
    maximum[dimension] = factor
  }

  /// Keeps what a constraint allows too.
  fileprivate mutating func narrow(to constraint: MappingConstraint) {
    for dimension in Dimension.allCases {
      minimum[dimension] = max(minimum[dimension], constraint.minimum[dimension])
      maximum[dimension] = min(maximum[dimension], constraint.maximum[dimension])
    }
  }

  /// Whether the dimension may have the factor.
  @inline(__always) package func allows(_ dimension: Dimension, _ factor: Int) -> Bool {
    factor >= minimum[dimension] && factor <= maximum[dimension]
  }
}

/// What a mapping may do at one level.
package struct LevelConstraint: Hashable, Sendable {
  package var temporal: FactorLimits
  package var spatialX: FactorLimits
  package var spatialY: FactorLimits
  /// Dimensions whose temporal loops come innermost, from the inside out; the order of the others is free.
  package var innermost: [Dimension]
  /// Dimensions whose temporal loops come outermost, from the outside in.
  package var outermost: [Dimension]
  /// Dimensions whose temporal loops all come inside those of the others, in any order among themselves.
  package var inside: DimensionSet
  /// Operands of those the level can hold that it holds in every mapping.
  package var keep: OperandSet = []
  /// Operands that pass the level by in every mapping.
  package var bypass: OperandSet = []
  /// Operands that may pass the level by.
  package var mayBypass: OperandSet = []

  package init(
    temporal: FactorLimits = FactorLimits(), spatialX: FactorLimits = FactorLimits(free: []),
    spatialY: FactorLimits = FactorLimits(free: []), innermost: [Dimension] = [], outermost: [Dimension] = [],
    inside: DimensionSet = []
  ) {
    self.temporal = temporal
    self.spatialX = spatialX
    self.spatialY = spatialY
    self.innermost = innermost
    self.outermost = outermost
    self.inside = inside
  }

  /// Narrows the level by a constraint on it; of two orders the later counts.
  package mutating func apply(_ constraint: MappingConstraint) {
    switch constraint.loops {
    case .temporal: temporal.narrow(to: constraint)
    case .spatialX: spatialX.narrow(to: constraint)
    case .spatialY: spatialY.narrow(to: constraint)
    }
    keep.formUnion(constraint.keep)
    bypass.formUnion(constraint.bypass)
    mayBypass.formUnion(constraint.mayBypass)
    guard !constraint.outermost.isEmpty || !constraint.innermost.isEmpty else { return }
    outermost = constraint.outermost
    innermost = constraint.innermost.reversed()
  }

  /// What a level that can hold the given operands may hold, in a fixed order; everything there is room for first.
  package func choices(of keeps: OperandSet) -> [OperandSet] {
    let held = keeps.subtracting(bypass)
    return held.intersection(mayBypass).subtracting(keep).operands.reduce([held]) { choices, operand in
      choices + choices.map { $0.subtracting(OperandSet(operand)) }
    }
  }

  /// Whether the temporal loops may stand in an order, given from the inside out.
  package func allows(order sequence: [Dimension]) -> Bool {
    let inner = innermost.filter(sequence.contains)
    let outer = outermost.filter(sequence.contains)
    return sequence.starts(with: inner) && sequence.reversed().starts(with: outer)
      && sequence.drop { inside.contains($0) }.allSatisfy { !inside.contains($0) }
  }
}

/// The mappings a search may choose from: one constraint for each storage level, outermost first.
package struct Mapspace: Hashable, Sendable {
  package var levels: [LevelConstraint]
  /// Whether factors have to divide; if not, the last trip of a dimension may be short.
  package var perfect: Bool

  package init(levels: [LevelConstraint], perfect: Bool = true) {
    self.levels = levels
    self.perfect = perfect
  }

  /// All temporal loops everywhere, and over each fan-out the dimensions the architecture allows, as far as its
  /// constraints let them.
  package init(_ architecture: Architecture, perfect: Bool = true) {
    self.init(
      levels: architecture.levels.map { level in
        LevelConstraint(
          spatialX: FactorLimits(free: level.fanOut.dimensionsX), spatialY: FactorLimits(free: level.fanOut.dimensionsY)
        )
      }, perfect: perfect)
    for constraint in architecture.constraints {
      guard let level = architecture.levels.firstIndex(where: { $0.name == constraint.level }) else { continue }
      levels[level].apply(constraint)
    }
  }

  /// Lets every memory between the DRAM and the registers of the array be passed by, where no constraint says keep.
  package mutating func freeBypass(on architecture: Architecture) {
    for (index, level) in architecture.levels.enumerated() where index > 0 && level.kind == .sram {
      levels[index].mayBypass = level.keeps
    }
  }

  /// Gemmini's named constraint set: weights alone at the registers, C over the rows, K over the columns, at most P and
  /// Q inside the registers.
  ///
  /// Source: `reference/timeloop/mapper_baseline/gemmini_16_128_32.constraints.yaml`, which is `dataset/hw/gemmini/
  /// mapspace/mapspace_random.yaml` of ucb-bar/dosa; levels are DRAM, scratchpad, accumulator, registers.
  package static func gemmini(dimension size: Int) -> Mapspace {
    var columns = FactorLimits(free: .k)
    columns.maximum.k = size
    var rows = FactorLimits(free: .c)
    rows.maximum.c = size
    return Mapspace(levels: [
      LevelConstraint(), LevelConstraint(spatialX: columns), LevelConstraint(spatialX: rows),
      LevelConstraint(temporal: FactorLimits(free: [.p, .q])),
    ])
  }
}
