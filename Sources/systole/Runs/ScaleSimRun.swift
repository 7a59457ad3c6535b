import ArgumentParser
import Core
import Evaluation
import Foundation
import Reports
import Sim

/// `--timing scalesim`: SCALE-Sim v3's report values for a workload.
struct ScaleSimRun {
  var architecture: Architecture
  var workload: Workload
  var interface: ScaleSimConfiguration.Interface
  var jobs: Int
  var output: OutputOptions

  func run() throws {
    let network = try ScaleSimNetwork(workload, on: architecture, interface: interface, jobs: jobs)
    if output.output == nil || !output.quiet { try table(of: network) }
    if output.resolvedFormat == .scalesim { return try ScaleSimReports(network).write(to: output.output) }
    switch output.resolvedFormat {
    case .text where output.output == nil: return
    case .text: try OutputFile.write(text(of: network), to: output.output)
    case .csv: try OutputFile.write(csv(of: network), to: output.output)
    case .json: try OutputFile.write(try json(of: network), to: output.output)
    case .xml, .scalesim, .timeloop:
      throw ValidationError("--timing scalesim writes text, csv, json or scalesim; its values have no other form")
    }
  }

  private func table(of network: ScaleSimNetwork) throws {
    guard output.output != nil || output.resolvedFormat == .text else { return }
    try OutputFile.write(text(of: network), to: nil)
  }

  private func text(of network: ScaleSimNetwork) -> String {
    var table = TextTable([
      .init("layer", .left), .init("×"), .init("total cycles"), .init("corrected"), .init("stalls"), .init("util %"),
      .init("mapping %"), .init("compute %"), .init("DRAM reads"), .init("DRAM writes"),
    ])
    for layer in network.layers {
      let report = layer.report.report
      let reads = report.ifmapDRAM.words + report.filterDRAM.words
      table.rows.append([
        layer.name, "\(layer.repeats)", NumberText.integer(report.totalCycles),
        NumberText.integer(layer.report.correctedTotalCycles), NumberText.integer(report.stallCycles),
        NumberText.fixed(report.overallUtilization, decimals: 2),
        NumberText.fixed(report.mappingEfficiency, decimals: 2),
        NumberText.fixed(report.computeUtilization, decimals: 2), NumberText.integer(reads),
        NumberText.integer(report.ofmapDRAM.words),
      ])
    }
    var text = "\(workload.name) on \(architecture.name), as SCALE-Sim v3 reports it\n\n\(table.text)\n"
    text += "total cycles: \(NumberText.integer(network.totalCycles)) as reported, "
    text += "\(NumberText.integer(network.correctedTotalCycles)) corrected\n"
    if !network.skipped.isEmpty {
      text += "\(network.skipped.count) layers without multiply–accumulates left out: SCALE-Sim has none\n"
    }
    let quirks = Set(network.layers.flatMap { $0.report.corrections.map(\.quirk) })
    let named = ScaleSimQuirk.allCases.filter(quirks.contains)
    if !named.isEmpty { text += "\nWhere the reports are known to be off here:\n" }
    for quirk in named {
      text += "  \(quirk.rawValue): \(quirk.behaviour) Right: \(quirk.remedy)\n"
    }
    return text
  }

  private func csv(of network: ScaleSimNetwork) -> String {
    let columns = ScaleSimColumn.allCases
    var table = CSVDocument(header: ["layer", "repeats"] + columns.map(\.rawValue) + ["corrected_total_cycles"])
    table.rows = network.layers.map { layer in
      [layer.name, "\(layer.repeats)"] + columns.map { layer.report.report[$0].description }
        + ["\(layer.report.correctedTotalCycles)"]
    }
    return table.text
  }

  private func json(of network: ScaleSimNetwork) throws -> String {
    try ReportJSON.text(network)
  }
}
