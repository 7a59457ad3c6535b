package import Core

/// The tags of a set-associative write-back cache: which lines it holds, which are dirty, and who makes room.
///
/// Random victims come from a 32-bit xorshift generator (Marsaglia, "Xorshift RNGs", J. Stat. Software 8(14), 2003), one
/// draw a miss. A place counts ways, sets in their order, eight to a group; groups are padded.
package struct CacheTags: Sendable {
  /// What an access found.
  package enum Outcome: Hashable, Sendable {
    case hit
    case miss
    /// A miss that drove out a line which must be written back.
    case missEvicting(line: Int)
  }

  private static let groupShift = 3
  /// No place.
  static let nowhere = -1

  /// Tags, 0 for an empty way; eight ways to a group, `groups` groups to a set.
  private var tags: [SIMD8<UInt32>]
  private var dirty: [UInt8]
  /// Ways whose line is on its way in and may not be driven out.
  private var locked: [UInt8]
  /// When each way was used last; empty unless the least recently used line makes room.
  private var lastUse: [Int]
  private var uses = 0
  private var random: UInt32
  private let replacement: CacheLevel.Replacement
  private let ways: Int
  private let groups: Int
  private let mask: Int
  private let setBits: Int

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - sets: A power of two.
  ///   - ways: Lines of a set.
  ///   - replacement: Which line of a full set makes room.
  ///   - seed: Seed of random victims.
  package init(sets: Int, ways: Int, replacement: CacheLevel.Replacement, seed: UInt64) {
    self.ways = ways
    self.replacement = replacement
    groups = ceilingDivide(ways, 1 << Self.groupShift)
    mask = sets - 1
    setBits = sets.trailingZeroBitCount
    tags = Array(repeating: SIMD8(repeating: 0), count: sets * groups)
    dirty = Array(repeating: 0, count: sets * groups)
    locked = dirty
    lastUse = replacement == .leastRecentlyUsed ? Array(repeating: 0, count: sets * groups << Self.groupShift) : []
    random = UInt32(truncatingIfNeeded: seed &* 0x9e37_79b9_7f4a_7c15 >> 32) | 1
  }

  /// Bytes of addresses the tags can tell apart.
  static func reach(_ level: CacheLevel) -> Int {
    let (lines, overflow) = (level.sets * level.lineBytes).multipliedReportingOverflow(by: 1 << 31)
    return overflow ? .max : lines
  }

  /// The set of a line.
  func set(of line: Int) -> Int { line & mask }

  /// Looks a line up and brings it in.
  @inline(__always)
  package mutating func access(line: Int, isWrite: Bool) -> Outcome {
    let place = find(line)
    if place != Self.nowhere {
      use(place, isWrite: isWrite)
      return .hit
    }
    let victim = victim(for: line)
    let evicted = replace(victim, by: line, isDirty: isWrite)
    return evicted == Self.nowhere ? .miss : .missEvicting(line: evicted)
  }

  /// The place of a line; `nowhere` when it is not held.
  @inline(__always)
  func find(_ line: Int) -> Int {
    let first = (line & mask) * groups
    let tag = tag(of: line)
    for group in first..<first + groups {
      let found = tags[group] .== tag
      for way in 0..<8 where found[way] { return group << Self.groupShift + way }
    }
    return Self.nowhere
  }

  /// Notes that a place was read or written.
  @inline(__always)
  mutating func use(_ place: Int, isWrite: Bool) {
    if isWrite { dirty[place >> Self.groupShift] |= bit(place) }
    guard replacement == .leastRecentlyUsed else { return }
    uses += 1
    lastUse[place] = uses
  }

  /// The place that makes room for a line; `nowhere` when all of its set are locked.
  @inline(__always)
  mutating func victim(for line: Int) -> Int {
    let first = (line & mask) * groups << Self.groupShift
    switch replacement {
    case .leastRecentlyUsed: return leastRecentlyUsed(first)
    case .random: return drawn(first)
    case .emptyThenRandom:
      let way = drawn(first)
      for place in first..<first + ways where tags[place >> Self.groupShift][place & 7] == 0 { return place }
      return way
    }
  }

  /// Whether a way of the line's set is not locked.
  func hasVictim(for line: Int) -> Bool {
    let first = (line & mask) * groups << Self.groupShift
    for place in first..<first + ways where !isLocked(place) { return true }
    return false
  }

  /// Puts a line in a place; the line driven out if it must be written back, else `nowhere`.
  @inline(__always)
  mutating func replace(_ place: Int, by line: Int, isDirty: Bool) -> Int {
    let (group, way) = (place >> Self.groupShift, place & 7)
    let victim = tags[group][way]
    let wasDirty = dirty[group] & bit(place) != 0
    tags[group][way] = tag(of: line)
    dirty[group] &= ~bit(place)
    use(place, isWrite: isDirty)
    return wasDirty && victim != 0 ? (Int(victim) - 1) << setBits | line & mask : Self.nowhere
  }

  /// Keeps a line from being driven out, or lets it go again.
  mutating func setLocked(_ place: Int, _ isLocked: Bool) {
    if isLocked {
      locked[place >> Self.groupShift] |= bit(place)
    } else {
      locked[place >> Self.groupShift] &= ~bit(place)
    }
  }

  /// Whether a line is on its way in.
  @inline(__always)
  func isLocked(_ place: Int) -> Bool { locked[place >> Self.groupShift] & bit(place) != 0 }

  /// Lines that would have to be written back.
  var dirtyLines: Int { dirty.reduce(0) { $0 + $1.nonzeroBitCount } }

  @inline(__always)
  private func tag(of line: Int) -> UInt32 { UInt32(truncatingIfNeeded: line >> setBits &+ 1) }

  @inline(__always)
  private func bit(_ place: Int) -> UInt8 { 1 << UInt8(place & 7) }

  /// The place used longest ago; empty ones have never been used.
  private func leastRecentlyUsed(_ first: Int) -> Int {
    var oldest = Self.nowhere
    for place in first..<first + ways where !isLocked(place) {
      if oldest == Self.nowhere || lastUse[place] < lastUse[oldest] { oldest = place }
    }
    return oldest
  }

  /// A way drawn among all, or the next one that is not locked.
  @inline(__always)
  private mutating func drawn(_ first: Int) -> Int {
    random ^= random << 13
    random ^= random >> 17
    random ^= random << 5
    let draw = Int((UInt64(random) &* UInt64(ways)) >> 32)
    for offset in 0..<ways {
      let way = draw + offset < ways ? draw + offset : draw + offset - ways
      if !isLocked(first + way) { return first + way }
    }
    return Self.nowhere
  }
}
