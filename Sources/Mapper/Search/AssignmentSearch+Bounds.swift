import Core

/// What is settled before any temporal loop is chosen, and lower bounds on what is left.
extension AssignmentSearch {
  /// Computes everything that follows from the spatial loops alone.
  mutating func settle() {
    let levels = levelCount
    var inside = PerDimension<Double>(repeating: 1)
    copies[levels] = inside
    for level in (0..<levels).reversed() {
      for loop in assignment.loops[level] { inside[loop.dimension] *= loop.bound }
      copies[level] = inside
    }
    for level in 0...levels {
      var whole = copies[level]
      for index in 0..<8 { whole.values[index] *= trips.values[index] }
      wholeCopies[level] = whole
    }
    var outer = PerDimension<Double>(repeating: 1)
    for level in 0..<levels {
      outerCopies[level] = outer
      usedInputs[level] = UsedInputs(shape, wholeCopies[level], outer: outer, perfect: mapspace.perfect)
      for index in 0..<3 { standing[level * 3 + index] = leastActive(.at(index), outer) }
      for loop in assignment.loops[level] { outer[loop.dimension] *= loop.bound }
    }
    computeCycles = 1
    work = 1
    for index in 0..<8 {
      work *= trips.values[index]
      computeCycles *= trips.values[index].rounded(.up)
    }
    var used = 1.0
    for level in 0..<levels {
      model.instances[level] = used
      lanes.leakage += model.memories[memory(of: level)].leakage * used
      for loop in assignment.loops[level] { used *= loop.bound }
    }
    model.instances[levels] = used
    settleParents()
    settleTripLimits()
    base = .zero
    base[0] = shape.macs * macEnergy
    for index in 0..<3 { base += computeBoundary(.at(index)) }
    compulsory[levels] = .zero
    for level in (1..<max(levels, 2)).reversed() where level < levels {
      compulsory[level - 1] = compulsory[level] + compulsoryBoundary(into: level)
    }
  }

  /// The least share of a level's copies that ever hold an operand's tile: where factors don't divide, copies along a
  /// dimension the operand doesn't depend on may have nothing to do.
  private func leastActive(_ operand: Operand, _ outer: PerDimension<Double>) -> Double {
    var share = 1.0
    for index in 0..<8 where outer.values[index] > 1 && !operand.relevantDimensions.contains(.at(index)) {
      share *= trips.values[index] / space.value(index, space.whole[index])
    }
    return share
  }

  /// The least cost of the words that move into a level: each copy gets what it uses once.
  private mutating func compulsoryBoundary(into child: Int) -> Lanes {
    var total = Lanes.zero
    for index in 0..<3 where model.keeps(.at(index), at: child) {
      let operand = Operand.at(index)
      let words = operand == .inputs ? usedInputs[child].words : shape.tile(operand, wholeCopies[child])
      total += cost(
        moved: words * standing[child * 3 + index], distinct: leastDistinct[child * 3 + index], operand,
        from: parents[child * 3 + index], into: child, burstPadding: 1)
    }
    return total
  }

  @inline(__always) private func memory(of level: Int) -> Int { Int(model.levels[level].memory) }

  private mutating func settleParents() {
    for index in 0..<3 {
      let operand = Operand.at(index)
      var parent = 0
      var least = 1.0
      var share = shape.product(operand.relevantDimensions, of: shape.bounds)
      for level in 0...levelCount {
        if level > 0 {
          least *= distinctAtLeast(level - 1, operand)
          for loop in assignment.loops[level - 1] where operand.relevantDimensions.contains(loop.dimension) {
            share /= loop.bound
          }
          leastDistinct[level * 3 + index] = least
          if level < levelCount { parents[level * 3 + index] = parent }
        }
        guard level < levelCount else { continue }
        if operand == .outputs { partitions[level] = share }
        if model.keeps(operand, at: level) {
          parent = level
          least = 1
        }
      }
    }
  }

  /// Different tiles of an operand among the copies below one level, whatever the temporal loops.
  private func distinctAtLeast(_ level: Int, _ operand: Operand) -> Double {
    var product = 1.0
    var sums: [InputAxis: (product: Double, sum: Double, loops: Int)] = [:]
    for loop in assignment.loops[level] where operand.relevantDimensions.contains(loop.dimension) {
      guard operand == .inputs, let axis = InputAxis(loop.dimension), axis == .width || axis == .height else {
        product *= loop.bound
        continue
      }
      let before = sums[axis] ?? (1, 1, 0)
      sums[axis] = (before.product * loop.bound, before.sum + loop.bound - 1, before.loops + 1)
    }
    for axis in [InputAxis.width, .height] {
      if let along = sums[axis] { product *= along.loops > 1 ? along.sum : along.product }
    }
    return product
  }

  private mutating func settleTripLimits() {
    for level in (0..<levelCount).reversed() {
      let limits = mapspace.levels[level].temporal
      for dimension in Dimension.allCases {
        fewestInside[level][dimension] =
          checkedMultiply(fewestInside[level + 1][dimension], limits.minimum[dimension]) ?? .max
        mostInside[level][dimension] =
          checkedMultiply(mostInside[level + 1][dimension], limits.maximum[dimension]) ?? .max
      }
    }
  }

  /// Whether the tiles of a level fit its memory, of which `taken` units are in use.
  @inline(__always) func fits(_ level: Int, _ inside: PerDimension<Double>, taken: Double) -> Bool {
    let capacity = model.memories[memory(of: level)].capacity
    guard capacity < .infinity else { return true }
    return taken + size(of: level, extents(level, inside)) <= capacity
  }

  /// Units the tiles of a level take.
  @inline(__always) private func size(of level: Int, _ extents: PerDimension<Double>) -> Double {
    let memory = memory(of: level)
    var size = 0.0
    for index in 0..<3 where model.keeps(.at(index), at: level) {
      let unit = model.memories[memory].unit[unchecked: index]
      size += (shape.tile(.at(index), extents) * unit).rounded(.up)
    }
    return size
  }

  /// Units of a level's memory that settled levels outside it take.
  func taken(outside level: Int) -> Double {
    let memory = model.levels[level].memory
    var taken = 0.0
    for outer in 0..<level where model.levels[outer].memory == memory {
      taken += size(of: outer, model.tiles[outer])
    }
    return taken
  }

  @inline(__always) private func extents(_ level: Int, _ inside: PerDimension<Double>) -> PerDimension<Double> {
    var extents = copies[level]
    for index in 0..<8 { extents.values[unchecked: index] *= inside.values[unchecked: index] }
    return extents
  }

  /// What the multipliers ask of the level an operand comes from: settled by the spatial loops.
  private func computeBoundary(_ operand: Operand) -> Lanes {
    var parent = levelCount - 1
    while !model.keeps(operand, at: parent) { parent -= 1 }
    var entry = OperandTraffic<Double>()
    entry.instances = model.instances[parent]
    let asked = work * leastDistinct[levelCount * 3 + Int(operand.rawValue)]
    entry.reads = asked
    if operand == .outputs {
      entry.updates = asked
      entry.partition = partitions[parent]
      entry.reads -= entry.partition
    }
    return cost(entry, operand, parent, smooth: model.rules.countsDrainReads || !mapspace.perfect)
  }

  @inline(__always) private func cost(
    _ entry: OperandTraffic<Double>, _ operand: Operand, _ level: Int, smooth: Bool
  ) -> Lanes {
    let memory = memory(of: level)
    return lanes.cost(entry, operand, memory: memory, model.memories[memory], smooth: smooth)
  }

  /// The cost of the words that move into the level below `level`, whose loops and all outside are settled.
  @inline(__always) mutating func boundaryCost(_ level: Int) -> Lanes {
    let child = level + 1
    var total = Lanes.zero
    for index in 0..<3 {
      let operand = Operand.at(index)
      guard model.keeps(operand, at: child) else { continue }
      let parent = parents[child * 3 + index]
      var distinct = 1.0
      for outer in parent..<child { distinct *= model.distinct[outer * 3 + index] }
      let tile = shape.tile(operand, model.tiles[child])
      let moved =
        mapspace.perfect
        ? model.wordsMoved(operand, tile: tile, into: child) : leastMovedShort(operand, tile: tile, into: child)
      let padding = parent == 0 && model.countsBursts ? model.burstPadding(operand, into: child) : 1
      total += cost(moved: moved, distinct: distinct, operand, from: parent, into: child, burstPadding: padding)
    }
    return total
  }

  /// The fewest words of an operand that move into a level whose loops and all outside are settled, where factors don't
  /// divide.
  private func leastMovedShort(_ operand: Operand, tile: Double, into child: Int) -> Double {
    // Counts of the padded layer, scaled down: what is short is never more than that share short.
    guard operand == .inputs else { return model.wordsMoved(operand, tile: tile, into: child) * padding }
    // A short window may lose more than its share, so windows are bounded as if nothing but K's trips were settled.
    var inside = model.tiles[child]
    for index in 0..<8 { inside.values[unchecked: index] /= copies[child].values[unchecked: index] }
    guard let mover = model.innermostMover(.inputs, outside: model.levelStart[child]) else {
      return leastWindow(
        model.tiles[child], child, inside, repeats: standing[child * 3 + Int(operand.rawValue)], false)
    }
    var repeats = 1.0
    for index in 0..<mover where model.loops[index].dimension == .k && !model.loops[index].isSpatial {
      repeats *= model.loops[index].bound
    }
    repeats *= padding
    if outerCopies[child][.k] == 1 { repeats = Swift.max(1, repeats) }
    return leastWindow(model.tiles[child], child, inside, repeats: repeats, true)
  }

  /// The cost at both ends of words that move between two levels.
  @inline(__always) private func cost(
    moved: Double, distinct: Double, _ operand: Operand, from parent: Int, into child: Int, burstPadding: Double
  ) -> Lanes {
    var giver = OperandTraffic<Double>()
    giver.instances = model.instances[parent]
    giver.reads = moved * distinct
    giver.burstPadding = burstPadding
    var taker = OperandTraffic<Double>()
    taker.instances = model.instances[child]
    taker.fills = moved
    let isOutput = operand == .outputs
    if isOutput {
      giver.partition = partitions[parent]
      giver.updates = giver.reads
      giver.reads = Swift.max(0, giver.reads - giver.partition)
      taker.fills = Swift.max(0, moved - partitions[child])
      if model.rules.countsDrainReads { taker.reads = moved }
    }
    // Drained words are read together with others, so their blocks can't be rounded up alone.
    let smooth = !mapspace.perfect || isOutput && model.rules.countsDrainReads
    return cost(giver, operand, parent, smooth: smooth) + cost(taker, operand, child, smooth: smooth)
  }

  /// The least cost of everything inside a level, whose trips inside are given; what is compulsory where there are too
  /// many points to look at or the search has to stop.
  mutating func leastRest(
    _ level: Int, _ point: TripSpace.Point, _ inside: PerDimension<Double>, _ effort: inout SearchEffort
  ) -> Lanes {
    guard level + 1 < levelCount else {
      return respects(level, inside) ? .zero : Lanes(repeating: .infinity)
    }
    if isVast || effort.isSpent { return compulsory[level] }
    let number = space.number(of: point)
    if let rest = known[level][number] { return rest }
    var least = Lanes(repeating: .infinity)
    var inner = innerPoints(of: point, level: level, taken: 0)
    while let next = nextPoint(&inner, &effort) {
      let further = space.trips(next)
      let here = leastBoundary(into: level + 1, inside, further)
      // Everything further in costs at least what it has to.
      let quick = here + compulsory[level + 1]
      if all(quick .>= least) { continue }
      least = pointwiseMin(least, here + leastRest(level + 1, next, further, &effort))
    }
    // The least of only some points bounds nothing.
    guard !effort.isSpent else { return compulsory[level] }
    known[level][number] = least
    return least
  }

  private func respects(_ level: Int, _ factors: PerDimension<Double>) -> Bool {
    let limits = mapspace.levels[level].temporal
    for index in 0..<8 {
      let dimension = Dimension.at(index)
      let factor = factors.values[index]
      if factor < Double(limits.minimum[dimension]) || factor > Double(limits.maximum[dimension]) { return false }
      if factor > trips.values[index].rounded(.up) { return false }
    }
    return true
  }

  /// The least cost of the words that move into a level, given the trips inside it and inside the level outside.
  ///
  /// Each operand gets the order that suits it best, here and further out.
  @inline(__always) func leastBoundary(
    into child: Int, _ outside: PerDimension<Double>, _ inside: PerDimension<Double>
  ) -> Lanes {
    let extents = extents(child, inside)
    var total = Lanes.zero
    for index in 0..<3 {
      let operand = Operand.at(index)
      guard model.keeps(operand, at: child) else { continue }
      let moved = leastMoved(operand, into: child, extents, outside, inside)
      let parent = parents[child * 3 + index]
      total += cost(
        moved: moved, distinct: leastDistinct[child * 3 + index], operand, from: parent, into: child,
        burstPadding: parent == 0 && model.countsBursts ? burstPadding(operand, extents, into: child) : 1)
    }
    return total
  }

  /// What the model will say of the bursts of a child's tiles.
  @inline(__always) private func burstPadding(
    _ operand: Operand, _ extents: PerDimension<Double>, into child: Int
  ) -> Double {
    var together = extents
    for index in 0..<8 { together.values[unchecked: index] *= outerCopies[child].values[unchecked: index] }
    return shape.burstPadding(operand, together, model.memories[memory(of: 0)])
  }

  /// The fewest words of an operand that one copy of a level can receive.
  @inline(__always) private func leastMoved(
    _ operand: Operand, into child: Int, _ extents: PerDimension<Double>, _ outside: PerDimension<Double>,
    _ inside: PerDimension<Double>
  ) -> Double {
    let relevant = operand.relevantDimensions
    var movesHere = false
    var distinctTrips = 1.0
    var repeats = 1.0
    for index in 0..<8 {
      let (all, out, now) = (
        trips.values[unchecked: index], outside.values[unchecked: index], inside.values[unchecked: index]
      )
      if relevant.rawValue & (1 << UInt8(index)) != 0 {
        distinctTrips *= all / now
        if out != now { movesHere = true }
      } else {
        // Padded trips outnumber the work: with copies outside, some idle; a lone copy never does.
        repeats *= outerCopies[child].values[unchecked: index] > 1 ? all / out : Swift.max(1, all / out)
      }
    }
    if !movesHere { repeats = standing[child * 3 + Int(operand.rawValue)] }
    guard operand == .inputs, model.rules.reuse != .tile || !mapspace.perfect else {
      return shape.tile(operand, extents) * distinctTrips * repeats
    }
    return leastWindow(extents, child, inside, repeats: repeats, movesHere)
  }

  /// The fewest input words, given the tile.
  ///
  /// Along one axis the window may slide, so that only the columns (or rows) its positions cover count; along the other
  /// every tile is whole. A tile that doesn't move in this level may be brought in by a window sliding along either axis
  /// further out.
  private func leastWindow(
    _ extents: PerDimension<Double>, _ child: Int, _ inside: PerDimension<Double>, repeats: Double, _ movesHere: Bool
  ) -> Double {
    let whole = wholeCopies[child]
    let used = usedInputs[child]
    let (width, height) = (shape.inputWidth(extents), shape.inputHeight(extents))
    let (tripsAcross, filterAcross) = (trips[.p] / inside[.p], trips[.r] / inside[.r])
    let (tripsDown, filterDown) = (trips[.q] / inside[.q], trips[.s] / inside[.s])
    let across = wholeTiles(
      tripsAcross, whole[.p], filterAcross, whole[.r], shape.strideWidth, shape.dilationWidth, width)
    let down = wholeTiles(
      tripsDown, whole[.q], filterDown, whole[.s], shape.strideHeight, shape.dilationHeight, height)
    if model.rules.reuse == .tile { return used.plain * repeats * across * down }
    var fewestAcross = Swift.min(across, used.columns)
    var fewestDown = Swift.min(down, used.rows)
    // With one loop moving it, a window passes over the columns between those it needs too.
    if mapspace.perfect && (tripsAcross == 1 || filterAcross == 1) {
      fewestAcross = Swift.max(fewestAcross, Swift.min(across, shape.inputWidth(whole)))
    }
    if mapspace.perfect && (tripsDown == 1 || filterDown == 1) {
      fewestDown = Swift.max(fewestDown, Swift.min(down, shape.inputHeight(whole)))
    }
    guard movesHere else { return used.plain * repeats * fewestAcross * fewestDown }
    return used.plain * repeats * Swift.min(fewestAcross * down, across * fewestDown)
  }

  /// The fewest columns of whole tiles: `tripsOut` by `tripsFilter` of them or, where factors don't divide, up to the
  /// next whole number each, which may be cheaper when a stride leaves gaps.
  private func wholeTiles(
    _ tripsOut: Double, _ output: Double, _ tripsFilter: Double, _ filter: Double, _ stride: Double,
    _ dilation: Double, _ length: Double
  ) -> Double {
    guard !mapspace.perfect else { return tripsOut * tripsFilter * length }
    var least = Double.infinity
    for corner in 0..<4 {
      let outputs = corner & 1 == 0 ? tripsOut : tripsOut.rounded(.up)
      let filters = corner & 2 == 0 ? tripsFilter : tripsFilter.rounded(.up)
      let columns =
        stride * output * filters + dilation * outputs * filter + (1 - stride - dilation) * outputs * filters
      least = Swift.min(least, columns)
    }
    return Swift.max(0, least)
  }
}

/// The input words a copy of a level cannot do without: channels, batches and groups; columns; rows.
struct UsedInputs {
  var plain: Double
  var columns: Double
  var rows: Double

  /// What a copy with the given extents uses, of which there are others along the dimensions `outer` says.
  init(
    _ shape: LayerShape<Double>, _ extents: PerDimension<Double>, outer: PerDimension<Double>, perfect: Bool
  ) {
    plain = extents[.n] * extents[.g] * extents[.c]
    columns = Self.positions(
      extents[.p], shape.strideWidth, extents[.r], shape.dilationWidth, perfect, outer[.p] * outer[.r] == 1)
    rows = Self.positions(
      extents[.q], shape.strideHeight, extents[.s], shape.dilationHeight, perfect, outer[.q] * outer[.s] == 1)
  }

  var words: Double { plain * columns * rows }

  /// Different positions an output and a filter index reach, at least.
  ///
  /// Indices dealt out to copies have gaps, and sums of two sets with gaps can be as few as their elements together less
  /// one; extents that are averages reach at least the larger.
  private static func positions(
    _ output: Double, _ stride: Double, _ filter: Double, _ dilation: Double, _ perfect: Bool, _ isConsecutive: Bool
  ) -> Double {
    guard perfect else { return Swift.max(output, filter) }
    guard isConsecutive else { return output + filter - 1 }
    var positions = AxisPositions<Double>()
    positions.add(output, stride)
    positions.add(filter, dilation)
    return positions.count(.exact)
  }
}
