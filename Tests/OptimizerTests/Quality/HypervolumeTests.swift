import Core
import Optimizer
import Testing

@Suite("Hypervolume")
struct HypervolumeTests {
  /// Points on a coarse grid, so that equal coordinates and equal points occur.
  static func points(_ count: Int, objectives: Int, seed: UInt64) -> [[Double]] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in (0..<objectives).map { _ in Double(random.below(12)) / 10 } }
  }

  /// The union of boxes by inclusion and exclusion over all subsets.
  static func byInclusionExclusion(_ points: [[Double]], reference: [Double]) -> Double {
    var volume = 0.0
    for subset in 1..<(1 << points.count) {
      let members = points.indices.filter { subset >> $0 & 1 == 1 }
      var box = 1.0
      for objective in reference.indices {
        let worst = members.map { points[$0][objective] }.max() ?? 0
        box *= max(0, reference[objective] - worst)
      }
      volume += members.count % 2 == 1 ? box : -box
    }
    return volume
  }

  @Test("Volumes equal inclusion and exclusion of boxes", arguments: [2, 3, 4, 5])
  func inclusionExclusion(objectives: Int) {
    let reference = [Double](repeating: 1, count: objectives)
    for seed in 0..<40 {
      let points = Self.points(1 + seed % 9, objectives: objectives, seed: UInt64(seed))
      let expected = Self.byInclusionExclusion(points, reference: reference)
      #expect(abs(hypervolume(of: points, reference: reference) - expected) < 1e-12)
    }
  }

  @Test("Volumes of many points equal a count of grid cells", arguments: [2, 3, 4])
  func gridCells(objectives: Int) {
    let side = 12
    let points = Self.points(60, objectives: objectives, seed: 7)
    var dominated = 0
    var cells = 1
    for _ in 0..<objectives { cells *= side }
    for cell in 0..<cells {
      var rest = cell
      let corner = (0..<objectives).map { _ in
        defer { rest /= side }
        return Double(rest % side) / 10
      }
      if points.contains(where: { point in zip(point, corner).allSatisfy { $0 <= $1 + 1e-9 } }) { dominated += 1 }
    }
    var cellVolume = 1.0
    for _ in 0..<objectives { cellVolume *= 0.1 }
    let reference = [Double](repeating: 1.2, count: objectives)
    #expect(abs(hypervolume(of: points, reference: reference) - Double(dominated) * cellVolume) < 1e-9)
  }

  @Test("What a point adds is the difference of two volumes", arguments: [2, 3, 4])
  func improvements(objectives: Int) {
    let reference = [Double](repeating: 1, count: objectives)
    for seed in 0..<20 {
      let points = Self.points(12, objectives: objectives, seed: UInt64(100 + seed))
      let without = Array(points.dropLast())
      let difference = hypervolume(of: points, reference: reference) - hypervolume(of: without, reference: reference)
      let added = hypervolumeImprovement(of: points[11], over: without, reference: reference)
      #expect(abs(added - difference) < 1e-12)
      #expect(abs(hypervolumeContributions(of: points, reference: reference)[11] - difference) < 1e-12)
    }
  }

  @Test("Failures and points beyond the reference add nothing")
  func unusablePoints() {
    let points = [[0.5, 0.5], [.nan, 0], [0, .infinity], [2, 0], [1, 0.2]]
    #expect(hypervolume(of: points, reference: [1, 1]) == 0.25)
    #expect(hypervolume(of: [], reference: [1, 1, 1]) == 0)
    #expect(hypervolumeImprovement(of: [.nan, 0], over: points, reference: [1, 1]) == 0)
  }
}
