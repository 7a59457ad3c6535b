/// The tags of a write-back cache that allocates on reads and writes and draws its victims.
///
/// Victims come from a 32-bit xorshift generator (Marsaglia, "Xorshift RNGs", J. Stat. Software 8(14), 2003).
struct CacheTags: Sendable {
  /// What an access found.
  enum Outcome: Hashable, Sendable {
    case hit
    case miss
    /// A miss that drove out a line which must be written back.
    case missEvicting(line: Int)
  }

  /// Eight ways at a time; ways beyond the last hold nothing and are never drawn.
  private var tags: [SIMD8<UInt32>]
  private var dirty: [UInt8]
  private var random: UInt32
  private let mask: Int
  private let ways: UInt64
  private let groups: Int
  private let fillsEmptyWays: Bool

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - cache: Sets, a power of two, and ways; whether a way that holds nothing goes first, as in FASED's last-level
  ///     cache (`LastLevelCache.scala`); SiFive's `Directory.scala` draws among all.
  ///   - seed: Seed of the victims.
  init(_ cache: GemminiTiming.Cache, seed: UInt64) {
    fillsEmptyWays = cache.fillsEmptyWays
    ways = UInt64(cache.ways)
    groups = ceilingQuotient(cache.ways, 8)
    tags = Array(repeating: SIMD8(repeating: 0), count: cache.sets * groups)
    dirty = Array(repeating: 0, count: cache.sets * groups)
    random = UInt32(truncatingIfNeeded: seed &* 0x9e37_79b9_7f4a_7c15 >> 32) | 1
    mask = cache.sets - 1
  }

  /// The set of a line.
  func set(of line: Int) -> Int { line & mask }

  /// Looks a line up and brings it in.
  @inline(__always)
  mutating func access(line: Int, isWrite: Bool) -> Outcome {
    let first = (line & mask) * groups
    let tag = UInt32(truncatingIfNeeded: line &+ 1)
    for group in first..<first + groups {
      let found = tags[group] .== tag
      for way in 0..<8 where found[way] {
        if isWrite { dirty[group] |= 1 << UInt8(way) }
        return .hit
      }
    }
    random ^= random << 13
    random ^= random >> 17
    random ^= random << 5
    var victim = Int((UInt64(random) &* ways) >> 32)
    if fillsEmptyWays, let empty = emptyWay(from: first) { victim = empty }
    let group = first + victim >> 3
    let way = victim & 7
    let bit: UInt8 = 1 << UInt8(way)
    let old = tags[group][way]
    let isDirty = dirty[group] & bit != 0
    tags[group][way] = tag
    if isWrite { dirty[group] |= bit } else { dirty[group] &= ~bit }
    return isDirty && old != 0 ? .missEvicting(line: Int(old) - 1) : .miss
  }

  private func emptyWay(from first: Int) -> Int? {
    for group in 0..<groups {
      let ways = tags[first + group]
      guard any(ways .== 0) else { continue }
      if let way = (0..<8).first(where: { ways[$0] == 0 && group * 8 + $0 < Int(self.ways) }) { return group * 8 + way }
    }
    return nil
  }
}
