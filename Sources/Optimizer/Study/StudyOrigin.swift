/// The documents a study began with, kept in it so that it can be read when the files are gone or changed; not compared.
public struct StudyOrigin: Hashable, Sendable, Codable {
  /// A file the study began with.
  public struct File: Hashable, Sendable, Codable {
    /// What it was used as: `space`, `architecture`, `workload`.
    public var role: String
    /// The file as the command line named it.
    public var name: String
    /// SHA-256 of its bytes, in hexadecimal digits.
    public var sha256: String

    /// A file that was read.
    public init(role: String, name: String, sha256: String) {
      self.role = role
      self.name = name
      self.sha256 = sha256
    }
  }

  /// The files.
  public var files: [File]
  /// The base architecture with what all designs share, as an architecture document.
  public var architecture: String
  /// The workload, as a workload document.
  public var workload: String
  /// The command line.
  public var command: String

  /// What a study began with.
  public init(files: [File], architecture: String, workload: String, command: String) {
    self.files = files
    self.architecture = architecture
    self.workload = workload
    self.command = command
  }
}
