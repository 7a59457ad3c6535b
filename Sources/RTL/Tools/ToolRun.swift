import Foundation
import Synchronization

/// One run of a tool, in a process group of its own, for a limited time.
package struct ToolRun: Sendable {
  /// The tool.
  package var tool: Tool
  /// Its arguments.
  package var arguments: [String]
  /// The folder it runs in; what it says is kept in a file there meanwhile.
  package var folder: String
  /// Seconds after which the tool and all it started are ended.
  package var secondsLimit: Int
  /// Asked now and then; the tool is ended when it says yes.
  package var isInterrupted: @Sendable () -> Bool

  /// A run.
  package init(
    tool: Tool, arguments: [String], folder: String, secondsLimit: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.tool = tool
    self.arguments = arguments
    self.folder = folder
    self.secondsLimit = secondsLimit
    self.isInterrupted = isInterrupted
  }

  /// Tells the files of runs at the same time apart.
  private static let runs = Atomic<Int>(0)

  /// Runs the tool to its end.
  ///
  /// - Returns: What it wrote to both its outputs.
  /// - Throws: `ToolFailure` when it is missing, can't be started, takes too long, or ends with anything but 0.
  package func run() throws(ToolFailure) -> String {
    let path = try tool.required()
    let number = Self.runs.add(1, ordering: .relaxed).newValue
    let said = "\(folder)/.\(tool.rawValue).\(getpid()).\(number).said"
    defer { unlink(said) }
    let process = try spawn(path, saying: said)
    let status = try wait(for: process)
    let words = String(decoding: FileManager.default.contents(atPath: said) ?? Data(), as: UTF8.self)
    // The lower seven bits are the signal that ended the process, the next byte its exit code.
    let signal = status & 0x7f
    guard signal == 0 else { throw ToolFailure(tool, .killed(signal: signal)) }
    let code = status >> 8 & 0xff
    guard code == 0 else { throw ToolFailure(tool, .failed(code: code, words: Self.lastWords(of: words))) }
    return words
  }

  /// Starts the tool through a shell that limits its processor time, so that it ends even if nobody is left to end it.
  private func spawn(_ path: String, saying said: String) throws(ToolFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, said, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    let script = "ulimit -t \(secondsLimit + 1); cd \"$1\" && shift && TMPDIR=. && export TMPDIR && exec \"$@\""
    let words = ["sh", "-c", script, "sh", folder, path] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    let error = posix_spawn(&process, "/bin/sh", &actions, &attributes, pointers, environ)
    guard error == 0 else { throw ToolFailure(tool, .notStarted(String(cString: strerror(error)))) }
    return process
  }

  /// Waits for the tool's end, looking more and more rarely, and ends its group when it must not go on.
  private func wait(for process: pid_t) throws(ToolFailure) -> Int32 {
    let start = DispatchTime.now().uptimeNanoseconds
    var pause: UInt32 = 500
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      let seconds = (DispatchTime.now().uptimeNanoseconds - start) / 1_000_000_000
      let stop: ToolFailure.Reason? =
        seconds >= UInt64(secondsLimit) ? .timedOut(seconds: secondsLimit) : isInterrupted() ? .interrupted : nil
      if let stop {
        end(process)
        throw ToolFailure(tool, stop)
      }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
    // What the tool may have left running goes with it.
    kill(-process, SIGKILL)
    return status
  }

  private func end(_ process: pid_t) {
    kill(-process, SIGKILL)
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// The line that says what was wrong, else the last ones.
  private static func lastWords(of text: String) -> String {
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    if let error = lines.first(where: { $0.lowercased().hasPrefix("error") || $0.contains("rror:") }) { return error }
    return lines.suffix(3).joined(separator: " / ")
  }
}

/// Writes a file that a tool reads; unlike `Data.write` it doesn't wait until the disk has it, which takes longer than
/// many a tool.
///
/// - Throws: The system's error when the file can't be written.
package func writeToolInput(_ text: String, to path: String) throws {
  guard let file = fopen(path, "w") else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  let isWritten = fputs(text, file) >= 0
  guard fclose(file) == 0, isWritten else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}

/// Runs a body in a new folder that is removed afterwards, whatever happens.
///
/// - Throws: What the body throws, and the system's error when the folder can't be made.
package func withScratchFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("systole-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}
