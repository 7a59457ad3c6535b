import ArgumentParser
import Core
import Foundation
import Optimizer

/// A goal the run was asked to check and did not reach; everything has been printed already.
struct GoalFailed: Error {}

/// An output that could not be written.
struct OutputFailure: Error, CustomStringConvertible {
  var path: String
  var reason: String

  var description: String { "\(path): error: cannot be written: \(reason)" }
}

/// The way out of the process when something went wrong: words on stderr, an exit code from sysexits.h.
enum Failure {
  static func exit(with error: any Error, command: any ParsableCommand.Type) -> Never {
    switch error {
    case is GoalFailed:
      Foundation.exit(1)
    case let error as InvalidInput:
      say(error.description)
      Foundation.exit(EX_DATAERR)
    case let error as MissingInput:
      say(error.description)
      Foundation.exit(EX_NOINPUT)
    case let error as OutputFailure:
      say(error.description)
      Foundation.exit(EX_IOERR)
    case let error as InterruptedRun:
      say(error.description)
      Foundation.exit(130)
    case let error as StudyError:
      say(error.description)
      if case .missing = error { Foundation.exit(EX_NOINPUT) }
      Foundation.exit(error.isBadInput ? EX_DATAERR : EX_IOERR)
    case let error as InterruptedExploration:
      say(error.description)
      Foundation.exit(130)
    case let error as InterruptedMapping:
      say(error.description)
      Foundation.exit(130)
    default:
      command.exit(withError: error)
    }
  }

  static func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
