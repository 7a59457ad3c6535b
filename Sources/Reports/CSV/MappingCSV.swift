import Core

/// A mapped workload as one CSV row per layer, full values, the unit in each header.
///
/// Columns: the layer's figures, then for each level and operand its accesses in words. What a layer lacks is an empty
/// field.
extension MappingReport {
  /// The table's bytes; deterministic.
  package var csv: String {
    let columns = Self.columns + levelColumns
    var table = CSVDocument(header: columns.map(\.header))
    table.rows = layers.map { layer in columns.map { $0.value(layer) ?? "" } }
    return table.text
  }

  private struct Column {
    var header: String
    var value: (Layer) -> String?

    init(_ header: String, _ value: @escaping (Layer) -> String?) {
      self.header = header
      self.value = value
    }
  }

  private static var columns: [Column] {
    [
      Column("layer") { $0.name },
      Column("equalTo") { $0.equalTo },
      Column("status") { $0.status.rawValue },
      Column("mapping") { $0.figures?.mapping },
      Column("cycles") { $0.figures.map { String($0.cycles) } },
      Column("computeCycles") { $0.figures.map { String($0.score.computeCycles) } },
      Column("limitedBy") { $0.figures?.limitedBy },
      Column("macs") { $0.figures.map { String($0.macs) } },
      Column("utilization") { $0.figures?.utilization.description },
      Column("picojoules") { $0.figures?.picojoules.description },
      Column("jouleSeconds") { $0.figures?.jouleSeconds.description },
      Column("isOptimal") { $0.figures.map { String($0.certificate.isOptimal) } },
      Column("lowerBound") { $0.figures?.certificate.lowerBound?.description },
      Column("gap") { $0.figures?.certificate.gap?.description },
      Column("evaluatedMappings") { $0.figures.map { String($0.evaluatedMappings) } },
      Column("visitedPartialMappings") { $0.figures.map { String($0.visitedPartialMappings) } },
    ]
  }

  private var levelColumns: [Column] {
    result.architecture.levels.enumerated().flatMap { index, level -> [Column] in
      [
        Column("\(level.name).cycles") { $0.figures.map { String($0.score.levels[index].cycles) } },
        Column("\(level.name).heldBytes") { $0.figures.map { String($0.score.levels[index].heldBytes) } },
      ]
        + level.keeps.operands.flatMap { operand -> [Column] in
          func column(_ header: String, _ value: @escaping (MappingScore.OperandAccesses) -> String) -> Column {
            Column("\(level.name).\(operand.name).\(header)") { layer in
              layer.figures?.score.levels[index].operands.first { $0.operand == operand }.map(value)
            }
          }
          return [
            column("reads") { String($0.reads) }, column("fills") { String($0.fills) },
            column("updates") { String($0.updates) }, column("picojoules") { $0.picojoules.description },
          ]
        }
    }
  }
}
