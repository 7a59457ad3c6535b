import Foundation
import Synchronization

/// Whether the user asked to stop.
///
/// The one piece of global state: a signal handler can reach nothing else.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Whether SIGINT or SIGTERM has arrived.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Makes the first SIGINT or SIGTERM ask for a stop; a second one ends the process at once.
  ///
  /// A file that grows beyond a limit is an error of the write, not the end of the process.
  static func catchSignals() {
    signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.requested.exchange(true, ordering: .relaxed) {
          _exit(128 + number)
        }
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
