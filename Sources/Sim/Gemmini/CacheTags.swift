/// The tags of an 8-way write-back cache that allocates on reads and writes and draws its victims.
///
/// Victims are drawn among all ways; the draws come from a 32-bit xorshift generator (Marsaglia, "Xorshift RNGs", J. Stat. Software 8(14), 2003).
struct CacheTags: Sendable {
  /// What an access found.
  enum Outcome: Hashable, Sendable {
    case hit
    case miss
    /// A miss that drove out a line which must be written back.
    case missEvicting(line: Int)
  }

  private var tags: [SIMD8<UInt32>]
  private var dirty: [UInt8]
  private var random: UInt32
  private let mask: Int
  private let fillsEmptyWays: Bool

  /// An empty cache; `sets` is a power of two.
  ///
  /// - Parameters:
  ///   - sets: Sets of 8 ways.
  ///   - seed: Seed of the victims.
  ///   - fillsEmptyWays: Whether a way that holds nothing goes first, as in FASED's last-level cache
  ///     (`LastLevelCache.scala`); SiFive's `Directory.scala` draws among all.
  init(sets: Int, seed: UInt64, fillsEmptyWays: Bool) {
    self.fillsEmptyWays = fillsEmptyWays
    tags = Array(repeating: SIMD8(repeating: 0), count: sets)
    dirty = Array(repeating: 0, count: sets)
    random = UInt32(truncatingIfNeeded: seed &* 0x9e37_79b9_7f4a_7c15 >> 32) | 1
    mask = sets - 1
  }

  /// The set of a line.
  func set(of line: Int) -> Int { line & mask }

  /// Looks a line up and brings it in.
  @inline(__always)
  mutating func access(line: Int, isWrite: Bool) -> Outcome {
    let set = line & mask
    let tag = UInt32(truncatingIfNeeded: line &+ 1)
    let ways = tags[set]
    let found = ways .== tag
    for way in 0..<8 where found[way] {
      if isWrite { dirty[set] |= 1 << UInt8(way) }
      return .hit
    }
    random ^= random << 13
    random ^= random >> 17
    random ^= random << 5
    var way = Int(random >> 29)
    if fillsEmptyWays, any(ways .== 0), let empty = (0..<8).first(where: { ways[$0] == 0 }) { way = empty }
    let bit: UInt8 = 1 << UInt8(way)
    let victim = ways[way]
    let isDirty = dirty[set] & bit != 0
    tags[set][way] = tag
    if isWrite { dirty[set] |= bit } else { dirty[set] &= ~bit }
    return isDirty && victim != 0 ? .missEvicting(line: Int(victim) - 1) : .miss
  }
}
