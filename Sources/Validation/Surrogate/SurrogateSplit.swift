import Core
import Learning

/// Points to learn from and points of other layer shapes to judge by.
struct SurrogateSplit: Sendable {
  /// In random order, so that the first n are n points drawn at random.
  let training: [Int]
  let test: [Int]

  /// The share of the points whose layers are held back.
  static let testShare = 0.3

  /// Holds random layers back until they have the test's share of the points.
  init(_ points: [SurrogatePoint], seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let groups = (points.map(\.group).max() ?? -1) + 1
    var isTest = [Bool](repeating: false, count: groups)
    var held = 0
    for group in random.permutation(groups) where Double(held) < Self.testShare * Double(points.count) {
      isTest[group] = true
      held += points.count { $0.group == group }
    }
    training = random.permutation(points.count).filter { !isTest[points[$0].group] }
    test = points.indices.filter { isTest[points[$0].group] }
  }
}
