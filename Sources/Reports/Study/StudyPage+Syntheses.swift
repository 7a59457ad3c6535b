/// The best designs as standard cells, where designs are synthesised.
extension StudyPage {
  @HTMLBuilder var syntheses: [HTMLNode] {
    if !report.syntheses.isEmpty {
      Page.section(
        "syntheses", "The best designs as cells",
        "Area and power by block, the slowest path, and the commands that make the figures again. \(SynthesisReport.claim)"
      ) {
        for (index, synthesis) in report.syntheses.enumerated() {
          design(SynthesisFigures(report: synthesis, address: "/syntheses/\(index)", opensSlowest: false))
        }
      }
    }
  }

  @HTMLBuilder private func design(_ figures: SynthesisFigures) -> [HTMLNode] {
    element("h3") { figures.report.trial.map { "Trial \($0)" } ?? "A design" }
    element("p", ["class": "note"]) {
      HTMLNode.name(figures.report.design)
      ". "
      figures.report.verdict
    }
    figures.blocks
    figures.paths
    figures.commands
  }
}
