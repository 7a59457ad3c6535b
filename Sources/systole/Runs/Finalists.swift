import Core
import Evaluation
import Optimizer

/// Maps the best designs of an exploration to a proof.
struct Finalists {
  var problem: HardwareProblem
  var objective: MappingObjective
  /// Designs of the front, the best of the first objective first.
  var most: Int
  /// Seconds for all of them together.
  var seconds: Double
  var jobs: Int
  var quiet: Bool

  /// Proves what isn't proved yet, and keeps it in the study.
  func prove(_ summary: StudySummary, of trials: [Trial], in study: Study) throws {
    let known = Set(try study.proofs().filter { $0.gap == 0 && $0.objective == objective.rawValue }.map(\.trial))
    let chosen = summary.front.prefix(most).map(\.trial).filter { !known.contains($0) }
    guard !chosen.isEmpty, seconds > 0 else { return }
    let progress = ProgressLine(total: chosen.count, noun: "proofs", quiet: quiet)
    defer { progress.finish() }
    let end = ContinuousClock.now + .seconds(seconds)
    for (place, number) in chosen.enumerated() where !Interruption.isRequested {
      guard let trial = trials.first(where: { $0.number == number }) else { continue }
      let left = (end - ContinuousClock.now) / .seconds(1)
      let share = max(0.1, left / Double(chosen.count - place))
      let proof = try problem.prove(
        trial, for: objective, seconds: share, jobs: jobs, isInterrupted: { Interruption.isRequested })
      if let proof, !Interruption.isRequested { try study.keep(proof) }
      progress.advance("trial \(number)")
    }
  }
}
