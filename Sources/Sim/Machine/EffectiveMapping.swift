import Core

/// The mapping a controller really runs, and what it could not do as asked.
///
/// A controller that can't spill partial sums finishes an output tile before it turns to the next: every loop over
/// outputs that stands outside the outputs' buffer moves outside the reduction loops there. Loops only ever move
/// outwards, so tiles only shrink and the mapping stays legal; loops of one dimension keep their order.
func effectiveMapping(_ mapping: Mapping, on architecture: Architecture) -> (mapping: Mapping, warnings: [String]) {
  guard !architecture.controller.spillsPartialSums, let buffer = architecture.outermostOnChipLevel(keeping: .outputs),
    buffer <= mapping.levels.count
  else { return (mapping, []) }
  var effective = mapping
  var reduction: Int?
  for level in 0..<buffer {
    var kept: [TemporalLoop] = []
    var reducing: [TemporalLoop] = []
    for loop in effective.levels[level].temporal {
      if !Operand.outputs.relevantDimensions.contains(loop.dimension) {
        reducing.append(loop)
      } else if let reduction, reduction < level {
        effective.levels[reduction].temporal.insert(loop, at: outputLoops(of: effective.levels[reduction]))
      } else {
        kept.append(loop)
      }
    }
    effective.levels[level].temporal = kept + reducing
    if reduction == nil, !reducing.isEmpty { reduction = level }
  }
  guard effective != mapping else { return (mapping, []) }
  return (
    effective,
    [
      "the controller of '\(architecture.name)' can't spill partial sums: the mapping '\(mapping)' runs as "
        + "'\(effective)'"
    ]
  )
}

/// The loops over outputs at the front of a level's temporal loops.
private func outputLoops(of level: MappingLevel) -> Int {
  level.temporal.prefix { Operand.outputs.relevantDimensions.contains($0.dimension) }.count
}
