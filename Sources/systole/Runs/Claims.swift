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
      run: document.run)
    if document.result.architecture.gemmini != nil {
      provenance.cycles = gemmini
      provenance.traffic = ReportProvenance.Claim(
        model: gemmini.model, error: "requests follow the RTL's packet rules, their counts have not been compared",
        trust: .unchecked)
    }
    return provenance
  }

  private static func energies(of architecture: Architecture) -> String {
    let physical = "area and clock limits from CACTI, Aladdin and McPAT"
    guard let table = architecture.costTable else { return "energies from the architecture file, \(physical)" }
    return "energies from cost table \(table.rawValue) where the architecture file states none, \(physical)"
  }

  /// Gemmini's own controller: `systole validate firesim random_mappings.csv`, points its constants were fitted to.
  private static let gemmini = ReportProvenance.Claim(
    model: "Gemmini's controller",
    error: "convolutions and GEMMs: mean error 4.8 % against its RTL (1089 runs of 4 × 4 to 64 × 64 arrays on warm "
      + "caches, the runs its twelve constants were fitted to); empty caches and vector layers unchecked",
    trust: .extrapolated)
}
