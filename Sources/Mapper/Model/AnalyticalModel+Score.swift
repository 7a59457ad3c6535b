package import Core

extension MappingProblem {
  /// Scores exactly the mapping given, with every count behind the cost.
  ///
  /// - Parameters:
  ///   - mapping: A legal mapping onto the architecture.
  ///   - architecture: Names the levels; those of the problem's first variant, of which operands may pass some by.
  /// - Returns: The model's figures.
  /// - Throws: `NestProblem` when the mapping can't be packed.
  package func score(_ mapping: Mapping, on architecture: Architecture) throws(NestProblem) -> MappingScore {
    guard var hierarchy = variants.first?.hierarchy, mapping.levels.count == hierarchy.levels.count else {
      throw .levelCount(found: mapping.levels.count, expected: architecture.levels.count)
    }
    guard let outermost = mapping.levels.first?.keeps, outermost == .all else {
      throw .outermostKeeps(mapping.levels.first?.keeps ?? [])
    }
    hierarchy = hierarchy.keeping(as: mapping)
    var model = AnalyticalModel(shape: LayerShape(convolution), hierarchy: hierarchy, rules: rules)
    let cost = model.evaluate(try LoopNest(mapping, bounds: convolution.bounds))
    return MappingScore(
      cycles: whole(cost.cycles), computeCycles: whole(cost.computeCycles), macs: convolution.macs,
      picojoules: cost.energy, macPicojoules: Double(convolution.macs) * hierarchy.macEnergy,
      levels: architecture.levels.indices.map { model.score(ofLevel: $0, architecture.levels[$0], cost) })
  }
}

extension AnalyticalModel where Scalar == Double {
  /// What one level did in the last evaluation.
  fileprivate func score(
    ofLevel level: Int, _ storage: StorageLevel, _ cost: MappingCost<Double>
  ) -> MappingScore.Level {
    let memory = Int(levels[level].memory)
    let operands = levels[level].keeps.operands.map { operand in
      let all = totalTraffic(level, operand)
      let tile = traffic(level, operand).tile
      let unit = memories[memory].unit[Int(operand.rawValue)]
      let bytes = tile * (operand == .outputs ? memories[memory].finalOutputUnit : unit)
      return MappingScore.OperandAccesses(
        operand: operand, tileWords: whole(tile),
        tileBytes: whole(bytes.rounded(.up)), reads: whole(all.reads),
        fills: whole(all.fills), updates: whole(all.updates), picojoules: energy(ofLevel: level, operand))
    }
    return MappingScore.Level(
      name: storage.name, copies: whole(instances[level]), cycles: whole(ownCycles(ofMemory: memory)),
      heldBytes: whole(occupancy[memory]), availableBytes: storage.usableBytes.map { $0 / storage.instances },
      leakagePicojoules: leakage(ofLevel: level, cycles: cost.cycles), operands: operands)
  }
}

/// A count of the model as an integer; all counts are whole and far below 2^63 for a checked layer.
private func whole(_ value: Double) -> Int {
  Int(exactly: value.rounded()) ?? .max
}
