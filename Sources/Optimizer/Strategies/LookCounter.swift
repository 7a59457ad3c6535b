import Synchronization

/// Counts looks through the analytical model, from any thread.
final class LookCounter: Sendable {
  private let looks = Atomic<Int>(0)

  /// Looks so far.
  var total: Int { looks.load(ordering: .relaxed) }

  func count(_ number: Int = 1) {
    looks.wrappingAdd(number, ordering: .relaxed)
  }
}
