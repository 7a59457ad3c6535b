import Core

/// Traffic and its cost from tiles, trips and copies.
extension IncrementalModel {
  /// Counts the traffic of every level and sums what it costs.
  @inline(__always) mutating func total() -> MappingCost<Double> {
    countMoved()
    return sum(energy: countUnits())
  }

  /// Counts the words that move into every level but the outermost.
  @inline(__always) private mutating func countMoved() {
    var index = outermostCount & ~1
    while index < entryCount {
      moved.setPair(tileWords.pair(at: index) * SIMD2(trips(index), trips(index &+ 1)), at: index)
      index &+= 2
    }
    moved[multipliers] = model.outerTrips[model.loopCount]
    if slides { countSliding() }
  }

  /// The trips up to the innermost loop that moves an entry's tile; those before the first loop where none does.
  @inline(__always) private mutating func trips(_ index: Int) -> Double {
    model.outerTrips[63 - (movers[index] & live | 1).leadingZeroBitCount]
  }

  /// Counts the words of windows that slide.
  ///
  /// Apart, or its size would keep the rest from being inlined.
  @inline(never) private mutating func countSliding() {
    var left = inputs
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      moved[index] = model.wordsMoved(
        .inputs, tile: tileWords[index], into: entries[index].level)
    }
  }

  /// Counts what one copy of each entry moves.
  ///
  /// - Returns: Picojoules all copies pay, and the multipliers.
  @inline(__always) private mutating func countUnits() -> Double {
    var spent = macEnergy
    var index = 0
    var pair = 0
    while index < entryCount {
      let arrived = moved.pair(at: index) * pairs[pair].arrives
      let asked = SIMD2(moved[pairs[pair].firstChild], moved[pairs[pair].secondChild]) * pairs[pair].asking
      let partition = pairs[pair].partition
      let (unit, padding) = (unit.pair(at: index), pairs[pair].burstPadding)
      var read = (arrived * pairs[pair].drains + (asked - partition)) * unit * padding
      var filled = (arrived - partition * pairs[pair].elides) * unit
      var updated = (asked * pairs[pair].returns * unit + partition * pairs[pair].finishedUnit) * padding
      let written = filled + updated
      reads.setPair(read, at: index)
      writes.setPair(written, at: index)
      if hasBlocks {
        let rounding = model.rules.rounding
        read = pairs[pair].accesses(read, rounding)
        filled = pairs[pair].accesses(filled, rounding)
        updated = pairs[pair].accesses(updated, rounding)
      }
      let energy =
        read * pairs[pair].readEnergy + filled * pairs[pair].fillEnergy + updated * pairs[pair].updateEnergy
      let paid = energy * pairs[pair].paying
      spent += paid[0]
      spent += paid[1]
      index &+= 2
      pair &+= 1
    }
    return spent
  }

  /// Sums what the counted units take, in the order of a full evaluation.
  @inline(__always) private mutating func sum(energy spent: Double) -> MappingCost<Double> {
    let rows = model.reducingCopies[model.levelCount]
    var energy = spent
    var slowest = 0.0
    var overflow = 0.0
    var index = 0
    for group in 0..<groupCount {
      var (read, written, held) = (0.0, 0.0, 0.0)
      let end = groups[group].end
      repeat {
        read += reads[index]
        written += writes[index]
        held += taken[index]
        index &+= 1
      } while index < end
      let time = groups[group].memory.time(read, written, rows: rows)
      slowest = time > slowest ? time : slowest
      let excess = held - groups[group].memory.capacity
      overflow = excess > overflow ? excess : overflow
    }
    if model.rules.wholeCycles && model.rules.rounding == .exact { slowest = slowest.ceiling }
    let computeCycles = moved[multipliers]
    let cycles = slowest > computeCycles ? slowest : computeCycles
    if leaks {
      for level in 0..<model.levelCount { energy += model.leakage(ofLevel: level, cycles: cycles) }
    }
    return MappingCost(
      cycles: cycles, energy: energy, computeCycles: computeCycles, fits: overflow <= 0)
  }
}
