/// A resource shared by streams that are computed one after the other but run at the same time.
///
/// Time is cut into buckets of 64 cycles, each with as much room; a booking takes the first room at or after its time.
/// A stream computed earlier for a later time therefore doesn't delay one computed later for an earlier time, which a
/// single "free from" would do.
struct BookedPort: Sendable {
  private static let bucketShift = 12
  private static let bucketTicks = 1 << bucketShift
  private var used: [Int32]
  private var bucketOfSlot: [Int]
  private let mask: Int

  /// A port remembering 2^`logBuckets` buckets.
  init(logBuckets: Int = 14) {
    used = Array(repeating: 0, count: 1 << logBuckets)
    bucketOfSlot = Array(repeating: -1, count: 1 << logBuckets)
    mask = 1 << logBuckets - 1
  }

  /// Books `cost` ticks at or after `time` and returns when they begin.
  ///
  /// A time so long past that its bucket was given up meets no other traffic.
  @inline(__always)
  mutating func book(at time: Int, cost: Int) -> Int {
    var bucket = time >> Self.bucketShift
    while true {
      let slot = bucket & mask
      if bucketOfSlot[slot] != bucket {
        guard bucketOfSlot[slot] < bucket else { return time }
        bucketOfSlot[slot] = bucket
        used[slot] = 0
      }
      let taken = Int(used[slot])
      if taken < Self.bucketTicks {
        let total = taken + cost
        used[slot] = Int32(truncatingIfNeeded: min(total, Self.bucketTicks))
        if total > Self.bucketTicks { carry(total - Self.bucketTicks, into: bucket + 1) }
        return max(time, bucket << Self.bucketShift + taken)
      }
      bucket += 1
    }
  }

  /// Fills following buckets with what the one before couldn't hold.
  private mutating func carry(_ excess: Int, into first: Int) {
    var left = excess
    var bucket = first
    while left > 0 {
      let slot = bucket & mask
      if bucketOfSlot[slot] != bucket {
        bucketOfSlot[slot] = bucket
        used[slot] = 0
      }
      let total = Int(used[slot]) + left
      used[slot] = Int32(truncatingIfNeeded: min(total, Self.bucketTicks))
      left = total - Self.bucketTicks
      bucket += 1
    }
  }
}
