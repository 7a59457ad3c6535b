package import Core

/// A workload as text for people: a row per layer with its sizes, equal layers together.
package enum WorkloadText {
  /// The description's lines, ended by a newline; deterministic.
  package static func text(_ workload: Workload, allLayers: Bool = false, width: Int = 110) -> String {
    var text = TerminalText.safe(workload.name)
    if !workload.sources.isEmpty {
      text += " – " + TerminalText.safe(workload.sources.map(\.title).joined(separator: "; "))
    }
    text = TerminalText.wrapped(text, width: width) + "\n\n"
    let firsts = workload.firstEqualLayer
    let shown = workload.layers.indices.filter { allLayers || firsts[$0] == $0 }
    var table = TextTable(
      [
        .init("layer", .left), .init("×"), .init("operation", .left), .init("MACs"), .init("weights"),
        .init("inputs"), .init("outputs"),
      ], width: width)
    for index in shown {
      let layer = workload.layers[index]
      table.rows.append([
        layer.name, allLayers ? "1" : "\(firsts.count { $0 == index })", OperationText.summary(layer.operation),
        layer.macs > 0 ? NumberText.integer(layer.macs) : NumberText.missing,
        layer.bytes(of: .weights) > 0 ? NumberText.bytes(layer.bytes(of: .weights)) : NumberText.missing,
        NumberText.bytes(layer.bytes(of: .inputs)), NumberText.bytes(layer.bytes(of: .outputs)),
      ])
    }
    let weights = workload.layers.reduce(0) { $0 + $1.bytes(of: .weights) }
    table.total = [
      "\(workload.layers.count) layers", "\(workload.layers.count)", "", NumberText.integer(workload.macs),
      NumberText.bytes(weights), "", "",
    ]
    return text + table.text
  }
}
