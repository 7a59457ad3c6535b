/// How long each rank of a channel has had a row open.
struct RankActivity: Sendable {
  private var openRows: [Int]
  private var since: [Int64]
  private var closedIntervals: Int64 = 0

  init(ranks: Int) {
    openRows = Array(repeating: 0, count: ranks)
    since = Array(repeating: 0, count: ranks)
  }

  mutating func open(_ rank: Int, at time: Int64) {
    if openRows[rank] == 0 { since[rank] = time }
    openRows[rank] += 1
  }

  mutating func close(_ rank: Int, at time: Int64) {
    openRows[rank] -= 1
    if openRows[rank] == 0 { closedIntervals += time - since[rank] }
  }

  /// Cycles before `time` with a row open, over all ranks.
  func activeCycles(before time: Int64) -> Int64 {
    var sum = closedIntervals
    for rank in openRows.indices where openRows[rank] > 0 { sum += max(0, time - since[rank]) }
    return sum
  }
}
