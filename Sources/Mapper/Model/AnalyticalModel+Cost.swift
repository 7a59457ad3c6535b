package import Core

/// Cycles and energy from the counted traffic.
extension AnalyticalModel {
  /// Sums energy and finds the slowest memory (`BufferLevel::ComputeBufferEnergy` and `ComputePerformance`,
  /// `src/model/buffer.cpp`): perfect overlap, average bandwidth, no start-up.
  @inline(__always) mutating func cost(computeCycles: Scalar, isPerfect: Bool) -> MappingCost<Scalar> {
    var energy = shape.macs * macEnergy
    var reads = InlineArray<12, Scalar>(repeating: .zero)
    var writes = InlineArray<12, Scalar>(repeating: .zero)
    for memory in 0..<memoryCount { occupancy[memory] = .zero }
    for level in 0..<levelCount {
      let memory = Int(levels[level].memory)
      for index in 0..<3 {
        let operand = Operand.at(index)
        guard keeps(operand, at: level) else { continue }
        let units = MemoryUnits(traffic[level * 3 + index], operand, memories[memory], rules.rounding)
        if isPerfect {
          energy += units.energy
        } else {
          // Copies differ: energy is paid for what all of them do, time for what the first, the busiest, does.
          energy += MemoryUnits(totals[level * 3 + index], operand, memories[memory], rules.rounding).energy
        }
        reads[memory] += units.reads
        writes[memory] += units.writes
        occupancy[memory] += units.tile
      }
    }
    var cycles = computeCycles
    var fits = true
    for memory in 0..<memoryCount {
      let taken = memoryTime(memory, reads[memory], writes[memory])
      memoryCycles[memory] = Scalar.maximum(taken, computeCycles)
      cycles = Scalar.maximum(cycles, taken)
      fits = fits && occupancy[memory].primal <= memories[memory].capacity.primal
    }
    for level in 0..<levelCount { energy += leakage(ofLevel: level, cycles: cycles) }
    return MappingCost(cycles: cycles, energy: energy, computeCycles: computeCycles, fits: fits)
  }

  /// Cycles one copy of a memory needs for the given units.
  @inline(__always) func memoryTime(_ memory: Int, _ reads: Scalar, _ writes: Scalar) -> Scalar {
    let taken = memories[memory].time(reads, writes, rows: reducingCopies[levelCount])
    return rules.wholeCycles && rules.rounding == .exact ? taken.ceiling : taken
  }

  /// Picojoules the used copies of a level leak; an unused copy is gated off.
  @inline(__always) package func leakage(ofLevel level: Int, cycles: Scalar) -> Scalar {
    let leak = memories[Int(levels[level].memory)].leakage
    return leak.primal == 0 ? .zero : leak * cycles * instances[level]
  }

  /// Picojoules one operand costs at one level in the last evaluation, leakage apart.
  package func energy(ofLevel level: Int, _ operand: Operand) -> Scalar {
    let memory = memories[Int(levels[level].memory)]
    let entry =
      isPerfect || rules.rounding == .relaxed
      ? traffic(level, operand) : totals[level * 3 + Int(operand.rawValue)]
    return MemoryUnits(entry, operand, memory, rules.rounding).energy
  }

  /// Cycles one copy of a memory needs for its own traffic in the last evaluation; 0 without a limited bandwidth.
  package func ownCycles(ofMemory memory: Int) -> Scalar {
    var reads = Scalar.zero
    var writes = Scalar.zero
    for level in 0..<levelCount where Int(levels[level].memory) == memory {
      for index in 0..<3 where keeps(.at(index), at: level) {
        let units = MemoryUnits(traffic[level * 3 + index], .at(index), memories[memory], rules.rounding)
        reads += units.reads
        writes += units.writes
      }
    }
    return memoryTime(memory, reads, writes)
  }
}

extension MemoryCost {
  /// Cycles one copy needs for the given units, not rounded; 0 without a limited bandwidth.
  ///
  /// What is written to the copies of a column shifts in row by row, while the array works on what came before: the next
  /// stationary operand is there after as many cycles as rows are used (`FastArray.interval`).
  @inline(__always) func time(_ reads: Scalar, _ writes: Scalar, rows: Scalar) -> Scalar {
    var taken = Scalar.zero
    if sharedBandwidth.primal < .infinity { taken = (reads + writes) / sharedBandwidth }
    if readBandwidth.primal < .infinity { taken = .maximum(taken, reads / readBandwidth) }
    if writeBandwidth.primal < .infinity { taken = .maximum(taken, writes / writeBandwidth) }
    if columnBandwidth.primal < .infinity { taken = .maximum(taken, writes * rows / columnBandwidth) }
    return taken
  }
}

/// One operand's traffic at one level in the memory's own units.
struct MemoryUnits<Scalar: ModelScalar> {
  /// Units one copy reads, and writes (fills and updates).
  var reads: Scalar
  var writes: Scalar
  /// Units of the tile.
  var tile: Scalar
  /// Picojoules of all copies.
  var energy: Scalar

  /// The units of one operand's traffic; the memory's copies are counted in clusters.
  @inline(__always) init(
    _ entry: OperandTraffic<Scalar>, _ operand: Operand, _ memory: MemoryCost<Scalar>, _ rounding: Rounding
  ) {
    let unit = memory.unit[Int(operand.rawValue)]
    reads = entry.reads.scaled(by: unit)
    let fills = entry.fills.scaled(by: unit)
    var updates = entry.updates.scaled(by: unit)
    if operand == .outputs { updates += entry.partition.scaled(by: memory.finalOutputUnit - unit) }
    if entry.burstPadding != 1 {
      reads = reads.scaled(by: entry.burstPadding)
      updates = updates.scaled(by: entry.burstPadding)
    }
    writes = fills + updates
    let tile = entry.tile.scaled(by: unit)
    self.tile = rounding == .exact ? tile.ceiling : tile
    let clusters = Scalar.minimum(entry.instances, Scalar(memory.instances))
    energy =
      (Self.accesses(reads, memory.block, rounding) * memory.readEnergy
        + Self.accesses(fills, memory.block, rounding) * memory.fillEnergy
        + Self.accesses(updates, memory.block, rounding) * memory.updateEnergy) * clusters
  }

  /// Accesses that move the given units: whole blocks.
  @inline(__always) static func accesses(_ units: Scalar, _ block: Double, _ rounding: Rounding) -> Scalar {
    if block == 1 { return units }
    if rounding == .relaxed { return units.scaled(by: 1 / block) }
    return Scalar(units.primal / block).ceiling
  }
}
