import Core
import Optimizer
import Reports

extension StudyOutput {
  /// The best designs with mappings proven best under the analytical model, or the command that proves them.
  func provedText(best: StudySummary.Design) -> String {
    guard let metric = header.objectives.metrics.first, let objective = proofs.first?.objective else {
      // DOSA's model maps exactly while it explores, and its proof is not one of the machine's model.
      guard !header.policy.hasPrefix("DOSA") else { return "" }
      return "\nto prove the best mapping of trial \(best.trial):\n\(command("map", for: best))\n"
    }
    var table = TextTable(
      [.init("trial"), .init("gap"), .init("\(metric.rawValue) as explored"), .init("with these mappings")], width: 100)
    for proof in proofs {
      let explored = trials.first { $0.number == proof.trial }?.metrics
      table.rows.append([
        "\(proof.trial)", proof.gap.map { $0 == 0 ? "proved" : NumberText.percent($0) } ?? NumberText.missing,
        explored.map { metric.text($0[metric]) } ?? NumberText.missing,
        proof.metrics.map { metric.text($0[metric]) } ?? "can't run",
      ])
    }
    var text = "\nmapped for \(objective), to a proof under the analytical model or as far as time allowed:\n"
    text += table.text
    if let first = proofs.first {
      text += "\nsystole study mappings \(Invocation.quoted(study)) --trial \(first.trial) --proved -o proved.xml\n"
    }
    return text
  }
}
