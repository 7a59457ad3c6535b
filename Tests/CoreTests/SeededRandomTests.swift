import Core
import Testing

@Suite struct SeededRandomTests {
  /// The first numbers from state 1, 2, 3, 4, as the test vectors of the Rust crate rand_xoshiro 0.6 give them, taken
  /// from the authors' C code.
  @Test func followsThePublishedSequence() {
    var random = SeededRandom(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
      16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
    ]
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test func streamsOfASeedDiffer() {
    var seen: Set<UInt64> = []
    for stream in 0..<1000 as Range<UInt64> {
      var random = SeededRandom(seed: 7, stream: stream)
      seen.insert(random.next())
    }
    #expect(seen.count == 1000)
    var (one, other) = (SeededRandom(seed: 7, stream: 3), SeededRandom(seed: 7, stream: 3))
    #expect(one.next() == other.next())
  }

  /// Each of six faces falls 10,000 times in 60,000 throws, give or take five standard deviations (√(60000·5/36) = 91).
  @Test func throwsAFairDie() {
    var random = SeededRandom(seed: 1)
    var faces = Array(repeating: 0, count: 6)
    for _ in 0..<60_000 { faces[random.below(6)] += 1 }
    #expect(faces.allSatisfy { abs($0 - 10_000) < 5 * 91 })
  }
}
