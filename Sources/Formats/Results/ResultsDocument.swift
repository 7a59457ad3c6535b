package import Core

/// What a run found, with everything it was given.
package struct ResultsDocument: Hashable, Sendable {
  /// A file the run read.
  package struct Input: Hashable, Sendable {
    /// What the file was used as: `architecture`, `workload`, `mapping`.
    package var role: String
    /// The file as the command line named it.
    package var name: String
    /// The SHA-256 hash of its bytes, in hexadecimal digits.
    package var sha256: String

    package init(role: String, name: String, sha256: String) {
      self.role = role
      self.name = name
      self.sha256 = sha256
    }

    /// The record of a file that was read.
    package init(role: String, _ file: InputFile) {
      self.init(role: role, name: file.name, sha256: SHA256.hexadecimal(file.bytes))
    }
  }

  /// Something that varies from run to run, such as the host or the time it took.
  package struct Item: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var inputs: [Input]
  package var result: SimulationResult
  /// The command line that made the results.
  package var command: String
  package var environment: [Item]

  package init(inputs: [Input], result: SimulationResult, command: String, environment: [Item] = []) {
    self.inputs = inputs
    self.result = result
    self.command = command
    self.environment = environment
  }
}
