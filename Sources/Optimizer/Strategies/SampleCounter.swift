import Core
import Synchronization

/// Counts the designs generative models draw, from any thread.
final class SampleCounter: Sendable {
  private let counts = Mutex(SampleCounts())

  /// Samples so far.
  var total: SampleCounts { counts.withLock { $0 } }

  func count(_ samples: SampleCounts) {
    counts.withLock { $0 = $0 + samples }
  }
}
