package import Core

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

  package var cycles: Claim
  package var traffic: Claim
  package var energy: Claim
  package var run: RunRecord

  package init(cycles: Claim, traffic: Claim, energy: Claim, run: RunRecord = RunRecord()) {
    self.cycles = cycles
    self.traffic = traffic
    self.energy = energy
    self.run = run
  }

  private enum CodingKeys: String, CodingKey {
    case cycles
    case traffic
    case energy
  }

  /// Writes the claims beside what is said of the run.
  package func encode(to encoder: any Encoder) throws {
    try run.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cycles, forKey: .cycles)
    try container.encode(traffic, forKey: .traffic)
    try container.encode(energy, forKey: .energy)
  }

  /// The claims true of a result nothing has been compared for yet.
  package static func unchecked(timing: String, run: RunRecord = RunRecord()) -> ReportProvenance {
    ReportProvenance(
      cycles: Claim(model: "\(timing) model", error: "not yet compared with RTL", trust: .unchecked),
      traffic: Claim(model: "\(timing) model", error: "not yet compared with RTL", trust: .unchecked),
      energy: Claim(
        model: "energies from the architecture file", error: "not checked against silicon", trust: .unchecked),
      run: run)
  }
}
