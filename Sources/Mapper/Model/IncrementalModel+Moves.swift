import Core

/// What a factor that moves from one loop to another changes: tiles, trips and copies.
extension IncrementalModel {
  /// A count times a factor or its inverse: the whole number it is.
  @inline(__always) func scaled(_ count: Double, _ ratio: Double) -> Double {
    (count * ratio + 0x1.8p52) - 0x1.8p52
  }

  /// Corrects the tiles between two loops, which grow or shrink by a ratio.
  ///
  /// - Returns: The entries whose tiles these are, one bit for each.
  @inline(__always) mutating func retile(_ source: Int, _ target: Int, _ ratio: Double)
    -> UInt64
  {
    let first = min(source, target)
    let last = max(source, target)
    let dimension = model.loops[source].dimension
    let (outer, inner) = (Int(model.loops[first].level), Int(model.loops[last].level))
    if needsExtents {
      var level = outer + 1
      while level <= inner {
        model.tiles[level][dimension] = scaled(model.tiles[level][dimension], ratio)
        level += 1
      }
    }
    let retiled =
      entriesInside[outer + 1] & ~entriesInside[inner + 1] & dependents[Int(dimension.rawValue)]
    let windows = multiplies(dimension) ? 0 : inputs
    var left = retiled
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      if windows >> UInt64(index) & 1 != 0 {
        retile(index, model.shape.tile(.inputs, model.tiles[entries[index].level]))
      } else {
        retile(index, scaled(entries[index].tile, ratio))
      }
    }
    guard slides else { return retiled }
    for index in first..<last where model.loops[index].dimension == dimension {
      model.steps[index] = scaled(model.steps[index], ratio)
    }
    return retiled
  }

  /// Gives an entry another tile.
  @inline(__always) mutating func retile(_ index: Int, _ tile: Double) {
    entries[index].tile = tile
    let taken = tile * entries[index].unit
    entries[index].taken = model.rules.rounding == .exact ? taken.ceiling : taken
  }

  /// Corrects the trips inside either loop for a factor that moves from one to the other.
  @inline(__always) mutating func retrip(
    _ source: Int, _ target: Int, _ factor: Double, _ inverse: Double
  ) {
    // Inside both loops nothing changes, unless one of them is spatial.
    let (leaves, comes) = (!model.loops[source].isSpatial, !model.loops[target].isSpatial)
    let shrinks = leaves && (!comes || source < target)
    let end = leaves && comes ? max(source, target) : leaves || comes ? model.loopCount : 0
    let ratio = shrinks ? inverse : factor
    var index = shrinks ? source : target
    while index < end {
      index += 1
      model.outerTrips[index] = scaled(model.outerTrips[index], ratio)
    }
  }

  /// Finds out anew how far tiles are short of bursts of the outermost memory.
  ///
  /// - Parameter changed: The entries whose tiles may have changed, one bit for each.
  @inline(__always) mutating func repad(_ changed: UInt64) {
    for index in 0..<entryCount where entries[index].level == 0 && entries[index].child < entryCount {
      let child = entries[index].child
      guard changed >> UInt64(child) & 1 != 0 else { continue }
      entries[index].burstPadding = model.burstPadding(
        entries[index].operand, into: entries[child].level)
    }
  }

  @inline(__always) func multiplies(_ dimension: Dimension) -> Bool {
    multiplying.rawValue & (1 << dimension.rawValue) != 0
  }

  /// Corrects what the copies below a spatial loop decide, whose bound changes by a ratio.
  @inline(__always) mutating func respread(_ loop: Int, _ ratio: Double) {
    let dimension = model.loops[loop].dimension
    guard multiplies(dimension) else { return settleCopies() }
    let inverse = 1 / ratio
    let level = Int(model.loops[loop].level)
    let reduces = model.loops[loop].reduces
    for inner in level..<model.levelCount {
      model.instances[inner + 1] = scaled(model.instances[inner + 1], ratio)
      if reduces {
        model.reducingCopies[inner + 1] = scaled(model.reducingCopies[inner + 1], ratio)
      }
    }
    let dependents = dependents[Int(dimension.rawValue)]
    var inside = entriesInside[level + 1]
    while inside != 0 {
      let index = inside.trailingZeroBitCount
      inside &= inside - 1
      entries[index].instances = scaled(entries[index].instances, ratio)
      if dependents >> UInt64(index) & 1 != 0 {
        entries[index].partition = scaled(entries[index].partition, inverse)
      }
    }
    var across = entriesAcross[level] & dependents
    while across != 0 {
      let index = across.trailingZeroBitCount
      across &= across - 1
      entries[index].asking = scaled(entries[index].asking, ratio)
    }
  }

  /// Counts copies, different tiles and shares, which spatial loops alone decide.
  mutating func settleCopies() {
    var copies = 1.0
    var reducing = 1.0
    for level in 0..<model.levelCount {
      var fansOut = false
      for index in model.levelStart[level]..<model.levelStart[level + 1]
      where model.loops[index].isSpatial {
        copies *= model.loops[index].bound
        if model.loops[index].reduces { reducing *= model.loops[index].bound }
        fansOut = true
      }
      model.instances[level + 1] = copies
      model.reducingCopies[level + 1] = reducing
      model.countDistinct(level, fansOut: fansOut)
    }
    for index in 0..<entryCount {
      let (level, operand) = (entries[index].level, entries[index].operand)
      let child =
        entries[index].child < entryCount ? entries[entries[index].child].level : model.levelCount
      var asking = 1.0
      for outer in level..<child { asking *= model.distinct[outer * 3 + Int(operand.rawValue)] }
      entries[index].asking = asking
      entries[index].instances = model.instances[level]
      entries[index].partition = operand == .outputs ? model.ownedOutputs(ofLevel: level) : 0
    }
  }
}
