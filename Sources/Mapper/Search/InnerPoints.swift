import Core

/// The trips a level's inside can be given, out of those outside it: divisors that the constraints allow and whose
/// tiles fit.
///
/// Tiles only grow with trips, so once a tile doesn't fit, larger trips of the fastest-moving dimension are skipped.
struct InnerPoints {
  private let level: Int
  private let outside: PerDimension<Double>
  private var lists: InlineArray<8, Choices>
  private var places: InlineArray<8, Int>
  private var started = false
  private var isEmpty = false

  /// The allowed values of one dimension: numbers and values, in an array kept by the search.
  private struct Choices {
    var numbers: [UInt16]
  }

  init(of point: TripSpace.Point, level: Int, _ search: AssignmentSearch) {
    self.level = level
    outside = search.space.trips(point)
    lists = InlineArray(repeating: Choices(numbers: []))
    places = InlineArray(repeating: 0)
    for index in 0..<8 {
      let dimension = Dimension.at(index)
      let fewest = Double(search.fewestInside[level + 1][dimension])
      let most = Double(search.mostInside[level + 1][dimension])
      let limits = search.mapspace.levels[level].temporal
      let minimum = Double(limits.minimum[dimension])
      let maximum = Double(limits.maximum[dimension])
      for number in search.space.divisors(index, of: point[index]) {
        let value = search.space.value(index, number)
        let factor = outside.values[index] / value
        if value >= fewest && value <= most && factor >= minimum && factor <= maximum {
          lists[index].numbers.append(number)
        }
      }
      if lists[index].numbers.isEmpty { isEmpty = true }
    }
  }

  /// The next point that fits.
  mutating func next(_ search: AssignmentSearch) -> TripSpace.Point? {
    guard !isEmpty else { return nil }
    if !started {
      started = true
    } else if !advance(from: 0) {
      return nil
    }
    while true {
      var point = TripSpace.Point(repeating: 0)
      for index in 0..<8 { point[unchecked: index] = lists[unchecked: index].numbers[places[unchecked: index]] }
      if search.fits(level + 1, search.space.trips(point)) { return point }
      // Everything faster stands at its least, so going on from there can't fit either.
      var fastest = 0
      while fastest < 8 && places[unchecked: fastest] == 0 { fastest += 1 }
      guard fastest < 8 else { return nil }
      places[unchecked: fastest] = 0
      guard advance(from: fastest + 1) else { return nil }
    }
  }

  /// Advances the odometer from a dimension on.
  private mutating func advance(from first: Int) -> Bool {
    var index = first
    while index < 8 {
      places[unchecked: index] += 1
      if places[unchecked: index] < lists[unchecked: index].numbers.count { return true }
      places[unchecked: index] = 0
      index += 1
    }
    return false
  }
}
