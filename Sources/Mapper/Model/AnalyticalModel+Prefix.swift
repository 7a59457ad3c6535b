import Core

/// Building a nest from the outside in, so that a search can count what is settled before the rest is chosen.
///
/// Words that move into a level depend on the loops outside it and the tile it holds, on nothing further in.
extension AnalyticalModel {
  /// Starts an empty nest: the outermost level holds the whole layer.
  @inline(__always) mutating func begin(whole: PerDimension<Scalar>) {
    loopCount = 0
    levelStart[0] = 0
    outerTrips[0] = .one
    tiles[0] = whole
    instances[0] = .one
  }

  /// Gives a level its loops: temporal factors in an order, then its spatial loops.
  ///
  /// The tile of the level must be known; the tile of the next level follows from it.
  @inline(__always) mutating func enter(
    _ level: Int, factors: PerDimension<Scalar>, order: OrderClasses.Order, spatial: [NestLoop<Scalar>]
  ) {
    var index = levelStart[level]
    var extents = tiles[level]
    var trips = outerTrips[index]
    var place = order.count
    while place > 0 {
      place -= 1
      let dimension = order[place]
      let bound = factors[dimension]
      loops[index] = NestLoop(dimension, bound, level: level)
      outerTrips[index] = trips
      trips *= bound
      extents[dimension] = extents[dimension] / bound
      steps[index] = extents[dimension]
      index += 1
    }
    if !spatial.isEmpty { fannedOut[level] = extents }
    var copies = instances[level]
    var reducing = reducingCopies[level]
    for loop in spatial {
      loops[index] = loop
      outerTrips[index] = trips
      copies *= loop.bound
      if loop.reduces { reducing *= loop.bound }
      extents[loop.dimension] = extents[loop.dimension] / loop.bound
      steps[index] = extents[loop.dimension]
      index += 1
    }
    loopCount = index
    outerTrips[index] = trips
    levelStart[level + 1] = index
    tiles[level + 1] = extents
    instances[level + 1] = copies
    reducingCopies[level + 1] = reducing
    countDistinct(level, fansOut: !spatial.isEmpty)
  }

  /// The loops under evaluation as a value of their own.
  package var nest: LoopNest<Scalar> {
    var nest = LoopNest<Scalar>()
    for index in 0..<loopCount { nest.append(loops[index]) }
    return nest
  }
}
