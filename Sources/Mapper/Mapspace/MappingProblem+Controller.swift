package import Core

extension MappingProblem {
  /// Leaves out the mappings the architecture's controller can't run as they are written.
  ///
  /// What may pass by its memories is `Architecture.bypassProblem`'s to say. A controller that can't spill partial sums finishes an output tile before it turns to the next: outside the
  /// outputs' buffer no loop over outputs stands inside a loop that reduces. So the reducing loops there all stand in
  /// one level, behind its loops over outputs, and no loop over outputs follows in the levels further in. Each choice
  /// of that level is a variant of its own; together they hold every mapping the controller runs unchanged.
  package mutating func keepToController(of architecture: Architecture) {
    variants.removeAll { variant in
      var keeps = architecture.levels.map { _ in OperandSet() }
      for level in variant.hierarchy.levels { keeps[Int(level.memory)].formUnion(level.keeps) }
      return architecture.bypassProblem(keeping: keeps) != nil
    }
    guard !architecture.controller.spillsPartialSums else { return }
    variants = variants.flatMap { variant -> [MappingVariant] in
      let levels = variant.hierarchy.levels
      let buffer = levels.indices.first {
        architecture.levels[Int(levels[$0].memory)].kind != .dram && levels[$0].keeps.contains(.outputs)
      }
      guard let buffer, buffer > 0 else { return [variant] }
      return (0..<buffer).map { reducing in
        var kept = variant
        for level in 0..<buffer {
          if level < reducing { kept.mapspace.levels[level].temporal.exclude(Self.reducing) }
          if level == reducing { kept.mapspace.levels[level].inside.formUnion(Self.reducing) }
          if level > reducing { kept.mapspace.levels[level].temporal.exclude(Operand.outputs.relevantDimensions) }
        }
        return kept
      }
    }
  }

  /// The dimensions outputs are summed over.
  private static let reducing = DimensionSet.all.subtracting(Operand.outputs.relevantDimensions)
}

extension FactorLimits {
  /// Allows no factor above 1 of the dimensions; a minimum above 1 stays and then can't be met.
  fileprivate mutating func exclude(_ dimensions: DimensionSet) {
    for dimension in dimensions.dimensions { maximum[dimension] = 1 }
  }
}
