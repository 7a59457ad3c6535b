import Core

/// A simulation as one CSV row per layer, full values, the unit in each header.
///
/// Columns: the layer's figures, then for each unit its cycles by what it did, for each level and operand the bytes
/// read and written, for each component its energy, and the machine's own counts. What a layer lacks is an empty field.
extension SimulationReport {
  /// The table's bytes; deterministic.
  package var csv: String {
    var columns = Self.layerColumns
    columns += unitColumns + trafficColumns + energyColumns + componentColumns + statisticColumns
    var table = CSVDocument(header: columns.map(\.header))
    table.rows = layers.map { layer in columns.map { $0.value(layer) ?? "" } }
    return table.text
  }

  private struct Column {
    var header: String
    var value: (LayerFigures) -> String?
  }

  private static var layerColumns: [Column] {
    [
      Column(header: "layer") { $0.name },
      Column(header: "equalTo") { $0.equalTo },
      Column(header: "operation") { $0.operation },
      Column(header: "mapping") { $0.mapping },
      Column(header: "bottleneck") { $0.bottleneck?.rawValue },
      Column(header: "cycles") { String($0.cycles) },
      Column(header: "seconds") { $0.seconds.description },
      Column(header: "macs") { String($0.macs) },
      Column(header: "utilization") { $0.utilization.description },
      Column(header: "macsPerSecond") { $0.macsPerSecond?.description },
      Column(header: "macsPerDramByte") { $0.macsPerDramByte?.description },
      Column(header: "dramReadBytes") { String($0.dramReadBytes) },
      Column(header: "dramWrittenBytes") { String($0.dramWrittenBytes) },
      Column(header: "picojoules") { $0.picojoules.description },
      Column(header: "averageMilliwatts") { layer in
        layer.seconds > 0 ? (layer.picojoules * 1e-9 / layer.seconds).description : nil
      },
      Column(header: "mainLossCause") { $0.mainLoss?.cause },
      Column(header: "mainLossCycles") { $0.mainLoss.map { String($0.cycles) } },
    ]
  }

  private var unitColumns: [Column] {
    totals.units.flatMap { unit -> [Column] in
      func column(_ header: String, _ value: @escaping (UnitFigures) -> Int) -> Column {
        Column(header: "\(unit.unit).\(header)") { layer in
          layer.units.first { $0.unit == unit.unit }.map { String(value($0)) }
        }
      }
      let stalls = StallCause.allCases.map { cause in
        column("stallCycles.\(cause.camelCase)") { $0.stallCycles[cause] }
      }
      return [column("workCycles") { $0.workCycles }] + stalls + [column("idleCycles") { $0.idleCycles }]
    }
  }

  private var trafficColumns: [Column] {
    totals.traffic.flatMap { total -> [Column] in
      func column(_ header: String, _ value: @escaping (TrafficFigures) -> Int) -> Column {
        Column(header: "\(total.level).\(total.operand).\(header)") { layer in
          layer.traffic.first { $0.level == total.level && $0.operand == total.operand }.map { String(value($0)) }
        }
      }
      return [column("readBytes") { $0.readBytes }, column("writtenBytes") { $0.writtenBytes }]
    }
  }

  private var energyColumns: [Column] {
    totals.energy.map { total in
      Column(header: "\(total.component).picojoules") { layer in
        layer.energy.first { $0.component == total.component }?.picojoules.description
      }
    }
  }

  /// What each component leaked during the layer and its area, the same in every row.
  private var componentColumns: [Column] {
    result.components.flatMap { cost -> [Column] in
      let area = Column(header: "\(cost.component).areaSquareMillimetres") { _ in
        cost.areaSquareMillimetres.description
      }
      guard let leakage = cost.leakageMilliwatts else { return [area] }
      // Milliwatts times nanoseconds are picojoules.
      let leaked = Column(header: "\(cost.component).leakagePicojoules") { layer in
        (leakage * layer.seconds * 1e9).description
      }
      return [leaked, area]
    }
  }

  private var statisticColumns: [Column] {
    var known: [Statistic] = []
    for statistic in layers.flatMap(\.statistics) where !known.contains(where: { $0.path == statistic.path }) {
      known.append(statistic)
    }
    return known.map { wanted in
      Column(header: wanted.unit.isEmpty ? wanted.path : "\(wanted.path) (\(wanted.unit))") { layer in
        layer.statistics.first { $0.path == wanted.path }.map { String($0.value) }
      }
    }
  }
}
