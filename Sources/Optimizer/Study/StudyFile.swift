import Core
import Foundation
import GRDB

/// The file of a study before it is opened: whether it is one at all, told from its first bytes.
///
/// A file that is something else is never handed to SQLite, so nothing can change in it.
enum StudyFile {
  /// `SYST`, in the field of a database's head that tells applications apart.
  static let applicationID = 0x5359_5354
  /// The version of the tables below.
  ///
  /// 2 keeps the mappings found for a trial, remainders in rules of spaces, and proofs of the best designs.
  static let version = 2

  /// The tables of a study.
  static let tables = """
    CREATE TABLE study (id INTEGER PRIMARY KEY CHECK (id = 1), header TEXT NOT NULL) STRICT;
    CREATE TABLE batches (number INTEGER PRIMARY KEY, strategy TEXT NOT NULL, looks INTEGER NOT NULL) STRICT;
    CREATE TABLE trials (
      number INTEGER PRIMARY KEY, batch INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, point TEXT NOT NULL, mappings TEXT,
      strategy TEXT NOT NULL, fidelity TEXT NOT NULL, state TEXT NOT NULL, metrics TEXT, failure TEXT,
      found TEXT, cost TEXT NOT NULL, worker TEXT, heartbeat REAL) STRICT;
    CREATE TABLE proofs (
      trial INTEGER PRIMARY KEY, objective TEXT NOT NULL, gap REAL, metrics TEXT, mappings TEXT NOT NULL) STRICT;
    CREATE INDEX asked ON trials (number) WHERE state = 'asked';
    CREATE TABLE layers (key TEXT PRIMARY KEY, cycles INTEGER NOT NULL, picojoules REAL NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    """

  /// Whether there is a study at the path.
  ///
  /// - Returns: `false` when there is no file, or one without a byte.
  /// - Throws: `StudyError` when there is something else.
  static func exists(at path: String) throws(StudyError) -> Bool {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return false }
    guard !isDirectory.boolValue else { throw .foreign(path: path, what: "a directory") }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .system(path: path, reason: "the file can't be read: \(String(cString: strerror(errno)))")
    }
    defer { try? handle.close() }
    let head = Array((try? handle.read(upToCount: 100)) ?? Data())
    guard !head.isEmpty else { return false }
    guard head.count == 100, Array(head[..<16]) == Array("SQLite format 3\0".utf8) else {
      throw .foreign(path: path, what: "no database")
    }
    guard number(head[68..<72]) == applicationID else {
      throw .foreign(path: path, what: "a database of another program")
    }
    let found = number(head[60..<64])
    guard found == version else { throw .version(path: path, found: found, known: version) }
    return true
  }

  /// Checks that a study can be written at the path.
  static func checkWritable(_ path: String) throws(StudyError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw .noFolder(path: path, folder: folder)
    }
    guard access(folder, W_OK) == 0 else { throw .notWritable(path: path, what: "the folder '\(folder)'") }
    if FileManager.default.fileExists(atPath: path), access(path, W_OK) != 0 {
      throw .notWritable(path: path, what: "the file")
    }
  }

  /// How the file is opened: a writer waits up to a minute for others, and every commit is on the disk.
  static func configuration(readOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(60)
    configuration.label = "study"
    return configuration
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
