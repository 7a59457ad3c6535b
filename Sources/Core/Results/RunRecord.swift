/// What a run was given, and where it took place.
public struct RunRecord: Hashable, Sendable, Encodable {
  /// The files it read.
  public var inputs: [RunInput]
  /// The command line that made the result.
  public var command: String
  /// What varies from run to run.
  public var environment: [RunFact]

  /// What is known of a run; nothing by default.
  public init(inputs: [RunInput] = [], command: String = "", environment: [RunFact] = []) {
    self.inputs = inputs
    self.command = command
    self.environment = environment
  }
}

/// A file or built-in name a run read.
public struct RunInput: Hashable, Sendable, Codable {
  /// What it was used as: `architecture`, `workload`, `mapping`.
  public var role: String
  /// The file as the command line named it.
  public var name: String
  /// The SHA-256 hash of its bytes, in hexadecimal digits.
  public var sha256: String

  /// A file and its hash.
  public init(role: String, name: String, sha256: String) {
    self.role = role
    self.name = name
    self.sha256 = sha256
  }
}

/// Something that varies from run to run, such as the host or the time it took.
public struct RunFact: Hashable, Sendable, Encodable {
  /// What it is: `host`.
  public var name: String
  /// What it was in this run.
  public var value: String

  /// A fact of a name.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
