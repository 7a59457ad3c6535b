/// Who made the figures of a report, how far they can be trusted, and how to make them again.
package struct ReportProvenance: Hashable, Sendable, Encodable {
  /// How far a figure is from a witness.
  package enum Trust: String, CaseIterable, Hashable, Sendable, Codable {
    /// Compared with measurements inside the range the figure lies in.
    case checked
    /// The model was compared, but not where this figure lies.
    case extrapolated
    /// Never compared with anything outside the tool.
    case unchecked
  }

  /// The model behind a kind of figure and its known error.
  package struct Claim: Hashable, Sendable, Encodable {
    /// The model's name: `machine model`.
    package var model: String
    /// How far it is from its witness: `not yet compared with RTL`.
    package var error: String
    package var trust: Trust

    package init(model: String, error: String, trust: Trust) {
      self.model = model
      self.error = error
      self.trust = trust
    }

    /// The claim as one phrase, the trust spelled out where the error's words leave it open.
    package var text: String {
      let said = trust == .checked || error.contains(trust.rawValue) ? "" : " (\(trust.rawValue))"
      return "\(model), \(error)\(said)"
    }
  }

  /// A file or built-in name the simulation read.
  package struct Input: Hashable, Sendable, Encodable {
    /// What the input is: `architecture`, `workload`, `mapping`.
    package var role: String
    package var name: String
    /// SHA-256 of its bytes in hexadecimal, where known.
    package var sha256: String?

    package init(role: String, name: String, sha256: String? = nil) {
      self.role = role
      self.name = name
      self.sha256 = sha256
    }
  }

  /// Something that may differ between runs of the same input: host, date, versions, duration.
  package struct Item: Hashable, Sendable, Encodable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var cycles: Claim
  package var traffic: Claim
  package var energy: Claim
  package var inputs: [Input]
  /// The command line that makes the result again.
  package var command: String
  package var environment: [Item]

  package init(
    cycles: Claim, traffic: Claim, energy: Claim, inputs: [Input] = [], command: String = "", environment: [Item] = []
  ) {
    self.cycles = cycles
    self.traffic = traffic
    self.energy = energy
    self.inputs = inputs
    self.command = command
    self.environment = environment
  }

  /// The claims true of a result nothing has been compared for yet.
  package static func unchecked(timing: String, command: String = "") -> ReportProvenance {
    ReportProvenance(
      cycles: Claim(model: "\(timing) model", error: "not yet compared with RTL", trust: .unchecked),
      traffic: Claim(model: "\(timing) model", error: "not yet compared with RTL", trust: .unchecked),
      energy: Claim(
        model: "energies from the architecture file", error: "not checked against silicon", trust: .unchecked),
      command: command)
  }
}
