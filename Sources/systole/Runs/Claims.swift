import Core
import Formats
import Foundation
import Reports

/// Who made the figures of a result and how far each model is from its witness.
enum Claims {
  /// The claims and inputs a report of the result states.
  static func provenance(of document: ResultsDocument) -> ReportProvenance {
    var provenance = ReportProvenance(
      cycles: ReportProvenance.Claim(
        model: "machine model",
        error: "the array agrees with RTL cycle by cycle, the whole machine has not been compared with RTL",
        trust: .unchecked),
      traffic: ReportProvenance.Claim(
        model: "machine model", error: "bytes counted request by request, not yet compared with RTL", trust: .unchecked),
      energy: ReportProvenance.Claim(
        model: energies(of: document.result.architecture), error: "not checked against silicon", trust: .unchecked),
      command: document.command)
    provenance.inputs = document.inputs.map { input in
      ReportProvenance.Input(role: input.role, name: input.name, sha256: input.sha256)
    }
    provenance.environment = document.environment.map { ReportProvenance.Item($0.name, $0.value) }
    return provenance
  }

  private static func energies(of architecture: Architecture) -> String {
    let physical = "area and clock limits from CACTI, Aladdin and McPAT"
    guard let table = architecture.costTable else { return "energies from the architecture file, \(physical)" }
    return "energies from cost table \(table.rawValue) where the architecture file states none, \(physical)"
  }
}
