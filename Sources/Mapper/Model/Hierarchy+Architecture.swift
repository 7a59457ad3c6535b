package import Core

extension MappingProblem {
  /// The problem of mapping a layer onto an architecture.
  ///
  /// - Parameters:
  ///   - convolution: The layer.
  ///   - precision: The number formats of its operands.
  ///   - architecture: Where it runs; traffic is counted in bytes.
  ///   - mapspace: Restrictions; all the architecture allows when `nil`.
  ///   - rules: The model's switches.
  ///   - uneven: Whether the operands a memory keeps may be tiled at different heights, each with loops of its own.
  /// - Throws: `NestProblem` when the architecture has too many levels or its DRAM doesn't keep every operand.
  package init(
    convolution: Convolution, precision: Precision, architecture: Architecture, mapspace: Mapspace? = nil,
    rules: ModelRules = .systole, uneven: Bool = false
  ) throws(NestProblem) {
    let mapspace = mapspace ?? Mapspace(architecture)
    guard mapspace.levels.count == architecture.levels.count else {
      throw .levelCount(found: mapspace.levels.count, expected: architecture.levels.count)
    }
    if let keeps = architecture.levels.first?.keeps, keeps != .all { throw .outermostKeeps(keeps) }
    var placements: [[Placement]] = [[]]
    for (index, level) in architecture.levels.enumerated() {
      let choices = mapspace.levels[index].choices(of: level.keeps).flatMap {
        Placement.choices(of: $0, at: index, uneven: uneven && index > 0)
      }
      placements = placements.flatMap { before in choices.map { before + $0 } }
    }
    let memories = architecture.levels.map { MemoryCost<Double>($0, precision: precision, architecture: architecture) }
    var variants: [MappingVariant] = []
    for placement in placements {
      guard placement.count <= LoopNest<Double>.maximumLevels else {
        throw .tooManyLevels(found: placement.count, allowed: LoopNest<Double>.maximumLevels)
      }
      let levels = placement.map { $0.level(architecture) }
      let constraints = placement.map { $0.constraint(mapspace) }
      variants.append(
        MappingVariant(
          hierarchy: Hierarchy(levels: levels, memories: memories, macEnergy: architecture.array.macEnergy),
          mapspace: Mapspace(levels: constraints, perfect: mapspace.perfect)))
    }
    self.init(convolution: convolution, variants: variants, rules: rules)
  }
}

/// A level of a packed hierarchy: all or part of what a storage level keeps.
private struct Placement {
  /// The storage level's index.
  var index: Int
  var keeps: OperandSet
  /// Whether the fan-out lies below; only below the innermost part.
  var isInnermost: Bool

  /// The ways to lay out what one storage level holds: whole, or one operand above another in every order.
  static func choices(of keeps: OperandSet, at index: Int, uneven: Bool) -> [[Placement]] {
    let operands = keeps.operands
    guard uneven && operands.count > 1 else {
      return [[Placement(index: index, keeps: keeps, isInnermost: true)]]
    }
    return orders(operands).map { order in
      order.enumerated().map { place, operand in
        Placement(index: index, keeps: OperandSet(operand), isInnermost: place == order.count - 1)
      }
    }
  }

  private static func orders(_ operands: [Operand]) -> [[Operand]] {
    guard operands.count > 1 else { return [operands] }
    return operands.flatMap { first in orders(operands.filter { $0 != first }).map { [first] + $0 } }
  }

  func level(_ architecture: Architecture) -> HierarchyLevel {
    let fanOut = architecture.levels[index].fanOut
    return HierarchyLevel(
      keeps: keeps, memory: index, fanOutX: isInnermost ? fanOut.x : 1, fanOutY: isInnermost ? fanOut.y : 1)
  }

  func constraint(_ mapspace: Mapspace) -> LevelConstraint {
    var constraint = mapspace.levels[index]
    if !isInnermost {
      constraint.spatialX = FactorLimits(free: [])
      constraint.spatialY = FactorLimits(free: [])
    }
    return constraint
  }
}

extension MemoryCost where Scalar == Double {
  /// A storage level's limits and energies, counted in bytes, of one copy.
  ///
  /// A memory with two or more ports reads and writes at half its bandwidth each; with one port they share it. Registers
  /// without a stated bandwidth are never waited for, but for the time the stationary operand takes to shift into the array;
  /// DRAM without one has the DMA's bus each way, both ways together what the memory's own bus carries at most. Partial sums that leave the chip take their own format; a
  /// finished output takes the tensor's. The architecture's leakage is charged to the outermost level.
  init(_ level: StorageLevel, precision: Precision, architecture: Architecture) {
    self.init()
    let copies = Double(level.instances)
    instances = copies
    capacity = level.usableBytes.map { Double($0 / level.instances) } ?? .infinity
    for operand in Operand.allCases {
      let format = operand == .outputs ? precision.partialSums : precision[operand]
      unit[Int(operand.rawValue)] = Double(format.bits) / 8
    }
    let finished = precision.format(of: .outputs, in: level.kind)
    finalOutputUnit = Double(finished.bits) / 8
    readEnergy = level.readEnergy
    fillEnergy = level.writeEnergy
    updateEnergy = level.writeEnergy
    switch (level.kind, level.bandwidthBytesPerCycle) {
    case (.registers, nil):
      columnBandwidth = architecture.shiftedBytes(into: level, precision)
    case (.dram, nil):
      readBandwidth = Double(architecture.dma.busBytes)
      writeBandwidth = readBandwidth
      if let peak = architecture.externalMemory.peakBytesPerSecond {
        sharedBandwidth = peak / Double(architecture.coreHertz)
      }
    case (_, let stated):
      // A stated bandwidth is of all copies together, banks and ports are of each.
      let total = stated.map { Double($0) / copies } ?? Double(level.banks * level.ports * level.widthBytes)
      if level.ports > 1 {
        readBandwidth = total / 2
        writeBandwidth = total / 2
      } else {
        sharedBandwidth = total
      }
    }
    if level.kind == .dram {
      burst = Double(architecture.dma.requestBytes)
      leakage = architecture.leakageMilliwatts * 1e9 / Double(architecture.coreHertz)
    }
  }
}

extension Architecture {
  /// Bytes of the array's stationary operand that shift into one column in a core cycle: a word in each of the array's.
  ///
  /// Infinite for registers that hold anything else.
  fileprivate func shiftedBytes(into level: StorageLevel, _ precision: Precision) -> Double {
    let stationary: Operand
    switch array.dataflows.first {
    case .weightStationary: stationary = .weights
    case .inputStationary: stationary = .inputs
    case .outputStationary, nil: return .infinity
    }
    guard level.keeps == OperandSet(stationary), level.name == levels.last?.name else { return .infinity }
    let arrayHertz = clocks.first { $0.name == array.clock }?.hertz ?? coreHertz
    return Double(precision[stationary].bits) / 8 * Double(arrayHertz) / Double(coreHertz)
  }
}
