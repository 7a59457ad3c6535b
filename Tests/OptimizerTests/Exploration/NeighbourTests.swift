import Core
import Optimizer
import Testing

/// A row of designs that find a mapping of their own and say whose they were given.
private struct Row: DesignProblem {
  let space = DesignSpace(
    name: "row", architecture: "none",
    parameters: [
      DesignParameter(
        name: "x", paths: ["x"], values: (0..<20).map(String.init), numbers: (0..<20).map(Double.init))
    ])
  let beginsWithNeighbours = true

  func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
    evaluate(proposal, at: fidelity, near: [:])
  }

  /// The mapping a design finds has its place as its factor; the figure is one plus that of the given mapping.
  func evaluate(_ proposal: Proposal, at fidelity: Fidelity, near mappings: [String: Mapping]) -> TrialOutcome {
    let given = mappings["layer"]?.levels.first?.temporal.first?.bound ?? 0
    guard proposal.point.indices[0] != 13 else { return TrialOutcome(failure: "unlucky") }
    var outcome = TrialOutcome(DesignMetrics(seconds: Double(1 + given), joules: 1))
    let loop = TemporalLoop(.k, proposal.point.indices[0] + 1, last: proposal.point.indices[0] + 1)
    outcome.foundMappings = [
      "layer": Mapping(levels: [MappingLevel(keeps: .all, temporal: [loop]), MappingLevel(keeps: .weights)])
    ]
    return outcome
  }
}

@Suite struct NeighbourTests {
  private func trials(jobs: Int = 1) throws -> [Trial] {
    let study = MemoryStudy()
    _ = try exploration(jobs: jobs).run(into: study)
    return study.trials()
  }

  private func exploration(
    jobs: Int = 1, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) -> Exploration {
    Exploration(
      problem: Row(), objectives: ObjectiveSet([.latency]), strategy: RandomStrategy(),
      options: ExplorationOptions(budget: 20, batchSize: 4, seed: 2, jobs: jobs, isInterrupted: isInterrupted))
  }

  /// A search begins with what the nearest design of an earlier batch found.
  @Test func beginsWithTheNearest() throws {
    let trials = try trials()
    #expect(trials.contains { $0.state == .failed })
    for trial in trials where trial.state == .complete {
      let place = trial.point.indices[0]
      let earlier = trials.filter { $0.batch < trial.batch && $0.state == .complete }.map { $0.point.indices[0] }
      let given = Int(trial.metrics?.seconds ?? 0) - 1
      guard let nearest = earlier.map({ abs($0 - place) }).min() else {
        #expect(given == 0)
        continue
      }
      #expect(earlier.contains(given - 1) && abs(given - 1 - place) == nearest, "\(place) began with \(given - 1)")
    }
  }

  @Test func neitherJobsNorPausesMatter() throws {
    let whole = try trials()
    #expect(try trials(jobs: 3) == whole)
    let folder = try StudyFolder()
    let header = StudyHeader(
      space: Row().space, architectureHash: "", workload: "none", workloadHash: "",
      objectives: ObjectiveSet([.latency]), fidelity: .simulated, policy: "none", seed: 2, batchSize: 4,
      reference: [100], version: "1", inputs: "", architectureName: "none")
    for most in [3, 7, 20] {
      // Every run opens the file anew and stops after so many trials.
      let study = try Study.open(at: folder.path(), header)
      let isEnough: @Sendable () -> Bool = {
        ((try? study.trials().count { $0.state != .asked }) ?? 0) >= most
      }
      _ = try exploration(isInterrupted: isEnough).run(into: study)
    }
    #expect(try Study.read(at: folder.path()).trials() == whole)
  }
}
