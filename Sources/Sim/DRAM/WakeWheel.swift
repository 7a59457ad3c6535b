/// Which banks wait for which of the next cycles.
///
/// One slot of 64 banks to a cycle, looked at in turn. A cycle beyond the horizon is noted at the horizon, where its
/// bank is looked at in vain and noted again. A bank may be noted at several cycles; forgetting is not needed.
struct WakeWheel: Sendable {
  private static let horizon = 256
  private static let wordBits = 64

  /// Banks by cycle modulo the horizon.
  private var slots = [UInt64](repeating: 0, count: horizon)
  /// One bit to a slot: whether it holds a bank.
  private var occupied = [UInt64](repeating: 0, count: horizon / wordBits)

  /// Notes that a bank waits for a cycle after `now`.
  @inline(__always)
  mutating func note(_ bank: Int, at time: Int64, now: Int64) {
    let slot = Int(truncatingIfNeeded: min(time, now &+ Int64(Self.horizon - 1))) & (Self.horizon - 1)
    slots[slot] |= 1 &<< UInt64(bank)
    occupied[slot &>> 6] |= 1 &<< UInt64(slot & 63)
  }

  /// Takes out the banks that wait for cycle `now`.
  @inline(__always)
  mutating func take(at now: Int64) -> UInt64 {
    let slot = Int(truncatingIfNeeded: now) & (Self.horizon - 1)
    let banks = slots[slot]
    guard banks != 0 else { return 0 }
    slots[slot] = 0
    occupied[slot &>> 6] &= ~(1 &<< UInt64(slot & 63))
    return banks
  }

  /// The first cycle after `now` some bank waits for; `.max` when none does.
  ///
  /// No slot of a cycle up to `now` may hold a bank.
  func first(after now: Int64) -> Int64 {
    let start = Int(truncatingIfNeeded: now &+ 1) & (Self.horizon - 1)
    var word = start &>> 6
    var bits = occupied[word] & (UInt64.max &<< UInt64(start & 63))
    for _ in 0...occupied.count {
      if bits != 0 {
        let slot = word &* Self.wordBits &+ bits.trailingZeroBitCount
        return now &+ 1 &+ Int64((slot &- start) & (Self.horizon - 1))
      }
      word = (word &+ 1) & (occupied.count - 1)
      bits = occupied[word]
    }
    return .max
  }
}
