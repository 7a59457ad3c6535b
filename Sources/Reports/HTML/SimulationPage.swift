package import Core

/// The page of a simulation: one self-contained file that says first what matters, then why, then everything.
///
/// It is well-formed XML and valid HTML5, needs no network and no script, and has the same bytes for the same result
/// and provenance.
///
/// - Parameters:
///   - result: what was simulated.
///   - provenance: who made the figures, how far they can be trusted, how to make them again.
///   - dramBytesPerSecond: the DRAM's peak for the roofline; by default the DRAM level's bandwidth, where stated.
/// - Returns: the file's text.
package func simulationPage(
  _ result: SimulationResult, provenance: ReportProvenance, dramBytesPerSecond: Double? = nil
) -> String {
  let report = SimulationReport(result, dramBytesPerSecond: dramBytesPerSecond)
  return SimulationPage(report: report, provenance: provenance).text
}

/// The parts of a simulation's page, in reading order.
struct SimulationPage {
  let report: SimulationReport
  let provenance: ReportProvenance

  var text: String {
    Page.document(title: title) {
      opening
      if !report.layers.isEmpty {
        layers
        units
        activity
        traffic
        energy
      }
      whatIf
      components
      memory
      if !report.layers.isEmpty { details }
      warnings
      reproduction
    }
  }

  private var title: String { "\(report.workload.name) on \(report.architecture.name)" }

  // MARK: - First screen

  private var opening: HTMLNode {
    element("header") {
      element("p", ["class": "subject"]) {
        HTMLNode.name(report.workload.name)
        " on "
        HTMLNode.name(report.architecture.name)
      }
      element("h1") { NumberText.unbroken(report.verdict) }
      element("div", ["class": "screen"]) {
        element("div") {
          keyFigures
          claims
        }
        if !report.layers.isEmpty { roofline }
      }
    }
  }

  private var keyFigures: HTMLNode {
    let totals = report.totals
    let clock = NumberText.setting(Double(report.architecture.coreHertz), unit: "Hz")
    return element("div", ["class": "tiles"]) {
      tile("Cycles", .count(totals.cycles, at: "/totals/cycles"), provenance.cycles) {
        "\(report.layers.count) layers in sequence"
      }
      tile("Time", .quantity(totals.seconds, unit: "s", at: "/totals/seconds"), provenance.cycles) {
        "at \(clock) core clock"
      }
      tile("Utilisation", .share(totals.utilization, at: "/totals/utilization"), provenance.cycles) {
        Figure.quantity(Double(totals.macs), unit: "MAC", at: "/totals/macs").node
        if let speed = totals.macsPerSecond {
          " at "
          Figure.quantity(speed, unit: "MAC/s", at: "/totals/macsPerSecond").node
        }
      }
      tile("DRAM traffic", .bytes(totals.dramBytes, at: "/totals/dramBytes"), provenance.traffic) {
        Figure.bytes(totals.dramReadBytes, at: "/totals/dramReadBytes").node
        " read, "
        Figure.bytes(totals.dramWrittenBytes, at: "/totals/dramWrittenBytes").node
        " written"
      }
      tile("Energy", .energy(totals.picojoules, at: "/totals/picojoules"), provenance.energy) {
        if let perMac = totals.picojoulesPerMac {
          Figure.energy(perMac, at: "/totals/picojoulesPerMac").node
          " per MAC"
        }
      }
      tile(
        "Energy–delay product",
        .quantity(totals.energyDelayProductJouleSeconds, unit: "J·s", at: "/totals/energyDelayProductJouleSeconds"),
        provenance.energy
      ) { "energy × time" }
    }
  }

  private func tile(
    _ name: String, _ figure: Figure, _ claim: ReportProvenance.Claim, @HTMLBuilder _ note: () -> [HTMLNode]
  ) -> HTMLNode {
    element("div", ["class": "tile"]) {
      element("h2") { name }
      element("p", ["class": "value"]) { figure.node }
      element("p", ["class": "note"]) { note() }
      element("p", ["class": "claim \(claim.trust.rawValue)"]) {
        claim.trust == .checked ? claim.text : "\(claim.model), \(claim.trust.rawValue)"
      }
    }
  }

  /// How far each model is from its witness, in full.
  private var claims: HTMLNode {
    element("ul", ["class": "claims"]) {
      for (figures, claim) in [
        ("Cycles, time, utilisation", provenance.cycles), ("Traffic", provenance.traffic),
        ("Energy", provenance.energy),
      ] {
        element("li", ["class": "claim \(claim.trust.rawValue)"]) { "\(figures): \(claim.text)." }
      }
    }
  }

  // MARK: - Sections

  private var roofline: HTMLNode {
    let known = report.architecture.peakDramBytesPerSecond != nil
    return Page.section(
      "roofline", "How close to the limits",
      "Each mark is a kind of layer, larger the more of the cycles it takes. "
        + (known
          ? "The distance to the roof is speed left unused; names mark where it costs most."
          : "The DRAM's peak is not known, so only the array's roof is drawn.")
    ) {
      Roofline(report: report).node
      rooflineTable.folded("Roofline figures")
    }
  }

  private var rooflineTable: DataTable {
    var table = DataTable(["Layer", "×", "Bound by", "MACs per DRAM byte", "MAC/s", "MACs", "DRAM bytes", "Cycles"])
    for group in report.equalLayers {
      let layer = report.layers[group.first]
      let path = "/layers/\(group.first)"
      table.rows.append([
        .name(layer.name), .text(String(group.count)), .text(layer.bottleneck?.word ?? NumberText.missing),
        layer.macsPerDramByte.map { Figure.ratio($0, at: "\(path)/macsPerDramByte").node } ?? .missing,
        layer.macsPerSecond.map { Figure.quantity($0, unit: "MAC/s", at: "\(path)/macsPerSecond").node } ?? .missing,
        Figure.count(layer.macs, at: "\(path)/macs").node, Figure.count(layer.dramBytes, at: "\(path)/dramBytes").node,
        Figure.count(layer.cycles, at: "\(path)/cycles").node,
      ])
    }
    return table
  }

  private var memory: HTMLNode {
    let lead =
      "Storage from DRAM inwards, with the bytes that passed down to the next level and, for outputs, back up. "
      + "A grey bar shows the largest fill in any layer."
    return Page.section("memory", "The machine", lead) {
      element("div", ["class": "machine"]) {
        MemoryDrawing(report: report).node
        element("dl", ["class": "facts"]) {
          for (name, value) in ArchitectureText.properties(report.result.architecture) {
            element("dt") { name }
            element("dd") { HTMLNode.name(value) }
          }
        }
      }
    }
  }

  // MARK: - Last

  @HTMLBuilder private var warnings: [HTMLNode] {
    let warned = report.equalLayers.map { report.layers[$0.first] }.filter { !$0.warnings.isEmpty }
    if !warned.isEmpty {
      Page.section("warnings", "Warnings", "What the hardware could not do as asked, and was done instead.") {
        element("ul", ["class": "plain"]) {
          for layer in warned {
            for warning in layer.warnings {
              element("li") {
                HTMLNode.name(layer.name)
                ": "
                HTMLNode.name(warning)
              }
            }
          }
        }
      }
    }
  }

  private var reproduction: HTMLNode {
    var facts: [(name: String, value: String)] = []
    if !report.workload.source.isEmpty { facts.append(("workload's source", report.workload.source)) }
    for source in report.result.architecture.sources {
      facts.append(("source " + source.key, "\(source.title), \(source.reference)"))
    }
    facts += [
      ("cycles", provenance.cycles.text), ("traffic", provenance.traffic.text), ("energy", provenance.energy.text),
    ]
    return Page.reproduction(of: provenance.run, facts: facts)
  }
}
