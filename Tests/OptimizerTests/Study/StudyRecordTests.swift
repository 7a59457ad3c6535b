import Core
import Foundation
import Optimizer
import Testing

/// What a study comes to, checked by counting unit squares: objectives are whole powers of e, so that in logarithms every
/// trial dominates whole squares below the reference.
@Suite struct StudyRecordTests {
  private let header: StudyHeader
  private var trials: [Trial] = []
  /// How many squares each trial reaches across and up; `nil` for trials that count for nothing.
  private var reach: [(across: Int, up: Int)?] = []

  init() throws {
    var header = try Bowl().header()
    header.objectives = ObjectiveSet([.latency, .energy], limits: [ObjectiveSet.Limit(.area, atMost: 5)])
    header.reference = [1, 1]
    self.header = header
    var random = SeededRandom(seed: 5)
    for number in 0..<60 {
      let (across, up, area) = (random.below(13), random.below(13), random.below(8))
      let fidelity: Fidelity = number % 7 == 3 ? .analytical : .simulated
      let isFailed = number % 11 == 5
      trials.append(
        Trial(
          number: number, point: DesignPoint([0, 0]), strategy: "random", fidelity: fidelity,
          state: isFailed ? .failed : .complete,
          metrics: isFailed
            ? nil
            : DesignMetrics(
              seconds: exp(-Double(across)), joules: exp(-Double(up)), areaSquareMillimetres: Double(area)),
          cost: Trial.Cost(simulations: 1)))
      reach.append(isFailed || fidelity == .analytical || area > 5 ? nil : (across, up))
    }
  }

  private func squares(upTo end: Int) -> Int {
    var count = 0
    for across in 0..<13 {
      for up in 0..<13 {
        let isDominated = reach[..<end].contains { point in
          guard let point else { return false }
          return across < point.across && up < point.up
        }
        if isDominated { count += 1 }
      }
    }
    return count
  }

  @Test func growthIsTheSquaresDominated() {
    let record = StudyRecord("a", header, trials: trials, cheapLooks: 0)
    var expected: [(trial: Int, squares: Int)] = []
    for end in 1...trials.count where squares(upTo: end) > expected.last?.squares ?? 0 {
      expected.append((end - 1, squares(upTo: end)))
    }
    #expect(record.growth.map(\.trial) == expected.map(\.trial))
    for (rise, (_, squares)) in zip(record.growth, expected) {
      #expect(abs(rise.hypervolume - Double(squares)) < 1e-9)
    }
  }

  @Test func frontIsWhatNoOtherBeats() {
    let record = StudyRecord("a", header, trials: trials, cheapLooks: 0)
    let best = reach.compactMap { $0 }.filter { point in
      !reach.contains { other in
        guard let other else { return false }
        return other.across >= point.across && other.up >= point.up && other != point
      }
    }
    #expect(!record.front.isEmpty)
    for number in record.front {
      #expect(best.contains { $0 == reach[number] ?? (-1, -1) })
    }
    #expect(Set(record.front.map { reach[$0]?.across ?? -1 }) == Set(best.map(\.across)))
    let across = record.front.map { reach[$0]?.across ?? -1 }
    #expect(across == across.sorted(by: >), "the least latency first")
  }

  /// A trial at the default design's point tells its figures; without one the head's stand.
  @Test func defaultDesignIsItsOwnTrial() {
    var record = StudyRecord("a", header, trials: trials, cheapLooks: 0)
    #expect(record.base.figures == [.latency: 0.1, .energy: 0.1])
    record.place(base: DesignPoint([3, 3]))
    #expect(record.base.madeBy == "analytical model" && record.base.point == DesignPoint([3, 3]))
    record.place(base: DesignPoint([0, 0]))
    #expect(record.base.madeBy == "simulated")
    #expect(record.base.figures[.latency] == trials[0].metrics?.seconds)
    #expect(record.base.figures.count == Metric.allCases.count)
  }

  /// The documents a study began with stay in its file, and don't keep another run from continuing it.
  @Test func originIsKeptAndNotCompared() throws {
    let folder = try StudyFolder()
    var header = header
    header.origin = StudyOrigin(
      files: [RunInput(role: "space", name: "a <b>.xml", sha256: "00")], architecture: "<a/>", workload: "<w/>",
      command: "systole explore")
    _ = try Study.open(at: folder.path(), header)
    #expect(try Study.read(at: folder.path()).header == header)
    var other = header
    other.origin = nil
    #expect(try Study.open(at: folder.path(), other).header == header)
  }
}
