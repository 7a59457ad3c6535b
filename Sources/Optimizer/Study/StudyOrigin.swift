public import Core

/// The documents a study began with, kept in it so that it can be read when the files are gone or changed; not compared.
public struct StudyOrigin: Hashable, Sendable, Codable {
  /// The files it began with: `space`, `architecture`, `workload`.
  public var files: [RunInput]
  /// The base architecture with what all designs share, as an architecture document.
  public var architecture: String
  /// The workload, as a workload document.
  public var workload: String
  /// The command line.
  public var command: String

  /// What a study began with.
  public init(files: [RunInput], architecture: String, workload: String, command: String) {
    self.files = files
    self.architecture = architecture
    self.workload = workload
    self.command = command
  }
}
