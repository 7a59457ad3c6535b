import Core

/// The cost of part of a mapping as a vector: energy, and the cycles of each limited port of each memory.
///
/// All lanes only grow as traffic is added, so a partial sum bounds the whole from below. A hierarchy with more ports
/// than lanes has the rest left out of bounds; mappings themselves are always scored by `AnalyticalModel`.
struct CostLanes: ~Copyable, Sendable {
  typealias Lanes = SIMD8<Double>

  /// The cycles one unit costs each lane, by memory: what is read, and what is written.
  private let readCycles: Table<Lanes>
  private let writeCycles: Table<Lanes>
  /// Picojoules a cycle the used copies leak.
  var leakage = 0.0
  private let wholeCycles: Bool

  /// Lanes of a hierarchy whose array uses the given rows.
  init(_ hierarchy: Hierarchy<Double>, rules: ModelRules, rows: Double) {
    readCycles = Table(hierarchy.memories.count, repeating: .zero)
    writeCycles = Table(hierarchy.memories.count, repeating: .zero)
    wholeCycles = rules.wholeCycles && rules.rounding == .exact
    var lane = 1
    for memory in hierarchy.memories.indices {
      let limits = hierarchy.memories[memory]
      for (bandwidth, reads, writes) in [
        (limits.sharedBandwidth, true, true), (limits.readBandwidth, true, false), (limits.writeBandwidth, false, true),
        (limits.columnBandwidth / rows, false, true),
      ] where bandwidth < .infinity && lane < 8 {
        if reads { readCycles[memory][lane] = 1 / bandwidth }
        if writes { writeCycles[memory][lane] = 1 / bandwidth }
        lane += 1
      }
    }
  }

  /// The cost of what one operand does at one level.
  ///
  /// `smooth` leaves blocks fractional, for traffic that is only part of what the level will count.
  @inline(__always) func cost(
    _ entry: OperandTraffic<Double>, _ operand: Operand, memory index: Int, _ memory: MemoryCost<Double>,
    smooth: Bool
  ) -> Lanes {
    let units = MemoryUnits(entry, operand, memory, smooth ? .relaxed : .exact)
    var lanes = readCycles[index] * units.reads + writeCycles[index] * units.writes
    lanes[0] = units.energy
    return lanes
  }

  /// The least energy and cycles a mapping with at least this cost can have.
  @inline(__always) func point(_ lanes: Lanes, computeCycles: Double) -> CostPoint {
    var times = lanes
    times[0] = computeCycles
    var cycles = times.max()
    // A lane a hair above a whole number by rounding must not be rounded up.
    if wholeCycles { cycles = (cycles * (1 - CostPoint.rounding)).rounded(.up) }
    return CostPoint(energy: lanes[0] + leakage * cycles, cycles: cycles)
  }
}
