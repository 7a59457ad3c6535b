import Sim
import Synchronization

/// Layers simulated by this process, by what their cycles and counts depend on, so that designs that differ in prices
/// only share a run.
///
/// Figures are the same with and without it. It keeps a bounded number and forgets all when that is reached: a grid's
/// neighbours share runs, designs far apart don't.
final class LayerRuns: Sendable {
  private let runs = Mutex<[TimingContent: EnergyCounts]>([:])

  /// Runs kept, of about two kilobytes each.
  private static let most = 20_000

  /// The run of a content, if there was one.
  func counts(of content: TimingContent) -> EnergyCounts? { runs.withLock { $0[content] } }

  /// Keeps a run.
  func keep(_ counts: EnergyCounts, of content: TimingContent) {
    runs.withLock { runs in
      if runs.count >= Self.most { runs.removeAll(keepingCapacity: true) }
      runs[content] = counts
    }
  }
}
