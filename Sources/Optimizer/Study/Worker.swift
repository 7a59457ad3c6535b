import Foundation

/// A process at work on a study, as its claims name it.
struct Worker: Hashable, Sendable {
  private var host: String
  private var process: Int32
  /// Tells processes that have had the same number apart.
  private var start: String

  /// This process.
  static let own = Worker(host: ownHost(), process: getpid(), start: UUID().uuidString)

  /// The text claims hold.
  var text: String { "\(host) \(process) \(start)" }

  private init(host: String, process: Int32, start: String) {
    self.host = host
    self.process = process
    self.start = start
  }

  /// Reads a claim's text; `nil` when it is none.
  init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3, let process = Int32(words[1]) else { return nil }
    self.init(host: words[0], process: process, start: words[2])
  }

  /// Whether the process is known to have ended; one on another machine never is.
  var isKnownDead: Bool {
    guard host == Worker.own.host, self != .own else { return false }
    if process == Worker.own.process { return true }
    return process <= 0 || (kill(process, 0) != 0 && errno == ESRCH)
  }

  private static func ownHost() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.isEmpty ? "unknown" : text.replacing(" ", with: "_")
  }
}
