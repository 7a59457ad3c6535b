import Core
import Optimizer
import Reports
import Synchronization

/// How an exploration stands, for the progress line: the best so far and the hypervolume.
final class ExplorationStanding: Sendable {
  private struct State {
    var values: [[Double]] = []
    var added = 0
  }

  private let header: StudyHeader
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  init(_ header: StudyHeader, _ trials: [Trial]) {
    self.header = header
    for trial in trials { add(trial) }
    state.withLock { $0.added = 0 }
  }

  func add(_ trial: Trial) {
    state.withLock { state in
      state.added += 1
      guard trial.fidelity == header.fidelity, let metrics = trial.metrics, header.objectives.allows(metrics) else {
        return
      }
      state.values.append(header.objectives.values(of: metrics))
      state.values = paretoFront(of: state.values).map { state.values[$0] }
    }
  }

  /// `best edp 3.21 µJ s, hypervolume 4.56, 2.3 trials/s`.
  func words() -> String {
    let (values, added) = state.withLock { ($0.values, $0.added) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = "\(NumberText.ratio(Double(added) / max(seconds, 1e-3))) trials/s"
    guard let metric = header.objectives.metrics.first, let best = values.compactMap(\.first).min() else { return rate }
    let volume = QualityScale(reference: header.reference).volume(of: values)
    return "best \(metric.rawValue) \(metric.text(best)), hypervolume \(NumberText.ratio(volume)), \(rate)"
  }
}

extension Metric {
  /// A value of the metric for people.
  func text(_ value: Double) -> String {
    switch self {
    // Only a cost model that knows no area has none.
    case .area: value == 0 ? NumberText.missing : "\(NumberText.ratio(value)) mm²"
    case .latency, .energy, .power: NumberText.engineering(value, unit: unit)
    case .edp: NumberText.engineering(value, unit: "J·s")
    }
  }
}
