import Core
import Sim
import Testing

/// The tags of a cache against a list of lines in the order of their last use.
@Suite struct CacheTagsTests {
  /// One set: its lines, the one used longest ago first.
  private struct RecencyList {
    var lines: [(line: Int, isDirty: Bool)] = []
    let ways: Int

    mutating func access(_ line: Int, isWrite: Bool) -> CacheTags.Outcome {
      if let place = lines.firstIndex(where: { $0.line == line }) {
        let held = lines.remove(at: place)
        lines.append((line, held.isDirty || isWrite))
        return .hit
      }
      lines.append((line, isWrite))
      guard lines.count > ways else { return .miss }
      let evicted = lines.removeFirst()
      return evicted.isDirty ? .missEvicting(line: evicted.line) : .miss
    }
  }

  @Test(arguments: [(1, 1), (1, 4), (4, 2), (8, 3), (2, 8), (4, 12), (16, 16)])
  func leastRecentlyUsedIsAListOfRecency(sets: Int, ways: Int) {
    var tags = CacheTags(sets: sets, ways: ways, replacement: .leastRecentlyUsed, seed: 1)
    var lists = Array(repeating: RecencyList(ways: ways), count: sets)
    var random = SeededRandom(seed: 3, stream: UInt64(sets * 100 + ways))
    for step in 0..<4000 {
      let line = random.below(2 * sets * ways + 1)
      let isWrite = random.below(3) == 0
      let expected = lists[line % sets].access(line, isWrite: isWrite)
      #expect(tags.access(line: line, isWrite: isWrite) == expected, "step \(step), line \(line)")
    }
  }

  @Test(arguments: [CacheLevel.Replacement.random, .emptyThenRandom])
  func drawnVictimsComeFromTheSet(replacement: CacheLevel.Replacement) {
    let (sets, ways) = (4, 6)
    var tags = CacheTags(sets: sets, ways: ways, replacement: replacement, seed: 5)
    var random = SeededRandom(seed: 11)
    // A line is certainly gone once it was driven out dirty; nothing but an access brings it back.
    var certainlyGone: Set<Int> = []
    var seen: Set<Int> = []
    var hits = 0
    for _ in 0..<5000 {
      let line = random.below(2 * sets * ways)
      switch tags.access(line: line, isWrite: true) {
      case .hit:
        hits += 1
        #expect(seen.contains(line) && !certainlyGone.contains(line))
      case .miss:
        // All lines are dirty: a miss that writes nothing back has taken an empty way.
        if replacement == .emptyThenRandom { #expect(seen.filter { $0 % sets == line % sets }.count < ways) }
      case .missEvicting(let victim):
        #expect(victim % sets == line % sets && victim != line && seen.contains(victim))
        #expect(!certainlyGone.contains(victim))
        certainlyGone.insert(victim)
      }
      seen.insert(line)
      certainlyGone.remove(line)
    }
    #expect(hits > 1000)
  }

  @Test func twoStreamsOfOneSeedAreEqual() {
    var left = CacheTags(sets: 2, ways: 4, replacement: .random, seed: 9)
    var right = left
    for line in 0..<500 {
      #expect(left.access(line: line * 7 % 31, isWrite: false) == right.access(line: line * 7 % 31, isWrite: false))
    }
  }
}
