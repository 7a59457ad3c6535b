import GRDB

/// What keeps a study from being used; the file is left as it was.
public enum StudyError: Error, Hashable, Sendable {
  /// There is no file.
  case missing(path: String)
  /// The folder isn't there.
  case noFolder(path: String, folder: String)
  /// The file is something else.
  case foreign(path: String, what: String)
  /// The file is a study of another version of this tool.
  case version(path: String, found: Int, known: Int)
  /// The file is a database whose content makes no sense.
  case damaged(path: String, reason: String)
  /// The run isn't the study's.
  case differs(path: String, differences: [String])
  /// The file or its folder may not be written.
  case notWritable(path: String, what: String)
  /// The disk has no room; what was told before is kept.
  case full(path: String)
  /// Other processes didn't let go of the file.
  case busy(path: String)
  /// The system failed.
  case system(path: String, reason: String)
  /// A result from outside that can't be told.
  case told(path: String, reason: String)

  /// Whether the input is at fault, and not the system.
  public var isBadInput: Bool {
    switch self {
    case .foreign, .version, .damaged, .differs, .told: true
    case .missing, .noFolder, .notWritable, .full, .busy, .system: false
    }
  }
}

extension StudyError: CustomStringConvertible {
  /// What happened and what to do, one line for each thing.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): error: there is no such study; systole explore begins one"
    case .noFolder(let path, let folder):
      "\(path): error: the folder '\(folder)' does not exist; create it first"
    case .foreign(let path, let what):
      "\(path): error: this is \(what), not a study; name another file"
    case .version(let path, let found, let known) where found < known:
      "\(path): error: an older version of Systole wrote this study (format \(found), this version has \(known)); "
        + "go on with that version, or export its trials with it and begin another study under another name"
    case .version(let path, let found, let known):
      "\(path): error: a newer version of Systole wrote this study (format \(found), this version knows \(known)); "
        + "use that version"
    case .damaged(let path, let reason):
      "\(path): error: the study is damaged (\(reason)); restore a copy, or begin another one"
    case .differs(let path, let differences):
      differences.map { "\(path): error: \($0)" }.joined(separator: "\n")
        + "\n\(path): error: a study continues only the run it began with; name another file to begin another one"
    case .notWritable(let path, let what):
      "\(path): error: \(what) may not be written; check its permissions"
    case .full(let path):
      "\(path): error: the disk is full; trials told before are kept, and the same command continues when there is room"
    case .busy(let path):
      "\(path): error: other processes hold the file for more than a minute; try again"
    case .system(let path, let reason):
      "\(path): error: \(reason)"
    case .told(let path, let reason):
      "\(path): error: \(reason)"
    }
  }

  /// What SQLite complained about.
  init(_ error: DatabaseError, path: String) {
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    self =
      switch error.resultCode {
      case .SQLITE_FULL: .full(path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
      case .SQLITE_NOTADB: .foreign(path: path, what: "no database")
      case .SQLITE_CORRUPT: .damaged(path: path, reason: reason)
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
        .notWritable(path: path, what: "the file or its folder")
      case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH: .damaged(path: path, reason: reason)
      case .SQLITE_IOERR:
        .system(
          path: path,
          reason: "reading or writing failed (\(reason)): a quota, a limit on the size of files or the disk itself; "
            + "trials told before are kept, and the same command continues")
      default: .system(path: path, reason: reason)
      }
  }
}
