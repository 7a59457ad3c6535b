import Core

/// Building a nest from the outside in, so that a search can count what is settled before the rest is chosen.
///
/// Words that move into a level depend on the loops outside it and the tile it holds, on nothing further in.
extension AnalyticalModel {
  /// Starts an empty nest: the outermost level holds the whole layer.
  @inline(__always) mutating func begin(_ nest: inout LoopNest<Scalar>, whole: PerDimension<Scalar>) {
    nest.count = 0
    levelStart[unchecked: 0] = 0
    outerTrips[unchecked: 0] = .one
    tiles[unchecked: 0] = whole
    instances[unchecked: 0] = .one
  }

  /// Gives a level its loops: temporal factors in an order, then its spatial loops.
  ///
  /// The tile of the level must be known; the tile of the next level follows from it.
  @inline(__always) mutating func enter(
    _ level: Int, factors: PerDimension<Scalar>, order: OrderClasses.Order, spatial: [NestLoop<Scalar>],
    _ nest: inout LoopNest<Scalar>
  ) {
    var index = levelStart[unchecked: level]
    var extents = tiles[unchecked: level]
    var trips = outerTrips[unchecked: index]
    var place = order.count
    while place > 0 {
      place -= 1
      let dimension = order[place]
      let bound = factors[dimension]
      nest[index] = NestLoop(dimension, bound, level: level)
      outerTrips[unchecked: index] = trips
      trips *= bound
      extents[dimension] = extents[dimension] / bound
      steps[unchecked: index] = extents[dimension]
      index += 1
    }
    if !spatial.isEmpty { fannedOutExtents[unchecked: level] = extents }
    var copies = instances[unchecked: level]
    for loop in spatial {
      nest[index] = loop
      outerTrips[unchecked: index] = trips
      copies *= loop.bound
      extents[loop.dimension] = extents[loop.dimension] / loop.bound
      steps[unchecked: index] = extents[loop.dimension]
      index += 1
    }
    nest.count = index
    outerTrips[unchecked: index] = trips
    levelStart[unchecked: level + 1] = index
    tiles[unchecked: level + 1] = extents
    instances[unchecked: level + 1] = copies
    countDistinct(level, fansOut: !spatial.isEmpty, nest)
  }
}
