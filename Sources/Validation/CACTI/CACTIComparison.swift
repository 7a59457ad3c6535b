package import Core

/// How far the SRAM table is from CACTI runs.
package struct CACTIComparison: Encodable, Sendable {
  /// Runs of one kind.
  package struct Group: Encodable, Sendable {
    /// What a run says about the table.
    package enum Kind: String, CaseIterable, Encodable, Sendable {
      /// A point of the table, predicted from the table's other points.
      case leaveOneOut
      /// An array like the table's at a size, width or node the table has no point for.
      case table
      /// One read and one write port; fitted to such runs.
      case ports
      /// Other transistors; fitted to such runs.
      case cells
      /// Several banks; fitted to such runs.
      case banks
    }

    package var kind: Kind
    /// Runs compared.
    package var count: Int
    /// Errors by quantity.
    package var quantities: [QuantityError]
  }

  /// The error of one quantity, in percent of CACTI's value.
  package struct QuantityError: Encodable, Sendable {
    package var quantity: SRAMQuantity
    package var meanError: Double
    package var medianError: Double
    package var maxError: Double
  }

  /// Runs read.
  package var runs: Int
  /// Runs left out because their ports are none the table has.
  package var notModelled: Int
  /// Runs left out because they lie at the table's edge or beyond: their estimates say that they are extrapolated.
  package var extrapolated: Int
  package var groups: [Group]

  init(_ runs: [CACTIRun]) {
    self.runs = runs.count
    notModelled = 0
    extrapolated = 0
    var errors: [Group.Kind: [SRAMQuantity: [Double]]] = [:]
    for run in runs {
      guard run.isModelled else {
        notModelled += 1
        continue
      }
      var (kind, table) = (run.group, SRAMTable.cacti)
      if let known = run.point(of: table) {
        kind = .leaveOneOut
        table = SRAMTable(table.points.filter { !$0.hasShape(of: known) })
      }
      let estimate = run.array.estimate(with: table)
      guard !estimate.isExtrapolated else {
        extrapolated += 1
        continue
      }
      for quantity in SRAMQuantity.allCases {
        let error = 100 * abs(estimate.figures[quantity] / run.answer[quantity] - 1)
        errors[kind, default: [:]][quantity, default: []].append(error)
      }
    }
    groups = Group.Kind.allCases.compactMap { kind in
      guard let found = errors[kind] else { return nil }
      let quantities = SRAMQuantity.allCases.map { quantity in
        let sorted = (found[quantity] ?? []).sorted()
        return QuantityError(
          quantity: quantity, meanError: mean(sorted), medianError: quantile(0.5, ofSorted: sorted),
          maxError: sorted.last ?? 0)
      }
      return Group(kind: kind, count: found[.readPicojoules]?.count ?? 0, quantities: quantities)
    }
  }
}

extension CACTIComparison: CustomStringConvertible {
  /// The figures as aligned text, one line for each quantity of each group.
  package var description: String {
    var rows = [["runs", "n", "quantity", "mean %", "median %", "max %"]]
    for group in groups {
      for (index, error) in group.quantities.enumerated() {
        rows.append([
          index == 0 ? group.kind.words : "", index == 0 ? "\(group.count)" : "", error.quantity.words,
          decimal(error.meanError), decimal(error.medianError), decimal(error.maxError),
        ])
      }
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let table = rows.map { row in
      row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 || column == 2 ? row[column] + blanks : blanks + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
    return table + "\n\n\(runs) runs; \(extrapolated) at the table's edge or beyond and \(notModelled) with ports it "
      + "doesn't have are left out.\n"
  }
}

extension CACTIComparison.Group.Kind {
  fileprivate var words: String {
    switch self {
    case .leaveOneOut: "points of the table, each left out"
    case .table: "points between the table's"
    case .ports: "read and write port (fitted)"
    case .cells: "other transistors (fitted)"
    case .banks: "several banks (fitted)"
    }
  }
}

extension SRAMQuantity {
  fileprivate var words: String {
    switch self {
    case .readPicojoules: "read energy"
    case .writePicojoules: "write energy"
    case .leakageMilliwatts: "leakage"
    case .areaSquareMillimetres: "area"
    case .accessNanoseconds: "access time"
    case .cycleNanoseconds: "cycle time"
    }
  }
}

/// A percentage with one decimal.
private func decimal(_ value: Double) -> String {
  guard value.isFinite, value < 1e12 else { return "\(value)" }
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
