import Core

/// The trips a level's inside can be given, out of those outside it: divisors that the constraints allow and whose
/// tiles fit.
///
/// Tiles only grow with trips, so once a tile doesn't fit, larger trips of the fastest-moving dimension are skipped.
struct InnerPoints: ~Copyable {
  /// The level inside.
  fileprivate let level: Int
  /// Units of the level's memory already in use.
  fileprivate let taken: Double
  /// The numbers of the allowed values of all dimensions.
  fileprivate var numbers: [UInt32] = []
  /// Where each dimension's numbers begin; one more entry for the end.
  fileprivate var start = InlineArray<9, Int>(repeating: 0)
  fileprivate var places = InlineArray<8, Int>(repeating: 0)
  fileprivate var started = false

  fileprivate init(level: Int, taken: Double) {
    self.level = level
    self.taken = taken
  }

  /// Advances the odometer from a dimension on.
  @inline(__always) fileprivate mutating func advance(from first: Int) -> Bool {
    var index = first
    while index < 8 {
      places[unchecked: index] += 1
      if places[unchecked: index] < start[unchecked: index + 1] - start[unchecked: index] { return true }
      places[unchecked: index] = 0
      index += 1
    }
    return false
  }
}

extension AssignmentSearch {
  /// The points inside `point`, the trips inside `level`, that the next level can be given.
  mutating func innerPoints(of point: TripSpace.Point, level: Int, taken: Double) -> InnerPoints {
    var inner = InnerPoints(level: level + 1, taken: taken)
    let limits = mapspace.levels[level].temporal
    for index in 0..<8 {
      let dimension = Dimension.at(index)
      let fewest = Double(fewestInside[level + 1][dimension])
      let most = Double(mostInside[level + 1][dimension])
      let minimum = Double(limits.minimum[dimension])
      let maximum = Double(limits.maximum[dimension])
      let isShort = level == 0 && !mapspace.perfect
      let outside = isShort ? trips.values[index] : space.value(index, point[index])
      func consider(_ number: UInt32) {
        let value = space.value(index, number)
        let factor = (outside / value).rounded(.up)
        // More trips than it takes to get to the end only pad the tile.
        guard factor <= (trips.values[index] / value).rounded(.up) else { return }
        if value >= fewest && value <= most && factor >= minimum && factor <= maximum { inner.numbers.append(number) }
      }
      // Only the outermost factor need not divide.
      if isShort {
        for number in space.numbers(index) { consider(number) }
      } else {
        for number in space.divisors(index, of: point[index]) { consider(number) }
      }
      inner.start[index + 1] = inner.numbers.count
    }
    return inner
  }

  /// The next point that fits; `nil` at the end, or when the search has to stop.
  mutating func nextPoint(_ inner: inout InnerPoints, _ effort: inout SearchEffort) -> TripSpace.Point? {
    if !inner.started {
      inner.started = true
      for index in 0..<8 where inner.start[index] == inner.start[index + 1] { return nil }
    } else if !inner.advance(from: 0) {
      return nil
    }
    while effort.step() {
      var point = TripSpace.Point(repeating: 0)
      for index in 0..<8 {
        point[unchecked: index] = inner.numbers[inner.start[unchecked: index] + inner.places[unchecked: index]]
      }
      if fits(inner.level, space.trips(point), taken: inner.taken) { return point }
      // Everything faster stands at its least, so going on from there can't fit either.
      var fastest = 0
      while fastest < 8 && inner.places[unchecked: fastest] == 0 { fastest += 1 }
      guard fastest < 8 else { return nil }
      inner.places[unchecked: fastest] = 0
      guard inner.advance(from: fastest + 1) else { return nil }
    }
    return nil
  }
}
