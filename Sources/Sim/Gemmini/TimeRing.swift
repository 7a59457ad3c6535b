/// The times of the last few events of a stream, for limits on how many may be under way.
struct TimeRing: Sendable {
  private var times: [Int]
  private let mask: Int

  /// A ring that remembers at least so many events.
  init(holding count: Int) {
    var capacity = 1
    while capacity < count { capacity *= 2 }
    times = Array(repeating: 0, count: capacity)
    mask = capacity - 1
  }

  /// The time of an event; 0 before the first.
  @inline(__always)
  subscript(index: Int) -> Int {
    get { times[index & mask] }
    set { times[index & mask] = newValue }
  }

  /// Moves every event on in time.
  mutating func shift(by ticks: Int) {
    for index in times.indices { times[index] += ticks }
  }
}
