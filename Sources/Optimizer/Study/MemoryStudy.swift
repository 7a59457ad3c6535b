public import Core
import Synchronization

/// Trials kept in memory, for tests and comparisons.
public final class MemoryStudy: TrialStore {
  private struct State {
    var trials: [Trial] = []
    /// Mappings found for trials, by number.
    var found: [Int: [String: Mapping]] = [:]
    var isTaken: [Bool] = []
    /// No trial before this one is open.
    var firstOpen = 0
    var batches = 0
    var looks = 0
    /// What was drawn, by batch.
    var samples: [Int: SampleCounts] = [:]
  }

  private let state: Mutex<State>

  /// A study that begins with the given trials, whose numbers are their places.
  public init(_ trials: [Trial] = []) {
    let batches = (trials.last?.batch ?? -1) + 1
    state = Mutex(State(trials: trials, isTaken: trials.map { $0.state != .asked }, batches: batches))
  }

  /// Every trial, by number.
  public func trials() -> [Trial] { state.withLock { $0.trials } }

  /// Adds a batch, unless it is there.
  public func ask(_ proposals: [Proposal], batch: Int, strategy: String, cheapLooks: Int) {
    state.withLock { state in
      guard state.batches == batch else { return }
      state.batches += 1
      state.looks += cheapLooks
      for proposal in proposals {
        state.trials.append(
          Trial(
            number: state.trials.count, batch: batch, point: proposal.point, mappings: proposal.mappings,
            strategy: strategy, fidelity: proposal.fidelity ?? .simulated))
        state.isTaken.append(false)
      }
    }
  }

  /// Keeps what was drawn for a batch.
  public func keep(_ samples: SampleCounts, ofBatch batch: Int) {
    state.withLock { $0.samples[batch] = $0.samples[batch] ?? samples }
  }

  /// What was drawn for all batches.
  public func samples() -> SampleCounts {
    state.withLock { state in state.samples.values.reduce(SampleCounts()) { $0 + $1 } }
  }

  /// Takes the first open trial.
  public func claim() -> Trial? {
    state.withLock { state in
      guard let number = state.isTaken[state.firstOpen...].firstIndex(of: false) else {
        state.firstOpen = state.isTaken.count
        return nil
      }
      state.isTaken[number] = true
      state.firstOpen = number + 1
      return state.trials[number]
    }
  }

  /// Gives a taken trial back.
  public func release(_ number: Int) {
    state.withLock { state in
      state.isTaken[number] = false
      state.firstOpen = min(state.firstOpen, number)
    }
  }

  /// Keeps a result.
  @discardableResult
  public func tell(_ number: Int, _ outcome: TrialOutcome) -> Bool {
    state.withLock { state in
      guard state.trials[number].state == .asked else { return false }
      state.trials[number].take(outcome)
      if !outcome.foundMappings.isEmpty { state.found[number] = outcome.foundMappings }
      return true
    }
  }

  /// The mappings found for a trial, or attached to it.
  public func mappings(ofTrial number: Int) -> [String: Mapping] {
    state.withLock { $0.found[number] ?? $0.trials[number].mappings ?? [:] }
  }

  /// Analytical evaluations that strategies spent on choosing.
  public func cheapLooks() -> Int { state.withLock { $0.looks } }
}

extension Trial {
  /// Takes on what became of it.
  mutating func take(_ outcome: TrialOutcome) {
    state = outcome.metrics == nil ? .failed : .complete
    metrics = outcome.metrics
    failure = outcome.failure
    cost = outcome.cost
  }
}
