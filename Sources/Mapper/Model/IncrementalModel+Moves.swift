import Core

/// What a factor that moves from one loop to another changes: tiles, trips and copies.
extension IncrementalModel {
  /// A count times a factor or its inverse: the whole number it is.
  @inline(__always) func scaled(_ count: Double, _ ratio: Double) -> Double {
    (count * ratio + 0x1.8p52) - 0x1.8p52
  }

  /// Corrects the tiles between two loops, which grow or shrink by a ratio.
  ///
  /// All tiles are multiplied, most of them by 1: which ones change is a guess for the processor, and a wrong guess
  /// costs more than the multiplications.
  @inline(__always) mutating func retile(_ first: Int, _ last: Int, _ factors: LaneFactors) {
    let dimension = Int(model.loops[first].dimension.rawValue)
    let (outer, inner) = (Int(model.loops[first].level), Int(model.loops[last].level))
    let insideOuter = insideLanes.start(of: outer + 1)
    let insideInner = insideLanes.start(of: inner + 1)
    let scalable = scalableLanes.start(of: dimension)
    var index = 0
    while index < entryCount {
      let lanes =
        insideLanes.pair(insideOuter, at: index) & ~insideLanes.pair(insideInner, at: index)
        & scalableLanes.pair(scalable, at: index)
      let words = factors.scaled(tileWords.pair(at: index), lanes)
      tileWords.setPair(words, at: index)
      taken.setPair(words * unit.pair(at: index), at: index)
      index &+= 2
    }
    if needsExtents { retileWindows(first, last, factors.ratio) }
    if roundsUnits {
      for index in 0..<entryCount { taken[index] = taken[index].ceiling }
    }
  }

  /// Corrects extents, tiles of windows and how far they slide.
  @inline(never) private mutating func retileWindows(_ first: Int, _ last: Int, _ ratio: Double) {
    let dimension = model.loops[first].dimension
    let (outer, inner) = (Int(model.loops[first].level), Int(model.loops[last].level))
    var level = outer + 1
    while level <= inner {
      model.tiles[level][dimension] = scaled(model.tiles[level][dimension], ratio)
      level += 1
    }
    if !multiplies(dimension) {
      var left = between(outer, inner, dimension) & inputs
      while left != 0 {
        let index = left.trailingZeroBitCount
        left &= left - 1
        retile(index, model.shape.tile(.inputs, model.tiles[entries[index].level]))
      }
    }
    guard slides else { return }
    for index in first..<last where model.loops[index].dimension == dimension {
      model.steps[index] = scaled(model.steps[index], ratio)
    }
  }

  /// Entries between two levels whose operand depends on a dimension, one bit for each.
  @inline(__always) private mutating func between(_ outer: Int, _ inner: Int, _ dimension: Dimension) -> UInt64 {
    entriesInside[outer + 1] & ~entriesInside[inner + 1] & dependents[Int(dimension.rawValue)]
  }

  /// Gives an entry another tile.
  @inline(__always) mutating func retile(_ index: Int, _ tile: Double) {
    tileWords[index] = tile
    let units = tile * unit[index]
    taken[index] = roundsUnits ? units.ceiling : units
  }

  /// Corrects the trips inside one loop up to those inside another, for a factor that came or went.
  @inline(__always) mutating func retrip(_ first: Int, _ last: Int, _ factors: LaneFactors) {
    let (insideFirst, insideLast) = (tripLanes.start(of: first), tripLanes.start(of: last))
    let loopCount = model.loopCount
    var index = 0
    while index <= loopCount {
      let lanes = tripLanes.pair(insideFirst, at: index) & ~tripLanes.pair(insideLast, at: index)
      model.outerTrips.setPair(factors.scaled(model.outerTrips.pair(at: index), lanes), at: index)
      index &+= 2
    }
  }

  /// Finds out anew how far tiles are short of bursts of the outermost memory, after a factor moved between two loops.
  @inline(__always) mutating func repad(_ first: Int, _ last: Int) {
    let (outer, inner) = (model.loops[first], model.loops[last])
    let changed =
      outer.isSpatial || inner.isSpatial
      ? entriesInside[0] : between(Int(outer.level), Int(inner.level), outer.dimension)
    repad(changed)
  }

  /// Finds out anew how far tiles are short of bursts of the outermost memory.
  ///
  /// - Parameter changed: The entries whose tiles may have changed, one bit for each.
  @inline(__always) mutating func repad(_ changed: UInt64) {
    for index in 0..<entryCount where entries[index].level == 0 && entries[index].child < entryCount {
      let child = entries[index].child
      guard changed &>> UInt64(child) & 1 != 0 else { continue }
      pairs[index >> 1].burstPadding[index & 1] = model.burstPadding(
        entries[index].operand, into: entries[child].level)
    }
  }

  @inline(__always) func multiplies(_ dimension: Dimension) -> Bool {
    multiplying.rawValue & (1 &<< dimension.rawValue) != 0
  }

  /// Corrects what the copies below a spatial loop decide, whose bound changes by a ratio.
  @inline(never) mutating func respread(_ loop: Int, _ ratio: Double) {
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
      settleInstances(index, scaled(entries[index].instances, ratio))
      if dependents &>> UInt64(index) & 1 != 0 {
        pairs[index >> 1].partition[index & 1] = scaled(pairs[index >> 1].partition[index & 1], inverse)
      }
    }
    var across = entriesAcross[level] & dependents
    while across != 0 {
      let index = across.trailingZeroBitCount
      across &= across - 1
      pairs[index >> 1].asking[index & 1] = scaled(pairs[index >> 1].asking[index & 1], ratio)
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
      pairs[index >> 1].asking[index & 1] = asking
      settleInstances(index, model.instances[level])
      pairs[index >> 1].partition[index & 1] = operand == .outputs ? model.ownedOutputs(ofLevel: level) : 0
    }
  }

  /// Gives an entry's level other copies in use.
  @inline(__always) private mutating func settleInstances(_ index: Int, _ instances: Double) {
    entries[index].instances = instances
    let copies = entries[index].copies
    pairs[index >> 1].paying[index & 1] = instances < copies ? instances : copies
  }
}
