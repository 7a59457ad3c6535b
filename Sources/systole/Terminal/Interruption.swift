import Foundation
import Synchronization

/// Whether the user asked to stop.
///
/// The one piece of global state: a signal handler can reach nothing else.
enum Interruption {
  /// When SIGINT or SIGTERM first arrived, in milliseconds of a clock that never goes back; 0 before.
  private static let firstRequest = Atomic<Int>(0)
  /// Signals this close to each other are one request.
  private static let milliseconds = 300

  /// Whether SIGINT or SIGTERM has arrived.
  static var isRequested: Bool { firstRequest.load(ordering: .relaxed) != 0 }

  /// Makes the first SIGINT or SIGTERM ask for a stop; a later one ends the process at once.
  ///
  /// `timeout` sends two signals, one to the process and one to its group, which are one request: tools that were
  /// started are ended in between. A file that grows beyond a limit is an error of the write, not the end of the
  /// process.
  static func catchSignals() {
    signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now = 1 + time.tv_sec * 1000 + time.tv_nsec / 1_000_000
        let (isFirst, first) = Interruption.firstRequest.compareExchange(expected: 0, desired: now, ordering: .relaxed)
        if !isFirst, now - first > Interruption.milliseconds { _exit(128 + number) }
      }
    }
  }
}

/// The user interrupted the run; what was finished has been said.
struct InterruptedRun: Error, CustomStringConvertible {
  var done: Int
  var total: Int

  var description: String { "interrupted after \(done) of \(total); no output was written" }
}

/// The user interrupted a mapping search; what was found has been written.
struct InterruptedMapping: Error, CustomStringConvertible {
  var done: Int
  var total: Int
  /// The file written; `nil` for standard output.
  var file: String?

  var description: String {
    guard done > 0 else { return "interrupted before a layer was mapped; no mapping was written" }
    return "interrupted with \(done) of \(total) layers mapped; what was found is in \(file ?? "the table above")"
  }
}

/// The user interrupted an exploration; every trial that was told is in the study.
struct InterruptedExploration: Error, CustomStringConvertible {
  var told: Int
  var total: Int
  var study: String

  var description: String {
    "interrupted after \(told) of \(total) trials; all are in \(study), and the same command continues"
  }
}
