import Foundation
import Synchronization

/// Where a result goes: standard output, or a file that appears whole or not at all.
enum OutputFile {
  /// Writes the text to the file, or to standard output when there is none.
  ///
  /// The file is written beside its place under a name of its own and moved there when complete, so an interruption
  /// leaves what was there before.
  ///
  /// - Throws: `OutputFailure` with the system's reason.
  static func write(_ text: String, to path: String?) throws {
    guard let path else {
      FileHandle.standardOutput.write(Data(text.utf8))
      return
    }
    let temporary = "\(path).\(getpid()).partial"
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: temporary))
    } catch {
      unlink(temporary)
      throw OutputFailure(path: path, reason: reason(of: error))
    }
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw OutputFailure(path: path, reason: reason)
    }
  }

  /// Checks before a long run that the file can be written in the end.
  static func checkWritable(_ path: String?) throws {
    guard let path else { return }
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw OutputFailure(path: path, reason: "it is a directory; name a file")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw OutputFailure(path: path, reason: "the folder '\(folder)' does not exist; create it first")
    }
    guard access(folder, W_OK) == 0 else {
      throw OutputFailure(path: path, reason: "the folder '\(folder)' is not writable")
    }
  }

  private static func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return error.localizedDescription
  }
}

/// A file written piece by piece that appears under its name only when it is whole.
final class PartialFile: Sendable {
  private let path: String
  private let temporary: String
  private let handle: FileHandle
  private let isCommitted = Mutex(false)

  init(_ path: String) throws {
    self.path = path
    temporary = "\(path).\(getpid()).partial"
    guard FileManager.default.createFile(atPath: temporary, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporary)
    else {
      throw OutputFailure(path: path, reason: String(cString: strerror(errno)))
    }
    self.handle = handle
  }

  deinit {
    if !isCommitted.withLock({ $0 }) { unlink(temporary) }
  }

  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw OutputFailure(path: path, reason: error.localizedDescription)
    }
  }

  func commit() throws {
    try handle.close()
    guard rename(temporary, path) == 0 else {
      throw OutputFailure(path: path, reason: String(cString: strerror(errno)))
    }
    isCommitted.withLock { $0 = true }
  }
}
